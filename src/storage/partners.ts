/** Store of partners, which are other systems with limited access, and of their grants. */
import type { Partner } from '../engine/definitions/partner.js';
import type { Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

export function partnerStore(mongo: Mongo): Pick<Stores['definitions'], 'partners' | 'savePartner'> {
  const partners = mongo.collection<Partner & { ws: string }>('partners');
  return {
    partners: async (ws, tx) =>
      (await partners.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(
        ({ key, name, tags: granted, lookups, sources, writesPerDay, mode }) => ({
          key,
          name,
          tags: granted,
          lookups,
          sources: sources ?? [],
          mode,
          ...(writesPerDay === undefined ? {} : { writesPerDay }),
        }),
      ),
    savePartner: async (ws, p, tx) =>
      void (await partners.replaceOne(
        { ws, key: p.key },
        { ws, ...p, tags: [...p.tags], lookups: [...p.lookups], sources: [...p.sources] },
        { upsert: true, ...within(tx) },
      )),
  };
}
