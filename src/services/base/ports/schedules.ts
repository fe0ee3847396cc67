/** Templates that are installed again from time to time. */
import type { Tx } from './transaction.js';

/** A template that is installed anew every so often. */
export interface Schedule {
  readonly workspace: string;
  readonly template: string;
  readonly language: 'en' | 'zh';
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly everyMs: number;
  /** By the workspace's clock. */
  readonly nextAt: number;
}

/** Templates whose bounds are computed anew from time to time. */
export interface ScheduleStore {
  /** One for each template of a workspace. */
  save(schedule: Schedule): Promise<void>;
  remove(workspace: string, template: string): Promise<boolean>;
  get(workspace: string, template: string): Promise<Schedule | undefined>;
  list(workspace: string): Promise<Schedule[]>;
  /** Sets when it is due next, where nobody else has. */
  move(schedule: Schedule, nextAt: number, tx: Tx): Promise<boolean>;
}
