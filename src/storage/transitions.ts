/** Store of transitions. Together they are the ledger of memberships. */
import { idsBefore } from '../services/base/ids.js';
import type { StoredTransition, Page, ProfileNews, Stores } from '../services/base/ports.js';
import { type Mongo, within } from './base/mongo.js';

/** Length of a quarter hour in milliseconds. In every time zone, days begin on a quarter hour of UTC. */
const QUARTER_MS = 900_000;

/**
 * Stored document of a transition. Its insert notifies subscriptions to memberships, and with `news` also subscriptions
 * to customers.
 */
export interface TransitionDoc {
  _id: string;
  ws: string;
  profile: string;
  otherProfiles?: string[];
  segment: string;
  kind: StoredTransition['kind'];
  cause: StoredTransition['cause'];
  effectiveAt: Date;
  recordedAt: Date;
  version: number;
  sequence: number;
  fact?: string;
  from?: string;
  /** Other changes to the customer in the same commit. `segments` is present if other segments changed too. */
  news?: { events?: string[]; tags?: string[]; segments?: string[] };
}

function newsToDoc({ events, tags, segments }: ProfileNews): NonNullable<TransitionDoc['news']> {
  return {
    ...(events.length > 0 ? { events: [...events] } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    ...(segments.length > 1 ? { segments: [...segments] } : {}),
  };
}

export function transitionFromDoc(document: TransitionDoc): StoredTransition {
  return {
    id: document._id,
    workspace: document.ws,
    profile: document.profile,
    ...(document.otherProfiles ? { otherProfiles: document.otherProfiles } : {}),
    segment: document.segment,
    kind: document.kind,
    cause: document.cause,
    effectiveAt: document.effectiveAt.getTime(),
    recordedAt: document.recordedAt.getTime(),
    version: document.version,
    sequence: document.sequence,
    fact: document.fact,
    from: document.from,
    ...(document.news
      ? {
          news: {
            profile: document.profile,
            ...(document.otherProfiles ? { otherProfiles: document.otherProfiles } : {}),
            at: document.recordedAt.getTime(),
            events: document.news.events ?? [],
            tags: document.news.tags ?? [],
            segments: document.news.segments ?? [document.segment],
          },
        }
      : {}),
  };
}

export function transitionStore(mongo: Mongo): Stores['transitions'] {
  const c = mongo.collection<TransitionDoc>('transitions');
  const newestFirst = async (filter: object, page: Page): Promise<StoredTransition[]> =>
    (
      await c
        .find({ ...filter, ...(page.after ? { _id: { $lt: page.after } } : {}) })
        .sort({ _id: -1 })
        .limit(page.first)
        .toArray()
    ).map(transitionFromDoc);
  return {
    insert: async (list, tx) =>
      void (await c.insertMany(
        list.map((t): TransitionDoc => ({
          _id: t.id,
          ws: t.workspace,
          profile: t.profile,
          ...(t.otherProfiles ? { otherProfiles: [...t.otherProfiles] } : {}),
          segment: t.segment,
          kind: t.kind,
          cause: t.cause,
          effectiveAt: new Date(t.effectiveAt),
          recordedAt: new Date(t.recordedAt),
          version: t.version,
          sequence: t.sequence,
          ...(t.fact ? { fact: t.fact } : {}),
          ...(t.from ? { from: t.from } : {}),
          ...(t.news ? { news: newsToDoc(t.news) } : {}),
        })),
        within(tx),
      )),
    // The sort key is the sequence, because all transitions of a commit have the same time.
    ofProfile: async (ws, profile, page) =>
      (
        await c
          .find({ ws, profile, ...(page.after ? { sequence: { $lt: Number(page.after) } } : {}) })
          .sort({ sequence: -1 })
          .limit(page.first)
          .toArray()
      ).map(transitionFromDoc),
    ofSegment: (ws, segment, page) => newestFirst({ ws, segment }, page),
    ofProfilesUntil: async (ws, profiles, at) =>
      (
        await c
          .find({ ws, profile: { $in: [...profiles] }, recordedAt: { $lte: new Date(at) } })
          .sort({ sequence: 1 })
          .toArray()
      ).map(transitionFromDoc),
    movesBetween: async (ws, segments, from, after, until) =>
      (
        await c
          .find({
            ws,
            segment: { $in: [...segments] },
            _id: { $gt: after, $lte: until },
            kind: 'ENTERED',
            from: { $in: [...from] },
          })
          .sort({ _id: 1 })
          .toArray()
      ).map(transitionFromDoc),
    countAfter: async (ws, segments, after) => {
      const count = (kind: StoredTransition['kind']): Promise<number> =>
        c.countDocuments({ ws, segment: { $in: [...segments] }, _id: { $gt: after }, kind });
      return { entered: await count('ENTERED'), left: await count('LEFT') };
    },
    countByQuarter: async (ws, segment, from) => {
      const quarter = { $floor: { $divide: [{ $subtract: ['$effectiveAt', new Date(0)] }, QUARTER_MS] } };
      // A transition is never recorded before the time at which it takes effect. Ids begin with the time of recording,
      // so the query can skip the ids before the requested period.
      const rows = await c
        .aggregate<{
          _id: { quarter: number; kind: StoredTransition['kind']; cause: StoredTransition['cause'] };
          count: number;
        }>([
          { $match: { ws, segment, _id: { $gte: idsBefore(from) }, effectiveAt: { $gte: new Date(from) } } },
          { $group: { _id: { quarter, kind: '$kind', cause: '$cause' }, count: { $sum: 1 } } },
        ])
        .toArray();
      return rows.map(({ _id: { quarter: q, kind, cause }, count }) => ({
        at: Number(q) * QUARTER_MS,
        kind,
        cause,
        count,
      }));
    },
    membersKnownAt: async (ws, segment, at) => {
      // Keeps only the latest transition of each customer up to the given time. Memory use grows with the number of
      // customers. The duration grows with the number of transitions of the segment.
      const last = new Map<string, { sequence: number; kind: StoredTransition['kind'] }>();
      for await (const d of c.find(
        { ws, segment, recordedAt: { $lte: new Date(at) } },
        { projection: { profile: 1, sequence: 1, kind: 1 }, batchSize: 5000 },
      )) {
        const there = last.get(d.profile);
        if (!there || d.sequence > there.sequence) last.set(d.profile, { sequence: d.sequence, kind: d.kind });
      }
      return [...last]
        .filter(([, x]) => x.kind === 'ENTERED')
        .map(([profile]) => profile)
        .sort();
    },
  };
}
