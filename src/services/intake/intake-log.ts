/** Reads the intake log of a workspace. */
import {
  SENDER_KINDS,
  senderText,
  type LoggedMessage,
  type Sender,
  type Totals,
  type Verdict,
} from '../../engine/intake/intake-log.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { SenderRecord, StoredWriteKey } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';

/** The scope of the intake log. */
export const INTAKE_SCOPE = 'admin';
const LONGEST_ID = 128;
/** Includes revoked keys. */
const ALL_KEYS = { first: 1000 };

/** A sender as it is listed. A write key that never delivered anything has no times. */
export interface ListedSender extends Totals {
  readonly sender: Sender;
  readonly firstAt?: number;
  readonly lastAt?: number;
  /** The write key, if the sender is one. */
  readonly writeKey?: StoredWriteKey;
}

const NONE: Totals = {
  verdicts: { ACCEPTED: 0, WARNED: 0, DUPLICATE: 0, REJECTED: 0, REFUSED: 0 },
  reasons: [],
};

/** Returns every write key and every other sender with its totals: the most recent first, then the unused keys. */
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
  /** Only messages with one of these verdicts. */
  readonly verdicts?: readonly Verdict[] | null;
}

/** Returns the last 1,000 messages of a sender, newest first. Equal consecutive messages are one entry. */
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

/** Throws BAD_USER_INPUT for a text that cannot be the id of a sender. */
export function checkSender({ kind, id }: Sender): void {
  if (!SENDER_KINDS.includes(kind) || id === '' || id.length > LONGEST_ID)
    throw invalid('TEXT_EXPECTED', `the id of a sender has 1 to ${LONGEST_ID} characters`, 'sender.id');
}
