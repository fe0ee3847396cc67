/** Storage of schedules. A schedule reinstalls a template at a fixed interval. */
import type { Tx } from './transaction.js';

/** A template that is reinstalled at a fixed interval. */
export interface Schedule {
  readonly workspace: string;
  readonly template: string;
  readonly language: 'en' | 'zh';
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly everyMs: number;
  /** Time of the next installation, on the workspace's clock. */
  readonly nextAt: number;
}

/** Stores the schedules of a workspace. Each reinstallation recomputes the quantiles of a template. */
export interface ScheduleStore {
  /** Saves a schedule. Each template of a workspace has at most one schedule. */
  save(schedule: Schedule): Promise<void>;
  remove(workspace: string, template: string): Promise<boolean>;
  get(workspace: string, template: string): Promise<Schedule | undefined>;
  list(workspace: string): Promise<Schedule[]>;
  /** Sets the time of the next installation, unless another process has already set it. Returns whether it was set. */
  move(schedule: Schedule, nextAt: number, tx: Tx): Promise<boolean>;
}
