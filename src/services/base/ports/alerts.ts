/** Alerts. */
import type { Alert } from '../../../engine/layers/alert.js';
import type { Page, Tx } from './transaction.js';

export interface AlertStore {
  /** Inserts an alert. Does nothing if an alert with this id exists. */
  insert(alert: Alert, tx?: Tx): Promise<void>;
  page(workspace: string, page: Page): Promise<Alert[]>;
  /**
   * Returns the number of alerts, excluding alerts about one of the hidden layers of a model. METRIC alerts are counted
   * only if `withMetrics` is true.
   */
  count(
    workspace: string,
    hidden: readonly { readonly model: string; readonly layers: readonly string[] }[],
    withMetrics: boolean,
  ): Promise<number>;
}
