/** Purges old documents from their collections as the registry says. */
import { idsBefore } from '../../services/base/intake.js';
import type { Stores } from '../../services/base/ports.js';
import { REGISTERED } from './collections.js';
import type { Mongo } from './mongo.js';

const DAY_MS = 86_400_000;

export function upkeepStore(mongo: Mongo): Stores['upkeep'] {
  return {
    purge: async (now) => {
      for (const [name, { purge }] of REGISTERED) {
        if (!purge) continue;
        const before = now - purge.days * DAY_MS;
        await mongo
          .collection<{ _id: string; at?: Date }>(name)
          .deleteMany(purge.age === 'ID' ? { _id: { $lt: idsBefore(before) } } : { at: { $lt: new Date(before) } });
      }
    },
  };
}
