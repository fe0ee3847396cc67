/** Storage of alerts. */
import type { Alert } from '../../../engine/layers/alert.js';
import type { Page, Tx } from './transaction.js';

export interface AlertStore {
  /** Inserts an alert. Does nothing if an alert with this id exists. */
  insert(alert: Alert, tx?: Tx): Promise<void>;
  /** Returns a page of the alerts that a caller may see, newest first. */
  page(workspace: string, seen: SeenAlerts, page: Page): Promise<Alert[]>;
  /** Returns the number of alerts that a caller may see. */
  count(workspace: string, seen: SeenAlerts): Promise<number>;
}

/** Which alerts a caller may see. */
export interface SeenAlerts {
  /** Whether alerts of the kind METRIC are included. */
  readonly withMetrics: boolean;
  /** Keys of segments and layers. Alerts that would reveal who is in one of these are left out. */
  readonly concealed: readonly string[];
}
