/** Combines waiting intakes into batches for transactions, and splits batches. */
import { factBytes } from '../../engine/facts/fact-bytes.js';
import { identityText } from '../../engine/identity/identity.js';
import { targetsOf, type Intake, type Outcome } from '../base/write-intakes.js';
import { sharedCounts } from './deciders/registry.js';

export interface Waiting {
  readonly intake: Intake;
  readonly keys: readonly string[];
  attempts: number;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

/** Intakes that wait for a transaction, and the number of running transactions. */
export interface Queue {
  waiting: Waiting[];
  running: number;
}

/** Maximum number of facts in a transaction that combines several mutations. */
const MAX_BATCH = 300;
/**
 * Maximum number of facts in one transaction. A mutation up to this size is split only if running transactions write
 * some of its customers.
 */
const MAX_MUTATION = 1000;
/** Maximum estimated size of the events in a transaction that combines several mutations, in bytes. */
const MAX_BATCH_BYTES = 16 * 2 ** 20;

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

/**
 * Takes the next batch out of the queue. Its intakes share no customer or count with a running batch. Intakes with a
 * common customer or count keep their order.
 */
export function takeBatch(queue: Queue, busy: Set<string>): Waiting[] {
  const batch: Waiting[] = [];
  const rest: Waiting[] = [];
  const held = new Set(busy);
  let bytes = 0;
  for (const w of queue.waiting) {
    if (hasRoom(batch, bytes, w) && !w.keys.some((k) => held.has(k))) {
      batch.push(w);
      if (w.intake.kind === 'event') bytes += factBytes(w.intake.event);
    } else {
      rest.push(w);
      for (const k of w.keys) held.add(k);
    }
  }
  queue.waiting = rest;
  for (const w of batch) for (const k of w.keys) busy.add(k);
  return batch;
}

/**
 * Whether an intake still fits into a batch. A mutation that has begun is continued, so that its customers are written
 * only once.
 */
function hasRoom(batch: readonly Waiting[], bytes: number, { intake }: Waiting): boolean {
  if (batch.length < MAX_BATCH && bytes < MAX_BATCH_BYTES) return true;
  const last = batch.at(-1)!.intake;
  if (batch.length >= MAX_MUTATION || intake.kind === 'check' || last.kind === 'check') return false;
  return intake.origin === last.origin;
}

/** Returns the names of the customers and shared counts of an intake. */
export function keysOf(intake: Intake): string[] {
  const customers = targetsOf(intake).flatMap((t) => ('profile' in t ? [t.profile] : t.identities.map(identityText)));
  return [...customers, ...sharedCounts(intake)];
}
