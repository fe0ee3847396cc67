/** Storage of the progress of metric rules. Metric rules watch the result of a saved report and raise alerts. */
import type { MetricState } from '../../../engine/analyses/metric-alerts.js';
import type { Tx } from './transaction.js';

export interface StoredMetricState extends MetricState {
  readonly report: string;
  readonly rule: string;
  /**
   * The rule and the analysis for which the state is valid, as JSON text. If either has changed, the evaluation of the
   * rule starts again.
   */
  readonly about: string;
  /** Incremented with each change of the state. The first state has revision 1. */
  readonly revision: number;
}

export interface MetricAlertStore {
  list(workspace: string): Promise<StoredMetricState[]>;
  /** Saves a state. Throws StoreConflict unless the stored revision is exactly one lower. */
  save(workspace: string, state: StoredMetricState, tx: Tx): Promise<void>;
}
