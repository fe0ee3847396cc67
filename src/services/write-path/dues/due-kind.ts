/** What may fall due for customers: the one interface of all of it. */
import type { Due } from '../../../engine/memberships/dues.js';
import type { EventFact } from '../../../engine/model.js';
import type { Subject } from '../../../engine/segment/evaluate.js';
import type { ProfileRecord } from '../../base/ports.js';
import type { Snapshot } from '../commit/snapshot.js';

/**
 * One registration. `nextCheckAt` of a customer is the earliest instant that any registration names, and the ticker
 * sends the customer down the write path when it has come.
 */
export interface DueKind {
  readonly name: string;
  /**
   * When it is due next for a customer as settled; Infinity: never. Without it, the earliest due of the kind that the
   * profile keeps.
   */
  next?(record: ProfileRecord): number;
  /** Opened once in each write transaction. Without it, settling itself does what is due. */
  open?(snapshot: Snapshot): Promise<OpenDues>;
}

/** A customer before it is settled, with the facts of the transaction. */
export interface DueCustomer {
  readonly id: string;
  readonly subject: Subject;
  /** The instant of its last evaluation. */
  readonly evaluatedAt: number;
  /** Its dues of the kind, also those that have fallen. */
  readonly dues: readonly Due[];
}

/** A due to be kept with the customer. */
export type PlannedDue = Pick<Due, 'kind' | 'key' | 'at'>;

/** What follows from dues that fell: events of the customer, and later dues of any kind. */
interface Consequences {
  readonly events?: readonly EventFact[];
  readonly dues?: readonly PlannedDue[];
}

/**
 * A kind within one transaction. Each customer that the transaction settles passes `plan`, then `fall` with what has
 * fallen by the transaction's instant, then settling. A due that fell is removed in the same transaction, so it falls
 * once.
 */
export interface OpenDues {
  /**
   * Dues that follow from what is known of the customer, in place of its dues of the kind; undefined keeps these. A due
   * that is not later than the transaction's instant falls at once.
   */
  plan?(customer: DueCustomer): readonly Pick<Due, 'key' | 'at'>[] | undefined;
  /** Acts on dues that fell, earliest first. What it plans is later than the transaction's instant. */
  fall(customer: DueCustomer, fallen: readonly Due[]): Consequences;
  /** Writes what it noted, in the transaction. */
  store?(): Promise<void>;
}
