/** Daily quotas of partners. */

/** Usage of the daily quotas. */
export interface QuotaStore {
  /** Consumes `count`, or nothing when less is left. */
  take(workspace: string, partner: string, day: string, count: number, limit: number): Promise<boolean>;
  giveBack(workspace: string, partner: string, day: string, count: number): Promise<void>;
  /** Returns the usage by partner. */
  used(workspace: string, day: string): Promise<Map<string, number>>;
}
