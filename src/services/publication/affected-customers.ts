/**
 * Finds the customers that are affected by new definitions. A customer is not affected if the new conditions are not
 * true for the customer now and will not become true without new facts. This is the case for most customers. The
 * columns show which customers are not affected, and these customers are not written. All other customers are evaluated
 * individually.
 */
import type { Condition } from '../../engine/types.js';
import { YES } from '../../engine/columns/column-evaluator.js';
import { HORIZON_MS } from '../../engine/memberships/settle.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { populationViews, type View } from '../population/views.js';
import type { KnownFacts } from '../base/write-intakes.js';

/**
 * Minimum number of customers for which the columns are used. With fewer customers, evaluating all of them is faster
 * than reading them into columns.
 */
const WORTH_READING = 500;
/** Number of customers to examine before other work may run. */
const AT_ONCE = 2000;

export interface AffectedCustomer {
  readonly profile: string;
  readonly known?: KnownFacts | undefined;
}

/** A batch of examined customers. */
export interface AffectedBatch {
  readonly affected: readonly AffectedCustomer[];
  /** Number of examined customers that are not affected by the changes. */
  readonly others: number;
}

/**
 * Yields the customers affected by definitions that were published or ended since the watermark, in batches of at most
 * `size`.
 */
export async function* affectedSince(services: Services, room: Room, size: number): AsyncGenerator<AffectedBatch> {
  const { catalogue, workspace } = room;
  const published = [...catalogue.publishedSince(workspace.watermark.version)];
  if (published.length + catalogue.endedSince(workspace.watermark.version).length === 0) return;
  if (!services.columns.keeps(workspace.id)) {
    const some = await services.stores.profiles.rootFacts(workspace.id, { first: WORTH_READING });
    if (some.length < WORTH_READING)
      return yield* batchesOf(
        services,
        room,
        some.map((r) => r.id),
        size,
      );
  }
  const remembering = await rememberers(services, room, published);
  yield* published.length > 0
    ? examined(services, room, published, remembering, size)
    : batchesOf(services, room, [...remembering], size);
}

async function* examined(
  s: Services,
  room: Room,
  published: readonly string[],
  remembering: ReadonlySet<string>,
  size: number,
): AsyncGenerator<AffectedBatch> {
  const conditions = published.map((key) => room.catalogue.segment(key)!);
  let affected: AffectedCustomer[] = [];
  for await (const view of populationViews(s, room)) {
    const { part, live } = view;
    const holding = await holdingAny(view, conditions);
    const never = view.neverUntil(conditions, room.now + HORIZON_MS);
    let others = 0;
    for (let i = 0; i < part.size; i++) {
      if (i % AT_ONCE === AT_ONCE - 1) await s.pause(0);
      if (!live[i]) continue;
      if (!holding[i] && !remembering.has(part.ids.at(i)) && never(i)) {
        others++;
        continue;
      }
      affected.push({ profile: part.ids.at(i), known: { factsVersion: part.factsVersions[i], facts: part.facts(i) } });
      if (affected.length < size) continue;
      yield { affected, others };
      affected = [];
      others = 0;
    }
    yield { affected: [], others };
  }
  yield { affected, others: 0 };
}

async function* batchesOf(
  s: Services,
  room: Room,
  ids: readonly string[],
  size: number,
): AsyncGenerator<AffectedBatch> {
  for (let from = 0; from < ids.length; from += size) {
    const batch = ids.slice(from, from + size);
    const known = s.columns.facts(room.workspace.id, batch);
    yield { affected: batch.map((profile) => ({ profile, known: known.get(profile) })), others: 0 };
  }
}

/** Returns the ids of customers with stored state for a segment that was retired or whose meaning changed. */
async function rememberers(
  s: Services,
  { workspace, catalogue }: Room,
  published: readonly string[],
): Promise<ReadonlySet<string>> {
  const { version } = workspace.watermark;
  const isNew = (key: string): boolean => {
    const { version: n, publishedAt } = catalogue.segmentDefinition(key)!;
    return n === 1 && publishedAt > version && !catalogue.publishedSince(publishedAt).has(key);
  };
  const keys = [...published.filter((key) => !isNew(key)), ...catalogue.endedSince(version)];
  return new Set(keys.length > 0 ? await s.stores.profiles.remembering(workspace.id, keys) : []);
}

/** Returns 1 for each customer for which any of the conditions is true. These customers are affected in any case. */
async function holdingAny(view: View, conditions: readonly Condition[]): Promise<Uint8Array> {
  const out = new Uint8Array(view.part.size);
  for (const c of conditions) (await view.truth(c)).forEach((v, i) => void (v === YES && (out[i] = 1)));
  return out;
}
