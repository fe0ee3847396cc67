/** Storage of the intake log, which keeps the last messages and the totals of each sender. */
import type { LoggedMessage, Sender, Totals } from '../../../engine/intake-log/intake-log.js';

/** A sender and its totals since its first message. Times are in ms on the database's clock. */
export interface SenderRecord extends Totals {
  readonly sender: Sender;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface IntakeLogStore {
  /**
   * Adds messages to the log of a sender and adds `totals` to the sender's totals. The totals may count more messages
   * than `messages` contains. Only the last thousand messages of a sender are kept.
   */
  record(workspace: string, sender: Sender, messages: readonly LoggedMessage[], totals: Totals): Promise<void>;
  /** Returns all senders that have sent anything to a workspace, at most 10,000. */
  senders(workspace: string): Promise<SenderRecord[]>;
  /** Returns the last messages of a sender, at most a thousand, newest first. */
  messages(workspace: string, sender: Sender): Promise<LoggedMessage[]>;
}
