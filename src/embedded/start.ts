/** Starts the embedded database in a worker thread. This file is the public entry point of `src/embedded`. */
import { Worker } from 'node:worker_threads';
import type { StartOptions } from './start-options.js';

export interface RunningDatabase {
  /** Connection string for the standard `mongodb` driver. */
  readonly uri: string;
  /** Flushes the data, closes the database and unlocks the folder. */
  close(): Promise<void>;
}

/**
 * Size of the young generation of V8, in MB. The objects of a commit batch live for some milliseconds. They should be
 * collected before they are promoted to the old generation.
 */
const YOUNG_MB = 192;

/** Functions that close the databases of this process, including databases that are still starting. */
const closers = new Set<() => Promise<void>>();

/**
 * Closes all embedded databases of this process, even those in use. Must be called before the process exits, because
 * the process may hang if a database thread is writing at that moment.
 */
export async function closeEveryEmbedded(): Promise<void> {
  await Promise.all([...closers].map((close) => close()));
}

/**
 * Starts the database. Throws if the folder is in use, damaged or not a database folder, or if the address is in use.
 */
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
    // The server cannot work without the database. The uncaught error ends the process, so that a supervisor can
    // restart it.
    throw new Error('the embedded database failed', { cause: error });
  });
  return { uri, close };
}
