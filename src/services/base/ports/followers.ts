/**
 * Storage of follower positions in the change feed of each workspace, and of the leases that assign a follower to a
 * process.
 */

/** Identifies a follower in a workspace and the process that requests its lease. */
export interface FollowerLease {
  readonly workspace: string;
  readonly follower: string;
  readonly holder: string;
}

export interface FollowerPlace {
  /** Position in the feed up to which all changes have been processed. Undefined for a new follower. */
  readonly position?: string;
  /** All changes recorded before this time were processed. The time is on the workspace's clock. */
  readonly at: number;
  /** The newest catalogue version under which the follower processed changes. */
  readonly version: number;
}

export interface FollowerStore {
  /**
   * Takes the lease if it is free, expired, or already held by this holder. Returns the position, or undefined if
   * another process holds the lease. A new follower starts at `first`.
   */
  take(lease: FollowerLease, leaseMs: number, first: FollowerPlace): Promise<FollowerPlace | undefined>;
  /**
   * Stores a position and renews the lease. The stored position never moves back. Returns false when the holder no
   * longer has the lease.
   */
  keep(lease: FollowerLease, leaseMs: number, place: FollowerPlace): Promise<boolean>;
  /** Releases the lease. The stored position is kept. */
  release(lease: FollowerLease): Promise<void>;
  /** Removes the stored position, unless it was stored under a later catalogue version than `version`. */
  forget(workspace: string, follower: string, version: number): Promise<void>;
}
