/** Jobs. */
import type { Page, Tx } from './transaction.js';

export interface Job {
  readonly id: string;
  readonly workspace: string;
  /** BACKFILL: everyone under new definitions. ERASURE: what is left of an erased customer is removed. REGROUP: who is who under new rules. RETENTION: everyone under a new retention, then what is too old is removed. TEMPLATE: a template's bounds are computed anew. LIST: customers whose entries of a list changed, or everyone it concerns. */
  readonly kind: 'BACKFILL' | 'ERASURE' | 'LIST' | 'REGROUP' | 'RETENTION' | 'TEMPLATE';
  readonly subject: string;
  /** Of an ERASURE: the profiles whose facts go. */
  readonly profiles?: readonly string[];
  readonly state: 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';
  readonly done: number;
  readonly total: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
}

export interface JobStore {
  insert(job: Job, tx?: Tx): Promise<void>;
  /** False when the job no longer runs. */
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
  /** Subjects with a job that is still running. */
  runningSubjects(workspace: string): Promise<Set<string>>;
}
