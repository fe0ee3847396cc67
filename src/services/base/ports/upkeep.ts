/** The purge of old documents. */

export interface UpkeepStore {
  /** Removes documents older than the retention of their collection. */
  purge(now: number): Promise<void>;
}
