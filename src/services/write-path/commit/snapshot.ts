/** A workspace as one write transaction sees it. */
import type { Catalogue } from '../../../engine/definitions/catalogue.js';
import type { Intake } from '../../base/intake.js';
import type { Stores, Tx } from '../../base/ports.js';
import type { LoadedPast } from './loaded-past.js';

/** A snapshot of one workspace. Its definitions and clock do not change during the transaction. */
export interface Snapshot {
  readonly stores: Stores;
  readonly workspace: string;
  readonly catalogue: Catalogue;
  /** Time on the workspace's clock, in ms. All decisions of the transaction use this time. */
  readonly now: number;
  readonly tx: Tx;
  readonly intakes: readonly Intake[];
  /** Keys of the campaigns with a trigger that run or are paused. */
  readonly triggers: readonly string[];
  /** Set in a bulk load that also creates the past of new customers. */
  readonly past?: LoadedPast;
}
