/** Stores of saved reports with their versions, and of boards. */
import type { BoardDefinition, ReportDefinition } from '../engine/analyses/saved-report-definition.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, keyedDefinitions, saveVersion, type DefinitionDoc } from './base/definition-document.js';
import type { Mongo } from './base/mongo.js';

export function reportStore(mongo: Mongo): Stores['reports'] {
  const reports = keyedDefinitions<ReportDefinition>(mongo.collection<DefinitionDoc>('reports'));
  const versions = mongo.collection<DefinitionDoc>('reportVersions');
  return {
    find: reports.find,
    list: reports.list,
    countOthers: reports.countOthers,
    save: async (ws, report, tx) => {
      await reports.save(ws, report, tx);
      await saveVersion(versions, ws, report, tx);
    },
    versions: async (ws, key) =>
      (await versions.find({ ws, key }).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(
        definitionFromDoc<ReportDefinition>,
      ),
  };
}

export const boardStore = (mongo: Mongo): Stores['boards'] =>
  keyedDefinitions<BoardDefinition>(mongo.collection<DefinitionDoc>('boards'));
