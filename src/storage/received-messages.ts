/** Store of the messages that arrived at the built-in receiver of a sandbox. */
import type { Stores } from '../services/base/ports.js';
import type { Mongo } from './base/mongo.js';
import { removeOf } from './base/of-profiles.js';
import { placeOf } from './base/paging.js';

interface ReceivedMessageDoc {
  /** Format: workspace|id. */
  _id: string;
  ws: string;
  profile: string;
  endpoint: string;
  at: Date;
  body: string;
}

export function receivedMessageStore(mongo: Mongo): Stores['receivedMessages'] {
  const c = mongo.collection<ReceivedMessageDoc>('receivedMessages');
  return {
    insert: async (ws, { id, profile, endpoint, at, body }) => {
      const document = { ws, profile, endpoint, at: new Date(at), body };
      await c.updateOne({ _id: `${ws}|${id}` }, { $setOnInsert: document }, { upsert: true });
    },
    page: async (ws, { first, after }) => {
      const [at, id] = after === undefined ? [] : placeOf(after);
      const later = at === undefined ? {} : { $or: [{ at: { $lt: at } }, { at, _id: { $lt: `${ws}|${id}` } }] };
      const documents = await c
        .find({ ws, ...later })
        .sort({ at: -1, _id: -1 })
        .limit(first)
        .toArray();
      return documents.map(({ _id, profile, endpoint, at: received, body }) => ({
        id: _id.slice(ws.length + 1),
        profile,
        endpoint,
        at: received.getTime(),
        body,
      }));
    },
    removeOf: (ws, profiles, limit) => removeOf(c, ws, profiles, limit),
  };
}
