/**
 * Loads the data that is needed to evaluate customers at a given time or later. This data consists of events, and of
 * tag writes from far enough back.
 */
import { FactSet } from '../../engine/facts/facts.js';
import type { CustomerFacts } from '../../engine/segments/evaluate.js';
import { lacks, type Lookback } from '../../engine/tags/tags.js';
import type { Room } from '../base/room.js';
import type { FactCache } from '../base/services.js';
import type { ProfileRecord, RootFacts, Stores, TagFact } from '../base/ports.js';
import { tagHistories } from './tag-histories.js';

/** The sources from which events and tag writes are read. */
export interface FactSources {
  readonly stores: Pick<Stores, 'events' | 'tagFacts'>;
  readonly cache: FactCache;
}
/**
 * Returns the events and tag writes of customers. Profiles store only the tag writes that matter after their last
 * evaluation. This is not enough for queries about an earlier time, or about how long a condition has been true. For
 * such queries, the full history is read.
 */
export async function subjectsOf(
  sources: FactSources,
  roots: readonly ProfileRecord[],
  from: (root: ProfileRecord) => number,
  lookback: Lookback,
): Promise<CustomerFacts[]> {
  const facts = await factsOfMany(sources, roots);
  const short = roots.filter((r) => lacks(r.tags, from(r), lookback));
  const histories =
    short.length > 0
      ? await sources.stores.tagFacts.ofProfiles(
          short[0].workspace,
          short.flatMap((r) => r.members),
        )
      : new Map<string, TagFact[]>();
  const whole = new Set(short);
  return roots.map((r, i) => ({
    facts: facts[i],
    tags: whole.has(r) ? tagHistories(r.members.flatMap((m) => histories.get(m) ?? [])) : r.tags,
    lists: r.lists,
  }));
}

/**
 * Returns the event facts of several roots. Roots whose current version is not in the cache are read in one query. If
 * `keep` is true, the facts that were read are added to the cache.
 */
export async function factsOfMany(sources: FactSources, roots: readonly RootFacts[], keep = true): Promise<FactSet[]> {
  // The cache may lose an entry during the query below, so the entries are held from here on.
  const held = new Map(roots.map((root) => [root, sources.cache.get(root.id, root.factsVersion)]));
  const missing = roots.filter((root) => !held.get(root));
  if (missing.length === 0) return roots.map((root) => held.get(root)!);
  const byProfile = await sources.stores.events.facts(
    missing[0].workspace,
    missing.flatMap(({ members }) => members),
  );
  for (const root of missing) {
    const facts = FactSet.of(root.members.flatMap((member) => byProfile.get(member) ?? []));
    if (keep) sources.cache.set(root.id, root.factsVersion, facts);
    held.set(root, facts);
  }
  return roots.map((root) => held.get(root)!);
}

/** Returns everything that segments and derived tags need for the given roots, from the last evaluation on. */
export function subjectsForNow(
  services: FactSources,
  room: Room,
  roots: readonly ProfileRecord[],
): Promise<CustomerFacts[]> {
  return subjectsOf(
    services,
    roots,
    (r) => Math.min(r.evaluation.evaluatedAt, room.now),
    (tag, summed) => room.catalogue.lookback(tag, summed),
  );
}
