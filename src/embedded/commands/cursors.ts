/**
 * Manages open cursors. A cursor contains the results that the client has not fetched yet, and the view of the data
 * that they are read from.
 */
import { type Doc, encode, Long } from '../value/bson.js';
import { MongoError } from '../value/errors.js';
import type { Flow } from '../query/flow.js';
import { cursorBody } from '../wire.js';

/** A source of BSON documents. The consumer reads them in batches, and closes the source at the end. */
export interface Source {
  /**
   * Returns up to `n` documents, and whether the source is exhausted. A change stream may wait up to `waitMs` for the
   * first document.
   */
  next(
    n: number,
    waitMs: number,
  ): Promise<{ docs: Uint8Array[]; done: boolean }> | { docs: Uint8Array[]; done: boolean };
  close(): void;
  /** Returns a token for the position up to which the log has been examined. Only change streams have this method. */
  resumeToken?(): Doc;
  readonly tailing?: boolean;
}

interface OpenCursor {
  readonly id: bigint;
  readonly ns: string;
  readonly source: Source;
  usedMs: number;
}

const FIRST_BATCH = 101;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
const IDLE_MS = 10 * 60_000;

export class Cursors {
  private readonly open = new Map<bigint, OpenCursor>();
  private nextId = 1n;

  constructor(private readonly nowMs: () => number) {}

  /** Returns the reply to find and aggregate: the first batch, and a cursor if there are more documents. */
  async first(ns: string, source: Source, batchSize: number | undefined, single = false): Promise<Buffer> {
    this.sweep();
    let docs: Uint8Array[] = [];
    let done = false;
    try {
      if (batchSize !== 0) ({ docs, done } = await source.next(batchSize ?? FIRST_BATCH, 0));
    } catch (error) {
      source.close();
      throw error;
    }
    let id = 0n;
    if (done || single) source.close();
    else {
      id = this.nextId++;
      this.open.set(id, { id, ns, source, usedMs: this.nowMs() });
    }
    return reply('firstBatch', docs, id, ns, source);
  }

  async more(id: bigint, ns: string, batchSize: number | undefined, waitMs: number): Promise<Buffer> {
    const cursor = this.open.get(id);
    if (!cursor || cursor.ns !== ns) throw new MongoError('CursorNotFound', `cursor id ${id} not found`);
    cursor.usedMs = this.nowMs();
    let result;
    try {
      result = await cursor.source.next(batchSize || Number.MAX_SAFE_INTEGER, waitMs);
    } catch (error) {
      this.kill(id);
      throw error;
    }
    if (!this.open.has(id)) throw new MongoError('CursorNotFound', `cursor id ${id} was killed`);
    if (result.done) this.kill(id);
    return reply('nextBatch', result.docs, result.done ? 0n : id, ns, cursor.source);
  }

  kill(id: bigint): boolean {
    const cursor = this.open.get(id);
    if (!cursor) return false;
    this.open.delete(id);
    cursor.source.close();
    return true;
  }

  killAll(): void {
    for (const id of [...this.open.keys()]) this.kill(id);
  }

  private sweep(): void {
    const nowMs = this.nowMs();
    for (const c of this.open.values()) if (nowMs - c.usedMs > IDLE_MS) this.kill(c.id);
  }
}

function reply(
  field: 'firstBatch' | 'nextBatch',
  docs: readonly Uint8Array[],
  id: bigint,
  ns: string,
  source: Source,
): Buffer {
  const token = source.resumeToken?.();
  return cursorBody(
    field,
    docs,
    { id: Long.fromBigInt(id), ns, ...(token ? { postBatchResumeToken: token } : {}) },
    { ok: 1 },
  );
}

/** Time in milliseconds after which a read pauses for other work. */
const SLICE_MS = 4;

/** The view that a flow reads from, and the time limit of the flow. */
export interface Reading {
  /**
   * Maximum run time of the flow in milliseconds, without the time between client requests. Absent if there is no
   * limit.
   */
  readonly maxTimeMs?: number;
  /** Called when the flow resumes after a pause. It throws if its view is no longer available. */
  readonly check?: () => void;
  /** Releases the view of the flow. */
  readonly close?: () => void;
}

/**
 * Runs a flow in time slices until `enough` returns true, so that other work runs between the slices. Returns whether
 * the flow has ended.
 */
async function pull<T>(
  steps: Iterator<T | undefined>,
  reading: Reading,
  spent: { ms: number },
  enough: (item: T) => boolean,
): Promise<boolean> {
  for (;;) {
    // The time of earlier batches of the cursor is included, because each batch may have been shorter than a slice.
    if (reading.maxTimeMs && spent.ms > reading.maxTimeMs)
      throw new MongoError('MaxTimeMSExpired', 'operation exceeded time limit');
    const start = performance.now();
    let examined = 0;
    for (;;) {
      const step = steps.next();
      if (step.done) return true;
      if (step.value !== undefined && enough(step.value)) {
        spent.ms += performance.now() - start;
        return false;
      }
      if ((step.value === undefined || ++examined % 32 === 0) && performance.now() - start > SLICE_MS) break;
    }
    spent.ms += performance.now() - start;
    await new Promise<void>((resolve) => setImmediate(resolve));
    reading.check?.();
  }
}

/** Returns a source that yields the documents of a flow. */
export function flowSource(items: Flow<Uint8Array | Doc>, reading: Reading = {}): Source {
  const steps = items[Symbol.iterator]();
  const spent = { ms: 0 };
  let ended = false;
  let held: Uint8Array | undefined;
  return {
    async next(n) {
      const docs: Uint8Array[] = [];
      let bytes = 0;
      const take = (raw: Uint8Array): boolean => {
        if (docs.length > 0 && bytes + raw.length > MAX_BATCH_BYTES) {
          held = raw;
          return true;
        }
        docs.push(raw);
        bytes += raw.length;
        return docs.length >= n;
      };
      reading.check?.();
      const first = held;
      held = undefined;
      if ((!first || !take(first)) && !ended)
        ended = await pull(steps, reading, spent, (item) => take(item instanceof Uint8Array ? item : encode(item)));
      return { docs, done: ended && held === undefined };
    },
    close() {
      ended = true;
      steps.return?.();
      reading.close?.();
    },
  };
}

/** Runs a flow to its end and returns its return value. */
export async function settle<T>(flow: Generator<undefined, T>, reading: Reading): Promise<T> {
  let answer: T | undefined;
  const steps = {
    next: (): IteratorResult<undefined> => {
      const step = flow.next();
      if (step.done) answer = step.value;
      return step as IteratorResult<undefined>;
    },
  };
  try {
    await pull(steps, reading, { ms: 0 }, () => false);
    return answer as T;
  } finally {
    reading.close?.();
  }
}
