/** Store of list definitions, and of their entries, changes and replacements. */
import type { ListDefinition } from '../engine/lists/list.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, type DefinitionDoc } from './base/definition-document.js';
import { listChangeStore } from './list-changes.js';
import { listEntryStore, listLookupStore } from './list-entries.js';
import { listReplacementStore } from './list-replacements.js';
import { type Mongo, within } from './base/mongo.js';

export function listStore(mongo: Mongo): Stores['lists'] {
  return {
    ...definitionsOf(mongo),
    ...listEntryStore(mongo),
    ...listLookupStore(mongo),
    ...listChangeStore(mongo),
    ...listReplacementStore(mongo),
  };
}

function definitionsOf(mongo: Mongo): Pick<Stores['lists'], 'all' | 'save' | 'remove'> {
  const c = mongo.collection<DefinitionDoc>('lists');
  return {
    all: async (ws, tx) =>
      (await c.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(definitionFromDoc<ListDefinition>),
    save: async (ws, list, tx) =>
      void (await c.replaceOne({ ws, key: list.key }, definitionToDoc(ws, list.key, list), {
        upsert: true,
        ...within(tx),
      })),
    remove: async (ws, key, tx) => void (await c.deleteOne({ ws, key }, within(tx))),
  };
}
