/** Storage of tag writes. */
import type { TagWrite } from '../../../engine/types.js';
import type { Page, Tx } from './transaction.js';

export interface TagFact extends TagWrite {
  readonly profile: string;
  readonly tag: string;
  readonly recordedAt: number;
  /** Subject of the token with which the tag was written. */
  readonly by: string;
  readonly reason?: string;
}

/** Content and profile of a tag write that is already stored. */
export type KnownWrite = Pick<TagFact, 'profile' | 'value' | 'change'>;

export interface TagFactStore {
  /** Returns the given tag writes that are already stored, by id. */
  find(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, KnownWrite>>;
  insert(workspace: string, list: readonly TagFact[], tx: Tx): Promise<void>;
  /** Returns all tag writes of the given profiles, by profile, oldest first. */
  ofProfiles(workspace: string, profiles: readonly string[], tx?: Tx): Promise<Map<string, TagFact[]>>;
  /** Returns a page of the tag writes made by a token's subject, newest first. */
  byActor(workspace: string, actor: string, page: Page): Promise<TagFact[]>;
  /** Returns a page of the tag writes of the given profiles, oldest first. */
  page(workspace: string, profiles: readonly string[], page: Page): Promise<TagFact[]>;
  /** Removes at most `limit` tag writes of the given profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
  /** Returns a page of the tag writes of a source, oldest first, with the profile of each write. */
  ofSource(
    workspace: string,
    source: string,
    page: Page,
  ): Promise<{ readonly cursor: string; readonly profile: string }[]>;
  countOfSource(workspace: string, source: string): Promise<number>;
  /** Removes the tag writes that a source made for the given profiles. Returns the number removed. */
  removeFrom(workspace: string, profiles: readonly string[], source: string, tx: Tx): Promise<number>;
  /** Returns the writes of a tag with `after` < at <= `until`, oldest first. */
  history(
    workspace: string,
    profiles: readonly string[],
    tag: string,
    range: { readonly after?: number; readonly until: number; readonly limit?: number },
  ): Promise<TagFact[]>;
}
