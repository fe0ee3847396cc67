/** Daily quotas of partners. */

/** How much of a day's quota a partner has used. */
export interface QuotaStore {
  /** Takes `n`, or nothing when fewer are left. */
  take(workspace: string, partner: string, day: string, count: number, limit: number): Promise<boolean>;
  giveBack(workspace: string, partner: string, day: string, count: number): Promise<void>;
  /** By partner. */
  used(workspace: string, day: string): Promise<Map<string, number>>;
}
