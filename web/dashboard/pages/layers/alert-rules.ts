/** Reads and saves the alert rules of a layer model. */
import {
  LayerRulesDocument,
  SaveLayerRulesDocument,
  type AlertRuleFragment,
  type MigrationWarningInput,
} from '../../../../schema/generated/operations.js';
import { ask } from '../../data/client.js';
import type { Text } from '../../words/zh.js';

export type AlertRule = AlertRuleFragment;

export const DRAFTED: Text =
  'The model has a draft. Its alerts can be changed when the draft is published or discarded.';

/**
 * Changes the alert rules of a model. The rules are read again before they are changed, because a list is saved as a
 * whole and the page may show an older one. The layers are sent back unchanged. Returns false and changes nothing if the
 * model has a draft by now, because saving would publish or discard it.
 */
export async function changeRules(
  model: string,
  change: (rules: readonly AlertRule[]) => readonly MigrationWarningInput[],
): Promise<boolean> {
  const { layerModels } = await ask(LayerRulesDocument, {});
  const found = layerModels.find(({ key }) => key === model);
  if (!found || found.draft || found.nextDraft) return false;
  await ask(SaveLayerRulesDocument, {
    input: {
      key: model,
      layers: found.layers.map(({ key, when }) => ({ key, ...(when ? { when } : {}) })),
      warnings: change(found.warnings).map(withoutNulls),
    },
  });
  return true;
}

const withoutNulls = (rule: MigrationWarningInput): MigrationWarningInput =>
  Object.fromEntries(Object.entries(rule).filter(([, value]) => value != null)) as unknown as MigrationWarningInput;
