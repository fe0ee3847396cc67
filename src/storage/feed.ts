/** Reads committed changes from the database's change stream. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MongoServerError, type ChangeStreamInsertDocument } from 'mongodb';
import { isLayerKey } from '../engine/layers/layers.js';
import { HistoryLost, type Feed, type FeedStep } from '../live/hub.js';
import type { AnnouncedChange } from '../live/topics.js';
import { STREAMED, type StreamedCollection } from './base/collections.js';
import type { Mongo } from './base/mongo.js';
import { alertChangeFromDoc, type AlertDoc } from './alerts.js';
import { intakeChangeFromDoc, type IntakeMessagesDoc } from './intake-log.js';
import { jobChangeFromDoc, type JobChangeDoc } from './jobs.js';
import {
  customersChangeFromDoc,
  profileChangeFromDoc,
  type CustomersChangeDoc,
  type ProfileChangeDoc,
} from './news.js';
import { transitionFromDoc, type TransitionDoc } from './transitions.js';

/**
 * Time in milliseconds for which the server waits for a change before it returns an empty batch with a newer position.
 * Reads of past changes do not wait.
 */
const AWAIT_MS = { live: 1000, past: 1 };

/** Number of events that are decoded and distributed before other work runs. They take a few milliseconds. */
const EVENTS_PER_TURN = 32;

/**
 * Codes of the server errors after which a stream cannot resume from its position: ChangeStreamHistoryLost,
 * ChangeStreamFatalError, InvalidResumeToken and FailedToParse. Source: MongoDB's error_codes.yml.
 */
const POSITION_LOST = new Set([286, 280, 260, 9]);

/**
 * A position that no change log contains. It is not hexadecimal, so each server refuses it, and it precedes every
 * position, so the next stored position replaces it.
 */
export const LOST_POSITION = '-';

export function createFeed(mongo: Mongo): Feed {
  return {
    open(after, past) {
      const collections = past ? collectionsOf(past.topic) : STREAMED;
      const stream = mongo.db.watch([{ $match: { operationType: 'insert', 'ns.coll': { $in: collections } } }], {
        maxAwaitTimeMS: past ? AWAIT_MS.past : AWAIT_MS.live,
        ...(past ? { batchSize: past.batchSize } : {}),
        ...(after === undefined ? {} : { resumeAfter: { _data: after } }),
      });
      // The driver also closes a stream after an error, so `stream.closed` does not show whether this code closed it.
      let closing = false;
      const positionOf = (token: unknown): string => (token as { _data: string })._data;
      async function* items(): AsyncGenerator<FeedStep> {
        let read = 0;
        try {
          while (!closing) {
            const event = (await mongo.bounded(stream.tryNext())) as ChangeStreamInsertDocument | null;
            // The driver has read a batch of events, which it decodes one by one without waiting.
            if (event && ++read % EVENTS_PER_TURN === 0) await nextTurn();
            if (event) yield { position: positionOf(event._id), changes: changesOf(event) };
            else if (stream.resumeToken) yield { position: positionOf(stream.resumeToken), changes: [] };
          }
        } catch (error) {
          if (closing) return;
          if (error instanceof MongoServerError && POSITION_LOST.has(Number(error.code)))
            throw new HistoryLost('the change log no longer holds this position', { cause: error });
          throw error;
        } finally {
          await stream.close().catch(() => undefined);
        }
      }
      return Object.assign(items(), {
        close: () => {
          closing = true;
          return stream.close().catch(() => undefined);
        },
      });
    },
  };
}

interface Announcement {
  /** Topics of the changes that a document of the collection can announce. */
  readonly topics: readonly AnnouncedChange['topic'][];
  changes(doc: never): readonly AnnouncedChange[];
}

/**
 * Describes for each streamed collection which changes an inserted document announces. The type requires an entry for
 * each streamed collection.
 */
const ANNOUNCES: { readonly [C in StreamedCollection]: Announcement } = {
  transitions: {
    topics: ['membership', 'layer', 'profile'],
    changes: (doc: TransitionDoc) => {
      const { news, ...transition } = transitionFromDoc(doc);
      const change: AnnouncedChange = { topic: isLayerKey(transition.segment) ? 'layer' : 'membership', ...transition };
      return news ? [change, { topic: 'profile', id: change.id, workspace: change.workspace, ...news }] : [change];
    },
  },
  profileChanges: { topics: ['profile'], changes: (doc: ProfileChangeDoc) => [profileChangeFromDoc(doc)] },
  jobChanges: { topics: ['job'], changes: (doc: JobChangeDoc) => [jobChangeFromDoc(doc)] },
  alerts: { topics: ['alert'], changes: (doc: AlertDoc) => [alertChangeFromDoc(doc)] },
  intakeMessages: { topics: ['intake'], changes: (doc: IntakeMessagesDoc) => [intakeChangeFromDoc(doc)] },
  customerChanges: { topics: ['customers'], changes: (doc: CustomersChangeDoc) => [customersChangeFromDoc(doc)] },
};

const collectionsOf = (topic: AnnouncedChange['topic']): StreamedCollection[] =>
  (Object.keys(ANNOUNCES) as StreamedCollection[]).filter((name) => ANNOUNCES[name].topics.includes(topic));

const changesOf = ({ ns, fullDocument }: ChangeStreamInsertDocument): readonly AnnouncedChange[] =>
  ANNOUNCES[ns.coll as StreamedCollection].changes(fullDocument as never);

/**
 * Returns the deployment epoch, which cursors contain. The first call on a database stores `fresh` as its epoch. A new
 * or reset database therefore rejects earlier cursors. A copy that is restored from a backup keeps its epoch.
 */
export async function deploymentEpoch(mongo: Mongo, fresh: string): Promise<string> {
  const c = mongo.collection<{ _id: string; value: string }>('meta');
  await c.updateOne({ _id: 'epoch' }, { $setOnInsert: { value: fresh } }, { upsert: true });
  return (await c.findOne({ _id: 'epoch' }))!.value;
}
