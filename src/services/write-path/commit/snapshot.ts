/** Snapshot of a workspace for one write transaction. */
import type { Catalogue } from '../../../engine/definitions/catalogue.js';
import type { Intake } from '../../base/intake.js';
import type { Stores, Tx } from '../../base/ports.js';
import type { LoadedPast } from './loaded-past.js';

/** One snapshot of one workspace: its definitions and its clock do not change while the transaction decides. */
export interface Snapshot {
  readonly stores: Stores;
  readonly workspace: string;
  readonly catalogue: Catalogue;
  /** Time of the workspace's clock in ms. All decisions of the transaction happen at this time. */
  readonly now: number;
  readonly tx: Tx;
  readonly intakes: readonly Intake[];
  /** Keys of the campaigns with a trigger that run or are paused. */
  readonly triggers: readonly string[];
  /** Present in a bulk load that also gives new customers a past. */
  readonly past?: LoadedPast;
}
