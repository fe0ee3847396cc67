/** Checks the strategy that a campaign or an experiment names. */
import { invalid } from './errors.js';
import type { Stores, Tx } from './ports.js';

/** The strategy that a campaign or an experiment tries, and the effect that is expected of it. */
export interface TriedStrategy {
  readonly strategy?: string;
  readonly expectedEffect?: number;
}

export interface TriedStrategyInput {
  readonly strategy?: string | null;
  readonly expectedEffect?: number | null;
}

/** Limit of numbers that stand for effects. */
export const LARGEST_EFFECT = 1e12;

/**
 * Returns the strategy that a campaign or experiment names. A campaign may keep the strategy `before` the change, even
 * if that strategy was retired.
 *
 * @throws STRATEGY_UNKNOWN if no strategy in force has this key.
 */
export async function triedStrategy(
  { strategies }: Pick<Stores, 'strategies'>,
  workspace: string,
  { strategy, expectedEffect, before }: TriedStrategyInput & { readonly before?: string | undefined },
  tx?: Tx,
): Promise<TriedStrategy> {
  if (expectedEffect != null && !(Math.abs(expectedEffect) <= LARGEST_EFFECT))
    throw invalid(
      'NUMBER_INVALID',
      `expected a number from -${LARGEST_EFFECT} to ${LARGEST_EFFECT}`,
      'input.expectedEffect',
    );
  const expected = expectedEffect == null ? {} : { expectedEffect };
  if (strategy == null) {
    if (expectedEffect != null)
      throw invalid('FIELD_MISSING', 'an expected effect is that of a strategy: name it', 'input.strategy');
    return {};
  }
  if (strategy === before) return { strategy, ...expected };
  const found = (await strategies.find(workspace, [strategy], tx)).filter(({ retired }) => !retired);
  if (found.length === 0) throw invalid('STRATEGY_UNKNOWN', 'no strategy in force has this key', 'input.strategy');
  return { strategy, ...expected };
}
