/** Stores of strategies and of the records of their trials. */
import type { Strategy, StrategyRecord } from '../engine/strategies/strategy.js';
import type { Stores } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  keyedDefinitions,
  type DefinitionDoc,
} from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

/** A stored record. The document repeats the strategy and the layer, so that indexes can find the records of both. */
interface RecordDoc extends DefinitionDoc {
  strategy?: string;
  layer?: string;
}

/** A text that is greater than every key with the same beginning. */
const LAST = '\uffff';

export const strategyStore = (mongo: Mongo): Stores['strategies'] =>
  keyedDefinitions<Strategy>(mongo.collection<DefinitionDoc>('strategies'));

export function strategyRecordStore(mongo: Mongo): Stores['strategyRecords'] {
  const records = mongo.collection<RecordDoc>('strategyRecords');
  return {
    find: async (ws, keys, tx) =>
      (await records.find({ ws, key: { $in: [...keys] } }, within(tx)).toArray()).map(
        definitionFromDoc<StrategyRecord>,
      ),
    page: async (ws, { keyPrefix, ...filter }, { first, after }) => {
      const begins = keyPrefix === undefined ? {} : { $gte: keyPrefix, $lt: `${keyPrefix}${LAST}` };
      const key = { ...begins, ...(after === undefined ? {} : { $gt: after }) };
      const found = await records
        .find({ ws, ...filter, ...(Object.keys(key).length > 0 ? { key } : {}) })
        .sort({ ws: 1, key: 1 })
        .limit(first)
        .toArray();
      return found.map(definitionFromDoc<StrategyRecord>);
    },
    keysWith: async (ws, prefix, tx) =>
      (
        await records
          .find({ ws, key: { $gte: prefix, $lt: `${prefix}${LAST}` } }, { ...within(tx), projection: { key: 1 } })
          .toArray()
      ).map(({ key }) => key),
    save: async (ws, record, tx) => {
      const { key, strategy, layer } = record;
      const document = {
        ...definitionToDoc(ws, key, record),
        ...(strategy === undefined ? {} : { strategy }),
        ...(layer === undefined ? {} : { layer }),
      };
      await records.replaceOne({ ws, key }, document, { upsert: true, ...within(tx) });
    },
    remove: async (ws, keys, tx) => void (await records.deleteMany({ ws, key: { $in: [...keys] } }, within(tx))),
  };
}
