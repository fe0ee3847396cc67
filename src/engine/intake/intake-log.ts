/** The intake log: the last messages of a sender with their verdicts, and the sender's totals. Pure. */
import type { Reason } from '../../reasons/index.js';

/** WRITE_KEY: a write key, by its id. TOKEN: a token, by its subject. HOOK: a webhook, by its key. */
export const SENDER_KINDS = ['WRITE_KEY', 'TOKEN', 'HOOK'] as const;
export type SenderKind = (typeof SENDER_KINDS)[number];

export interface Sender {
  readonly kind: SenderKind;
  readonly id: string;
}

/** A sender as one text. */
export const senderText = ({ kind, id }: Sender): string => `${kind}|${id}`;

/**
 * ACCEPTED: kept as sent. WARNED: kept with a change. DUPLICATE: kept before. REJECTED: not kept. REFUSED: the whole
 * request was refused before its messages were read.
 */
export const VERDICTS = ['ACCEPTED', 'WARNED', 'DUPLICATE', 'REJECTED', 'REFUSED'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Equal consecutive messages of a request. Holds no value of a property, trait or identity. */
export interface LoggedMessage {
  /** Time of receipt by the database's clock, in ms. */
  readonly at: number;
  /** The call, such as `track`. `request` for a refused request. */
  readonly call: string;
  /** Name of the event, as `shownName` returns it. */
  readonly name?: string;
  readonly verdict: Verdict;
  /** The reason of a rejection, or of the first warning. */
  readonly reason?: Reason;
  /** Path in the message, as `shownName` returns it. */
  readonly field?: string;
  readonly count: number;
}

/** Totals of a sender. The counts of the five verdicts add up to the messages and refused requests. */
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

/** Messages of each sender that the log keeps. */
export const KEPT_MESSAGES = 1000;

const LONGEST_NAME = 64;
/** A longer text is cut before it is searched. */
const LONGEST_SEARCHED = 512;
const MASK = '•';
/** Words with an `@`, each searched once from its beginning, and numbers of five digits or more, such as telephone numbers. */
const PERSONAL = /(?<![^\s.[\]])[^\s.[\]]*(?:@|＠|%40)\S*|\+?\p{Nd}(?:[\s().-]{0,2}\p{Nd}){4,}/gu;

/**
 * Returns a name of an event or field as the log shows it: at most 64 characters, and a mask in place of e-mail
 * addresses and long numbers, because senders put them into names by mistake.
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

/** An entry of the log for one message, without personal values in its names. */
export function logEntry({ name, reason, field, ...entry }: Omit<LoggedMessage, 'count'>): LoggedMessage {
  return {
    ...entry,
    ...(name === undefined ? {} : { name: shownName(name) }),
    ...(reason === undefined ? {} : { reason }),
    ...(field === undefined ? {} : { field: shownName(field) }),
    count: 1,
  };
}

/** Joins equal consecutive messages. */
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

/** Number of messages in a list of runs. */
export const countOf = (messages: readonly LoggedMessage[]): number =>
  messages.reduce((sum, { count }) => sum + count, 0);

/** Returns the last `most` messages. The first run may be cut. */
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

/** Adds messages to totals. */
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
