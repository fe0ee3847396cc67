/** Starts the embedded database in a thread of its own; all that a user of this folder needs. */
import { Worker } from 'node:worker_threads';
import type { StartOptions } from './start-options.js';

export interface RunningDatabase {
  /** For the unmodified `mongodb` driver. */
  readonly uri: string;
  /** Flushes, closes and unlocks the folder. */
  close(): Promise<void>;
}

/**
 * What a batch of statements makes lives for some milliseconds: where it dies young, it is not collected with what
 * stays.
 */
const YOUNG_MB = 192;

/** What ends the databases of this process, those that are starting included. */
const closers = new Set<() => Promise<void>>();

/**
 * Closes every embedded database of this process at once, whatever still works with it. A process that exits beside a
 * thread that writes may hang.
 */
export async function closeEveryEmbedded(): Promise<void> {
  await Promise.all([...closers].map((close) => close()));
}

/** Throws with the reason when the folder is in use, foreign or damaged, or the address is taken. */
export async function startEmbedded(options: StartOptions): Promise<RunningDatabase> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  let ended = false;
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= new Promise<void>((resolve) => {
      if (ended) return resolve();
      worker.once('exit', () => resolve());
      worker.postMessage('close');
    }));
  closers.add(close);
  worker.once('exit', () => {
    ended = true;
    closers.delete(close);
  });
  const uri = await new Promise<string>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the embedded database ended with ${code} while starting`)));
    worker.once('message', (m: { uri?: string; error?: string }) =>
      m.uri ? resolve(m.uri) : reject(new Error(m.error)),
    );
  }).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  worker.on('error', (error) => {
    // Nothing can be answered without it: an uncaught error, so that the process ends and is started again.
    throw new Error('the embedded database failed', { cause: error });
  });
  return { uri, close };
}
