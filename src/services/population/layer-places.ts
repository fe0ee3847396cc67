/** Finds the layer of each customer of a part at the time of a view. */
import { layerKey, type LayerModel } from '../../engine/layers/layers.js';
import type { View } from './views.js';

/**
 * Returns the place of each customer's layer in the model. It is -1 for customers who did not exist at the time of the
 * view. The definitions of the view must contain the model.
 */
export async function layerPlaces(model: LayerModel, view: View): Promise<Int32Array> {
  const existing = await view.existing();
  const places = new Int32Array(existing.length).fill(-1);
  for (const [place, layer] of model.layers.entries()) {
    const truth = await view.segment(layerKey(model.key, layer.key));
    for (let i = 0; i < places.length; i++) if (truth[i] && existing[i] && places[i] < 0) places[i] = place;
  }
  return places;
}
