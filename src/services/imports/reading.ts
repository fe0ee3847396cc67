/** Reads uploaded files in a thread with limited memory and time. */
import { Worker } from 'node:worker_threads';
import { invalid, limit, type ServiceError } from '../base/errors.js';
import type { Services } from '../base/services.js';
import type { Batch } from './files/batches.js';
import type { GuessAnswer, LookAnswer, ReadingTask } from './reading-task.js';

/** Memory of the thread for JavaScript objects, in MB. */
const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64 } as const;

/** Maximum length of an error message. It can contain names from the file. */
const LONGEST_MESSAGE = 2000;

type Message =
  | { readonly answer: unknown }
  | { readonly batch: Batch; readonly size: number }
  | { readonly unreadable: string; readonly isEmpty: boolean }
  | { readonly failed: Error };

const tooLarge = (): ServiceError =>
  invalid('IMPORT_FILE_UNREADABLE', 'reading the file needs more memory than an upload may use');

/** A thread that reads one file. The messages of the thread are queued until they are read. */
class Reading {
  private readonly worker: Worker;
  private readonly messages: Message[] = [];
  private wake: (() => void) | undefined;
  private readonly ended = new AbortController();

  constructor({ pause, signal }: Pick<Services, 'pause' | 'signal'>, task: ReadingTask, deadlineMs: number) {
    this.worker = new Worker(new URL('./reading-worker.js', import.meta.url), {
      workerData: task,
      resourceLimits: MEMORY,
      env: {},
    });
    // A thread that reads a file does not keep the process from ending.
    this.worker.unref();
    this.worker.on('message', (message: Message) => this.add(message));
    this.worker.on('error', (error: Error & { code?: string }) => this.add({ failed: explained(error) }));
    this.worker.on('exit', () => this.add({ failed: new Error('the thread that read a file has ended') }));
    signal?.addEventListener('abort', () => this.stop(), { once: true, signal: this.ended.signal });
    void pause(deadlineMs, this.ended.signal).then(() => {
      if (!this.ended.signal.aborted)
        this.fail(limit('IMPORT_TIMEOUT', 'reading the file takes longer than an upload may take'));
    });
  }

  private add(message: Message): void {
    this.messages.push(message);
    this.wake?.();
  }

  /** Makes the next read throw an error. */
  fail(error: Error): void {
    this.messages.splice(0, Infinity, { failed: error });
    this.wake?.();
  }

  /** Returns the next message. Throws the error if the file could not be read. */
  async next(): Promise<Extract<Message, { answer: unknown } | { batch: Batch }>> {
    while (this.messages.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    const message = this.messages.shift()!;
    if ('failed' in message) throw message.failed;
    if ('unreadable' in message)
      throw invalid(
        message.isEmpty ? 'IMPORT_FILE_EMPTY' : 'IMPORT_FILE_UNREADABLE',
        message.unreadable.slice(0, LONGEST_MESSAGE),
      );
    return message;
  }

  /** Lets the thread prepare the next batch. */
  goOn(): void {
    this.worker.postMessage('next');
  }

  stop(): void {
    this.ended.abort();
    void this.worker.terminate();
  }
}

function explained(error: Error & { code?: string }): Error {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY' || error.name === 'RangeError' ? tooLarge() : error;
}

/** Reads something that has a single result. */
async function answerOf(services: Services, task: ReadingTask, deadlineMs: number): Promise<unknown> {
  const reading = new Reading(services, task, deadlineMs);
  try {
    const message = await reading.next();
    return 'answer' in message ? message.answer : undefined;
  } finally {
    reading.stop();
  }
}

/** Maximum time of a guess or a look, in ms. */
const LOOK_MS = 60_000;

/** Guesses a mapping from the beginning of a file. */
export const readGuess = (services: Services, task: Omit<ReadingTask, 'kind' | 'reading'>): Promise<GuessAnswer> =>
  answerOf(services, { ...task, kind: 'guess' }, LOOK_MS) as Promise<GuessAnswer>;

/** Reads the first rows of a file and maps them to statements. */
export const readLook = (services: Services, task: Omit<ReadingTask, 'kind'>): Promise<LookAnswer> =>
  answerOf(services, { ...task, kind: 'look' }, LOOK_MS) as Promise<LookAnswer>;

/**
 * Yields the batches of a file, each with the size of the file in units of the position. The thread prepares a batch
 * while the one before is written. `onOpen` receives a function that ends the reading with an error.
 */
export async function* readBatches(
  services: Services,
  task: Omit<ReadingTask, 'kind'>,
  deadlineMs: number,
  onOpen: (fail: (error: Error) => void) => void,
): AsyncGenerator<{ readonly batch: Batch; readonly size: number }> {
  const reading = new Reading(services, { ...task, kind: 'batches' }, deadlineMs);
  onOpen((error) => reading.fail(error));
  try {
    for (;;) {
      const message = await reading.next();
      if ('answer' in message) return;
      reading.goOn();
      yield message;
    }
  } finally {
    reading.stop();
  }
}
