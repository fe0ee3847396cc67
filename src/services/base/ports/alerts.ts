/** Alerts. */
import type { Alert } from '../../../engine/layers/alert.js';
import type { Page, Tx } from './transaction.js';

export interface AlertStore {
  /** Once: an alert that is there already stays as it is. */
  insert(alert: Alert, tx?: Tx): Promise<void>;
  page(workspace: string, page: Page): Promise<Alert[]>;
}
