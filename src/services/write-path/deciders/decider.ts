/** Interfaces of deciders, which decide about intakes within a write transaction. */
import type { FactSet } from '../../../engine/facts/facts.js';
import type { Condition, EventFact } from '../../../engine/types.js';
import type { CustomerFacts } from '../../../engine/segments/evaluate.js';
import type { DecidedIntake, EventIntake, Outcome } from '../../base/write-intakes.js';
import type { ProfileRecord } from '../../base/ports.js';
import type { Snapshot } from '../commit/snapshot.js';

type Accepted = Extract<Outcome, { status: 'ACCEPTED' | 'DUPLICATE' }>;

/** The reason why an intake is rejected. */
export type Refusal = Pick<Extract<Outcome, { status: 'REJECTED' }>, 'reason' | 'message' | 'path'>;

/** Fields of an accepted or duplicate outcome, without the status and the customer. */
type Result = Omit<Accepted, 'status' | 'profile' | 'merged' | 'refused'>;

/**
 * The decision about an intake. It contains events to record, or is a duplicate or rejection. `events` contains one
 * list for each customer of the intake, in order.
 */
export type Decision =
  | { readonly events: readonly (readonly EventFact[])[]; readonly result: Result }
  | { readonly duplicate: Result }
  | Refusal;

/** A customer to which an intake refers, and its facts. */
export interface DecidedCustomer {
  readonly record: ProfileRecord;
  readonly facts: FactSet;
}

/** A customer to which an intake refers, with all data that conditions can read. */
export interface DecidedSubject extends CustomerFacts {
  readonly record: ProfileRecord;
}

/**
 * A registered kind of decider. A decider is opened once per transaction, after the customers are loaded. It first
 * rejects events that may not be reported. After identity resolution, it decides its intakes in the given order, based
 * on the facts of their customers. Its decisions become events. Every accepted intake writes the document of its
 * customer, so that concurrent transactions conflict. If `open` throws, the transaction is rolled back and its intakes
 * fail with that error.
 *
 * @example
 * export const pointDecider: DeciderKind = {
 *   name: 'points',
 *   sharedCounts: (intake) => [`points of ${intake.kind}`],
 *   open: async ({ stores, workspace, tx }) => new PointDecider(await stores.points.balances(workspace, tx)),
 * };
 */
export interface DeciderKind {
  readonly name: string;
  /**
   * Returns the names of the counts that an intake shares with others. Intakes that share a count never run in
   * concurrent transactions.
   */
  sharedCounts?(intake: DecidedIntake): readonly string[];
  /** Whether an intake creates a customer if the identity is unknown. Defaults to true. */
  mayCreateCustomer?(intake: DecidedIntake): boolean;
  /** Reads the definitions and counts that the intakes need, and returns the decider. */
  open(snapshot: Snapshot): Promise<Decider>;
}

/**
 * A decider within one transaction. It implements only the methods it needs. A refusal is returned, not thrown. An
 * error that is thrown rolls the transaction back.
 *
 * @example
 * class PointDecider implements Decider { decide(intake: DecidedIntake, [customer]: readonly DecidedSubject[]):
 * Decision { if (pointsOf(customer.facts) < 100) return { reason: 'POINTS_TOO_FEW', message: '100 points are needed',
 * path: '' }; return { events: [[pointsSpent(customer)]], result: {} }; } }
 */
export interface Decider {
  /** Returns a rejection if the sender may not report the event. */
  refusal?(intake: EventIntake): Refusal | undefined;
  /** Whether a reported event counts as decided by this system, regardless of the customer's facts. */
  binds?(intake: EventIntake): boolean;
  /** Whether `counts` must be called for an event. */
  observes?(intake: EventIntake): boolean;
  /**
   * Whether an observed event counts as decided by this system. `facts` are the facts of its customer, including the
   * event.
   */
  counts?(intake: EventIntake, facts: FactSet): boolean;
  /**
   * Returns the conditions that will be evaluated for the customers of an intake. Tag writes are then read as far back
   * as these conditions need.
   */
  conditions?(intake: DecidedIntake): readonly Condition[];
  /**
   * Returns the earliest time at which the conditions of an intake are evaluated. Defaults to the time of the
   * transaction.
   */
  evaluatedFrom?(intake: DecidedIntake): number;
  /**
   * Reads the data needed for decisions about the customers. These are the definitions to which their facts refer, and
   * their contacts.
   */
  prepare?(customers: readonly DecidedCustomer[]): Promise<void>;
  /**
   * Returns a rejection that depends on the customers of an intake. The id of a customer that was not found is
   * undefined.
   */
  refusalOfCustomers?(intake: DecidedIntake, customers: readonly (string | undefined)[]): Refusal | undefined;
  /** Decides about an intake. Called only if all its customers exist. */
  decide?(intake: DecidedIntake, customers: readonly DecidedSubject[]): Decision;
  /** Writes the counts and documents that this transaction changed. */
  store?(): Promise<void>;
}
