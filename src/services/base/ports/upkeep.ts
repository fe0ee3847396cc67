/** Removes old documents from the database. Each collection has its own retention. */

export interface UpkeepStore {
  /** Removes documents older than the retention of their collection. */
  purge(now: number): Promise<void>;
}
