/**
 * Store of the keyed hashes of erased identities. A hash is enough to reject facts from before the erasure, but does
 * not reveal the identity.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { identityText } from '../engine/identity/identity.js';
import type { Identity } from '../engine/types.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export function tombstoneStore(mongo: Mongo): Stores['tombstones'] {
  const c = mongo.collection<{ _id: string; ws: string; at: Date }>('tombstones');
  const meta = mongo.collection<{ _id: string; value: string }>('meta');
  let key: Promise<string> | undefined;
  // The first process that needs the key creates it for the whole database.
  const readKey = async (): Promise<string> => {
    await meta.updateOne(
      { _id: 'tombstoneKey' },
      { $setOnInsert: { value: randomBytes(32).toString('base64url') } },
      { upsert: true },
    );
    return (await meta.findOne({ _id: 'tombstoneKey' }))!.value;
  };
  const idsOf = async (ws: string, identities: readonly Identity[]): Promise<string[]> => {
    key ??= readKey();
    const secret = await key.catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return identities.map((i) => `${ws}|${createHmac('sha256', secret).update(identityText(i)).digest('base64url')}`);
  };
  return {
    find: async (ws, identities, tx) => {
      const ids = await idsOf(ws, identities);
      const found = new Map(
        (await c.find({ _id: { $in: ids } }, within(tx)).toArray()).map((d) => [d._id, d.at.getTime()]),
      );
      return new Map(
        identities.flatMap((i, n): [string, number][] =>
          found.has(ids[n]) ? [[identityText(i), found.get(ids[n])!]] : [],
        ),
      );
    },
    insert: async (ws, identities, at, tx) => {
      for (const _id of await idsOf(ws, identities))
        await c.updateOne({ _id }, { $set: { ws }, $max: { at: new Date(at) } }, { upsert: true, ...within(tx) });
    },
  };
}
