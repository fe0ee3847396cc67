/**
 * Store of idempotency keys with their responses, and of the outcomes of facts that were written under such a key. Keys
 * and outcomes are kept for a day.
 */
import { Binary, MongoServerError } from 'mongodb';
import type { Outcome } from '../services/base/write-intakes.js';
import type { Claim, Stores } from '../services/base/ports.js';
import { atOnce, type Mongo, within } from './base/mongo.js';

interface ClaimDoc {
  _id: string;
  ws: string;
  hash: string;
  scopes?: string[];
  owner: string;
  until: Date;
  at: Date;
  status?: number;
  body?: string;
}

interface OutcomeDoc {
  _id: string;
  ws: string;
  at: Date;
  outcome?: Outcome;
  saved?: Binary;
}

export function idempotencyStore(mongo: Mongo): Stores['idempotency'] {
  const claims = mongo.collection<ClaimDoc>('idempotency');
  const outcomes = mongo.collection<OutcomeDoc>('outcomes');
  return {
    claim: async ({ id, workspace, hash, scopes, owner, until, at }) => {
      try {
        await claims.insertOne({
          _id: id,
          ws: workspace,
          hash,
          scopes: [...scopes],
          owner,
          until: new Date(until),
          at: new Date(at),
        });
        return undefined;
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== 11000) throw error;
      }
      const d = await claims.findOne({ _id: id });
      // The key was deleted between the two commands. The returned claim has expired, so the next attempt can claim the
      // key.
      if (!d) return { hash, scopes: [], owner: '', until: 0 } satisfies Claim;
      return {
        hash: d.hash,
        scopes: d.scopes ?? [],
        owner: d.owner,
        until: d.until.getTime(),
        ...(d.body === undefined ? {} : { answer: { status: d.status!, body: d.body } }),
      } satisfies Claim;
    },
    takeOver: async (id, from, to, until) =>
      (
        await claims.updateOne(
          { _id: id, owner: from, body: { $exists: false } },
          { $set: { owner: to, until: new Date(until) } },
        )
      ).matchedCount === 1,
    answer: async (id, owner, { status, body }) =>
      void (await claims.updateOne({ _id: id, owner }, { $set: { status, body } })),
    release: async (id, owner) => void (await claims.updateOne({ _id: id, owner }, { $set: { until: new Date(0) } })),
    outcomes: async (ids, tx) =>
      new Map(
        (await outcomes.find({ _id: { $in: [...ids] } }, { ...atOnce(ids.length), ...within(tx) }).toArray()).map(
          (d) => [d._id, d.outcome!],
        ),
      ),
    insertOutcomes: async (ws, list, tx) =>
      void (await outcomes.insertMany(
        list.map(([id, outcome]) => ({ _id: id, ws, at: new Date(mongo.now()), outcome })),
        within(tx),
      )),
    saved: async (id) => (await outcomes.findOne({ _id: id }))?.saved?.value(),
    keep: async (ws, id, saved, tx) =>
      void (await outcomes.insertOne({ _id: id, ws, at: new Date(mongo.now()), saved: new Binary(saved) }, within(tx))),
  };
}
