/** Tag writes. */
import type { TagWrite } from '../../../engine/model.js';
import type { Page, Tx } from './transaction.js';

export interface TagFact extends TagWrite {
  readonly profile: string;
  readonly tag: string;
  readonly recordedAt: number;
  /** Subject of the token that wrote the tag. */
  readonly by: string;
  readonly reason?: string;
}

/** Content and profile of a stored tag fact. */
export type KnownWrite = Pick<TagFact, 'profile' | 'value' | 'change'>;

export interface TagFactStore {
  /** Returns the stored ones, by id. */
  find(workspace: string, ids: readonly string[], tx: Tx): Promise<Map<string, KnownWrite>>;
  insert(workspace: string, list: readonly TagFact[], tx: Tx): Promise<void>;
  /** Returns every tag write of the profiles, by profile, oldest first. */
  ofProfiles(workspace: string, profiles: readonly string[], tx?: Tx): Promise<Map<string, TagFact[]>>;
  /** Returns writes by a token's subject, newest first. */
  byActor(workspace: string, actor: string, page: Page): Promise<TagFact[]>;
  /** Returns one page of the tag writes of the profiles, oldest first. */
  page(workspace: string, profiles: readonly string[], page: Page): Promise<TagFact[]>;
  /** Removes at most `limit` writes of the profiles. Returns the number removed. */
  removeOf(workspace: string, profiles: readonly string[], limit: number): Promise<number>;
  /** Returns the tag writes of a source, oldest first, with the profile of each. */
  ofSource(
    workspace: string,
    source: string,
    page: Page,
  ): Promise<{ readonly cursor: string; readonly profile: string }[]>;
  countOfSource(workspace: string, source: string): Promise<number>;
  /** Removes the tag writes of a source of the profiles. Returns the number removed. */
  removeFrom(workspace: string, profiles: readonly string[], source: string, tx: Tx): Promise<number>;
  /** Returns writes of a tag with after < at <= until, oldest first. */
  history(
    workspace: string,
    profiles: readonly string[],
    tag: string,
    range: { readonly after?: number; readonly until: number; readonly limit?: number },
  ): Promise<TagFact[]>;
}
