/**
 * The registry of jobs: what each kind is and how it ends. A new kind is one entry here and its `run` in
 * `scheduling/job-runs.ts`, which does not compile without it; the API shows every kind by what it is.
 */
interface JobRegistration {
  /** What it does, for the API. */
  readonly about: string;
  /** Whether it brings every customer under the current definitions, so that no sweep has to. */
  readonly bringsEveryone?: true;
  /** Whether a caller may end it. */
  readonly cancellable?: true;
  /** Whether it is owed: it stays open when it fails, and the next process tries again. */
  readonly owed?: true;
  /** Whether the move of a sandbox's clock waits for it. */
  readonly awaitedByClock?: true;
}

export const JOB_KINDS = {
  BACKFILL: {
    about: 'Evaluates everyone under new definitions; it can be cancelled.',
    bringsEveryone: true,
    cancellable: true,
  },
  ERASURE: { about: 'Removes what is left of an erased customer.', owed: true },
  LIST: { about: 'Evaluates the customers that changed entries of a list concern.', bringsEveryone: true },
  REGROUP: { about: 'Regroups the identities of every customer under changed rules of an identity namespace.' },
  RETENTION: {
    about: 'Evaluates everyone under a new retention of events, then removes what is older.',
    bringsEveryone: true,
  },
  TEMPLATE: { about: 'Recomputes the bounds of a template.', awaitedByClock: true },
} as const satisfies Readonly<Record<string, JobRegistration>>;

export type JobKind = keyof typeof JOB_KINDS;

/** What is registered of a kind. */
export const jobKind = (kind: JobKind): JobRegistration => JOB_KINDS[kind];
