/** Store of identities and the profiles that own them. */
import { identityText } from '../engine/identity/identity.js';
import type { Stores } from '../services/base/ports.js';
import { Coalescer } from './base/coalesce.js';
import { atOnce, type Mongo, within } from './base/mongo.js';
import { linkStore, removeLinksOf } from './links.js';
import { unmergeStore, removeUnmergesOf } from './unmerges.js';

export function identityStore(mongo: Mongo): Stores['identities'] {
  const c = mongo.collection<{ _id: string; ws: string; profile: string }>('identities');
  const reads = new Coalescer(
    async (ids) =>
      new Map((await c.find({ _id: { $in: ids } }, atOnce(ids.length)).toArray()).map((d) => [d._id, d.profile])),
  );
  return {
    ...linkStore(mongo),
    ...unmergeStore(mongo),
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
    rename: async (ws, list, tx) => {
      await c.deleteMany({ _id: { $in: list.map(({ from }) => `${ws}|${identityText(from)}`) } }, within(tx));
      for (const { to, profile } of list)
        await c.replaceOne({ _id: `${ws}|${identityText(to)}` }, { ws, profile }, { upsert: true, ...within(tx) });
    },
    remove: async (ws, identities, tx) => {
      await c.deleteMany({ _id: { $in: identities.map((i) => `${ws}|${identityText(i)}`) } }, within(tx));
      await removeLinksOf(mongo, ws, identities, tx);
      await removeUnmergesOf(mongo, ws, identities, tx);
    },
  };
}
