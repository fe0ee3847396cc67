/** Stores of saved reports with their versions, and of boards. */
import type { BoardDefinition, ReportDefinition } from '../engine/analyses/report-definition.js';
import type { Stores } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  keyedDefinitions,
  type DefinitionDoc,
} from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

/** Number of versions that are kept of a report. */
const KEPT_VERSIONS = 100;

export function reportStore(mongo: Mongo): Stores['reports'] {
  const reports = keyedDefinitions<ReportDefinition>(mongo.collection<DefinitionDoc>('reports'));
  const versions = mongo.collection<DefinitionDoc>('reportVersions');
  return {
    find: reports.find,
    list: reports.list,
    countOthers: reports.countOthers,
    save: async (ws, report, tx) => {
      await reports.save(ws, report, tx);
      const { key, version } = report;
      await versions.replaceOne({ ws, key, version }, definitionToDoc(ws, key, report), {
        upsert: true,
        ...within(tx),
      });
      await versions.deleteMany({ ws, key, version: { $lte: version - KEPT_VERSIONS } }, within(tx));
    },
    versions: async (ws, key) =>
      (await versions.find({ ws, key }).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(
        definitionFromDoc<ReportDefinition>,
      ),
  };
}

export const boardStore = (mongo: Mongo): Stores['boards'] =>
  keyedDefinitions<BoardDefinition>(mongo.collection<DefinitionDoc>('boards'));
