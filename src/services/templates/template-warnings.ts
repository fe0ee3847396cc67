/** Warnings for the definitions of a template after its parameters are filled in. */
import type { ConditionWarning } from '../../engine/seen-values/unseen.js';
import type { Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import {
  expectationsOfTag,
  conditionWarnings,
  layerConditions,
  unseenWarnings,
} from '../segments/condition-warnings.js';
import type { Plan } from './templates.js';

/**
 * Returns the warnings for a template. Paths start with the part of the template, e.g. `segments.loyal`,
 * `models.lifecycle.layers[0].when` or `tags.spend.metric`.
 */
export async function templateWarnings(
  services: Services,
  principal: Principal,
  { catalogue, tags, segments, models }: Plan,
): Promise<ConditionWarning[]> {
  const conditions = [
    ...segments.map(({ key, condition }) => ({ condition, path: `segments.${key}` })),
    ...models.flatMap((model) => layerConditions(model, `models.${model.key}.`)),
  ];
  const expected = tags.flatMap((tag) => expectationsOfTag(tag, `tags.${tag.key}.`));
  return [
    ...(await conditionWarnings(services, principal, conditions, catalogue)),
    ...(await unseenWarnings(services, principal, expected, catalogue)),
  ];
}
