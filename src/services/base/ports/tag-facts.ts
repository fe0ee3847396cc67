/** Writes of tags. */
import type { TagWrite } from '../../../engine/model.js';
import type { Page, Tx } from './transaction.js';

export interface TagFact extends TagWrite {
  readonly profile: string;
  readonly tag: string;
  readonly recordedAt: number;
  /** The token's subject that wrote it. */
  readonly by: string;
  readonly reason?: string;
}

/** What a tag fact that exists says, and of which profile. */
export type KnownWrite = Pick<TagFact, 'profile' | 'value' | 'change'>;

export interface TagFactStore {
  /** Those that exist, by id. */
  find(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, KnownWrite>>;
  insert(workspace: string, list: readonly TagFact[], tx: Tx): Promise<void>;
  /** Every write of some profiles, by profile, oldest first. */
  ofProfiles(workspace: string, profiles: readonly string[], tx?: Tx): Promise<Map<string, TagFact[]>>;
  /** Writes by a token's subject, newest first. */
  byActor(workspace: string, actor: string, page: Page): Promise<TagFact[]>;
  /** Every write of some profiles in pages, oldest first. */
  page(workspace: string, profiles: readonly string[], page: Page): Promise<TagFact[]>;
  /** Removes up to so many writes of some profiles; answers how many. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
  /** Writes of a tag with after < at <= until, oldest first. */
  history(
    workspace: string,
    profiles: readonly string[],
    tag: string,
    range: { readonly after?: number; readonly until: number; readonly limit?: number },
  ): Promise<TagFact[]>;
}
