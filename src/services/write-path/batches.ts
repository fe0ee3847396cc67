/** Combines waiting intakes into batches for transactions, and splits batches. */
import { factBytes } from '../../engine/facts/fact-bytes.js';
import { identityText } from '../../engine/identity/identity.js';
import { targetsOf, type Intake, type Origin, type Outcome } from '../base/write-intakes.js';
import { sharedCounts } from './deciders/registry.js';

export interface Waiting {
  readonly intake: Intake;
  /** Names of the customers and shared counts that the intake changes. */
  readonly keys: readonly string[];
  /** The sender's id of the fact. If a second fact has the same id, the first one is kept. */
  readonly id?: string;
  /** What caused the intake, as the observer of transactions identifies it. */
  readonly cause?: unknown;
  /** Whether the intake names a customer or count that no earlier intake of its batch names. Set by `takeBatch`. */
  namesFurther?: boolean;
  attempts: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** Intakes that wait for a transaction, and the number of running transactions and of the customers that they change. */
export interface Queue {
  waiting: Waiting[];
  running: number;
  customers: number;
}

/** Maximum number of facts in a transaction that combines several mutations. */
const MAX_BATCH = 300;
/**
 * Number of customers after which a transaction takes no more, their maximum number in all running transactions of a
 * workspace, and the number that must be free before another transaction begins. Work grows with the number of
 * customers, and other callers wait for each of its steps.
 */
const CUSTOMERS = { batch: 100, running: 200, free: 25 } as const;
/**
 * Maximum number of facts in one transaction. A mutation up to this size is split only if it names many customers or has
 * many bytes, or if running transactions write some of its customers.
 */
const MAX_MUTATION = 1000;
/**
 * Estimated size of the events in a transaction, in bytes, after which it takes no events of further customers, and
 * after which it takes no more. One event always fits.
 */
const MAX_BYTES = { batch: 2 ** 20, customer: 16 * 2 ** 20 } as const;

/**
 * Returns an index near the middle at which a batch can be split without splitting a mutation. Checks do not belong to
 * a mutation.
 */
export function cutBetweenMutations(batch: readonly Waiting[]): number | undefined {
  const middle = batch.length / 2;
  let best: number | undefined;
  for (let at = 1; at < batch.length; at++) {
    const [before, after] = [batch[at - 1].intake, batch[at].intake];
    const cuts = before.kind !== 'check' && after.kind !== 'check' && before.origin === after.origin;
    if (!cuts && (best === undefined || Math.abs(at - middle) < Math.abs(best - middle))) best = at;
  }
  return best;
}

/** Returns how many customers the next batch of facts may change. Zero means that it has to wait. */
export function roomFor(queue: Queue): number {
  const free = CUSTOMERS.running - queue.customers;
  return free < CUSTOMERS.free ? 0 : Math.min(free, CUSTOMERS.batch);
}

/**
 * Takes the next batch out of the queue. Its intakes share no customer, count or id with a running batch. Intakes with a
 * common customer, count or id keep their order. The batch takes no further customer after `most`.
 */
export function takeBatch(queue: Queue, busy: Set<string>, most: number): Waiting[] {
  const batch = new Batch(most);
  const rest: Waiting[] = [];
  const held = new Set(busy);
  for (const [i, w] of queue.waiting.entries()) {
    if (most <= 0 || (batch.isFull && originOf(w) !== batch.origin)) {
      rest.push(...queue.waiting.slice(i));
      break;
    }
    const names = namesOf(w);
    if (batch.hasRoom(w) && !names.some((name) => held.has(name))) batch.add(w);
    else {
      rest.push(w);
      for (const name of names) held.add(name);
    }
  }
  queue.waiting = rest;
  for (const w of batch.all) for (const name of namesOf(w)) busy.add(name);
  queue.customers += batch.customers;
  return batch.all;
}

/** Records that the transaction of a batch has ended. */
export function endBatch(queue: Queue, busy: Set<string>, batch: readonly Waiting[]): void {
  for (const w of batch) {
    if (w.namesFurther) queue.customers--;
    for (const name of namesOf(w)) busy.delete(name);
  }
}

const originOf = ({ intake }: Waiting): Origin | undefined => (intake.kind === 'check' ? undefined : intake.origin);

const namesOf = ({ keys, id }: Waiting): readonly string[] => (id === undefined ? keys : [...keys, id]);

/** The intakes of a batch, and what they amount to. */
class Batch {
  readonly all: Waiting[] = [];
  /** Number of intakes that name a customer or count which no earlier intake names. */
  customers = 0;
  private bytes = 0;
  private readonly keys = new Set<string>();

  constructor(private readonly most: number) {}

  get origin(): Origin | undefined {
    const last = this.all.at(-1);
    return last && originOf(last);
  }

  get isFull(): boolean {
    return this.customers >= this.most || this.bytes >= MAX_BYTES.batch || this.all.length >= MAX_BATCH;
  }

  /**
   * Whether an intake still fits. A mutation that has begun is continued, so that its customers are written only once.
   */
  hasRoom(w: Waiting): boolean {
    if (
      this.namesFurther(w)
        ? this.customers >= this.most || this.bytes >= MAX_BYTES.batch
        : this.bytes >= MAX_BYTES.customer
    )
      return false;
    if (this.all.length < MAX_BATCH) return true;
    if (this.all.length >= MAX_MUTATION || w.intake.kind === 'check') return false;
    return w.intake.origin === this.origin;
  }

  add(w: Waiting): void {
    w.namesFurther = this.namesFurther(w);
    if (w.namesFurther) this.customers++;
    this.all.push(w);
    for (const key of w.keys) this.keys.add(key);
    if (w.intake.kind === 'event') this.bytes += factBytes(w.intake.event);
  }

  private namesFurther({ keys }: Waiting): boolean {
    return keys.some((key) => !this.keys.has(key));
  }
}

/** Returns the sender's id of an event or of a change of a tag, if the intake has one. */
export function idOf(intake: Intake): string | undefined {
  if (intake.kind === 'event') return JSON.stringify(['event', intake.source, intake.messageId]);
  if (intake.kind !== 'tag' || intake.writeId === undefined) return undefined;
  return JSON.stringify(['tag', intake.source, intake.tag, intake.writeId]);
}

/** Returns the names of the customers and shared counts of an intake. */
export function keysOf(intake: Intake): string[] {
  const customers = targetsOf(intake).flatMap((t) => ('profile' in t ? [t.profile] : t.identities.map(identityText)));
  return [...customers, ...sharedCounts(intake)];
}
