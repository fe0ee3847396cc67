/** Options of the worker thread of the embedded database. They are sent to the thread by structured clone. */
import type { LogLimits } from './housekeeping.js';

export interface StartOptions extends LogLimits {
  readonly dir: string;
  readonly listen: { readonly socket: string } | { readonly port: number };
  readonly noSync?: boolean;
  /** Whether `configureFailPoint` is accepted. Set only in client tests. */
  readonly testCommands?: boolean;
  /**
   * Whether the server reports itself as standalone, and not as a member of a replica set. Set only in client tests.
   */
  readonly standalone?: boolean;
  readonly mapSize?: number;
  /** Collections that change streams may watch. Absent if they may watch all. */
  readonly streamed?: readonly string[];
}
