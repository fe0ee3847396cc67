/**
 * Store of the intake log. Each sender has one document with its totals. Messages are stored in separate documents,
 * because the change stream announces only inserts.
 */
import {
  countOf,
  KEPT_MESSAGES,
  lastMessages,
  SENDER_KINDS,
  senderText,
  VERDICTS,
  type LoggedMessage,
  type Sender,
  type SenderKind,
  type Totals,
  type Verdict,
} from '../engine/intake-log/intake-log.js';
import type { IntakeChange } from '../live/topics.js';
import { newId } from '../services/base/ids.js';
import type { SenderRecord, Stores } from '../services/base/ports.js';
import { type Mongo } from './base/mongo.js';

type Reason = NonNullable<LoggedMessage['reason']>;

interface SenderDoc {
  /** Format: workspace|kind|id. */
  _id: string;
  ws: string;
  kind: SenderKind;
  name: string;
  verdicts: Partial<Record<Verdict, number>>;
  reasons?: Partial<Record<Verdict, Partial<Record<Reason, number>>>>;
  /** Number of messages that have ever been added to the list of the sender. */
  listed: number;
  firstAt: Date;
  lastAt: Date;
}

export interface IntakeMessagesDoc {
  /** The id begins with the time of the database at the insert, which determines when the document is purged. */
  _id: string;
  ws: string;
  /** Format: kind|id. */
  sender: string;
  /** Total number of messages in the list of the sender after these were added. */
  upTo: number;
  messages: {
    at: Date;
    call: string;
    name?: string;
    verdict: Verdict;
    reason?: Reason;
    field?: string;
    count: number;
  }[];
}

/**
 * Maximum number of senders of one kind in a workspace. Above it, the senders with the oldest last message are deleted.
 */
const MAX_SENDERS = 1000;
/** Number of senders that one round deletes. */
const DELETED_AT_ONCE = 100;
/** Number of added messages after which the list of a sender is trimmed. */
const TRIM_EVERY = 200;

function senderFromText(text: string): Sender {
  const kind = SENDER_KINDS.find((each) => text.startsWith(`${each}|`))!;
  return { kind, id: text.slice(kind.length + 1) };
}

const messageToDoc = ({ at, ...rest }: LoggedMessage): IntakeMessagesDoc['messages'][number] => ({
  at: new Date(at),
  ...rest,
});
const messagesFromDoc = ({ messages }: IntakeMessagesDoc): LoggedMessage[] =>
  messages.map(({ at, ...rest }) => ({ ...rest, at: at.getTime() }));

export const intakeChangeFromDoc = (document: IntakeMessagesDoc): IntakeChange => ({
  topic: 'intake',
  id: document._id,
  workspace: document.ws,
  sender: senderFromText(document.sender),
  messages: messagesFromDoc(document),
});

function recordFromDoc(d: SenderDoc): SenderRecord {
  const reasons = VERDICTS.flatMap((verdict) =>
    Object.entries(d.reasons?.[verdict] ?? {}).map(([reason, count]) => ({
      verdict,
      reason: reason as Reason,
      count: Number(count),
    })),
  );
  return {
    sender: { kind: d.kind, id: d.name },
    verdicts: Object.fromEntries(
      VERDICTS.map((verdict) => [verdict, Number(d.verdicts[verdict] ?? 0)]),
    ) as Totals['verdicts'],
    reasons,
    firstAt: d.firstAt.getTime(),
    lastAt: d.lastAt.getTime(),
  };
}

/** Returns the increments of the counters of a sender, by field. */
function increments({ verdicts, reasons }: Totals): Record<string, number> {
  return Object.fromEntries([
    ...VERDICTS.filter((verdict) => verdicts[verdict] > 0).map((verdict) => [`verdicts.${verdict}`, verdicts[verdict]]),
    ...reasons.map(({ verdict, reason, count }) => [`reasons.${verdict}.${reason}`, count]),
  ]) as Record<string, number>;
}

export function intakeLogStore(mongo: Mongo): Stores['intakeLog'] {
  const senders = mongo.collection<SenderDoc>('intakeSenders');
  const messages = mongo.collection<IntakeMessagesDoc>('intakeMessages');
  /** Deletes the senders of a kind above the maximum, with their messages. */
  const trim = async (ws: string, kind: SenderKind): Promise<void> => {
    const silent = await senders
      .find({ ws, kind }, { projection: { name: 1 } })
      .sort({ lastAt: -1 })
      .skip(MAX_SENDERS)
      .limit(DELETED_AT_ONCE)
      .toArray();
    if (silent.length === 0) return;
    await senders.deleteMany({ ws, _id: { $in: silent.map(({ _id }) => _id) } });
    await messages.deleteMany({ ws, sender: { $in: silent.map(({ name }) => senderText({ kind, id: name })) } });
  };
  return {
    record: async (ws, sender, list, totals) => {
      const now = new Date(mongo.now());
      const count = countOf(list);
      const filter = { _id: `${ws}|${senderText(sender)}` };
      const update = {
        $inc: { ...increments(totals), listed: count },
        $setOnInsert: { ws, kind: sender.kind, name: sender.id, firstAt: now },
        $max: { lastAt: now },
      };
      const options = { upsert: true, returnDocument: 'after', projection: { listed: 1, firstAt: 1 } } as const;
      const d = await senders
        .findOneAndUpdate(filter, update, options)
        // Two processes can insert the document at the same time. The insert of one fails, and its second attempt
        // updates the document.
        .catch(() => senders.findOneAndUpdate(filter, update, options));
      const upTo = Number(d!.listed);
      if (d!.firstAt.getTime() === now.getTime()) await trim(ws, sender.kind);
      if (count === 0) return;
      await messages.insertOne({
        _id: newId(mongo.now()),
        ws,
        sender: senderText(sender),
        upTo,
        messages: list.map(messageToDoc),
      });
      if (Math.floor(upTo / TRIM_EVERY) === Math.floor((upTo - count) / TRIM_EVERY)) return;
      await messages.deleteMany({ ws, sender: senderText(sender), upTo: { $lte: upTo - KEPT_MESSAGES } });
    },
    senders: async (ws) => (await senders.find({ ws }).toArray()).map(recordFromDoc),
    messages: async (ws, sender) => {
      const list: LoggedMessage[] = [];
      const newest = messages.find({ ws, sender: senderText(sender) }).sort({ upTo: -1, _id: -1 });
      for await (const document of newest) {
        list.push(...messagesFromDoc(document).reverse());
        if (countOf(list) >= KEPT_MESSAGES) break;
      }
      return lastMessages(list.reverse(), KEPT_MESSAGES).reverse();
    },
  };
}
