/** Alerts. */
import type { Alert } from '../../../engine/layers/alert.js';
import type { Page, Tx } from './transaction.js';

export interface AlertStore {
  /** Inserts an alert. An existing alert with its id stays unchanged. */
  insert(alert: Alert, tx?: Tx): Promise<void>;
  page(workspace: string, page: Page): Promise<Alert[]>;
}
