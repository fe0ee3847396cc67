/** Storage of jobs. */
import type { JobKind } from '../job-kinds.js';
import type { Page, Tx } from './transaction.js';

export interface Job {
  readonly id: string;
  readonly workspace: string;
  readonly kind: JobKind;
  readonly subject: string;
  /** The profiles whose facts are removed. Set only for an ERASURE job. */
  readonly profiles?: readonly string[];
  /** The job reads facts as they were known at this time on the workspace's clock. Set only for jobs of models. */
  readonly cut?: number;
  /** The version of the model that a SCORING job uses. */
  readonly modelVersion?: number;
  /** Folder that holds the file. Set only for an IMPORT job, which runs in the process that has this folder. */
  readonly place?: string;
  readonly state: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  readonly done: number;
  readonly total: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
}

export interface JobStore {
  insert(job: Job, tx?: Tx): Promise<void>;
  /** Stores the progress of a job. Returns false when the job is no longer running. */
  progress(workspace: string, id: string, done: number): Promise<boolean>;
  finish(
    workspace: string,
    id: string,
    state: 'DONE' | 'FAILED' | 'CANCELLED',
    at: number,
    done?: number,
  ): Promise<boolean>;
  page(workspace: string, page: Page): Promise<Job[]>;
  get(workspace: string, id: string): Promise<Job | undefined>;
  running(): Promise<Job[]>;
  /** Returns the subjects of all running jobs. */
  runningSubjects(workspace: string): Promise<Set<string>>;
}
