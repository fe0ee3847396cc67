/** Templates that are reinstalled on a schedule. */
import type { Tx } from './transaction.js';

/** A template that is reinstalled at an interval. */
export interface Schedule {
  readonly workspace: string;
  readonly template: string;
  readonly language: 'en' | 'zh';
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly everyMs: number;
  /** On the workspace's clock. */
  readonly nextAt: number;
}

/** Templates whose quantiles are recomputed on a schedule. */
export interface ScheduleStore {
  /** Saves the schedule. There is one for each template of a workspace. */
  save(schedule: Schedule): Promise<void>;
  remove(workspace: string, template: string): Promise<boolean>;
  get(workspace: string, template: string): Promise<Schedule | undefined>;
  list(workspace: string): Promise<Schedule[]>;
  /** Sets the next due time, unless another process already did. Returns whether it was set. */
  move(schedule: Schedule, nextAt: number, tx: Tx): Promise<boolean>;
}
