/** Store of sessions, which are found by the hash of the secret in the session cookie. Ended sessions are deleted. */
import type { StoredSession, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

interface SessionDoc {
  /** Format: `workspace|hash`. */
  _id: string;
  ws: string;
  id: string;
  hash: string;
  user: string;
  createdAt: Date;
  usedAt: Date;
  expiresAt: Date;
  device?: string;
}

const idOf = (ws: string, hash: string): string => `${ws}|${hash}`;

const sessionFromDoc = (d: SessionDoc): StoredSession => ({
  id: d.id,
  hash: d.hash,
  user: d.user,
  createdAt: d.createdAt.getTime(),
  usedAt: d.usedAt.getTime(),
  expiresAt: d.expiresAt.getTime(),
  ...(d.device === undefined ? {} : { device: d.device }),
});

export function sessionStore(mongo: Mongo): Stores['sessions'] {
  const sessions = mongo.collection<SessionDoc>('sessions');
  return {
    insert: async (ws, { id, hash, user, createdAt, usedAt, expiresAt, device }, tx) =>
      void (await sessions.insertOne(
        {
          _id: idOf(ws, hash),
          ws,
          id,
          hash,
          user,
          createdAt: new Date(createdAt),
          usedAt: new Date(usedAt),
          expiresAt: new Date(expiresAt),
          device,
        },
        within(tx),
      )),
    get: async (ws, hash) => {
      const d = await sessions.findOne({ _id: idOf(ws, hash) });
      return d ? sessionFromDoc(d) : undefined;
    },
    of: async (ws, user, tx) =>
      (await sessions.find({ ws, user }, within(tx)).toArray())
        .map(sessionFromDoc)
        .sort((a, b) => (a.id < b.id ? 1 : -1)),
    noteUse: async (ws, hash, at) =>
      void (await sessions.updateOne({ _id: idOf(ws, hash) }, { $set: { usedAt: new Date(at) } })),
    remove: async (ws, user, id, tx) =>
      (await sessions.deleteMany({ ws, user, ...(id === undefined ? {} : { id }) }, within(tx))).deletedCount,
  };
}
