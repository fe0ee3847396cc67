/** Store of layer models, both published and draft. */
import type { LayerModel } from '../engine/layers/layers.js';
import { namesIn } from '../engine/segments/personal.js';
import type { Stores } from '../services/base/ports.js';
import { definitionFromDoc, definitionToDoc, sizesOf, type DefinitionDoc } from './base/definition-document.js';
import { draftKey } from './base/draft-key.js';
import { type Mongo, within } from './base/mongo.js';

/** Returns a layer of a retired model. Only the tags and segments that it named are needed. */
const withNames = ({ when, ...layer }: LayerModel['layers'][number]): LayerModel['layers'][number] =>
  when ? { ...layer, when: namesIn(when) } : layer;

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
      const kept = m.retired ? { ...m, layers: m.layers.map(withNames) } : m;
      await models.replaceOne({ ws, key }, definitionToDoc(ws, key, kept), { upsert: true, ...within(tx) });
    },
    removeLayerModelDraft: async (ws, key, tx) => void (await models.deleteOne({ ws, key: draftKey(key) }, within(tx))),
  };
}
