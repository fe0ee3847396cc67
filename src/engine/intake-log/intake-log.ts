/**
 * The intake log. It contains the latest messages of each sender with their verdicts, and the totals of the sender. All
 * functions are pure.
 */
import type { Reason } from '../../reasons/index.js';

/**
 * The kinds of senders. A WRITE_KEY is identified by its id, a TOKEN by its subject, and a HOOK (webhook) by its key.
 */
export const SENDER_KINDS = ['WRITE_KEY', 'TOKEN', 'HOOK'] as const;
export type SenderKind = (typeof SENDER_KINDS)[number];

export interface Sender {
  readonly kind: SenderKind;
  readonly id: string;
}

/** Returns a sender as text in the form `kind|id`. */
export const senderText = ({ kind, id }: Sender): string => `${kind}|${id}`;

/**
 * ACCEPTED: the message was stored as sent.
 * WARNED: the message was stored with a change.
 * DUPLICATE: the message was already stored.
 * REJECTED: the message was not stored.
 * REFUSED: the whole request was refused before its messages were read.
 */
export const VERDICTS = ['ACCEPTED', 'WARNED', 'DUPLICATE', 'REJECTED', 'REFUSED'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One or more equal consecutive messages of a request. Values of properties, traits and identities are not logged. */
export interface LoggedMessage {
  /** Time of receipt according to the database's clock, in ms. */
  readonly at: number;
  /** The type of call, e.g. `track`. A refused request is logged as `request`. */
  readonly call: string;
  /** Name of the event, masked by `shownName`. */
  readonly name?: string;
  readonly verdict: Verdict;
  /** The reason of a rejection, or of the first warning. */
  readonly reason?: Reason;
  /** Path of the field that the reason refers to, masked by `shownName`. */
  readonly field?: string;
  readonly count: number;
}

/** Totals of a sender. Each message and each refused request is counted under exactly one of the five verdicts. */
export interface Totals {
  readonly verdicts: Readonly<Record<Verdict, number>>;
  /** Number of messages by verdict and reason. */
  readonly reasons: readonly ReasonCount[];
}

interface ReasonCount {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly count: number;
}

/** Maximum number of messages that the log keeps per sender. */
export const KEPT_MESSAGES = 1000;

const LONGEST_NAME = 64;
/** Maximum number of UTF-16 units of a text that are searched for personal data. Longer texts are truncated first. */
const LONGEST_SEARCHED = 512;
const MASK = '•';
/**
 * Matches words with an `@`, and numbers of five or more digits, such as phone numbers. Because of the lookbehind, each
 * word is searched only once, from its beginning. This keeps the search fast.
 */
const PERSONAL = /(?<![^\s.[\]])[^\s.[\]]*(?:@|＠|%40)\S*|\+?\p{Nd}(?:[\s().-]{0,2}\p{Nd}){4,}/gu;

/**
 * Returns the name of an event or field as the log shows it, with at most 64 characters. E-mail addresses and long
 * numbers are masked, because senders sometimes put them into names by mistake.
 *
 *     shownName('traits.ann@example.com') // 'traits.•'
 */
export function shownName(text: string): string {
  const masked = text
    .slice(0, LONGEST_SEARCHED)
    .toWellFormed()
    .replace(/\p{Cc}/gu, ' ')
    .replace(PERSONAL, MASK);
  const characters = Array.from(masked);
  return characters.length <= LONGEST_NAME ? masked : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

/** Returns the log entry of one message. Personal values in the names of the event and the field are masked. */
export function logEntry({ name, reason, field, ...entry }: Omit<LoggedMessage, 'count'>): LoggedMessage {
  return {
    ...entry,
    ...(name === undefined ? {} : { name: shownName(name) }),
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field: shownName(field) }),
    count: 1,
  };
}

/** Combines equal consecutive messages into runs. */
export function joined(messages: readonly LoggedMessage[]): LoggedMessage[] {
  const runs: LoggedMessage[] = [];
  for (const message of messages) {
    const last = runs.at(-1);
    if (last && isAlike(last, message)) runs[runs.length - 1] = { ...last, count: last.count + message.count };
    else runs.push(message);
  }
  return runs;
}

const isAlike = (left: LoggedMessage, right: LoggedMessage): boolean =>
  left.at === right.at &&
  left.call === right.call &&
  left.name === right.name &&
  left.verdict === right.verdict &&
  left.reason === right.reason &&
  left.field === right.field;

/** Returns the number of messages in a list of runs. */
export const countOf = (messages: readonly LoggedMessage[]): number =>
  messages.reduce((sum, { count }) => sum + count, 0);

/** Returns the last `most` messages. If a run is only partly among them, its count is reduced. */
export function lastMessages(messages: readonly LoggedMessage[], most: number): LoggedMessage[] {
  const kept: LoggedMessage[] = [];
  let room = most;
  for (const message of messages.toReversed()) {
    if (room <= 0) break;
    kept.push(message.count <= room ? message : { ...message, count: room });
    room -= message.count;
  }
  return kept.reverse();
}

const NOTHING: Totals = {
  verdicts: { ACCEPTED: 0, WARNED: 0, DUPLICATE: 0, REJECTED: 0, REFUSED: 0 },
  reasons: [],
};

/** Returns the totals after adding messages. If `totals` is undefined, the totals start at 0. */
export function withMessages(totals: Totals | undefined, messages: readonly LoggedMessage[]): Totals {
  const { verdicts, reasons } = totals ?? NOTHING;
  const sums = { ...verdicts };
  const byReason = new Map(reasons.map((each) => [`${each.verdict} ${each.reason}`, each]));
  for (const { verdict, reason, count } of messages) {
    sums[verdict] += count;
    if (reason === undefined) continue;
    const key = `${verdict} ${reason}`;
    byReason.set(key, { verdict, reason, count: (byReason.get(key)?.count ?? 0) + count });
  }
  return { verdicts: sums, reasons: [...byReason.values()] };
}
