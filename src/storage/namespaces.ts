/** Store of identity namespaces, with one document for each namespace of a workspace. */
import type { IdentityNamespace } from '../engine/types.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export function namespaceStore(mongo: Mongo): Pick<Stores['definitions'], 'namespaces' | 'saveNamespace'> {
  const namespaces = mongo.collection<IdentityNamespace & { ws: string }>('namespaces');
  return {
    namespaces: async (ws, tx) =>
      (await namespaces.find({ ws }, within(tx)).sort({ ws: 1, name: 1 }).toArray()).map(
        ({ name, limit, priority, strong, normalise, blocked, builtInPlaceholders, regroupedAt }) => ({
          name,
          limit,
          priority,
          strong,
          normalise,
          blocked,
          ...(builtInPlaceholders === undefined ? {} : { builtInPlaceholders }),
          ...(regroupedAt === undefined ? {} : { regroupedAt }),
        }),
      ),
    saveNamespace: async (ws, n, tx) =>
      void (await namespaces.replaceOne(
        { ws, name: n.name },
        { ws, ...n, blocked: [...n.blocked] },
        { upsert: true, ...within(tx) },
      )),
  };
}
