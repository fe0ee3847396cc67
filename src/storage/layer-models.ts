/** Store of layer models, both published and draft. */
import type { LayerModel } from '../engine/layers/layers.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, sizesOf, type DefinitionDoc } from './base/definition-document.js';
import { draftKey } from './base/draft-key.js';
import { type Mongo, within } from './base/mongo.js';

export function layerModelStore(
  mongo: Mongo,
): Pick<Stores['definitions'], 'layerModels' | 'layerModelSizes' | 'saveLayerModel' | 'removeLayerModelDraft'> {
  const models = mongo.collection<DefinitionDoc>('layerModels');
  return {
    layerModels: async (ws, tx) =>
      (await models.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(definitionFromDoc<LayerModel>),
    layerModelSizes: async (ws, tx) => (await sizesOf(models, { ws }, tx)).map(({ size }) => size),
    saveLayerModel: async (ws, m, tx) => {
      const key = m.draft ? draftKey(m.key) : m.key;
      // A retired model only needs the keys of its layers.
      const kept = m.retired ? { ...m, layers: m.layers.map(({ when: _when, ...layer }) => layer) } : m;
      await models.replaceOne({ ws, key }, definitionToDoc(ws, key, kept), { upsert: true, ...within(tx) });
    },
    removeLayerModelDraft: async (ws, key, tx) => void (await models.deleteOne({ ws, key: draftKey(key) }, within(tx))),
  };
}
