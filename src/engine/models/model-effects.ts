/** The effect of changing each field of the definition of a model. */
import type { Effects } from '../definitions/effects.js';
import type { ModelDefinition } from './model-definition.js';

/** With the effect RETRAINS, versions that were trained before the change are no longer used. */
export const MODEL_EFFECTS: Effects<ModelDefinition> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  kind: 'FIXED',
  orders: 'RETRAINS',
  horizonMs: 'RETRAINS',
  trainingCuts: 'RETRAINS',
  trainEveryMs: 'LATER',
  scoreEveryMs: 'LATER',
  tags: 'LATER',
  validityMs: 'LATER',
  learnedFrom: 'RECORD',
  version: 'RECORD',
  retired: 'LATER',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};
