/** How far each follower of the change feed has come in a workspace, and which process follows there. */

/** A follower of a workspace, and the process that asks. */
export interface FollowerLease {
  readonly workspace: string;
  readonly follower: string;
  readonly holder: string;
}

export interface FollowerPlace {
  /** Position in the feed up to which all changes are processed. Undefined for a new follower. */
  readonly position?: string;
  /** Every change that was recorded before this instant of the workspace was acted on. */
  readonly at: number;
  /** The newest version of the definitions under which it was followed. */
  readonly version: number;
}

export interface FollowerStore {
  /**
   * Takes the lease if it is free, expired, or already held by this holder. Returns the position, or undefined if
   * another process holds the lease. A new follower starts at `first`.
   */
  take(lease: FollowerLease, leaseMs: number, first: FollowerPlace): Promise<FollowerPlace | undefined>;
  /** Keeps a place, which never goes back, and renews the lease. False where the lease is no longer the holder's. */
  keep(lease: FollowerLease, leaseMs: number, place: FollowerPlace): Promise<boolean>;
  /** Ends the lease; the place stays. */
  release(lease: FollowerLease): Promise<void>;
  /** Forgets the place, unless it is of later definitions than these. */
  forget(workspace: string, follower: string, version: number): Promise<void>;
}
