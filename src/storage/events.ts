/** Store of events. An event is identified by its workspace, source and message id. */
import { BSON, type FindCursor, type WithId } from 'mongodb';
import type { EventFact, Identity, KeyClass, OrderLine, Property } from '../engine/types.js';
import type { StoredEvent, Stores } from '../services/base/ports.js';
import { atOnce, type Mongo, within } from './base/mongo.js';
import { removeOf } from './base/of-profiles.js';
import { readProperties, storedProperties } from './base/property-names.js';

interface EventDoc {
  /** Format: workspace|source|messageId. */
  _id: string;
  ws: string;
  profile: string;
  identity: Identity;
  type: string;
  at: Date;
  receivedAt: Date;
  source: string;
  messageId: string;
  hash: string;
  props?: Record<string, Property>;
  order?: string;
  amount?: bigint;
  currency?: string;
  lines?: StoredLine[];
  coupon?: string;
  binding?: true;
  payment?: string;
  refund?: string;
  class?: KeyClass;
  batch?: string;
  place?: number;
}

export function eventToDoc(ws: string, event: StoredEvent): EventDoc {
  return {
    _id: `${ws}|${event.id}`,
    ws,
    profile: event.profile,
    identity: event.identity,
    type: event.type,
    at: new Date(event.at),
    receivedAt: new Date(event.receivedAt),
    source: event.source,
    messageId: event.messageId,
    hash: event.bodyHash,
    ...(event.properties ? { props: storedProperties(event.properties) } : {}),
    ...(event.orderId === undefined ? {} : { order: event.orderId }),
    ...(event.amount === undefined ? {} : { amount: event.amount }),
    ...(event.currency === undefined ? {} : { currency: event.currency }),
    ...(event.lines ? { lines: [...event.lines] } : {}),
    ...(event.coupon === undefined ? {} : { coupon: event.coupon }),
    ...(event.binding ? { binding: true } : {}),
    ...(event.paymentId === undefined ? {} : { payment: event.paymentId }),
    ...(event.refundId === undefined ? {} : { refund: event.refundId }),
    ...(event.keyClass === undefined ? {} : { class: event.keyClass }),
    ...(event.batch === undefined ? {} : { batch: event.batch, place: event.batchPlace ?? 0 }),
  };
}

/** Projection of the fields that an evaluation needs. */
const FACT_FIELDS = {
  profile: 1,
  type: 1,
  at: 1,
  props: 1,
  order: 1,
  amount: 1,
  currency: 1,
  lines: 1,
  coupon: 1,
  binding: 1,
  payment: 1,
  refund: 1,
  class: 1,
  batch: 1,
  place: 1,
} as const;

/**
 * A stored order line. Lines that earlier versions stored have an integer quantity. In refund lines of earlier
 * versions, an amount of 0 means that the line has no amount.
 */
interface StoredLine extends Omit<OrderLine, 'quantity'> {
  readonly quantity: bigint | number;
}

function lineFromDoc(line: StoredLine, type: string): OrderLine {
  const { quantity, amount, ...rest } = line;
  if (typeof quantity === 'bigint') return line as OrderLine;
  const named = amount !== undefined && !(type === 'order_refunded' && amount === 0n);
  return { ...rest, quantity: BigInt(quantity) * 10_000n, ...(named ? { amount } : {}) };
}

function factFromDoc(d: EventDoc): EventFact {
  return {
    id: d._id.slice(d._id.indexOf('|') + 1),
    type: d.type,
    at: d.at.getTime(),
    ...(d.props ? { properties: readProperties(d.props) } : {}),
    ...(d.order === undefined ? {} : { orderId: d.order }),
    ...(d.amount === undefined ? {} : { amount: d.amount }),
    ...(d.currency === undefined ? {} : { currency: d.currency }),
    ...(d.lines ? { lines: d.lines.map((l) => lineFromDoc(l, d.type)) } : {}),
    ...(d.coupon === undefined ? {} : { coupon: d.coupon }),
    ...(d.binding ? { binding: true } : {}),
    ...(d.payment === undefined ? {} : { paymentId: d.payment }),
    ...(d.refund === undefined ? {} : { refundId: d.refund }),
    ...(d.class === undefined ? {} : { keyClass: d.class }),
    ...(d.batch === undefined ? {} : { batch: d.batch, batchPlace: d.place ?? 0 }),
  };
}

function eventFromDoc(d: EventDoc): StoredEvent {
  return {
    ...factFromDoc(d),
    profile: d.profile,
    identity: d.identity,
    source: d.source,
    messageId: d.messageId,
    receivedAt: d.receivedAt.getTime(),
    bodyHash: d.hash,
  };
}

/**
 * Yields the documents in batches. Decoding the raw bytes of a whole batch here is faster than decoding in the driver.
 */
async function* batches(docs: FindCursor<WithId<EventDoc>>): AsyncGenerator<EventDoc[]> {
  while (await docs.hasNext())
    yield (docs.readBufferedDocuments() as unknown as Uint8Array[]).map(
      (raw) => BSON.deserialize(raw, { useBigInt64: true }) as EventDoc,
    );
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

export function eventStore(mongo: Mongo): Stores['events'] {
  const c = mongo.collection<EventDoc>('events');
  return {
    known: async (ws, ids, tx) => {
      const docs = await c
        .find(
          { _id: { $in: ids.map((id) => `${ws}|${id}`) } },
          { projection: { hash: 1, profile: 1 }, ...atOnce(ids.length), ...within(tx) },
        )
        .toArray();
      return new Map(docs.map((d) => [d._id.slice(ws.length + 1), { hash: d.hash, profile: d.profile }]));
    },
    insert: async (ws, list, tx) =>
      void (await c.insertMany(
        list.map((e) => eventToDoc(ws, e)),
        within(tx),
      )),
    facts: async (ws, profiles, tx) => {
      const out = new Map<string, EventFact[]>();
      const docs = c.find(
        { ws, profile: { $in: [...profiles] } },
        { projection: FACT_FIELDS, batchSize: 5000, raw: true, ...within(tx) },
      );
      for await (const batch of batches(docs)) for (const doc of batch) push(out, doc.profile, factFromDoc(doc));
      return out;
    },
    received: async (ws, profiles, types) => {
      const out = new Map<string, { readonly event: EventFact; readonly receivedAt: number }[]>();
      const docs = c.find(
        { ws, profile: { $in: [...profiles] }, type: { $in: [...types] } },
        { projection: { ...FACT_FIELDS, receivedAt: 1 }, batchSize: 5000, raw: true },
      );
      for await (const batch of batches(docs))
        for (const doc of batch)
          push(out, doc.profile, { event: factFromDoc(doc), receivedAt: doc.receivedAt.getTime() });
      return out;
    },
    page: async (ws, profiles, page, types) => {
      const [at, id] = page.after
        ? [
            new Date(Number(page.after.slice(0, page.after.indexOf(':')))),
            page.after.slice(page.after.indexOf(':') + 1),
          ]
        : [];
      const filter = {
        ws,
        profile: { $in: [...profiles] },
        ...(types ? { type: { $in: [...types] } } : {}),
        ...(at ? { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] } : {}),
      };
      return (await c.find(filter).sort({ at: -1, _id: -1 }).limit(page.first).toArray()).map(eventFromDoc);
    },
    count: (ws) => c.countDocuments({ ws }),
    types: async (ws) => {
      const out: string[] = [];
      // Each query skips to the next event type in the index, so the cost does not depend on the number of events.
      for (let next = ''; ;) {
        const d = await c
          .find({ ws, type: { $gt: next } }, { projection: { _id: 0, type: 1 } })
          .sort({ ws: 1, type: 1 })
          .limit(1)
          .next();
        if (!d) return out;
        out.push((next = d.type));
      }
    },
    until: async (ws, type, until, { after, first }) => {
      const [at, id] = after
        ? [new Date(Number(after.slice(0, after.indexOf(':')))), after.slice(after.indexOf(':') + 1)]
        : [];
      const docs = await c
        .find(
          {
            ws,
            type,
            at: { $lte: new Date(until), ...(at ? { $gte: at } : {}) },
            ...(at ? { $or: [{ at: { $gt: at } }, { _id: { $gt: id } }] } : {}),
          },
          { projection: { profile: 1, at: 1 } },
        )
        .sort({ at: 1, _id: 1 })
        .limit(first)
        .toArray();
      return docs.map((d) => ({ cursor: `${d.at.getTime()}:${d._id}`, profile: d.profile }));
    },
    countUntil: (ws, type, at) => c.countDocuments({ ws, type, at: { $lte: new Date(at) } }),
    ofSource: async (ws, source, { after, first }) => {
      const docs = await c
        .find(
          { ws, _id: { $gt: after ?? `${ws}|${source}|`, $lt: `${ws}|${source}}` } },
          { projection: { profile: 1 } },
        )
        .sort({ _id: 1 })
        .limit(first)
        .toArray();
      return docs.map((d) => ({ cursor: d._id, profile: d.profile }));
    },
    countOfSource: (ws, source, types) =>
      c.countDocuments({
        ws,
        _id: { $gt: `${ws}|${source}|`, $lt: `${ws}|${source}}` },
        ...(types ? { type: { $in: [...types] } } : {}),
      }),
    idsOf: async (ws, profiles, source, tx) => {
      const docs = await c
        .find({ ws, profile: { $in: [...profiles] }, source }, { projection: { type: 1 }, ...within(tx) })
        .toArray();
      return docs.map((d) => ({ id: d._id.slice(ws.length + 1), type: d.type }));
    },
    remove: async (ws, ids, tx) =>
      void (await c.deleteMany({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, within(tx))),
    removeOf: (ws, profiles, limit) => removeOf(c, ws, profiles, limit),
  };
}
