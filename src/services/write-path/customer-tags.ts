/**
 * Computes the tag states of regrouped customers. They are merged from the stored states of profiles, or rebuilt from
 * the facts.
 */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { addWrites, joinStates, type TagState } from '../../engine/tags/tags.js';
import type { ProfileRecord, Stores, Tx } from '../base/ports.js';
import { tagHistories } from '../population/tag-histories.js';

/** Returns the tag states of a merged customer, computed from the states of the profiles in `sources`. */
export function joinedTags(catalogue: Catalogue, sources: readonly ProfileRecord[]): Map<string, TagState> {
  const evaluatedAt = Math.max(...sources.map((s) => s.evaluation.evaluatedAt));
  const tags = new Map<string, TagState>();
  for (const source of sources) {
    for (const [key, state] of source.tags) {
      const def = catalogue.tagInStore(key);
      tags.set(key, def ? joinStates(def, tags.get(key), state, evaluatedAt - catalogue.lookback(key)) : state);
    }
  }
  return tags;
}

/**
 * Rebuilds the tags of a customer from the facts alone, because the stored states belong to former customers or contain
 * removed facts. `at` is the earliest time at which the tags will be evaluated.
 */
export async function rebuiltTags(
  stores: Stores,
  catalogue: Catalogue,
  { workspace, members }: Pick<ProfileRecord, 'workspace' | 'members'>,
  at: number,
  tx: Tx,
): Promise<Map<string, TagState>> {
  const byProfile = await stores.tagFacts.ofProfiles(workspace, members, tx);
  const tags = new Map<string, TagState>();
  for (const [key, { writes }] of tagHistories(members.flatMap((id) => byProfile.get(id) ?? []))) {
    const def = catalogue.tagInStore(key);
    if (def) tags.set(key, addWrites(def, undefined, writes, at - catalogue.lookback(key)));
  }
  return tags;
}
