/** Explains the refusal of a version of a model. */
import type { ModelKind, ModelRefusal } from './model-definition.js';
import { MODEL_WARNINGS } from './warnings.js';

/** Returns the reason of a refusal as text, with the numbers that were needed and found. */
export function refusalMessage({ reason, needed, found }: ModelRefusal, kind: ModelKind): string {
  const text = MODEL_WARNINGS[reason];
  if (needed === undefined) return text;
  const what =
    kind === 'CHURN'
      ? 'customers who churned, and as many who did not, are needed'
      : 'customers with two order-days are needed';
  return `${text} At least ${needed} ${what}; there are ${found ?? 0}.`;
}
