/** Purges old documents from collections, according to the registry. */
import type { Filter } from 'mongodb';
import { idsBefore } from '../../services/base/ids.js';
import type { Stores } from '../../services/base/ports.js';
import { REGISTERED, type Registration } from './collections.js';
import type { Mongo } from './mongo.js';

const DAY_MS = 86_400_000;

interface Aged {
  _id: string;
  at?: Date;
  lastAt?: Date;
}

function olderThan(age: NonNullable<Registration['purge']>['age'], before: number): Filter<Aged> {
  switch (age) {
    case 'ID':
      return { _id: { $lt: idsBefore(before) } };
    case 'AT':
      return { at: { $lt: new Date(before) } };
    case 'LAST_AT':
      return { lastAt: { $lt: new Date(before) } };
  }
}

export function upkeepStore(mongo: Mongo): Stores['upkeep'] {
  return {
    purge: async (now) => {
      for (const [name, { purge }] of REGISTERED) {
        if (!purge) continue;
        await mongo.collection<Aged>(name).deleteMany(olderThan(purge.age, now - purge.days * DAY_MS));
      }
    },
  };
}
