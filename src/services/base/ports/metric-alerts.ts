/** How far the rules of saved reports have been judged. */
import type { MetricState } from '../../../engine/analyses/metric-alerts.js';
import type { Tx } from './transaction.js';

export interface StoredMetricState extends MetricState {
  readonly report: string;
  readonly rule: string;
  /** The rule and the analysis it was judged by. With another text the rule starts from the beginning. */
  readonly about: string;
  /** Number of changes of the state, from 1. */
  readonly revision: number;
}

export interface MetricAlertStore {
  list(workspace: string): Promise<StoredMetricState[]>;
  /** Saves a state. Throws StoreConflict unless the stored revision is the one before. */
  save(workspace: string, state: StoredMetricState, tx: Tx): Promise<void>;
}
