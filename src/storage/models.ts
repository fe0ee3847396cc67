/** Store of models, their trained versions and their schedules. */
import {
  isUsable,
  type ModelDefinition,
  type ModelSchedule,
  type ModelVersion,
} from '../engine/models/model-definition.js';
import type { Stores, Tx } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  keyedDefinitions,
  type DefinitionDoc,
} from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

/** Maximum number of models in a workspace. */
const MOST = 500;
/** Number of stored versions of a model, in addition to the newest usable version. */
const KEPT_VERSIONS = 100;

interface VersionDoc extends DefinitionDoc {
  /** Version of the model definition for which the trained version may be used. Absent for a refused version. */
  usableFor?: number;
}

const versionToDoc = (ws: string, version: ModelVersion): VersionDoc => ({
  ...definitionToDoc(ws, version.key, version),
  ...(isUsable(version) ? { usableFor: version.definition } : {}),
});

export function modelStore(mongo: Mongo): Stores['models'] {
  const models = keyedDefinitions<ModelDefinition>(mongo.collection<DefinitionDoc>('models'));
  const versions = mongo.collection<VersionDoc>('modelVersions');
  const schedules = keyedDefinitions<ModelSchedule>(mongo.collection<DefinitionDoc>('modelSchedules'));
  const newestUsable = async (ws: string, key: string, usableFor: number, tx?: Tx): Promise<VersionDoc | undefined> => {
    const order = { ws: 1, key: 1, usableFor: 1, version: -1 } as const;
    return (await versions.find({ ws, key, usableFor }, within(tx)).sort(order).limit(1).toArray())[0];
  };
  return {
    ...models,
    addVersion: async (ws, version, tx) => {
      await versions.insertOne(versionToDoc(ws, version), within(tx));
      const old = version.version - KEPT_VERSIONS;
      if (old < 1) return;
      const used = await newestUsable(ws, version.key, version.definition, tx);
      const kept = used ? { $ne: used.version } : {};
      await versions.deleteMany({ ws, key: version.key, version: { $lte: old, ...kept } }, within(tx));
    },
    version: async (ws, key, version) => {
      const found = await versions.findOne({ ws, key, version });
      return found ? definitionFromDoc<ModelVersion>(found) : undefined;
    },
    usableVersion: async (ws, key, definition) => {
      const found = await newestUsable(ws, key, definition);
      return found && definitionFromDoc<ModelVersion>(found);
    },
    versions: async (ws, key, tx) =>
      (await versions.find({ ws, key }, within(tx)).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(
        definitionFromDoc<ModelVersion>,
      ),
    schedules: (ws, tx) => schedules.list(ws, { first: MOST }, tx),
    schedule: async (ws, key, tx) => (await schedules.find(ws, [key], tx))[0],
    saveSchedule: schedules.save,
  };
}
