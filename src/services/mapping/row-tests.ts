/** Evaluates the `skip` and `only` tests, which select rows of a file. */
import { cellOf, RowError, type Comparison, type Mapping, type Row, type RowTest } from './shape.js';
import { compareDecimals } from './written-numbers.js';

/**
 * Whether a row is skipped.
 *
 * @throws RowError if a cell must be compared as a number but is not a number.
 */
export function isLeftOut(mapping: Mapping, row: Row): boolean {
  return (
    Object.entries(mapping.skip ?? {}).some(([column, test]) => holds(test, row, column)) ||
    !Object.entries(mapping.only ?? {}).every(([column, test]) => holds(test, row, column))
  );
}

function holds(test: RowTest, row: Row, column: string): boolean {
  const cell = cellOf(row, column);
  return typeof test === 'string' || isList(test) ? isOneOf(cell, test) : comparisonHolds(test, cell, column);
}

const isList = (test: RowTest): test is readonly string[] => Array.isArray(test);

function isOneOf(cell: string, values: string | readonly string[]): boolean {
  return [values].flat().some((v) => (v.endsWith('*') ? cell.startsWith(v.slice(0, -1)) : cell === v));
}

const ORDERS = {
  above: (c: number) => c > 0,
  atLeast: (c: number) => c >= 0,
  below: (c: number) => c < 0,
  atMost: (c: number) => c <= 0,
} as const;

function comparisonHolds(test: Comparison, cell: string, column: string): boolean {
  if (test.equals !== undefined && ![test.equals].flat().includes(cell)) return false;
  if (test.startsWith !== undefined && ![test.startsWith].flat().some((prefix) => cell.startsWith(prefix)))
    return false;
  return Object.entries(ORDERS).every(([name, passes]) => {
    const bound = test[name as keyof typeof ORDERS];
    if (bound === undefined) return true;
    const order = compareDecimals(cell, String(bound));
    if (order === undefined) throw new RowError(`column ${column} is compared as a number and is none`);
    return passes(order);
  });
}
