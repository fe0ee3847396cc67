/** Store of unmerges. An unmerge separates two identities by hand. */
import { identityText } from '../engine/identity/identity.js';
import type { Identity } from '../engine/types.js';
import type { UnmergeFact, Stores, Tx } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

type UnmergeStore = Pick<Stores['identities'], 'unmergesOf' | 'insertUnmerges' | 'replaceUnmerges'>;

export function unmergeStore(mongo: Mongo): UnmergeStore {
  const unmerges = mongo.collection<UnmergeDoc>('partings');
  return {
    unmergesOf: async (ws, identities, tx) =>
      (
        await unmerges
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
    insertUnmerges: async (ws, list, tx) =>
      void (await unmerges.insertMany(
        list.map((p) => unmergeToDoc(ws, p)),
        within(tx),
      )),
    replaceUnmerges: async (ws, list, tx) => {
      for (const p of list) {
        const { _id, ...doc } = unmergeToDoc(ws, p);
        await unmerges.replaceOne({ _id }, doc, within(tx));
      }
    },
  };
}

/** Removes all unmerges that involve the given identities. */
export async function removeUnmergesOf(
  mongo: Mongo,
  ws: string,
  identities: readonly Identity[],
  tx: Tx,
): Promise<void> {
  const ends = { $in: identities.map(identityText) };
  await mongo.collection<UnmergeDoc>('partings').deleteMany({ ws, ends }, within(tx));
}

interface UnmergeDoc {
  _id: string;
  ws: string;
  left: Identity[];
  right: Identity[];
  ends: string[];
  at: Date;
  by: string;
  reason?: string;
}

const unmergeToDoc = (ws: string, p: UnmergeFact): UnmergeDoc => ({
  _id: `${ws}|${p.id}`,
  ws,
  ends: [...p.left, ...p.right].map(identityText),
  left: [...p.left],
  right: [...p.right],
  at: new Date(p.at),
  by: p.by,
  ...(p.reason === undefined ? {} : { reason: p.reason }),
});
