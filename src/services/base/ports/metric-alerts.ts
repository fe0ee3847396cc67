/** Storage of the progress of metric rules. Metric rules watch the result of a saved report and raise alerts. */
import type { MetricState } from '../../../engine/analyses/metric-alerts.js';
import type { Tx } from './transaction.js';

export interface StoredMetricState extends MetricState {
  readonly report: string;
  readonly rule: string;
  /**
   * Hash of the rule and the analysis for which the state is valid. If either has changed, the evaluation of the rule
   * starts again. Earlier versions stored the text itself.
   */
  readonly about: string;
  /** Incremented with each change of the state. The first state has revision 1. */
  readonly revision: number;
}

export interface MetricAlertStore {
  /** Returns the states of the rules of the given reports. */
  list(workspace: string, reports: readonly string[]): Promise<StoredMetricState[]>;
  /** Deletes the states of all rules except the given ones. */
  keepOnly(workspace: string, rules: readonly Pick<StoredMetricState, 'report' | 'rule'>[]): Promise<void>;
  /** Saves a state. Throws StoreConflict unless the stored revision is exactly one lower. */
  save(workspace: string, state: StoredMetricState, tx: Tx): Promise<void>;
}
