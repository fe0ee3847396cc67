/** Store of layer models, both published and draft. */
import type { LayerModel } from '../engine/layers/layers.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, type DefinitionDoc } from './base/definition-document.js';
import { draftKey } from './base/draft-key.js';
import { type Mongo, within } from './base/mongo.js';

export function layerModelStore(
  mongo: Mongo,
): Pick<Stores['definitions'], 'layerModels' | 'saveLayerModel' | 'removeLayerModelDraft'> {
  const models = mongo.collection<DefinitionDoc>('layerModels');
  return {
    layerModels: async (ws, tx) =>
      (await models.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(definitionFromDoc<LayerModel>),
    saveLayerModel: async (ws, m, tx) => {
      const key = m.draft ? draftKey(m.key) : m.key;
      await models.replaceOne({ ws, key }, definitionToDoc(ws, key, m), { upsert: true, ...within(tx) });
    },
    removeLayerModelDraft: async (ws, key, tx) => void (await models.deleteOne({ ws, key: draftKey(key) }, within(tx))),
  };
}
