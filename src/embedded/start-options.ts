/** Options for the worker thread of the embedded database. The options are sent to the thread by structured clone. */
import type { LogLimits } from './housekeeping.js';

export interface StartOptions extends LogLimits {
  readonly dir: string;
  readonly listen: { readonly socket: string } | { readonly port: number };
  readonly noSync?: boolean;
  /** Whether `configureFailPoint` is accepted. Used only in client tests. */
  readonly testCommands?: boolean;
  /** Whether the server reports itself as standalone instead of as a replica set member. Used only in client tests. */
  readonly standalone?: boolean;
  readonly mapSize?: number;
  /** Collections that change streams may watch. If absent, change streams may watch all collections. */
  readonly streamed?: readonly string[];
}
