/** Rows of funnels as conditions of the segment language, so that a row can go on as a segment that moves by itself. */
import type { Condition } from '../model.js';
import type { Choice } from './events.js';
import type { FunnelQuestion } from './funnel-report.js';

/** Maximum number of sequences in one condition. Alternatives of several steps multiply. */
export const MOST_SEQUENCES = 32;

/** Customers who reach a step, or who reach the step before it and not the step itself. Steps are numbered from 1. */
export interface FunnelRow {
  readonly state: 'reached' | 'lost';
  readonly step: number;
}

type Steps = Pick<FunnelQuestion, 'steps' | 'windowMs' | 'same'>;

/**
 * Returns the condition of a row for attempts within the last `lastMs`. Undefined if it takes too many sequences, or
 * needs the first event alone to have a value of `same`. For a
 * funnel over exactly that time it holds for exactly the customers of the row.
 *
 * Example: the row lost at step 2 of `added_to_cart`, `order_paid` within a day is `did(added_to_cart, last 30d) and not
 * sequence(added_to_cart then order_paid, within 1d, last 30d)`.
 */
export function funnelRowCondition(question: Steps, { state, step }: FunnelRow, lastMs: number): Condition | undefined {
  if (state === 'reached') return reached(question, step, lastMs);
  const before = reached(question, step - 1, lastMs);
  const there = reached(question, step, lastMs);
  return before && there && { kind: 'all', of: [before, { kind: 'not', of: there }] };
}

function reached({ steps, windowMs, same }: Steps, step: number, lastMs: number): Condition | undefined {
  const chains = chainsOf(steps.slice(0, step));
  // An attempt of one event needs the property, which `did` does not require.
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

/** Every way to choose one alternative for each step. */
function chainsOf(steps: readonly (readonly Choice[])[]): readonly (readonly Choice[])[] | undefined {
  let chains: readonly (readonly Choice[])[] = [[]];
  for (const alternatives of steps) {
    chains = chains.flatMap((chain) => alternatives.map((choice) => [...chain, choice]));
    if (chains.length > MOST_SEQUENCES) return undefined;
  }
  return chains;
}
