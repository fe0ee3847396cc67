/** The intake log as the doors use it. `services/intake/kept-intake-log.ts` implements it. */
import type { LoggedMessage, Sender } from '../../engine/intake/intake-log.js';
import type { Principal } from './access.js';

export interface IntakeLog {
  readonly capacity: number;
  /** Number of entries that wait to be stored. */
  readonly waiting: number;
  /** Adds messages of a sender to the log. They are stored in the background and may be lost with the process. */
  note(workspace: string, sender: Sender, messages: readonly LoggedMessage[]): void;
  /** Resolves when everything noted before in this process is stored. */
  settled(): Promise<void>;
  /** Stores all noted messages without a pause between two writes. */
  close(): Promise<void>;
}

/** The sender that a caller is. */
export function senderOf({ subject, writeKey, hook }: Principal): Sender {
  if (writeKey) return { kind: 'WRITE_KEY', id: writeKey.id };
  return hook === undefined ? { kind: 'TOKEN', id: subject } : { kind: 'HOOK', id: hook };
}
