/** The effect of changing each field of a strategy. */
import type { Effects } from '../definitions/effects.js';
import type { Strategy } from './strategy.js';

/** A change of the plan applies to the next measurement, and is marked in every record of an earlier assignment. */
export const STRATEGY_EFFECTS: Effects<Strategy> = {
  key: 'IDENTITY',
  name: 'NOTHING',
  description: 'NOTHING',
  objective: 'LATER',
  offer: 'NOTHING',
  channel: 'NOTHING',
  textFamily: 'NOTHING',
  layers: 'NOTHING',
  metric: 'LATER',
  windowMs: 'LATER',
  leastEffect: 'LATER',
  layerModel: 'LATER',
  plannedAt: 'RECORD',
  version: 'RECORD',
  retired: 'LATER',
  savedAt: 'RECORD',
  savedBy: 'RECORD',
};
