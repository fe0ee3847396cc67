/** Lists the operators that random conditions must contain, for each type of the compared values. */
import type { Compared } from '../../src/engine/segments/literals.js';
import { OPERATORS_OF } from '../../src/engine/segments/type-operators.js';
import { OPERATORS, type Operator } from '../../src/engine/types.js';

export type Use = 'tag' | 'property' | 'aggregate' | 'ratio' | 'age';

/** The types of the values that are compared in each use. Properties without a declared type have any operator. */
const TYPES_OF: Readonly<Record<Use, readonly (Compared | 'any type')[]>> = {
  tag: ['STRING', 'INTEGER', 'DECIMAL', 'FRACTION', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST'],
  property: ['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'any type'],
  aggregate: ['STRING', 'INTEGER', 'DECIMAL', 'NUMBER', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST', 'any type'],
  ratio: ['DECIMAL'],
  age: ['INTEGER'],
};
const RELATIVE: readonly Operator[] = ['withinLast', 'beforeLast', 'withinNext', 'during'];

/** Operators of properties without a declared type. */
export const OF_UNDECLARED: readonly Operator[] = OPERATORS.filter((op) => !RELATIVE.includes(op));

/** Whether the language accepts an operator for a value of a type in a use. */
function isAccepted(op: Operator, use: Use, type: Compared | 'any type'): boolean {
  if (RELATIVE.includes(op) && use === 'property') return false;
  if (['inList', 'notInList'].includes(op) && (use === 'ratio' || use === 'age')) return false;
  return (type === 'any type' ? OF_UNDECLARED : OPERATORS_OF[type]).includes(op);
}

/** Returns every accepted combination, as `tag DATE between`. */
export const operatorsByType = (): readonly string[] =>
  (Object.keys(TYPES_OF) as Use[]).flatMap((use) =>
    TYPES_OF[use].flatMap((type) =>
      OPERATORS.filter((op) => isAccepted(op, use, type)).map((op) => `${use} ${type} ${op}`),
    ),
  );
