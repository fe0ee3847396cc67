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

/** Intakes that wait for a transaction, and the number of running transactions and of their keys. */
export interface Queue {
  waiting: Waiting[];
  running: number;
  keys: number;
}

/** Maximum number of facts in a transaction that combines several mutations. */
const MAX_BATCH = 300;
/**
 * Number of customers and shared counts after which a transaction takes no more, and their maximum number in all running
 * transactions of a workspace. Work grows with the number of customers, and other callers wait for each of its steps.
 */
export const MAX_KEYS = { batch: 100, running: 200 } as const;
/**
 * Maximum number of facts in one transaction. A mutation up to this size is split only if it names many customers or has
 * many bytes, or if running transactions write some of its customers.
 */
const MAX_MUTATION = 1000;
/** Estimated size of the events in a transaction, in bytes, after which it takes no more. One event always fits. */
const MAX_BATCH_BYTES = 2 ** 20;

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
 * common customer or count keep their order. The batch takes no new key after `mostKeys`.
 */
export function takeBatch(queue: Queue, busy: Set<string>, mostKeys: number): Waiting[] {
  if (mostKeys <= 0) return [];
  const batch: Waiting[] = [];
  const rest: Waiting[] = [];
  const held = new Set(busy);
  const taken = new Set<string>();
  let bytes = 0;
  for (const w of queue.waiting) {
    const isNew = w.keys.some((k) => !taken.has(k));
    if ((!isNew || taken.size < mostKeys) && hasRoom(batch, bytes, w) && !w.keys.some((k) => held.has(k))) {
      batch.push(w);
      for (const k of w.keys) taken.add(k);
      if (w.intake.kind === 'event') bytes += factBytes(w.intake.event);
    } else {
      rest.push(w);
      for (const k of w.keys) held.add(k);
    }
  }
  queue.waiting = rest;
  for (const k of taken) busy.add(k);
  queue.keys += taken.size;
  return batch;
}

/**
 * Whether an intake still fits into a batch. A mutation that has begun is continued, so that its customers are written
 * only once.
 */
function hasRoom(batch: readonly Waiting[], bytes: number, { intake }: Waiting): boolean {
  if (bytes >= MAX_BATCH_BYTES) return false;
  if (batch.length < MAX_BATCH) return true;
  const last = batch.at(-1)!.intake;
  if (batch.length >= MAX_MUTATION || intake.kind === 'check' || last.kind === 'check') return false;
  return intake.origin === last.origin;
}

/** Records that the transaction of a batch has ended. */
export function endBatch(queue: Queue, busy: Set<string>, batch: readonly Waiting[]): void {
  const keys = new Set(batch.flatMap((w) => w.keys));
  for (const k of keys) busy.delete(k);
  queue.keys -= keys.size;
}

/** Returns the names of the customers and shared counts of an intake. */
export function keysOf(intake: Intake): string[] {
  const customers = targetsOf(intake).flatMap((t) => ('profile' in t ? [t.profile] : t.identities.map(identityText)));
  return [...customers, ...sharedCounts(intake)];
}
