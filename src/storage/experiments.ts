/** Store of experiment definitions, with one document for the latest version of each experiment. */
import type { Experiment } from '../engine/experiments/assignment.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, keyedDefinitions, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';

export function experimentStore(mongo: Mongo): Stores['experiments'] {
  const c = mongo.collection<DefinitionDoc>('experiments');
  return {
    get: async (ws, key) => {
      const d = await c.findOne({ ws, key });
      return d ? definitionFromDoc<Experiment>(d) : undefined;
    },
    ...keyedDefinitions<Experiment>(c),
  };
}
