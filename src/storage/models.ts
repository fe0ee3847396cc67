/** Store of models with their trained versions and schedules. */
import type { ModelDefinition, ModelSchedule, ModelVersion } from '../engine/models/model-definition.js';
import type { Stores } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  keyedDefinitions,
  type DefinitionDoc,
} from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

/** Maximum number of models in a workspace. */
const MOST = 500;

export function modelStore(mongo: Mongo): Stores['models'] {
  const models = keyedDefinitions<ModelDefinition>(mongo.collection<DefinitionDoc>('models'));
  const versions = mongo.collection<DefinitionDoc>('modelVersions');
  const schedules = keyedDefinitions<ModelSchedule>(mongo.collection<DefinitionDoc>('modelSchedules'));
  return {
    ...models,
    addVersion: async (ws, version, tx) =>
      void (await versions.insertOne(definitionToDoc(ws, version.key, version), within(tx))),
    versions: async (ws, key, tx) =>
      (await versions.find({ ws, key }, within(tx)).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(
        definitionFromDoc<ModelVersion>,
      ),
    schedules: (ws, tx) => schedules.list(ws, { first: MOST }, tx),
    schedule: async (ws, key, tx) => (await schedules.find(ws, [key], tx))[0],
    saveSchedule: schedules.save,
  };
}
