/** Store of links between identities, both accepted and rejected. */
import { identityText } from '../engine/identity/identity.js';
import type { Identity } from '../engine/types.js';
import type { LinkFact, Stores, Tx } from '../services/base/ports.js';
import { atOnce, type Mongo, within } from './base/mongo.js';

type LinkStore = Pick<Stores['identities'], 'links' | 'linksOf' | 'link' | 'refused' | 'removeLinks' | 'saveLinks'>;

export function linkStore(mongo: Mongo): LinkStore {
  const links = mongo.collection<LinkDoc>('links');
  return {
    links: async (ws, ids, tx) => {
      const docs = await links
        .find({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, { ...atOnce(ids.length), ...within(tx) })
        .toArray();
      return new Map(docs.map((d): [string, LinkFact] => [d._id.slice(ws.length + 1), linkFromDoc(ws, d)]));
    },
    linksOf: async (ws, identities, tx) =>
      (
        await links
          .find({ ws, ends: { $in: identities.map(identityText) } }, within(tx))
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
    removeLinks: async (ws, ids, tx) =>
      void (await links.deleteMany({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, within(tx))),
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
              public: l.isPublic,
              accepted: l.accepted,
              reason: l.reason,
            },
          },
        })),
        within(tx),
      )),
  };
}

/** Removes all links of the given identities. */
export async function removeLinksOf(mongo: Mongo, ws: string, identities: readonly Identity[], tx: Tx): Promise<void> {
  const ends = { $in: identities.map(identityText) };
  await mongo.collection<LinkDoc>('links').deleteMany({ ws, ends }, within(tx));
}

interface LinkDoc {
  _id: string;
  ws: string;
  a: Identity;
  b: Identity;
  ends: string[];
  at: Date;
  explicit?: boolean;
  public?: boolean;
  accepted: boolean;
  reason?: string;
}

function linkFromDoc(ws: string, d: LinkDoc): LinkFact {
  return {
    id: d._id.slice(ws.length + 1),
    identities: [d.a, d.b],
    at: d.at.getTime(),
    ...(d.explicit ? { explicit: true } : {}),
    ...(d.public ? { isPublic: true } : {}),
    accepted: d.accepted,
    ...(d.reason === undefined ? {} : { reason: d.reason }),
  };
}
