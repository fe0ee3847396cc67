/**
 * Loads a large shop directly into the database, without the write path. Each customer is stored in its state after all
 * its events.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Catalogue } from '../../src/engine/definitions/catalogue.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import { settle, unevaluated, type EvaluationState } from '../../src/engine/memberships/settle.js';
import type { TagState } from '../../src/engine/tags/tags.js';
import type { ProfileRecord, StoredEvent } from '../../src/services/base/ports.js';
import { eventToDoc } from '../../src/storage/events.js';
import { profileToDoc } from '../../src/storage/profile-documents.js';
import { tagFactToDoc } from '../../src/storage/tag-facts.js';
import type { Mongo } from '../../src/storage/base/mongo.js';
import { customer, customerId, NOW, type Customer } from './population.js';

/** Number of customers per transaction. Larger transactions touch more pages than the storage library handles well. */
const BATCH = 500;

export interface Loaded {
  readonly events: number;
  readonly seconds: number;
}

export const factsOf = (customer: Customer): FactSet => FactSet.of(customer.events);
export const tagsOf = (customer: Customer): Map<string, TagState> =>
  new Map(customer.writes.map((w) => [w.tag, { key: w.tag, writes: [w] }]));

/** Loads the shop. Skips customers that are already loaded, so a partly loaded shop is completed. */
export async function load(
  mongo: Mongo,
  ws: string,
  catalogue: Catalogue,
  customers: number,
  sql: (batch: readonly Customer[]) => Promise<void>,
): Promise<Loaded> {
  const begin = performance.now();
  const there = await loadedBefore(mongo, ws);
  let events = 0;
  let writing: Promise<unknown> = Promise.resolve();
  for (let from = 0; from < customers; from += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, customers - from) }, (_, i) => customer(from + i));
    events += batch.reduce((n, c) => n + c.events.length, 0);
    if (from + BATCH <= there) {
      await sql(batch);
      continue;
    }
    const profiles = [];
    for (const c of batch) {
      const [facts, tags] = [factsOf(c), tagsOf(c)];
      const { state } = settle(catalogue, unevaluated(NOW), facts, tags, { at: NOW, news: [] });
      // Yields to the event loop, so that the rest of the previous batch can be sent in the meantime.
      if (profiles.push(profileToDoc(recordOf(ws, c, tags, state))) % 50 === 0) await turn();
    }
    const facts = batch.flatMap((c) =>
      c.events.map((e) =>
        eventToDoc(ws, {
          ...e,
          profile: c.id,
          identity: { namespace: 'member_id', value: c.id },
          source: 'b',
          messageId: e.id.slice(2),
          receivedAt: NOW,
          bodyHash: '',
        } as StoredEvent),
      ),
    );
    const ordered = { ordered: false } as const;
    // Waits for the previous batch, so that the database writes one batch while the next one is prepared.
    await writing;
    writing = Promise.all([
      mongo.collection('profiles').insertMany(profiles as never, ordered),
      mongo.collection('identities').insertMany(
        batch.map((c) => ({ _id: `${ws}|member_id:${c.id}` as never, ws, profile: c.id })),
        ordered,
      ),
      mongo.collection('events').insertMany(facts as never, ordered),
      mongo
        .collection('tagFacts')
        .insertMany(
          batch.flatMap((c) =>
            c.writes.map(({ tag, ...w }) =>
              tagFactToDoc(ws, { ...w, profile: c.id, tag, recordedAt: NOW, by: 'bench' }),
            ),
          ) as never,
          ordered,
        ),
      sql(batch),
    ]);
    if (process.stderr.isTTY)
      process.stderr.write(
        `\r  loading: ${(from + batch.length).toLocaleString('en')} of ${customers.toLocaleString('en')} customers`,
      );
  }
  await writing;
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return { events, seconds: (performance.now() - begin) / 1000 };
}

/**
 * Returns the number of customers that earlier runs loaded completely. Batches are written sequentially, so only the
 * last batch found may be incomplete. An incomplete batch is not counted, so that it is written again.
 */
async function loadedBefore(mongo: Mongo, ws: string): Promise<number> {
  const last = await mongo
    .collection('profiles')
    .find({ _id: { $gte: customerId(0) as never, $lte: customerId(99_999_999) as never } })
    .sort({ _id: -1 })
    .limit(1)
    .next();
  if (!last) return 0;
  const whole = Math.floor(Number(String(last._id).slice(1)) / BATCH) * BATCH;
  const again = Array.from({ length: BATCH }, (_, i) => customerId(whole + i));
  await mongo.collection('profiles').deleteMany({ _id: { $in: again as never[] } });
  await mongo
    .collection('identities')
    .deleteMany({ _id: { $in: again.map((id) => `${ws}|member_id:${id}` as never) } });
  for (const name of ['events', 'tagFacts'] as const)
    await mongo.collection(name).deleteMany({ ws, profile: { $in: again } });
  return whole;
}

/**
 * Returns the time in microseconds that is needed to evaluate all segments of a customer after a new event. Many of the
 * segments read events of this type.
 */
export function eventCost(catalogue: Catalogue, customers: number): number {
  const event = { id: 'b|new', type: 'product_viewed', at: NOW, properties: { brand: 'Olay', category: 'Food' } };
  const before = Array.from({ length: customers }, (_, n) => {
    const c = customer(n);
    const [facts, tags] = [factsOf(c), tagsOf(c)];
    return {
      tags,
      facts: facts.with([event]),
      state: settle(catalogue, unevaluated(NOW), facts, tags, { at: NOW, news: [] }).state,
    };
  });
  const begin = performance.now();
  for (const { state, facts, tags } of before)
    settle(catalogue, state, facts, tags, { at: NOW, news: [{ id: event.id, at: NOW, event: event.type }] });
  return (1000 * (performance.now() - begin)) / customers;
}

function recordOf(
  workspace: string,
  c: Customer,
  tags: ReadonlyMap<string, TagState>,
  evaluation: EvaluationState,
): ProfileRecord {
  const identity = { namespace: 'member_id', value: c.id };
  return {
    id: c.id,
    workspace,
    root: c.id,
    identity,
    createdAt: NOW,
    version: 1,
    factsVersion: 1,
    factBytes: 0,
    identities: [identity],
    members: [c.id],
    tags,
    lists: new Set(),
    dues: [],
    evaluation,
  };
}
