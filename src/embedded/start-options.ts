/** Options of the embedded database's thread. They are sent by structured clone. */
import type { LogLimits } from './housekeeping.js';

export interface StartOptions extends LogLimits {
  readonly dir: string;
  readonly listen: { readonly socket: string } | { readonly port: number };
  readonly noSync?: boolean;
  /** Accepts `configureFailPoint`, for tests of clients. */
  readonly testCommands?: boolean;
  /** Reports itself as a standalone server, not as a replica set member, for tests of clients. */
  readonly standalone?: boolean;
  readonly mapSize?: number;
  /** Collections that change streams may watch. Absent for all. */
  readonly streamed?: readonly string[];
}
