/**
 * Implements `$changeStream`. A stream yields the committed changes after a position as events. At the end of the log,
 * it waits for more.
 */
import { type Doc, decode, encode, isDoc, Timestamp } from '../value/bson.js';
import { location, MongoError, notSupported } from '../value/errors.js';
import { compileFilter } from '../query/filter.js';
import { settled } from '../query/flow.js';
import { checkStageName, compileStages } from '../query/pipeline.js';
import { idKeyOf } from '../storage/catalog.js';
import { appendElement, joined } from '../wire.js';
import { seqToTimestamp, timestampToSeq } from '../storage/change-log.js';
import type { LoggedChange } from '../storage/change-packs.js';
import type { Database } from '../storage/database.js';
import type { Context } from './context.js';
import type { Source } from './cursors.js';

const LIGHT_FIELDS = ['operationType', 'ns.coll', 'ns.db'];
/** Number of log entries that are examined before the stream pauses for other work. */
const CHUNK = 2000;

function tokenOf(seq: bigint, suffix = ''): Doc {
  return { _data: `${seq.toString(16).padStart(16, '0').toUpperCase()}${suffix}` };
}

/** Suffix of the resume token in an `invalidate` event. `startAfter` accepts this token, but `resumeAfter` does not. */
const INVALIDATED = '01';

/** Returns the start position in the options, or undefined if they contain none. */
function startOf(options: Doc): bigint | undefined {
  const given = ['resumeAfter', 'startAfter', 'startAtOperationTime'].filter((k) => options[k] !== undefined);
  if (given.length > 1) throw location(50674, 'Only one type of resume option is allowed, but multiple were found.');
  if (options.startAtOperationTime instanceof Timestamp) return timestampToSeq(options.startAtOperationTime) - 1n;
  const token = options.resumeAfter ?? options.startAfter;
  if (token === undefined) return undefined;
  const data = isDoc(token) ? token._data : undefined;
  const m = typeof data === 'string' ? /^([0-9A-Fa-f]{16})(01)?$/.exec(data) : null;
  if (!m) throw new MongoError('FailedToParse', 'resume token is malformed');
  if (m[2] && options.resumeAfter !== undefined)
    throw new MongoError(
      'InvalidResumeToken',
      "Attempting to resume a change stream using 'resumeAfter' is not allowed from an invalidate notification.",
    );
  return BigInt(`0x${m[1]}`);
}

/** Stages that may follow `$changeStream`. */
export const CHANGE_STREAM_STAGES: readonly string[] = [
  '$match',
  '$project',
  '$addFields',
  '$set',
  '$unset',
  '$replaceRoot',
  '$replaceWith',
];

function namedCollections(operand: unknown): string[] | undefined {
  if (typeof operand === 'string') return [operand];
  return isDoc(operand) && Array.isArray(operand.$in) ? (operand.$in as string[]) : undefined;
}

const OPTIONS = [
  'fullDocument',
  'resumeAfter',
  'startAfter',
  'startAtOperationTime',
  'fullDocumentBeforeChange',
  'allChangesForCluster',
];

function checkOptions(options: Doc): void {
  for (const name of Object.keys(options))
    if (!OPTIONS.includes(name)) throw notSupported(`the $changeStream option ${name}`);
  if (!['default', 'updateLookup', undefined].includes(options.fullDocument))
    throw notSupported(`fullDocument: ${String(options.fullDocument)}`);
  if (!['off', undefined].includes(options.fullDocumentBeforeChange)) throw notSupported('fullDocumentBeforeChange');
}

function checkStages(stages: readonly Doc[]): void {
  for (const stage of stages) {
    const name = Object.keys(stage)[0];
    checkStageName(name);
    if (!CHANGE_STREAM_STAGES.includes(name))
      throw new MongoError('IllegalOperation', `${name} is not permitted in a $changeStream pipeline`);
  }
}

/** Returns the position at which a stream starts. Throws if the log no longer contains it. */
function beginOf(options: Doc, log: Database['log']): bigint {
  let position = startOf(options) ?? log.last;
  if (position > log.last && options.startAtOperationTime !== undefined) position = log.last;
  if (log.covers(position)) return position;
  throw historyLost('Resume of change stream was not possible, as the resume point may no longer be in the oplog.');
}

const historyLost = (message: string): MongoError =>
  new MongoError('ChangeStreamHistoryLost', message, { labels: ['NonResumableChangeStreamError'] });

/** Converts changes to events, and determines which change ends the stream. */
interface Watch {
  events(change: LoggedChange): Uint8Array[];
  ends(change: LoggedChange): boolean;
}

const namespaceOf = (change: LoggedChange): Doc =>
  change.kind === 'dropDatabase' ? { db: change.db } : { db: change.db, coll: change.coll };

/** Returns an event in two parts: the fields before `fullDocument`, and the fields after it. */
function frameOf(change: LoggedChange): readonly [Doc, Doc] {
  const after: Doc = { ns: namespaceOf(change) };
  if (change.id !== undefined) after.documentKey = { _id: change.id };
  if (change.kind === 'update')
    after.updateDescription = { updatedFields: change.updated ?? {}, removedFields: change.removed ?? [] };
  return [{ _id: tokenOf(change.seq), operationType: change.kind, clusterTime: seqToTimestamp(change.seq) }, after];
}

function eventOf(change: LoggedChange, database: Database, lookup: boolean): Doc {
  const [event, after] = frameOf(change);
  if (change.raw) event.fullDocument = decode(change.raw);
  if (lookup && change.kind === 'update') {
    const collection = database.catalog.find(`${change.db}.${change.coll}`);
    event.fullDocument = (collection && database.read(database.reader(), collection, idKeyOf(change.id))?.doc) ?? null;
  }
  return Object.assign(event, after);
}

function watchOf(context: Context, collection: string | undefined, options: Doc, stages: readonly Doc[]): Watch {
  const { database, db } = context;
  const everything = options.allChangesForCluster === true;
  const lookup = options.fullDocument === 'updateLookup';
  // If the first stage is a `$match` on only the operation and the namespace, it runs before the document is decoded.
  const first = stages[0]?.$match as Doc | undefined;
  const light = first && Object.keys(first).every((k) => LIGHT_FIELDS.includes(k)) ? compileFilter(first) : undefined;
  const matched = light ? namedCollections(first!['ns.coll']) : undefined;
  const named = collection === undefined ? matched : [collection];
  if (!(named ?? ['*']).every((name) => database.log.keeps(name)))
    throw notSupported(
      'a change stream over collections this server does not log (option `streamed`); name logged ones in a $match on ns.coll',
    );
  const concerns = (change: LoggedChange): boolean => {
    if (!everything && change.db !== db) return false;
    if (collection !== undefined && change.coll !== collection) return false;
    return !light || light({ operationType: change.kind, ns: namespaceOf(change) });
  };
  const rest = light ? stages.slice(1) : stages;
  const run = compileStages(rest, () => []);
  const shaped = (event: Doc): Uint8Array[] =>
    [...settled(run([event]))].map((out) => {
      if (isDoc(out._id) && out._id._data === event._id._data) return encode(out);
      throw new MongoError(
        'ChangeStreamFatalError',
        'the pipeline changed the _id of an event, which is its resume token',
        { labels: ['NonResumableChangeStreamError'] },
      );
    });
  return {
    events(change) {
      if (!concerns(change)) return [];
      if (rest.length > 0 || !change.raw) return shaped(eventOf(change, database, lookup));
      // If no stage reads the document, its stored bytes are passed on without decoding them.
      const [before, after] = frameOf(change);
      return [joined(appendElement(encode(before), 3, 'fullDocument', change.raw), encode(after))];
    },
    ends: (change) =>
      !everything &&
      change.db === db &&
      (collection === undefined
        ? change.kind === 'dropDatabase'
        : change.kind === 'drop' && change.coll === collection),
  };
}

/**
 * Yields the changes in the log after a position. The stream ends if its cursor is closed, or if the watched collection
 * or database is dropped.
 */
class ChangeStream implements Source {
  readonly tailing = true;
  private closed = false;
  private invalidated = false;
  private waiting: { cancel(): void } | undefined;

  constructor(
    private readonly database: Database,
    private readonly watch: Watch,
    private position: bigint,
  ) {}

  async next(most: number, waitMs: number): Promise<{ readonly docs: Uint8Array[]; readonly done: boolean }> {
    const deadline = this.database.options.nowMs() + waitMs;
    while (!this.closed) {
      const { docs, more } = this.read(most);
      if (docs.length > 0) return { docs, done: this.invalidated };
      if (more) await new Promise<void>((resolve) => setImmediate(resolve));
      else {
        const leftMs = deadline - this.database.options.nowMs();
        if (leftMs <= 0) break;
        await this.wait(leftMs);
      }
    }
    return { docs: [], done: this.closed };
  }

  close(): void {
    this.closed = true;
    this.waiting?.cancel();
  }

  resumeToken(): Doc {
    return tokenOf(this.position, this.invalidated ? INVALIDATED : '');
  }

  /** Reads events from the log. `more` is true if the log has entries after the examined ones. */
  private read(most: number): { readonly docs: Uint8Array[]; readonly more: boolean } {
    // A client that does not read for long can fall behind the start of the log.
    if (!this.database.log.covers(this.position)) throw historyLost('the change log was trimmed past this stream');
    const docs: Uint8Array[] = [];
    let examined = 0;
    for (const change of this.database.log.after(this.position)) {
      this.position = change.seq;
      docs.push(...this.watch.events(change));
      if (this.watch.ends(change)) {
        this.invalidated = true;
        docs.push(
          encode({
            _id: tokenOf(change.seq, INVALIDATED),
            operationType: 'invalidate',
            clusterTime: seqToTimestamp(change.seq),
          }),
        );
        return { docs, more: false };
      }
      if (docs.length >= most || ++examined >= CHUNK) return { docs, more: true };
    }
    return { docs, more: false };
  }

  private async wait(leftMs: number): Promise<void> {
    const wait = this.database.log.wait(leftMs);
    this.waiting = wait;
    await wait.done;
    this.waiting = undefined;
  }
}

export function openChangeStream(
  context: Context,
  pipeline: readonly Doc[],
  batchSize: number | undefined,
): Promise<Buffer> {
  if (context.transaction)
    throw new MongoError('OperationNotSupportedInTransaction', '$changeStream is not allowed in a transaction');
  const options = pipeline[0].$changeStream as Doc;
  const stages = pipeline.slice(1);
  checkOptions(options);
  checkStages(stages);
  const begin = beginOf(options, context.database.log);
  const collection = typeof context.body.aggregate === 'string' ? context.body.aggregate : undefined;
  const watch = watchOf(context, collection, options, stages);
  return context.cursors.first(
    `${context.db}.${collection ?? '$cmd.aggregate'}`,
    new ChangeStream(context.database, watch, begin),
    batchSize,
  );
}
