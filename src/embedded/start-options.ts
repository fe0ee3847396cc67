/** Options for the worker thread of the embedded database. They are sent by structured clone. */
import type { LogLimits } from './housekeeping.js';

export interface StartOptions extends LogLimits {
  readonly dir: string;
  readonly listen: { readonly socket: string } | { readonly port: number };
  readonly noSync?: boolean;
  /** Whether `configureFailPoint` is accepted. For client tests. */
  readonly testCommands?: boolean;
  /** Whether the server reports itself as standalone instead of as a replica set member. For client tests. */
  readonly standalone?: boolean;
  readonly mapSize?: number;
  /** Collections that change streams may watch. All collections if absent. */
  readonly streamed?: readonly string[];
}
