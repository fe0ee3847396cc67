/** Combines measured effects of marketing strategies. The caller provides the effects. */
import { pooledEffect, type PooledEffect } from '../../engine/models/random-effects.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { numberWithin } from './learning.js';

export interface EvidenceInput {
  readonly records: readonly { readonly effect: number; readonly standardError: number }[];
  /** Probability that a confidence interval does not contain the true value. Defaults to 0.05. */
  readonly level?: number | null;
}

const MOST_RECORDS = 1000;
const LARGEST = 1e12;

/**
 * Computes a random-effects model over all given records. The mean is overstated if the caller leaves out unsuccessful
 * trials.
 */
export function strategyEvidence(principal: Principal, { records, level }: EvidenceInput): PooledEffect {
  requireScope(principal, 'analytics:read');
  if (records.length === 0 || records.length > MOST_RECORDS)
    throw invalid('LIST_SIZE_INVALID', `give 1 to ${MOST_RECORDS} records`, 'input.records');
  const studies = records.map(({ effect, standardError }, i) => {
    const error = numberWithin(standardError, 1e-12, LARGEST, `input.records[${i}].standardError`);
    return { effect: numberWithin(effect, -LARGEST, LARGEST, `input.records[${i}].effect`), variance: error ** 2 };
  });
  return pooledEffect(studies, numberWithin(level ?? 0.05, 0.0001, 0.5, 'input.level'))!;
}
