/** Parses derived tags. Their rules and scores are given as text. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Derivation, TagDefinition, Term, Value, ValueType } from '../../engine/types.js';
import { isAggregate } from '../../engine/segments/aggregate-names.js';
import { checkDerivation } from '../../engine/segments/check.js';
import { parseCondition, parseMetric } from '../../engine/segments/parse.js';
import { ExpressionError } from '../../engine/segments/lexer.js';
import { printCondition, printMetric } from '../../engine/segments/print.js';
import { invalid, faulty } from '../base/errors.js';
import { money, tagValue } from '../base/inputs.js';
import type { DerivationInput } from '../base/definition-inputs.js';

/**
 * Parses the derivation in an input and validates it against the workspace. Returns undefined when the input contains
 * no derivation. `before` is the existing derivation that the new one replaces. Errors contain the path of the field.
 */
export function readDerivation(
  input: DerivationInput,
  def: Pick<TagDefinition, 'key' | 'type' | 'personal'>,
  catalogue: Catalogue,
  before?: Extract<Derivation, { kind: 'rules' }>,
): Derivation | undefined {
  const { rules, score } = input;
  if (!rules && !score) {
    if (input.otherwise !== undefined)
      throw invalid('FIELD_NOT_ALLOWED', 'give otherwise together with rules', 'input.otherwise');
    return undefined;
  }
  if (rules && score) throw invalid('ALTERNATIVES_CONFLICT', 'give rules or a score, not both', 'input');
  const target = {
    key: def.key,
    type: def.type,
    kind: 'DYNAMIC',
    name: '',
    group: 'BASIC',
    namespace: '',
    personal: false,
    version: 1,
  } as TagDefinition;
  const raw: Derivation = rules
    ? {
        kind: 'rules',
        rules: rules.map((r, i) => ({
          when: parsed(() => parseCondition(r.when), `input.rules[${i}].when`),
          value: tagValue(r.value, target, `input.rules[${i}].value`),
        })),
        ...otherwiseOf(input, target, before),
      }
    : {
        kind: 'score',
        terms: score!.map((t, i) => ({
          weight: money(t.weight, `input.score[${i}].weight`),
          ...parsed(() => readTerm(t.of), `input.score[${i}].of`),
        })),
      };
  const { derivation, faults } = checkDerivation(raw, def.type, catalogue, def.key);
  if (!derivation) throw faulty(faults, (part) => `input${part}`);
  return derivation;
}

/**
 * Returns the value for customers for which no rule is true. If the input omits this value, the previous one is kept.
 */
function otherwiseOf(
  { otherwise }: DerivationInput,
  target: TagDefinition,
  before: Extract<Derivation, { kind: 'rules' }> | undefined,
): { readonly otherwise?: Value } {
  const value = otherwise === undefined ? before?.otherwise : otherwise;
  if (value === undefined || value === null) return {};
  return { otherwise: otherwise === undefined ? before!.otherwise! : tagValue(otherwise, target, 'input.otherwise') };
}

type Operand =
  | { kind: 'tag'; tag: string }
  | Omit<Extract<Term, { kind: 'metric' }>, 'weight'>
  | Omit<Extract<Term, { kind: 'condition' }>, 'weight'>;

function readTerm(of: string): Operand {
  const tag = /^\s*tag\s+([a-z][a-z0-9_]*)\s*$/.exec(of);
  if (tag) return { kind: 'tag', tag: tag[1] };
  const word = /^\s*([A-Za-z]+)\s*\(/.exec(of)?.[1];
  if (word !== undefined && isAggregate(word)) {
    try {
      return { kind: 'metric', metric: parseMetric(of) };
    } catch (error) {
      // A condition such as `count(...) >= 3` begins like an aggregate. Parse it as a condition below.
      if (!(error instanceof ExpressionError)) throw error;
    }
  }
  return { kind: 'condition', condition: parseCondition(of) };
}

function parsed<T>(read: () => T, path: string): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExpressionError) throw invalid(error.reason, error.message, path);
    throw error;
  }
}

/** Converts a term to the text form used in inputs. */
export function printTerm(term: Term): string {
  if (term.kind === 'tag') return `tag ${term.tag}`;
  return term.kind === 'metric' ? printMetric(term.metric) : printCondition(term.condition);
}

/**
 * Returns the default value type of a derived tag. A score has the type DECIMAL. Other derivations have no default
 * type.
 */
export function derivedType(input: DerivationInput): ValueType | undefined {
  return input.score ? 'DECIMAL' : undefined;
}
