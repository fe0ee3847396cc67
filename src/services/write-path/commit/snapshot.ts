/** The state of a workspace that one write transaction reads. */
import type { Catalogue } from '../../../engine/definitions/catalogue.js';
import type { Digests } from '../../../engine/reach/occurrence.js';
import type { Intake } from '../../base/write-intakes.js';
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
  /** Keys of the running and paused campaigns that have a trigger. */
  readonly triggers: readonly string[];
  /** The hash functions of the workspace. */
  readonly digests: Digests;
  /** Simulated earlier history of new customers. Set only in a bulk load that also generates this history. */
  readonly past?: LoadedPast;
}
