/** Customers and their profiles. */
import type { Due } from '../../../engine/memberships/dues.js';
import type { EvaluationState } from '../../../engine/memberships/settle.js';
import type { Identity } from '../../../engine/model.js';
import type { TagState } from '../../../engine/tags/tags.js';
import type { Page, Tx } from './transaction.js';

export interface ProfileRecord {
  readonly id: string;
  readonly workspace: string;
  /** Id of the customer's root. Equal to its own id for a root. */
  readonly root: string;
  readonly identity: Identity;
  readonly createdAt: number;
  /** Increases with every write. Caches compare it. */
  readonly version: number;
  /** The version that last changed its facts or profiles. Cached facts are valid while it is unchanged. */
  readonly factsVersion: number;
  /** For a root: identities and ids of all its profiles, including its own. */
  readonly identities: readonly Identity[];
  readonly members: readonly string[];
  readonly tags: ReadonlyMap<string, TagState>;
  /** For a root: ids of the lists that contain one of its identities. */
  readonly lists: ReadonlySet<string>;
  readonly evaluation: EvaluationState;
  /** Planned work of a root. Flips of segments are in `evaluation`. */
  readonly dues: readonly Due[];
  /** Its identity was seen with too many others to identify a customer. */
  readonly shared?: boolean;
}

/** The fields of a root that its facts depend on, without its memberships. */
export type RootFacts = Pick<
  ProfileRecord,
  'id' | 'workspace' | 'createdAt' | 'factsVersion' | 'members' | 'tags' | 'lists'
>;

export interface ProfileStore {
  find(workspace: string, ids: readonly string[], tx?: Tx): Promise<ProfileRecord[]>;
  insert(list: readonly ProfileRecord[], tx: Tx): Promise<void>;
  remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  /** Replaces each record whose version is still that of `before`. */
  replace(list: readonly { readonly before: ProfileRecord; readonly after: ProfileRecord }[], tx: Tx): Promise<void>;
  /** Returns ids of roots due at `at`, earliest first. */
  due(workspace: string, at: number, limit: number): Promise<string[]>;
  /** Returns the earliest due instant, if a root is due by `at`. */
  earliestDue(workspace: string, at: number): Promise<number | undefined>;
  /** Returns ids of roots with state for one of the segments: current, past or future members. */
  remembering(workspace: string, segments: readonly string[]): Promise<string[]>;
  roots(workspace: string, page: Page): Promise<ProfileRecord[]>;
  /** Returns roots by id, with their tags and without their memberships. */
  rootFacts(workspace: string, page: Page): Promise<RootFacts[]>;
  countRoots(workspace: string): Promise<number>;
  members(workspace: string, segment: string, page: Page): Promise<ProfileRecord[]>;
  countMembersOf(workspace: string, segments: readonly string[]): Promise<Map<string, number>>;
}
