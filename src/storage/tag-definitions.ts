/** Store of tag definitions. Only the latest version of each definition is stored. */
import type { TagDefinition } from '../engine/types.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, sizesOf, type DefinitionDoc } from './base/definition-document.js';
import { type Mongo, within } from './base/mongo.js';

export function tagDefinitionStore(mongo: Mongo): Pick<Stores['definitions'], 'tags' | 'tagSizes' | 'saveTag'> {
  const tags = mongo.collection<DefinitionDoc>('tagDefinitions');
  return {
    tags: async (ws, tx) =>
      (await tags.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(definitionFromDoc<TagDefinition>),
    tagSizes: async (ws, tx) => (await sizesOf(tags, { ws }, tx)).map(({ size }) => size),
    saveTag: async (ws, t, tx) =>
      void (await tags.replaceOne({ ws, key: t.key }, definitionToDoc(ws, t.key, t), { upsert: true, ...within(tx) })),
  };
}
