/** Storage of customers. A customer consists of a root profile and the profiles merged into it. */
import { areReceipts } from '../../../engine/identity/receipts.js';
import type { Due } from '../../../engine/memberships/dues.js';
import type { EvaluationState } from '../../../engine/memberships/settle.js';
import type { Identity } from '../../../engine/types.js';
import type { TagState } from '../../../engine/tags/tags.js';
import type { Page, Tx } from './transaction.js';

export interface ProfileRecord {
  readonly id: string;
  readonly workspace: string;
  /** Id of the customer's root profile. For a root, this is its own id. */
  readonly root: string;
  readonly identity: Identity;
  readonly createdAt: number;
  /** Incremented with every write. Caches use it to detect changes. */
  readonly version: number;
  /**
   * The `version` at which the customer's facts or profiles last changed. Cached facts stay valid as long as this
   * number does not change.
   */
  readonly factsVersion: number;
  /**
   * Estimated memory of the customer's events, in bytes (`factBytes` of `engine/facts`). Set only for a root. It is 0
   * if the customer was last written before this field existed.
   */
  readonly factBytes: number;
  /**
   * The identities of all profiles of the customer, including the root. `members` contains the ids of these profiles.
   * Both fields are set only for a root.
   */
  readonly identities: readonly Identity[];
  readonly members: readonly string[];
  readonly tags: ReadonlyMap<string, TagState>;
  /** Ids of the lists that contain one of the customer's identities. Set only for a root. */
  readonly lists: ReadonlySet<string>;
  readonly evaluation: EvaluationState;
  /**
   * Work planned for the customer. Set only for a root. Planned changes of segment membership are stored in
   * `evaluation` instead.
   */
  readonly dues: readonly Due[];
  /** Set when the identity was linked to too many others to identify one customer. */
  readonly shared?: boolean;
}

/** The fields of a root that represent its facts, without its memberships. */
export type RootFacts = Pick<
  ProfileRecord,
  'id' | 'workspace' | 'createdAt' | 'factsVersion' | 'factBytes' | 'members' | 'tags' | 'lists'
>;

/**
 * Whether a profile is the root of an anonymous receipt. An anonymous receipt has facts, but it is not a customer, so
 * it is never evaluated.
 */
export const isAnonymousReceipt = (record: ProfileRecord): boolean =>
  record.root === record.id && areReceipts(record.identities);

export interface ProfileStore {
  find(workspace: string, ids: readonly string[], tx?: Tx): Promise<ProfileRecord[]>;
  insert(list: readonly ProfileRecord[], tx: Tx): Promise<void>;
  remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  /** Replaces each record, if its stored version is still the version of `before`. */
  replace(list: readonly { readonly before: ProfileRecord; readonly after: ProfileRecord }[], tx: Tx): Promise<void>;
  /** Returns the ids of the roots for which work is due at `at`, earliest first. */
  due(workspace: string, at: number, limit: number): Promise<string[]>;
  /** Returns the earliest due time, or undefined if no root is due by `at`. */
  earliestDue(workspace: string, at: number): Promise<number | undefined>;
  /**
   * Returns the ids of roots that have stored state for one of the segments. These are current, past and future
   * members.
   */
  remembering(workspace: string, segments: readonly string[]): Promise<string[]>;
  /** Returns a page of customers, as their roots. Anonymous receipts are not included. */
  roots(workspace: string, page: Page): Promise<ProfileRecord[]>;
  /** Returns a page of customers, ordered by id, with their tags but without their memberships. */
  rootFacts(workspace: string, page: Page): Promise<RootFacts[]>;
  /** Returns a page of anonymous receipts, as their roots. */
  receipts(workspace: string, page: Page): Promise<ProfileRecord[]>;
  /** Returns the same as `rootFacts` for anonymous receipts. */
  receiptFacts(workspace: string, page: Page): Promise<RootFacts[]>;
  /** Returns the number of customers. */
  countRoots(workspace: string): Promise<number>;
  members(workspace: string, segment: string, page: Page): Promise<ProfileRecord[]>;
  countMembersOf(workspace: string, segments: readonly string[]): Promise<Map<string, number>>;
}
