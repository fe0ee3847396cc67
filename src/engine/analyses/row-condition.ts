/**
 * Converts rows of funnels to conditions of the segment language. A row can then be saved as a segment whose customers
 * are updated automatically.
 */
import { DAY } from '../time/time.js';
import type { Condition } from '../types.js';
import type { Choice } from './events.js';
import type { FunnelQuestion } from './funnel-report.js';

/**
 * Maximum number of sequences in one condition. The number of sequences is the product of the numbers of alternatives
 * of all steps.
 */
export const MOST_SEQUENCES = 32;

/**
 * A row of a funnel: the customers who reach a step, or those who reach the previous step but not this one. Steps are
 * numbered from 1.
 */
export interface FunnelRow {
  readonly state: 'reached' | 'lost';
  readonly step: number;
}

type Steps = Pick<FunnelQuestion, 'steps' | 'windowMs' | 'same'>;

/**
 * Returns the length of the condition of a row, without building it. An alternative occurs in many sequences, so the
 * length is computed from the lengths of the alternatives. `lengthOf` returns the length of a condition as text.
 */
export function lengthOfRow(
  { steps }: Pick<Steps, 'steps'>,
  { state, step }: FunnelRow,
  lengthOf: (condition: Condition) => number,
): number {
  const lengths = steps
    .slice(0, step)
    .map((alternatives) => alternatives.map((choice) => lengthOf(happened(choice, DAY))));
  const reachedIn = (count: number): number => {
    const used = lengths.slice(0, count);
    const chains = used.reduce((product, alternatives) => product * alternatives.length, 1);
    const perChain = used.map(
      (alternatives) => alternatives.reduce((sum, each) => sum + each, 0) / alternatives.length,
    );
    return chains * perChain.reduce((sum, each) => sum + each, 0);
  };
  return reachedIn(step) + (state === 'lost' ? reachedIn(step - 1) : 0);
}

/**
 * Returns the condition of a row for attempts within the last `lastMs`. For a funnel over exactly that time, the
 * condition holds for exactly the customers of the row. Returns undefined if too many sequences would be needed, or if
 * a condition on the first event alone would require the property `same`.
 *
 * Example: the funnel is `added_to_cart`, `order_paid` within a day. The row lost at step 2 is `did(added_to_cart, last
 * 30d) and not sequence(added_to_cart then order_paid, within 1d, last 30d)`.
 */
export function funnelRowCondition(question: Steps, { state, step }: FunnelRow, lastMs: number): Condition | undefined {
  if (state === 'reached') return reached(question, step, lastMs);
  const before = reached(question, step - 1, lastMs);
  const there = reached(question, step, lastMs);
  return before && there && { kind: 'all', of: [before, { kind: 'not', of: there }] };
}

function reached({ steps, windowMs, same }: Steps, step: number, lastMs: number): Condition | undefined {
  const chains = chainsOf(steps.slice(0, step));
  // An attempt with a single event must also have the property `same`. The condition `did` cannot express this, so
  // there is no condition to return.
  if (!chains || (step === 1 && same !== undefined)) return undefined;
  const conditions = chains.map((chain): Condition =>
    chain.length === 1
      ? happened(chain[0], lastMs)
      : {
          kind: 'sequence',
          steps: chain.map((choice, i) => (i === 0 ? { ...choice, windowMs: lastMs } : choice)),
          withinMs: windowMs,
          ...(same === undefined ? {} : { same }),
        },
  );
  return conditions.length === 1 ? conditions[0] : { kind: 'any', of: conditions };
}

const happened = (choice: Choice, lastMs: number): Condition => ({
  kind: 'metric',
  metric: { aggregate: 'count', ...choice, windowMs: lastMs },
  test: { op: 'gte', value: 1 },
});

/**
 * Returns every combination of one alternative per step. Returns undefined if there are more than MOST_SEQUENCES
 * combinations.
 */
function chainsOf(steps: readonly (readonly Choice[])[]): readonly (readonly Choice[])[] | undefined {
  let chains: readonly (readonly Choice[])[] = [[]];
  for (const alternatives of steps) {
    chains = chains.flatMap((chain) => alternatives.map((choice) => [...chain, choice]));
    if (chains.length > MOST_SEQUENCES) return undefined;
  }
  return chains;
}
