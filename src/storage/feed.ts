/** Committed changes as a feed, from the database's change stream. */
import { MongoServerError, type ChangeStreamInsertDocument } from 'mongodb';
import { isLayerKey } from '../engine/layers/layers.js';
import { HistoryLost, type Change, type Feed, type FeedStep } from '../live/hub.js';
import { STREAMED } from './base/collections.js';
import type { Mongo } from './base/mongo.js';
import { alertChangeFromDoc, type AlertDoc } from './alerts.js';
import { jobChangeFromDoc, type JobChangeDoc } from './jobs.js';
import {
  customersChangeFromDoc,
  profileChangeFromDoc,
  type CustomersChangeDoc,
  type ProfileChangeDoc,
} from './news.js';
import { ledgerFromDoc, type TransitionDoc } from './transitions.js';

/** Where changes of a topic are told. */
const TOLD_IN: Readonly<Record<Change['topic'], readonly string[]>> = {
  membership: ['transitions'],
  layer: ['transitions'],
  profile: ['transitions', 'profileChanges'],
  job: ['jobChanges'],
  alert: ['alerts'],
  customers: ['customerChanges'],
};
/** How long the server waits for a change before it answers with a newer position; of the past it waits for nothing. */
const AWAIT_MS = { live: 1000, past: 1 };

/**
 * Server errors that mean the position can no longer be resumed from: ChangeStreamHistoryLost, ChangeStreamFatalError,
 * InvalidResumeToken and FailedToParse. Source: MongoDB's error_codes.yml.
 */
const POSITION_LOST = new Set([286, 280, 260, 9]);

export function createFeed(mongo: Mongo): Feed {
  return {
    open(after, past) {
      const collections = past ? TOLD_IN[past.topic] : STREAMED;
      const stream = mongo.db.watch([{ $match: { operationType: 'insert', 'ns.coll': { $in: collections } } }], {
        maxAwaitTimeMS: past ? AWAIT_MS.past : AWAIT_MS.live,
        ...(past ? { batchSize: past.batchSize } : {}),
        ...(after === undefined ? {} : { resumeAfter: { _data: after } }),
      });
      // The driver closes a stream that failed as well, so `stream.closed` does not say who closed it.
      let closing = false;
      const positionOf = (token: unknown): string => (token as { _data: string })._data;
      async function* items(): AsyncGenerator<FeedStep> {
        try {
          while (!closing) {
            const event = (await mongo.bounded(stream.tryNext())) as ChangeStreamInsertDocument | null;
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

function changesOf({ ns, fullDocument }: ChangeStreamInsertDocument): Change[] {
  if (ns.coll === 'profileChanges') return [profileChangeFromDoc(fullDocument as unknown as ProfileChangeDoc)];
  if (ns.coll === 'alerts') return [alertChangeFromDoc(fullDocument as unknown as AlertDoc)];
  if (ns.coll === 'customerChanges') return [customersChangeFromDoc(fullDocument as unknown as CustomersChangeDoc)];
  if (ns.coll === 'jobChanges') return [jobChangeFromDoc(fullDocument as unknown as JobChangeDoc)];
  const { news, ...transition } = ledgerFromDoc(fullDocument as unknown as TransitionDoc);
  const change: Change = { topic: isLayerKey(transition.segment) ? 'layer' : 'membership', ...transition };
  return news ? [change, { topic: 'profile', id: change.id, workspace: change.workspace, ...news }] : [change];
}

/** The deployment epoch: another database, or one that was restored or reset, has another. Made once. */
export async function deploymentEpoch(mongo: Mongo, fresh: string): Promise<string> {
  const c = mongo.collection<{ _id: string; value: string }>('meta');
  await c.updateOne({ _id: 'epoch' }, { $setOnInsert: { value: fresh } }, { upsert: true });
  return (await c.findOne({ _id: 'epoch' }))!.value;
}
