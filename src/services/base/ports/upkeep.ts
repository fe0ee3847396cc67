/** The purge of old documents. */

export interface UpkeepStore {
  /** Removes documents older than their collection keeps them. */
  purge(now: number): Promise<void>;
}
