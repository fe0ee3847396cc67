/** The stored intake log. */
import type { LoggedMessage, Sender, Totals } from '../../../engine/intake/intake-log.js';

/** A sender with its totals since its first message. Instants are in ms of the database's clock. */
export interface SenderRecord extends Totals {
  readonly sender: Sender;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface IntakeLogStore {
  /**
   * Adds messages to the log of a sender, and totals. `messages` may be fewer than the totals count. Messages beyond
   * the last thousand of the sender are removed.
   */
  record(workspace: string, sender: Sender, messages: readonly LoggedMessage[], totals: Totals): Promise<void>;
  /** Returns all senders of a workspace that sent anything, at most 10,000. */
  senders(workspace: string): Promise<SenderRecord[]>;
  /** Returns the last messages of a sender, newest first, at most a thousand. */
  messages(workspace: string, sender: Sender): Promise<LoggedMessage[]>;
}
