/** `$changeStream`: committed changes as events, from a position on, waiting at the end of the log. */
import { type Doc, decode, encode, isDoc, Timestamp } from '../value/bson.js';
import { location, MongoError, notSupported } from '../value/errors.js';
import { compileFilter } from '../query/filter.js';
import { settled } from '../query/flow.js';
import { checkStageName, compileStages } from '../query/pipeline.js';
import { idKeyOf } from '../storage/catalog.js';
import { appendElement, joined } from '../wire.js';
import { seqToTimestamp, timestampToSeq, type LoggedChange } from '../storage/change-log.js';
import type { Context } from './context.js';
import type { Source } from './cursors.js';

const LIGHT_FIELDS = ['operationType', 'ns.coll', 'ns.db'];
/** Log entries looked at before other work gets a turn. */
const CHUNK = 2000;

function tokenOf(seq: bigint, suffix = ''): Doc {
  return { _data: `${seq.toString(16).padStart(16, '0').toUpperCase()}${suffix}` };
}

/** The token of an `invalidate`: a stream may start after it, and not resume there. */
const INVALIDATED = '01';

/** The position to go on from. */
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

export function openChangeStream(c: Context, pipeline: readonly Doc[], batchSize: number | undefined): Promise<Buffer> {
  if (c.transaction)
    throw new MongoError('OperationNotSupportedInTransaction', '$changeStream is not allowed in a transaction');
  const options = pipeline[0].$changeStream as Doc;
  for (const k of Object.keys(options)) {
    if (
      ![
        'fullDocument',
        'resumeAfter',
        'startAfter',
        'startAtOperationTime',
        'fullDocumentBeforeChange',
        'allChangesForCluster',
      ].includes(k)
    )
      throw notSupported(`the $changeStream option ${k}`);
  }
  if (!['default', 'updateLookup', undefined].includes(options.fullDocument))
    throw notSupported(`fullDocument: ${String(options.fullDocument)}`);
  if (!['off', undefined].includes(options.fullDocumentBeforeChange)) throw notSupported('fullDocumentBeforeChange');
  const rest = pipeline.slice(1);
  for (const stage of rest) {
    const op = Object.keys(stage)[0];
    checkStageName(op);
    if (!CHANGE_STREAM_STAGES.includes(op))
      throw new MongoError('IllegalOperation', `${op} is not permitted in a $changeStream pipeline`);
  }
  const log = c.database.log;
  let position = startOf(options) ?? log.last;
  if (position > log.last && options.startAtOperationTime !== undefined) position = log.last;
  if (!log.covers(position)) {
    throw new MongoError(
      'ChangeStreamHistoryLost',
      'Resume of change stream was not possible, as the resume point may no longer be in the oplog.',
      { labels: ['NonResumableChangeStreamError'] },
    );
  }

  const everything = options.allChangesForCluster === true;
  const coll = typeof c.body.aggregate === 'string' ? c.body.aggregate : undefined;
  const lookup = options.fullDocument === 'updateLookup';
  // A `$match` on operation and namespace alone is asked before the document is decoded.
  const first = rest[0]?.$match as Doc | undefined;
  const light = first && Object.keys(first).every((k) => LIGHT_FIELDS.includes(k)) ? compileFilter(first) : undefined;
  const named = coll !== undefined ? [coll] : light ? namedCollections(first!['ns.coll']) : undefined;
  if (!(named ?? ['*']).every((name) => log.keeps(name)))
    throw notSupported(
      'a change stream over collections this server does not log (option `streamed`); name logged ones in a $match on ns.coll',
    );

  const namespaceOf = (change: LoggedChange): Doc =>
    change.kind === 'dropDatabase' ? { db: change.db } : { db: change.db, coll: change.coll };
  const concerns = (change: LoggedChange): boolean => {
    if (!everything && change.db !== c.db) return false;
    if (coll !== undefined && change.coll !== coll) return false;
    return !light || light({ operationType: change.kind, ns: namespaceOf(change) });
  };
  /** An event but for its document, which comes between the two. */
  const frameOf = (change: LoggedChange): readonly [Doc, Doc] => {
    const after: Doc = { ns: namespaceOf(change) };
    if (change.id !== undefined) after.documentKey = { _id: change.id };
    if (change.kind === 'update')
      after.updateDescription = { updatedFields: change.updated ?? {}, removedFields: change.removed ?? [] };
    return [{ _id: tokenOf(change.seq), operationType: change.kind, clusterTime: seqToTimestamp(change.seq) }, after];
  };
  const eventOf = (change: LoggedChange): Doc => {
    const [event, after] = frameOf(change);
    if (change.raw) event.fullDocument = decode(change.raw);
    if (lookup && change.kind === 'update') {
      const collection = c.database.catalog.find(`${change.db}.${change.coll}`);
      event.fullDocument =
        (collection && c.database.read(c.database.reader(), collection, idKeyOf(change.id))?.doc) ?? null;
    }
    return Object.assign(event, after);
  };
  const stages = light ? rest.slice(1) : rest;
  const run = compileStages(stages, () => []);
  /** The bytes of an event, or of what the pipeline makes of it. A document nobody looks at is passed on as it is. */
  const told = (change: LoggedChange): Uint8Array[] => {
    if (!concerns(change)) return [];
    if (stages.length === 0 && change.raw) {
      const [before, after] = frameOf(change);
      return [joined(appendElement(encode(before), 3, 'fullDocument', change.raw), encode(after))];
    }
    const event = eventOf(change);
    return [...settled(run([event]))].map((out) => {
      if (!isDoc(out._id) || out._id._data !== event._id._data)
        throw new MongoError(
          'ChangeStreamFatalError',
          'the pipeline changed the _id of an event, which is its resume token',
          { labels: ['NonResumableChangeStreamError'] },
        );
      return encode(out);
    });
  };

  /** Whether what the stream watches is gone with this change. */
  const ends = (change: LoggedChange): boolean =>
    !everything &&
    change.db === c.db &&
    (coll === undefined ? change.kind === 'dropDatabase' : change.kind === 'drop' && change.coll === coll);

  let closed = false;
  let invalidated = false;
  let waiting: { cancel(): void } | undefined;
  const source: Source = {
    tailing: true,
    async next(n, waitMs) {
      const docs: Uint8Array[] = [];
      const deadline = c.database.options.nowMs() + waitMs;
      while (!closed) {
        let looked = 0;
        let more = false;
        for (const change of log.after(position)) {
          position = change.seq;
          docs.push(...told(change));
          if (ends(change)) {
            invalidated = true;
            docs.push(
              encode({
                _id: tokenOf(change.seq, INVALIDATED),
                operationType: 'invalidate',
                clusterTime: seqToTimestamp(change.seq),
              }),
            );
            return { docs, done: true };
          }
          more = docs.length >= n || ++looked >= CHUNK;
          if (more) break;
        }
        if (docs.length > 0) break;
        if (more) {
          await new Promise<void>((resolve) => setImmediate(resolve));
          continue;
        }
        const leftMs = deadline - c.database.options.nowMs();
        if (leftMs <= 0) break;
        const wait = log.wait(leftMs);
        waiting = wait;
        await wait.done;
        waiting = undefined;
        if (!log.covers(position))
          throw new MongoError('ChangeStreamHistoryLost', 'the change log was trimmed past this stream', {
            labels: ['NonResumableChangeStreamError'],
          });
      }
      return { docs, done: closed };
    },
    close() {
      closed = true;
      waiting?.cancel();
    },
    resumeToken: () => tokenOf(position, invalidated ? INVALIDATED : ''),
  };
  return c.cursors.first(coll === undefined ? `${c.db}.$cmd.aggregate` : `${c.db}.${coll}`, source, batchSize);
}
