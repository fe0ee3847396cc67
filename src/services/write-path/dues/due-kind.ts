/** Interfaces of planned work. A `Due` is work planned for a customer at a later time. */
import type { Due } from '../../../engine/memberships/dues.js';
import type { EventFact, Identity, Transition } from '../../../engine/types.js';
import type { SegmentState } from '../../../engine/memberships/settle.js';
import type { CustomerFacts } from '../../../engine/segments/evaluate.js';
import type { ProfileRecord } from '../../base/ports.js';
import type { Snapshot } from '../commit/snapshot.js';

/**
 * A registered kind of planned work. `nextCheckAt` of a customer is the earliest time for which work of any kind is
 * planned. At that time, the ticker starts a write transaction that evaluates the customer. Times are in ms on the
 * workspace's clock.
 *
 * @example
 * const reminders: DueKind = {
 *   name: 'reminders',
 *   open: async (snapshot) => new OpenReminders(await snapshot.stores.reminders.find(snapshot.workspace)),
 * };
 */
export interface DueKind {
  readonly name: string;
  /**
   * Returns when a customer next has work of this kind after its evaluation, or Infinity for never. Without this
   * method, the time of the earliest stored `Due` of this kind applies.
   */
  next?(record: ProfileRecord): number;
  /**
   * Prepares this kind of work for a write transaction. Called once per transaction. Without this method, the work
   * consists only of the evaluation of the customer.
   */
  open?(snapshot: Snapshot): Promise<OpenDues>;
}

/** A customer before its evaluation, with the facts of the transaction. */
export interface DueCustomer {
  readonly id: string;
  readonly members: readonly string[];
  readonly identities: readonly Identity[];
  readonly subject: CustomerFacts;
  /**
   * Time of the customer's last evaluation, in ms. After a merge or an unmerge, this is the latest evaluation of the
   * customers from which this customer was formed.
   */
  readonly evaluatedAt: number;
  /** Segment states of the customer at the last evaluation. */
  readonly segments: readonly SegmentState[];
  /**
   * Ids of the events of this transaction. Undefined if the events in `subject` have other ids than the stored events.
   */
  readonly news: ReadonlySet<string> | undefined;
  /** Keys of started campaigns for which work must be planned if the customer is in the campaign's segment. */
  readonly starts: ReadonlySet<string>;
  /** The customer's planned work of this kind, including work whose time has come. */
  readonly dues: readonly Due[];
}

/** A customer after the transaction has evaluated it. */
export interface SettledCustomer {
  readonly id: string;
  readonly transitions: readonly Transition[];
  /** Segments of the customers that a merge combined into this customer. Undefined if there was no merge. */
  readonly formerly: ReadonlySet<string> | undefined;
}

/** Planned work that will be stored with the customer. */
export type PlannedDue = Pick<Due, 'kind' | 'key' | 'at'>;

/** Results of handling work whose time has come. They are new events of the customer, and later work of any kind. */
interface Consequences {
  readonly events?: readonly EventFact[];
  readonly dues?: readonly PlannedDue[];
}

/**
 * A kind of planned work within one transaction. For each customer that the transaction evaluates, `plan` is called
 * first, then `fall` with the work whose time has come. `follow` is called after the evaluation. Work that is passed to
 * `fall` is removed in the same transaction, so it is handled once. An error of any function rolls the transaction
 * back.
 *
 * @example
 * // Plans work a day after each entry into `vip`, and records an event when that time comes.
 * const open: OpenDues = {
 *   follow: ({ transitions }) =>
 *     transitions
 *       .filter(({ segment, kind }) => segment === 'vip' && kind === 'ENTERED')
 *       .map(({ at }) => ({ key: 'vip', at: at + DAY })),
 *   fall: (customer, fallen) => ({ events: fallen.map(({ at }) => reminderOf(customer, at)) }),
 * };
 */
export interface OpenDues {
  /**
   * Returns planned work that replaces the customer's planned work of this kind, or undefined to keep the existing
   * work. Work whose time has already come is handled immediately.
   */
  plan?(customer: DueCustomer): readonly Pick<Due, 'key' | 'at'>[] | undefined;
  /**
   * Handles work whose time has come, earliest first. New work in the result must be planned for a later time than that
   * of the transaction.
   */
  fall(customer: DueCustomer, fallen: readonly Due[]): Consequences;
  /**
   * Returns work that follows from the transitions of a customer. Its time may be in the past. It is then handled in
   * the customer's next check.
   */
  follow?(customer: SettledCustomer): readonly Pick<Due, 'key' | 'at'>[];
  /** Writes the results of this kind in the transaction. */
  store?(): Promise<void>;
}
