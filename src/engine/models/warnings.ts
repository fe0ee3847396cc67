/** Reasons to doubt a model. They are shown together with the results. */
import type { OrderFit } from './bg-nbd.js';
import type { LogisticFit } from './logistic.js';
import type { ValueFit } from './order-value.js';

export const MODEL_WARNINGS = {
  TOO_FEW: 'There are too few customers or orders to learn from.',
  NOT_CONVERGED: 'The search found no clear best parameters. The figures can be far off.',
  VALUE_WITHOUT_MEAN: 'The order values have no finite mean (q <= 1), so no expected value is given.',
  VALUE_DEPENDS_ON_FREQUENCY: 'Customers who order often spend differently per order, which the value model ignores.',
  ONE_CLASS: 'All customers have the same outcome, so there is nothing to distinguish.',
  NO_VARIATION: 'A feature has the same value for all customers and has no influence.',
  NO_CLOSED_WINDOW: 'No window has ended since the first orders, so the model cannot be tested.',
  HISTORY_BY_OCCURRENCE:
    'Some facts were received long after they occurred, as with an import. They count as known since they occurred.',
  WORSE_THAN_NAIVE: 'On the newest closed window the error is not below that of the naive forecast.',
} as const;

export type ModelWarning = keyof typeof MODEL_WARNINGS;

/** Minimum number of repeat customers required to fit an order model. */
export const LEAST_REPEATERS = 30;
/** Minimum number of customers who churned, and of customers who did not, that is needed to fit a churn model. */
export const LEAST_OF_CLASS = 30;
/**
 * Maximum absolute correlation between order frequency and order value. If the correlation is larger, the value model
 * is doubtful.
 */
const MOST_CORRELATION = 0.3;

/** Returns the warnings about fitted models of orders and values. */
export function orderWarnings(fit: OrderFit, value: ValueFit | undefined): readonly ModelWarning[] {
  return [
    ...(fit.converged && (value?.converged ?? true) ? [] : (['NOT_CONVERGED'] as const)),
    ...(value && !(value.q > 1) ? (['VALUE_WITHOUT_MEAN'] as const) : []),
    ...(Math.abs(value?.correlation ?? 0) > MOST_CORRELATION ? (['VALUE_DEPENDS_ON_FREQUENCY'] as const) : []),
  ];
}

/** Returns why no model can be learned from these outcomes. Returns undefined if a model can be learned. */
export function unlearnable(outcomes: ArrayLike<number>): 'TOO_FEW' | 'ONE_CLASS' | undefined {
  let positives = 0;
  for (let i = 0; i < outcomes.length; i++) positives += outcomes[i];
  const least = Math.min(positives, outcomes.length - positives);
  if (outcomes.length >= 2 * LEAST_OF_CLASS && least === 0) return 'ONE_CLASS';
  return least < LEAST_OF_CLASS ? 'TOO_FEW' : undefined;
}

/** Returns the warnings about a fitted logistic regression. */
export function logisticWarnings(fit: LogisticFit): readonly ModelWarning[] {
  return [
    ...(fit.converged ? [] : (['NOT_CONVERGED'] as const)),
    ...(fit.deviations.some((deviation) => deviation === 0) ? (['NO_VARIATION'] as const) : []),
  ];
}
