/** What the thread of the embedded database is started with; it must survive a structured clone. */
import type { LogLimits } from './housekeeping.js';

export interface StartOptions extends LogLimits {
  readonly dir: string;
  readonly listen: { readonly socket: string } | { readonly port: number };
  readonly noSync?: boolean;
  /** Takes `configureFailPoint`, for tests of clients. */
  readonly testCommands?: boolean;
  /** Says that it is no member of a replica set, for tests of clients. */
  readonly standalone?: boolean;
  readonly mapSize?: number;
  /** Collections whose changes streams may ask for; absent: all. */
  readonly streamed?: readonly string[];
}
