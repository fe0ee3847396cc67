/** Identities, the links between them, and the partings that people decided on. */
import { identityText } from '../engine/identity/identity.js';
import type { Identity } from '../engine/model.js';
import type { LinkFact, PartingFact, Stores } from '../services/base/ports.js';
import { Coalescer } from './base/coalesce.js';
import { atOnce, type Mongo, within } from './base/mongo.js';

export function identityStore(mongo: Mongo): Stores['identities'] {
  const c = mongo.collection<{ _id: string; ws: string; profile: string }>('identities');
  const links = mongo.collection<LinkDoc>('links');
  const partings = mongo.collection<PartingDoc>('partings');
  const ends = (identities: readonly Identity[]): { $in: string[] } => ({ $in: identities.map(identityText) });
  const reads = new Coalescer(
    async (ids) =>
      new Map((await c.find({ _id: { $in: ids } }, atOnce(ids.length)).toArray()).map((d) => [d._id, d.profile])),
  );
  return {
    find: async (ws, identities, tx) => {
      const ids = [...new Set(identities.map((i) => `${ws}|${identityText(i)}`))];
      if (!tx) {
        const found = await Promise.all(ids.map(async (id) => [id.slice(ws.length + 1), await reads.get(id)] as const));
        return new Map(found.filter((x): x is [string, string] => x[1] !== undefined));
      }
      const docs = await c.find({ _id: { $in: ids } }, { ...atOnce(ids.length), ...within(tx) }).toArray();
      return new Map(docs.map((d) => [d._id.slice(ws.length + 1), d.profile]));
    },
    insert: async (ws, list, tx) =>
      void (await c.insertMany(
        list.map((i) => ({ _id: `${ws}|${identityText(i.identity)}`, ws, profile: i.profile })),
        within(tx),
      )),
    links: async (ws, ids, tx) => {
      const docs = await links
        .find({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, { ...atOnce(ids.length), ...within(tx) })
        .toArray();
      return new Map(docs.map((d): [string, LinkFact] => [d._id.slice(ws.length + 1), linkFromDoc(ws, d)]));
    },
    linksOf: async (ws, identities, tx) =>
      (
        await links
          .find({ ws, ends: ends(identities) }, within(tx))
          .sort({ _id: 1 })
          .toArray()
      ).map((d) => linkFromDoc(ws, d)),
    link: async (ws, id) => {
      const d = await links.findOne({ _id: `${ws}|${id}` });
      return d ? linkFromDoc(ws, d) : undefined;
    },
    refused: async (ws, page) =>
      (
        await links
          .find({ ws, accepted: false, ...(page.after ? { _id: { $gt: `${ws}|${page.after}` } } : {}) })
          .sort({ _id: 1 })
          .limit(page.first)
          .toArray()
      ).map((d) => linkFromDoc(ws, d)),
    partingsOf: async (ws, identities, tx) =>
      (
        await partings
          .find({ ws, ends: ends(identities) }, within(tx))
          .sort({ _id: 1 })
          .toArray()
      ).map((d) => ({
        id: d._id.slice(ws.length + 1),
        at: d.at.getTime(),
        left: d.left,
        right: d.right,
        by: d.by,
        reason: d.reason,
      })),
    insertPartings: async (ws, list, tx) =>
      void (await partings.insertMany(
        list.map((p) => partingToDoc(ws, p)),
        within(tx),
      )),
    replacePartings: async (ws, list, tx) => {
      for (const p of list) {
        const { _id, ...doc } = partingToDoc(ws, p);
        await partings.replaceOne({ _id }, doc, within(tx));
      }
    },
    rename: async (ws, list, tx) => {
      await c.deleteMany({ _id: { $in: list.map(({ from }) => `${ws}|${identityText(from)}`) } }, within(tx));
      for (const { to, profile } of list)
        await c.replaceOne({ _id: `${ws}|${identityText(to)}` }, { ws, profile }, { upsert: true, ...within(tx) });
    },
    removeLinks: async (ws, ids, tx) =>
      void (await links.deleteMany({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, within(tx))),
    remove: async (ws, identities, tx) => {
      await c.deleteMany({ _id: { $in: identities.map((i) => `${ws}|${identityText(i)}`) } }, within(tx));
      await links.deleteMany({ ws, ends: ends(identities) }, within(tx));
      await partings.deleteMany({ ws, ends: ends(identities) }, within(tx));
    },
    saveLinks: async (ws, list, tx) =>
      void (await links.bulkWrite(
        list.map((l) => ({
          replaceOne: {
            filter: { _id: `${ws}|${l.id}` },
            upsert: true,
            replacement: {
              ws,
              a: l.identities[0],
              b: l.identities[1],
              ends: l.identities.map(identityText),
              at: new Date(l.at),
              explicit: l.explicit,
              accepted: l.accepted,
              reason: l.reason,
            },
          },
        })),
        within(tx),
      )),
  };
}

interface LinkDoc {
  _id: string;
  ws: string;
  a: Identity;
  b: Identity;
  ends: string[];
  at: Date;
  explicit?: boolean;
  accepted: boolean;
  reason?: string;
}

interface PartingDoc {
  _id: string;
  ws: string;
  left: Identity[];
  right: Identity[];
  ends: string[];
  at: Date;
  by: string;
  reason?: string;
}

const partingToDoc = (ws: string, p: PartingFact): PartingDoc => ({
  _id: `${ws}|${p.id}`,
  ws,
  ends: [...p.left, ...p.right].map(identityText),
  left: [...p.left],
  right: [...p.right],
  at: new Date(p.at),
  by: p.by,
  ...(p.reason === undefined ? {} : { reason: p.reason }),
});

function linkFromDoc(ws: string, d: LinkDoc): LinkFact {
  return {
    id: d._id.slice(ws.length + 1),
    identities: [d.a, d.b],
    at: d.at.getTime(),
    ...(d.explicit ? { explicit: true } : {}),
    accepted: d.accepted,
    ...(d.reason === undefined ? {} : { reason: d.reason }),
  };
}
