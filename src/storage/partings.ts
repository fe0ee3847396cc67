/** Store of manual splits, which separate two identities. */
import { identityText } from '../engine/identity/identity.js';
import type { Identity } from '../engine/types.js';
import type { PartingFact, Stores, Tx } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

type PartingStore = Pick<Stores['identities'], 'partingsOf' | 'insertPartings' | 'replacePartings'>;

export function partingStore(mongo: Mongo): PartingStore {
  const partings = mongo.collection<PartingDoc>('partings');
  return {
    partingsOf: async (ws, identities, tx) =>
      (
        await partings
          .find({ ws, ends: { $in: identities.map(identityText) } }, within(tx))
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
  };
}

/** Removes all manual splits that involve the given identities. */
export async function removePartingsOf(
  mongo: Mongo,
  ws: string,
  identities: readonly Identity[],
  tx: Tx,
): Promise<void> {
  const ends = { $in: identities.map(identityText) };
  await mongo.collection<PartingDoc>('partings').deleteMany({ ws, ends }, within(tx));
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
