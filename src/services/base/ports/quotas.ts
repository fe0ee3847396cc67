/** Storage of the daily quotas of partners, counted by workspace, partner and day. */

/** Stores how much of its daily quota each partner has used. */
export interface QuotaStore {
  /**
   * Consumes `count` of the quota and returns true. When less than `count` is left, consumes nothing and returns false.
   */
  take(workspace: string, partner: string, day: string, count: number, limit: number): Promise<boolean>;
  giveBack(workspace: string, partner: string, day: string, count: number): Promise<void>;
  /** Returns the usage of the day by partner. */
  used(workspace: string, day: string): Promise<Map<string, number>>;
}
