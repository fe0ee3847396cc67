/**
 * Store of customers. Each profile is one document, and the root profile of a customer contains its tags and
 * memberships.
 */
import type { Filter } from 'mongodb';
import { StoreConflict } from '../services/base/errors.js';
import type { Page, ProfileRecord, RootFacts, Stores, Tx } from '../services/base/ports.js';
import { Coalescer } from './base/coalesce.js';
import { atOnce, type Mongo, within } from './base/mongo.js';
import {
  profileFromDoc,
  profileToDoc,
  profileUpdate,
  ROOT_FACTS,
  rootFactsFromDoc,
  type ProfileDoc,
} from './profile-documents.js';

export function profileStore(mongo: Mongo): Stores['profiles'] {
  const c = mongo.collection<ProfileDoc>('profiles');
  const paged = async (filter: object, page: Page, tx?: Tx): Promise<ProfileDoc[]> =>
    c
      .find(
        { ...filter, ...(page.after ? { _id: { $gt: page.after } } : {}) },
        { ...atOnce(page.first), ...within(tx) },
      )
      .sort({ _id: 1 })
      .limit(page.first)
      .toArray();
  const factsOf = async (filter: object, page: Page): Promise<RootFacts[]> =>
    (
      await c
        .find(
          { ...filter, ...(page.after ? { _id: { $gt: page.after } } : {}) },
          { projection: ROOT_FACTS, ...atOnce(page.first) },
        )
        .sort({ _id: 1 })
        .limit(page.first)
        .toArray()
    ).map(rootFactsFromDoc);
  const reads = new Coalescer(
    async (ids) =>
      new Map(
        (await c.find({ _id: { $in: ids } }, atOnce(ids.length)).toArray()).map((d) => [d._id, profileFromDoc(d)]),
      ),
  );
  return {
    find: async (ws, ids, tx) => {
      if (tx)
        return (await c.find({ _id: { $in: [...ids] }, ws }, { ...atOnce(ids.length), ...within(tx) }).toArray()).map(
          profileFromDoc,
        );
      return (await Promise.all([...new Set(ids)].map((id) => reads.get(id)))).filter(
        (p) => p !== undefined && p.workspace === ws,
      ) as ProfileRecord[];
    },
    insert: async (list, tx) => void (await c.insertMany(list.map(profileToDoc), within(tx))),
    remove: async (ws, ids, tx) => void (await c.deleteMany({ _id: { $in: [...ids] }, ws }, within(tx))),
    replace: async (list, tx) => {
      const result = await c.bulkWrite(
        list.map(({ before, after }) => ({
          updateOne: {
            filter: { _id: before.id, ws: before.workspace, version: before.version },
            update: profileUpdate(before, after),
          },
        })),
        { ordered: true, ...within(tx) },
      );
      if (result.matchedCount !== list.length) throw new StoreConflict('a profile was changed meanwhile');
    },
    due: async (ws, at, limit) =>
      (
        await c
          .find({ ws, nextCheckAt: { $lte: new Date(at) } }, { projection: { _id: 1 } })
          .sort({ nextCheckAt: 1 })
          .limit(limit)
          .toArray()
      ).map((d) => d._id),
    earliestDue: async (ws, at) =>
      (
        await c
          .find({ ws, nextCheckAt: { $lte: new Date(at) } })
          .sort({ nextCheckAt: 1 })
          .limit(1)
          .toArray()
      )[0]?.nextCheckAt?.getTime(),
    // The second query, on `others`, has no index and scans all customers.
    remembering: async (ws, segments) => {
      const keys = { $in: [...segments] };
      const of = async (filter: Filter<ProfileDoc>): Promise<string[]> =>
        (await c.find({ ws, ...filter }, { projection: { _id: 1 } }).toArray()).map((d) => d._id);
      return [
        ...new Set([
          ...(await of({ 'memberships.segment': keys })),
          ...(await of({ isRoot: true, 'others.segment': keys })),
        ]),
      ];
    },
    roots: async (ws, page) => (await paged({ ws, isRoot: true }, page)).map(profileFromDoc),
    rootFacts: (ws, page) => factsOf({ ws, isRoot: true }, page),
    receipts: async (ws, page) => (await paged({ ws, isReceipt: true }, page)).map(profileFromDoc),
    receiptFacts: (ws, page) => factsOf({ ws, isReceipt: true }, page),
    countRoots: (ws) => c.countDocuments({ ws, isRoot: true }),
    members: async (ws, segment, page) =>
      (await paged({ ws, 'memberships.segment': segment }, page)).map(profileFromDoc),
    // The counts are read from the index alone, without reading documents.
    countMembersOf: async (ws, keys) =>
      new Map(
        await Promise.all(
          keys.map(async (k): Promise<[string, number]> => [
            k,
            await c.countDocuments({ ws, 'memberships.segment': k }),
          ]),
        ),
      ),
  };
}
