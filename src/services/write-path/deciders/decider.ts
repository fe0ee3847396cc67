/** What decides inside a write transaction: the one interface of all of it. */
import type { FactSet } from '../../../engine/facts/facts.js';
import type { Condition, EventFact } from '../../../engine/model.js';
import type { Subject } from '../../../engine/segment/evaluate.js';
import type { DecidedIntake, EventIntake, Outcome } from '../../base/intake.js';
import type { Snapshot } from '../commit/snapshot.js';

type Accepted = Extract<Outcome, { status: 'ACCEPTED' | 'DUPLICATE' }>;

/** Why an intake is refused. */
export type Refusal = Pick<Extract<Outcome, { status: 'REJECTED' }>, 'reason' | 'message' | 'path'>;

/** What an outcome says besides the customer. */
type Result = Omit<Accepted, 'status' | 'profile' | 'merged' | 'refused'>;

/** Events to record, a list for each customer that the intake addresses, in their order; or why there are none. */
export type Decision =
  | { readonly events: readonly (readonly EventFact[])[]; readonly result: Result }
  | { readonly duplicate: Result }
  | Refusal;

/**
 * One registration. A decider is opened once in a transaction, after the customers are loaded. It first says which
 * events may not be reported. When it is known who is who, it decides its intakes in the order given, on the facts of
 * their customers. What it decides becomes events, and every accepted intake touches the document of its customer, so
 * that rivals conflict.
 */
export interface DeciderKind {
  readonly name: string;
  /** Names of counts that an intake shares with others: those with a name in common never run in rival transactions. */
  sharedCounts?(intake: DecidedIntake): readonly string[];
  /** Whether an unknown identity becomes a customer by an intake; without it, always. */
  mayCreateCustomer?(intake: DecidedIntake): boolean;
  /** Reads what the intakes need of definitions and counts, and nothing where they need none. */
  open(snapshot: Snapshot): Promise<Decider>;
}

/** A decider within one transaction. It has the methods that it needs. */
export interface Decider {
  /** Why the sender may not report an event. */
  refusal?(intake: EventIntake): Refusal | undefined;
  /** Whether a reported event counts as decided here, whatever its customer did before. */
  binds?(intake: EventIntake): boolean;
  /** Whether `counts` is asked about an event. */
  observes?(intake: EventIntake): boolean;
  /** Whether an observed event counts as decided here, given the facts of its customer with the event. */
  counts?(intake: EventIntake, facts: FactSet): boolean;
  /** What has to be true of the customers of an intake: their tags are read back far enough for it. */
  conditions?(intake: DecidedIntake): readonly Condition[];
  /** Reads what the facts of the customers name. */
  prepare?(facts: readonly FactSet[]): Promise<void>;
  /** Why an intake is refused for its customers, given their ids; undefined is a customer that was not found. */
  refusalOfCustomers?(intake: DecidedIntake, customers: readonly (string | undefined)[]): Refusal | undefined;
  /** Decides an intake of its kinds, whose customers are all known. */
  decide?(intake: DecidedIntake, customers: readonly Subject[]): Decision;
  /** Writes what it counted. */
  store?(): Promise<void>;
}
