/** Interface of deciders, which decide intakes inside a write transaction. */
import type { FactSet } from '../../../engine/facts/facts.js';
import type { Condition, EventFact } from '../../../engine/model.js';
import type { Subject } from '../../../engine/segment/evaluate.js';
import type { DecidedIntake, EventIntake, Outcome } from '../../base/intake.js';
import type { ProfileRecord } from '../../base/ports.js';
import type { Snapshot } from '../commit/snapshot.js';

type Accepted = Extract<Outcome, { status: 'ACCEPTED' | 'DUPLICATE' }>;

/** The reason for which an intake is refused. */
export type Refusal = Pick<Extract<Outcome, { status: 'REJECTED' }>, 'reason' | 'message' | 'path'>;

/** Fields of an outcome besides the customer. */
type Result = Omit<Accepted, 'status' | 'profile' | 'merged' | 'refused'>;

/** Events to record, as one list for each customer that the intake addresses, in order; or the refusal. */
export type Decision =
  | { readonly events: readonly (readonly EventFact[])[]; readonly result: Result }
  | { readonly duplicate: Result }
  | Refusal;

/** A customer that an intake addresses, with its facts. */
export interface DecidedCustomer {
  readonly record: ProfileRecord;
  readonly facts: FactSet;
}

/** The same with everything that conditions read. */
export interface DecidedSubject extends Subject {
  readonly record: ProfileRecord;
}

/**
 * A registered kind of decider. A decider is opened once in a transaction, after the customers are loaded. It first
 * refuses events that may not be reported. After identity resolution it decides its intakes in the order given, on the
 * facts of their customers. Its decisions become events. Every accepted intake writes the document of its customer, so
 * that concurrent transactions conflict.
 */
export interface DeciderKind {
  readonly name: string;
  /** Names of counts that an intake shares. Intakes with a common name never run in concurrent transactions. */
  sharedCounts?(intake: DecidedIntake): readonly string[];
  /** Whether an intake creates a customer for an unknown identity. Defaults to true. */
  mayCreateCustomer?(intake: DecidedIntake): boolean;
  /** Reads the definitions and counts that the intakes need. */
  open(snapshot: Snapshot): Promise<Decider>;
}

/** A decider within one transaction. It implements only the methods it needs. */
export interface Decider {
  /** Returns the refusal of an event that the sender may not report. */
  refusal?(intake: EventIntake): Refusal | undefined;
  /** Whether a reported event counts as decided here, regardless of the customer's facts. */
  binds?(intake: EventIntake): boolean;
  /** Whether `counts` is called for an event. */
  observes?(intake: EventIntake): boolean;
  /** Whether an observed event counts as decided here, given the facts of its customer with the event. */
  counts?(intake: EventIntake, facts: FactSet): boolean;
  /** Conditions on the customers of an intake. Their tags are read back far enough to evaluate these. */
  conditions?(intake: DecidedIntake): readonly Condition[];
  /** The earliest instant that these conditions are evaluated at. Defaults to the time of the transaction. */
  evaluatedFrom?(intake: DecidedIntake): number;
  /** Reads what decisions about the customers need: definitions that their facts name, and their contacts. */
  prepare?(customers: readonly DecidedCustomer[]): Promise<void>;
  /** Returns the refusal of an intake for its customers. The id of a customer that was not found is undefined. */
  refusalOfCustomers?(intake: DecidedIntake, customers: readonly (string | undefined)[]): Refusal | undefined;
  /** Decides an intake. All of its customers are known. */
  decide?(intake: DecidedIntake, customers: readonly DecidedSubject[]): Decision;
  /** Writes the counts of this transaction. */
  store?(): Promise<void>;
}
