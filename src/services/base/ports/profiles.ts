/** Customers and their profiles. */
import type { Due } from '../../../engine/memberships/dues.js';
import type { EvaluationState } from '../../../engine/memberships/settle.js';
import type { Identity } from '../../../engine/model.js';
import type { TagState } from '../../../engine/tags/tags.js';
import type { Page, Tx } from './transaction.js';

export interface ProfileRecord {
  readonly id: string;
  readonly workspace: string;
  /** The customer's root; its own id when it is the root. */
  readonly root: string;
  readonly identity: Identity;
  readonly createdAt: number;
  /** Grows with every write: what caches are checked against. */
  readonly version: number;
  /** The version that last changed its facts or profiles: what was read of facts holds as long as this stays. */
  readonly factsVersion: number;
  /** Of a root: identities and ids of all its profiles, its own included. */
  readonly identities: readonly Identity[];
  readonly members: readonly string[];
  readonly tags: ReadonlyMap<string, TagState>;
  /** Of a root: ids of the lists that one of its identities stands in. */
  readonly lists: ReadonlySet<string>;
  readonly evaluation: EvaluationState;
  /** Of a root: what is planned for it; flips of segments are in `evaluation`. */
  readonly dues: readonly Due[];
  /** Its identity was seen with too many others to name anyone. */
  readonly shared?: boolean;
}

/** What the facts of a root hang on, without where it is. */
export type RootFacts = Pick<
  ProfileRecord,
  'id' | 'workspace' | 'createdAt' | 'factsVersion' | 'members' | 'tags' | 'lists'
>;

export interface ProfileStore {
  find(workspace: string, ids: readonly string[], tx?: Tx): Promise<ProfileRecord[]>;
  insert(list: readonly ProfileRecord[], tx: Tx): Promise<void>;
  remove(workspace: string, ids: readonly string[], tx: Tx): Promise<void>;
  /** Replaces each where its version is still the one before. */
  replace(list: readonly { readonly before: ProfileRecord; readonly after: ProfileRecord }[], tx: Tx): Promise<void>;
  /** Ids of roots due at `at`, earliest first. */
  due(workspace: string, at: number, limit: number): Promise<string[]>;
  /** The earliest due instant, if any root is due by `at`. */
  earliestDue(workspace: string, at: number): Promise<number | undefined>;
  /** Ids of roots that remember something of one of some segments: that are in it, were, or will be. */
  remembering(workspace: string, segments: readonly string[]): Promise<string[]>;
  roots(workspace: string, page: Page): Promise<ProfileRecord[]>;
  /** Roots in order of id, with their tags and without their memberships. */
  rootFacts(workspace: string, page: Page): Promise<RootFacts[]>;
  countRoots(workspace: string): Promise<number>;
  members(workspace: string, segment: string, page: Page): Promise<ProfileRecord[]>;
  countMembersOf(workspace: string, segments: readonly string[]): Promise<Map<string, number>>;
}
