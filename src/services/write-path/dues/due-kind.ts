/** Interface of dues: work that is planned for customers at a later time. */
import type { Due } from '../../../engine/memberships/dues.js';
import type { EventFact, Identity, Transition } from '../../../engine/model.js';
import type { SegmentState } from '../../../engine/memberships/settle.js';
import type { Subject } from '../../../engine/segment/evaluate.js';
import type { ProfileRecord } from '../../base/ports.js';
import type { Snapshot } from '../commit/snapshot.js';

/**
 * A registered kind of due. `nextCheckAt` of a customer is the earliest time over all kinds. At that time the ticker
 * sends the customer through the write path.
 */
export interface DueKind {
  readonly name: string;
  /**
   * When it is due next for a customer as settled; Infinity: never. Without it, the earliest due of the kind that the
   * profile keeps.
   */
  next?(record: ProfileRecord): number;
  /** Opened once in each write transaction. Without it, settling handles the dues. */
  open?(snapshot: Snapshot): Promise<OpenDues>;
}

/** A customer before it is settled, with the facts of the transaction. */
export interface DueCustomer {
  readonly id: string;
  readonly members: readonly string[];
  readonly identities: readonly Identity[];
  readonly subject: Subject;
  /**
   * The instant of its last evaluation. After a merge or an unmerge, the latest one of the customers it was formed
   * from.
   */
  readonly evaluatedAt: number;
  /** Its segments at that evaluation. */
  readonly segments: readonly SegmentState[];
  /** Ids of the events of this transaction. Undefined if the events of the subject have other ids than the stored ones. */
  readonly news: ReadonlySet<string> | undefined;
  /** Keys of campaigns whose start has reached the customer. */
  readonly starts: ReadonlySet<string>;
  /** The customer's dues of this kind, including those whose time has passed. */
  readonly dues: readonly Due[];
}

/** A customer after it was settled. */
export interface SettledCustomer {
  readonly id: string;
  readonly transitions: readonly Transition[];
  /** Segments of the customers that a merge united into this one. Undefined without a merge. */
  readonly formerly: ReadonlySet<string> | undefined;
}

/** A due to store with the customer. */
export type PlannedDue = Pick<Due, 'kind' | 'key' | 'at'>;

/** Results of fallen dues: events of the customer, and later dues of any kind. */
interface Consequences {
  readonly events?: readonly EventFact[];
  readonly dues?: readonly PlannedDue[];
}

/**
 * A kind of due within one transaction. Each customer that the transaction settles passes `plan`, then `fall` with its
 * fallen dues, then settling, then `follow`. A fallen due is removed in the same transaction, so it falls once.
 */
export interface OpenDues {
  /**
   * Returns dues that replace the customer's dues of the kind, or undefined to keep them. A due that is not later than
   * the transaction's time falls at once.
   */
  plan?(customer: DueCustomer): readonly Pick<Due, 'key' | 'at'>[] | undefined;
  /** Acts on fallen dues, earliest first. Dues that it plans must be later than the transaction's time. */
  fall(customer: DueCustomer, fallen: readonly Due[]): Consequences;
  /** Returns dues that follow from the transitions of a customer. They may lie in the past and then fall next. */
  follow?(customer: SettledCustomer): readonly Pick<Due, 'key' | 'at'>[];
  /** Writes its results in the transaction. */
  store?(): Promise<void>;
}
