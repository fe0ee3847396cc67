/**
 * Converts messages of the de facto tracking format to events of the vocabulary, links between identities, and tags.
 * The calls of the format are identify, track, page, screen, alias and group.
 * Every message is either stored or reported as rejected. An invalid message never affects others. Every change to a
 * message causes a warning.
 */
import type { ErrorCode, Reason } from '../../reasons/index.js';
import { requireScope, type Principal } from '../base/access.js';
import { senderOf } from '../base/intake-log.js';
import { limit, ServiceError } from '../base/errors.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { ingestRequest } from '../events/events.js';
import { MAX_TAG_WRITES, writeTags } from '../tags/tags.js';
import { RequestOrder } from '../write-path/tag-writes.js';
import { aliasLinks, writeLinks, type StatedLink } from './links.js';
import { loggedMessages, type MessageOutcome } from './logged.js';
import { contextOfBatch, takeMessage, type Request, type Taken } from './message.js';
import { Notes, type Warning } from './notes.js';
import type { TraitWrite } from './traits.js';

/** Maximum number of messages in a batch. */
const MAX_MESSAGES = 5000;
/** Maximum length of a text that is parsed as a time, in characters. */
const LONGEST_INSTANT = 128;
/** Maximum number of warnings in a response. Further warnings are only counted. */
const MAX_WARNINGS = 1000;

interface RejectedMessage {
  readonly index: number;
  readonly code: ErrorCode;
  readonly reason: Reason;
  /** Path of the field in the message. Absent if the error concerns the whole message. */
  readonly field?: string;
  readonly message: string;
}

/**
 * Result of a request. Each message is accepted, a duplicate, or rejected. Rejected messages are listed with their
 * index in the batch.
 */
export interface Tracked {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly RejectedMessage[];
  /** Warnings about parts of messages that were changed or omitted. */
  readonly warnings: readonly (Warning & { readonly index: number })[];
  /** Number of warnings that are not listed. */
  readonly warningsLeftOut?: number;
}

/** The fields of a request apart from its messages. */
export interface Envelope {
  readonly sentAt?: unknown;
  readonly context?: unknown;
  /** Numbers in the request body that were parsed as text, because a JavaScript number would have lost digits. */
  readonly longNumbers?: ReadonlySet<string>;
  /** Called with unexpected errors. */
  readonly report?: (error: unknown) => void;
}

export async function track(
  services: Services,
  principal: Principal,
  messages: readonly unknown[],
  envelope: Envelope = {},
): Promise<Tracked> {
  requireScope(principal, 'events:write');
  if (messages.length > MAX_MESSAGES)
    throw limit('BATCH_TOO_LARGE', `a batch has at most ${MAX_MESSAGES} messages`, 'batch');
  const room = await enter(services, principal.workspace);
  const intake = new Intake(services, principal, room, messages.length, envelope);
  await intake.read(messages, envelope);
  await intake.writeEvents();
  await intake.writeLinks();
  await intake.writeTraits();
  const tracked = intake.answer();
  const logged = loggedMessages(messages, intake.outcomes(), services.stores.now());
  services.intakeLog.note(principal.workspace, senderOf(principal), logged);
  return tracked;
}

interface Indexed<T> {
  readonly index: number;
  readonly value: T;
}

/** Processing state of one request. */
class Intake {
  private readonly taken: Taken[] = [];
  private readonly notes: readonly Notes[];
  private readonly rejected = new Map<number, RejectedMessage>();
  private readonly duplicates = new Set<number>();

  constructor(
    private readonly services: Services,
    private readonly principal: Principal,
    private readonly room: Room,
    count: number,
    { longNumbers }: Envelope,
  ) {
    this.notes = Array.from({ length: count }, () => new Notes(longNumbers));
  }

  /** Converts the messages in time slices of a few milliseconds, so that a large batch does not delay other callers. */
  async read(messages: readonly unknown[], { sentAt, context, report }: Envelope): Promise<void> {
    const { catalogue, workspace, now } = this.room;
    const { principal } = this;
    const realTime = this.services.stores.now();
    const request: Request = {
      principal,
      catalogue,
      zone: workspace.zone,
      received: now,
      realTime,
      // This text is parsed again for every message, so it is truncated. A longer text is never a valid time.
      sentAt: typeof sentAt === 'string' ? sentAt.slice(0, LONGEST_INSTANT) : sentAt,
      context: contextOfBatch(context),
    };
    const slices = new Slices(this.services);
    for (const [index, message] of messages.entries()) {
      if (slices.isOver()) await slices.next();
      let taken: Taken = {};
      try {
        taken = takeMessage(message, request, this.notes[index]);
      } catch (error) {
        if (!(error instanceof ServiceError)) report?.(error);
        // An unexpected error rejects only the message that caused it. Otherwise the client would retry the whole batch
        // endlessly.
        this.reject(
          index,
          error instanceof ServiceError ? error : new ServiceError('INTERNAL', 'a fault of the server; it was logged'),
        );
      }
      this.taken.push(taken);
    }
  }

  private reject(index: number, { code, reason, message, path }: ServiceError): void {
    if (this.rejected.has(index)) return;
    const field = path === undefined || path === '' ? {} : { field: path };
    this.rejected.set(index, { index, code, reason, ...field, message });
  }

  /** Returns the values of `key` in all messages that were not rejected. Each value has the index of its message. */
  private said<K extends keyof Taken>(key: K): Indexed<NonNullable<Taken[K]>>[] {
    return this.taken.flatMap((taken, index) =>
      taken[key] === undefined || this.rejected.has(index)
        ? []
        : [{ index, value: taken[key] as NonNullable<Taken[K]> }],
    );
  }

  async writeEvents(): Promise<void> {
    const { services, principal } = this;
    const said = this.said('event');
    if (said.length === 0) return;
    const events = said.map(({ value }) => value);
    // A write key without a key class is treated as public, because write keys are embedded in pages and apps.
    const results = await ingestRequest(services, principal, events, false, principal.keyClass ?? 'PUBLIC');
    results.forEach((result, i) => {
      if (result.status === 'DUPLICATE') this.duplicates.add(said[i].index);
      if (result.status !== 'REJECTED') return;
      const path = result.path?.replace(/^\w+\[\d+\]\.?/, '');
      const message = `${result.message}${path ? ` (${path})` : ''}`;
      this.reject(said[i].index, new ServiceError(result.reason!, message, path));
    });
  }

  /** Writes links before aliases, so that aliases can refer to identities from the same batch. */
  async writeLinks(): Promise<void> {
    await this.write(this.said('link').map(({ index, value }) => ({ index, ...value })));
    const aliases = this.said('alias');
    if (aliases.length > 0)
      await this.write(await aliasLinks(this.services, this.principal, this.room, aliases), 'previousId');
  }

  private async write(links: readonly StatedLink[], field = 'userId'): Promise<void> {
    for (const { index, error, refused } of await writeLinks(this.services, this.principal, this.room, links)) {
      if (error) this.reject(index, error);
      for (const reason of refused)
        this.notes[index].add(field, 'MERGE_REFUSED', `two of its identities are not one customer: ${reason}`);
    }
  }

  /** Writes traits in batch order. If several messages set the same tag at the same time, the last value wins. */
  async writeTraits(): Promise<void> {
    const order = new RequestOrder(this.room.catalogue);
    const writes = this.said('traits').flatMap(({ index, value }) => value.map((write) => ({ index, value: write })));
    for (const part of runsOf(writes, MAX_TAG_WRITES)) {
      const [{ value }] = part;
      const inputs = part.map((write) => write.value.write);
      const results = await writeTags(this.services, this.principal, value.verb, inputs, 'traits', false, order);
      results.forEach((result, i) => {
        if (result.status === 'REJECTED')
          this.notes[part[i].index].add(part[i].value.field, result.reason!, result.message!);
      });
    }
  }

  /** Returns the outcome of each message, for the intake log. */
  outcomes(): MessageOutcome[] {
    return this.notes.map(({ list: [warning] }, index) => {
      const rejected = this.rejected.get(index);
      if (rejected) return { verdict: 'REJECTED', reason: rejected.reason, field: rejected.field };
      if (this.duplicates.has(index)) return { verdict: 'DUPLICATE' };
      return warning ? { verdict: 'WARNED', ...warning } : { verdict: 'ACCEPTED' };
    });
  }

  answer(): Tracked {
    const rejected = [...this.rejected.values()].sort((left, right) => left.index - right.index);
    // Warnings about rejected messages are omitted, because these messages are already listed as rejected.
    const noted = this.notes.flatMap(({ list, leftOut }, index) =>
      this.rejected.has(index) ? [] : [{ index, list, leftOut }],
    );
    const warnings = noted.flatMap(({ index, list }) => list.map((warning) => ({ index, ...warning })));
    const leftOut =
      Math.max(0, warnings.length - MAX_WARNINGS) + noted.reduce((sum, { leftOut: count }) => sum + count, 0);
    return {
      accepted: this.taken.length - rejected.length - this.duplicates.size,
      duplicates: this.duplicates.size,
      rejected,
      warnings: warnings.slice(0, MAX_WARNINGS),
      ...(leftOut > 0 ? { warningsLeftOut: leftOut } : {}),
    };
  }
}

/** Groups consecutive writes with the same verb, such as set or clear, into batches of at most `most` writes. */
function runsOf(writes: readonly Indexed<TraitWrite>[], most: number): Indexed<TraitWrite>[][] {
  const runs: Indexed<TraitWrite>[][] = [];
  for (const write of writes) {
    const run = runs.at(-1);
    if (run && run.length < most && run[0].value.verb === write.value.verb) run.push(write);
    else runs.push([write]);
  }
  return runs;
}
