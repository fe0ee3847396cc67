/** Reads the intake log of a workspace, which contains the senders and their last messages. */
import {
  SENDER_KINDS,
  senderText,
  type LoggedMessage,
  type Sender,
  type Totals,
  type Verdict,
} from '../../engine/intake-log/intake-log.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { SenderRecord, StoredWriteKey } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';

/** Scope required to read the intake log. */
export const INTAKE_SCOPE = 'admin';
const LONGEST_ID = 128;
/** Maximum number of write keys to read, including revoked keys. */
const ALL_KEYS = { first: 1000 };

/** A sender in the list of senders. `firstAt` and `lastAt` are absent for a write key that was never used. */
export interface ListedSender extends Totals {
  readonly sender: Sender;
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** The write key, if the sender uses one. */
  readonly writeKey?: StoredWriteKey;
}

const NONE: Totals = {
  verdicts: { ACCEPTED: 0, WARNED: 0, DUPLICATE: 0, REJECTED: 0, REFUSED: 0 },
  reasons: [],
};

/**
 * Returns all write keys and all other senders, with their totals. The most recently used senders come first, and
 * unused keys come last.
 */
export async function intakeSenders(services: Services, principal: Principal): Promise<ListedSender[]> {
  requireScope(principal, INTAKE_SCOPE);
  const { workspace } = await enter(services, principal.workspace);
  await services.intakeLog.settled();
  const [records, keys] = await Promise.all([
    services.stores.intakeLog.senders(workspace.id),
    services.stores.credentials.writeKeys(workspace.id, ALL_KEYS),
  ]);
  const keyOf = new Map(keys.map((key) => [senderText({ kind: 'WRITE_KEY', id: key.id }), key]));
  const withKey = (record: SenderRecord): ListedSender => {
    const writeKey = keyOf.get(senderText(record.sender));
    return writeKey ? { ...record, writeKey } : record;
  };
  const known = new Set(records.map(({ sender }) => senderText(sender)));
  const unused = keys
    .map((writeKey): ListedSender => ({ sender: { kind: 'WRITE_KEY', id: writeKey.id }, writeKey, ...NONE }))
    .filter(({ sender }) => !known.has(senderText(sender)));
  return [...records.toSorted((left, right) => right.lastAt - left.lastAt).map(withKey), ...unused];
}

export interface LogQuery {
  readonly sender: Sender;
  /** When set, only messages with one of these verdicts are returned. */
  readonly verdicts?: readonly Verdict[] | null;
}

/**
 * Returns the last 1,000 messages of a sender, newest first. Consecutive equal messages are combined into one entry.
 */
export async function intakeLog(
  services: Services,
  principal: Principal,
  { sender, verdicts }: LogQuery,
): Promise<LoggedMessage[]> {
  requireScope(principal, INTAKE_SCOPE);
  const { workspace } = await enter(services, principal.workspace);
  checkSender(sender);
  await services.intakeLog.settled();
  const messages = await services.stores.intakeLog.messages(workspace.id, sender);
  return verdicts ? messages.filter(({ verdict }) => verdicts.includes(verdict)) : messages;
}

/** Throws BAD_USER_INPUT for a text that is not a valid sender id. */
export function checkSender({ kind, id }: Sender): void {
  if (!SENDER_KINDS.includes(kind) || id === '' || id.length > LONGEST_ID)
    throw invalid('TEXT_EXPECTED', `the id of a sender has 1 to ${LONGEST_ID} characters`, 'sender.id');
}
