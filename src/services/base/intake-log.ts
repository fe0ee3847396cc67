/**
 * Interface of the intake log for the API endpoints that receive messages. `services/intake-log/kept-intake-log.ts`
 * implements it.
 */
import type { LoggedMessage, Sender } from '../../engine/intake-log/intake-log.js';
import type { Principal } from './access.js';

export interface IntakeLog {
  readonly capacity: number;
  /** Number of entries that are not stored yet. */
  readonly waiting: number;
  /**
   * Adds messages of a sender to the log. They are stored in the background and are lost if the process crashes first.
   */
  note(workspace: string, sender: Sender, messages: readonly LoggedMessage[]): void;
  /** Resolves when everything that this process has noted so far is stored. */
  settled(): Promise<void>;
  /** Stores all remaining messages without pausing between writes. */
  close(): Promise<void>;
}

/** Returns the sender for the caller: its write key, its token's subject, or its webhook. */
export function senderOf({ subject, writeKey, hook }: Principal): Sender {
  if (writeKey) return { kind: 'WRITE_KEY', id: writeKey.id };
  return hook === undefined ? { kind: 'TOKEN', id: subject } : { kind: 'HOOK', id: hook };
}
