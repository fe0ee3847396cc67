/** What one write transaction sees of its workspace. */
import type { Catalogue } from '../../../engine/definitions/catalogue.js';
import type { Intake } from '../../base/intake.js';
import type { Stores, Tx } from '../../base/ports.js';

/** One snapshot of one workspace: its definitions and its clock do not change while the transaction decides. */
export interface Snapshot {
  readonly stores: Stores;
  readonly workspace: string;
  readonly catalogue: Catalogue;
  /** The workspace's clock, ms. Everything the transaction decides happens at this instant. */
  readonly now: number;
  readonly tx: Tx;
  readonly intakes: readonly Intake[];
}
