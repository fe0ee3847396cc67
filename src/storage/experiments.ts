/** Experiments as defined. */
import type { Experiment } from '../engine/experiments/assignment.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, type DefinitionDoc } from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

export function experimentStore(mongo: Mongo): Stores['experiments'] {
  const c = mongo.collection<DefinitionDoc>('experiments');
  return {
    get: async (ws, key) => {
      const d = await c.findOne({ ws, key });
      return d ? definitionFromDoc<Experiment>(d) : undefined;
    },
    find: async (ws, keys, tx) =>
      (await c.find({ ws, key: { $in: [...keys] } }, within(tx)).toArray()).map(definitionFromDoc<Experiment>),
    list: async (ws, page) =>
      (
        await c
          .find({ ws, ...(page.after === undefined ? {} : { key: { $gt: page.after } }) })
          .sort({ ws: 1, key: 1 })
          .limit(page.first)
          .toArray()
      ).map(definitionFromDoc<Experiment>),
    save: async (ws, e, tx) =>
      void (await c.replaceOne({ ws, key: e.key }, definitionToDoc(ws, e.key, e), { upsert: true, ...within(tx) })),
  };
}
