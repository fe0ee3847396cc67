/** Store of the audit log. Each entry records a change and the actor, which is the subject that made it. */
import { newId } from '../services/base/ids.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export function auditStore(mongo: Mongo): Stores['audit'] {
  const entries = mongo.collection('audit');
  return {
    page: async (ws, page, { actor, operation }) => {
      const found = await entries
        .find({
          ws,
          ...(actor ? { actor } : {}),
          ...(operation ? { operation } : {}),
          ...(page.after ? { _id: { $lt: page.after as never } } : {}),
        })
        .sort({ _id: -1 })
        .limit(page.first)
        .toArray();
      return found.map((d) => ({
        id: String(d._id),
        actor: d.actor as string,
        operation: d.operation as string,
        target: d.target as string,
        at: (d.at as Date).getTime(),
      }));
    },
    insert: async (list, tx) =>
      void (await entries.insertMany(
        list.map((e) => ({
          _id: newId(mongo.now()) as never,
          ws: e.workspace,
          actor: e.actor,
          operation: e.operation,
          target: e.target,
          at: new Date(e.at),
        })),
        within(tx),
      )),
  };
}
