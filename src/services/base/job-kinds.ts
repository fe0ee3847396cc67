/**
 * Registry of job kinds. Each entry describes what a kind of job does and how the job ends. A new kind needs an entry
 * in this file and a `run` function in `scheduling/job-runs.ts`. Without the function, the code does not compile. The
 * API shows the entries.
 *
 * @example
 * EXPIRY: { about: 'Removes expired points, customer by customer.', owed: true },
 */
interface JobRegistration {
  /** Description of the job kind, as shown in the API. */
  readonly about: string;
  /**
   * Whether the job evaluates every customer under the current definitions. If so, no other job needs to evaluate the
   * customers afterwards.
   */
  readonly evaluatesPopulation?: true;
  /**
   * Returns whether a caller may cancel a job with this subject. Without the function, no job of this kind can be
   * cancelled.
   */
  readonly isCancellable?: (subject: string) => boolean;
  /** Whether the job must complete. If so, it stays open after a failure, and the next process retries it. */
  readonly owed?: true;
  /** Whether advancing a sandbox's clock waits for this job. */
  readonly awaitedByClock?: true;
}

export const JOB_KINDS = {
  BACKFILL: {
    about: 'Evaluates every customer under new definitions. That of a segment can be cancelled.',
    evaluatesPopulation: true,
    // The subject is either the key of a segment, or a noun and a key, as in `tag level`. Only a segment can be
    // reverted.
    isCancellable: (subject) => !subject.includes(' '),
  },
  CATALOGUE: {
    about: 'Evaluates the customers affected by changed entries of a catalogue.',
    evaluatesPopulation: true,
    owed: true,
  },
  ERASURE: { about: 'Removes the remaining data of an erased customer.', owed: true },
  IMPORT: {
    about: 'Loads an uploaded file. It can be cancelled, and the rows loaded so far stay.',
    isCancellable: () => true,
  },
  LIST: { about: 'Evaluates the customers affected by changed entries of a list.', evaluatesPopulation: true },
  REGROUP: { about: 'Regroups the identities of every customer under changed rules of an identity namespace.' },
  REMOVAL: { about: 'Removes the facts of a source, customer by customer.', owed: true },
  RETENTION: {
    about: 'Evaluates every customer under a new retention of events, then removes older events.',
    evaluatesPopulation: true,
  },
  SAMPLE_DATA: { about: 'Fills a new workspace with sample data.' },
  SCORING: {
    about: 'Writes the scores of a model as tags. It can be cancelled, and the scores written so far stay.',
    isCancellable: () => true,
    awaitedByClock: true,
  },
  TEMPLATE: { about: 'Recomputes the bounds of a template.', awaitedByClock: true },
  TRAINING: {
    about: 'Trains a model and stores a version of it. It can be cancelled.',
    isCancellable: () => true,
    awaitedByClock: true,
  },
} as const satisfies Readonly<Record<string, JobRegistration>>;

export type JobKind = keyof typeof JOB_KINDS;

/** Returns the registry entry of a kind. */
export const jobKind = (kind: JobKind): JobRegistration => JOB_KINDS[kind];

/**
 * Returns whether callers may cancel jobs of this kind and subject. Whether a job is still running is checked when it
 * is cancelled.
 *
 * @example isCancellable({ kind: 'BACKFILL', subject: 'vip' }) // true; false for the subject `tag level`
 */
export const isCancellable = ({ kind, subject }: { readonly kind: JobKind; readonly subject: string }): boolean =>
  jobKind(kind).isCancellable?.(subject) ?? false;
