/** The stores over MongoDB: each method answers one domain question. */
import type { IdentityNamespace } from '../engine/model.js';
import type { Partner } from '../engine/definitions/partner.js';
import type { Retention } from '../engine/facts/retention.js';
import { BSON, type Collection, type Filter } from 'mongodb';
import { idsBefore, newId } from '../services/base/intake.js';
import { StoreConflict } from '../services/base/errors.js';
import type {
  KnownWrite,
  LedgerEntry,
  Page,
  ProfileNews,
  ProfileRecord,
  Stores,
  TagFact,
  Tx,
} from '../services/base/ports.js';
import {
  definitionToDoc,
  eventFromDoc,
  eventToDoc,
  FACT_FIELDS,
  factFromDoc,
  profileFromDoc,
  profileToDoc,
  profileUpdate,
  ROOT_FACTS,
  rootFactsFromDoc,
  layerModelFromDoc,
  segmentFromDefinition,
  tagFactFromDoc,
  tagFactToDoc,
  tagFromDoc,
  type DefinitionDoc,
  type EventDoc,
  type ProfileDoc,
  type TagFactDoc,
} from './documents.js';
import { alertStore } from './alerts.js';
import { credentialStore } from './credentials.js';
import { listStore } from './lists.js';
import { couponStore, experimentStore } from './coupons.js';
import { quotaStore } from './quotas.js';
import { scheduleStore } from './schedules.js';
import { tombstoneStore } from './tombstones.js';
import { workspaceStore } from './workspaces.js';
import { jobStore, newsStore } from './changes.js';
import { idempotencyStore } from './idempotency.js';
import { identityStore } from './identities.js';
import { upkeepStore } from './upkeep.js';
import { Coalescer } from './coalesce.js';
import { toServiceError } from './database-errors.js';
import { atOnce, type Mongo, within } from './mongo.js';

/** Removing and purging go on as long as there is something to remove. */
const LONG_MS = 30 * 60_000;

/** A store none of whose calls waits for ever, and whose failures are the services' own errors. */
function bounded<S extends object>(mongo: Mongo, store: S, long: readonly (keyof S)[] = []): S {
  const wrap = ([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    (...args: unknown[]) =>
      mongo.bounded(call(...args), long.includes(name as keyof S) ? LONG_MS : undefined).catch(rethrow),
  ];
  return Object.fromEntries(Object.entries(store).map((x) => wrap(x as never))) as S;
}

export function createStores(mongo: Mongo): Stores {
  return {
    now: () => mongo.now(),
    transact: (run) => mongo.transact(run),
    workspaces: bounded(mongo, workspaceStore(mongo), ['remove', 'finishRemoval']),
    definitions: bounded(mongo, definitionStore(mongo)),
    lists: bounded(mongo, listStore(mongo)),
    coupons: bounded(mongo, couponStore(mongo)),
    experiments: bounded(mongo, experimentStore(mongo)),
    profiles: bounded(mongo, profileStore(mongo), ['remembering']),
    identities: bounded(mongo, identityStore(mongo)),
    events: bounded(mongo, eventStore(mongo)),
    tagFacts: bounded(mongo, tagFactStore(mongo)),
    ledger: bounded(mongo, ledgerStore(mongo)),
    jobs: bounded(mongo, jobStore(mongo)),
    news: bounded(mongo, newsStore(mongo)),
    alerts: bounded(mongo, alertStore(mongo)),
    idempotency: bounded(mongo, idempotencyStore(mongo)),
    tombstones: bounded(mongo, tombstoneStore(mongo)),
    quotas: bounded(mongo, quotaStore(mongo)),
    credentials: bounded(mongo, credentialStore(mongo)),
    schedules: bounded(mongo, scheduleStore(mongo)),
    upkeep: bounded(mongo, upkeepStore(mongo), ['purge']),
    audit: bounded(mongo, {
      page: async (
        ws: string,
        page: Page,
        { actor, operation }: { readonly actor?: string; readonly operation?: string },
      ) => {
        const found = await mongo
          .collection('audit')
          .find({
            ws,
            ...(actor ? { actor } : {}),
            ...(operation ? { operation } : {}),
            ...(page.after ? { _id: { $lt: page.after as never } } : {}),
          })
          .sort({ _id: -1 })
          .limit(page.first)
          .toArray();
        return found.map((d) => ({
          id: String(d._id),
          actor: d.actor as string,
          operation: d.operation as string,
          target: d.target as string,
          at: (d.at as Date).getTime(),
        }));
      },
      insert: async (list, tx) =>
        void (await mongo.collection('audit').insertMany(
          list.map((e) => ({
            _id: newId(mongo.now()) as never,
            ws: e.workspace,
            actor: e.actor,
            operation: e.operation,
            target: e.target,
            at: new Date(e.at),
          })),
          within(tx),
        )),
    }),
  };
}

/** A draft is kept beside what is published, under a name that no key can be. */
const draftKey = (key: string): string => `draft ${key}`;

function definitionStore(mongo: Mongo): Stores['definitions'] {
  const tags = mongo.collection<DefinitionDoc>('tagDefinitions');
  const segments = mongo.collection<DefinitionDoc>('segments');
  const versions = mongo.collection<DefinitionDoc>('segmentVersions');
  const models = mongo.collection<DefinitionDoc>('layerModels');
  const namespaces = mongo.collection<IdentityNamespace & { ws: string }>('namespaces');
  const retentions = mongo.collection<Retention & { ws: string }>('retentions');
  const partners = mongo.collection<Partner & { ws: string }>('partners');
  const upsert = { upsert: true } as const;
  return {
    partners: async (ws, tx) =>
      (await partners.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(
        ({ key, name, tags: granted, lookups, sources, writesPerDay, mode }) => ({
          key,
          name,
          tags: granted,
          lookups,
          sources: sources ?? [],
          mode,
          ...(writesPerDay === undefined ? {} : { writesPerDay }),
        }),
      ),
    savePartner: async (ws, p, tx) =>
      void (await partners.replaceOne(
        { ws, key: p.key },
        { ws, ...p, tags: [...p.tags], lookups: [...p.lookups], sources: [...p.sources] },
        { ...upsert, ...within(tx) },
      )),
    retentions: async (ws, tx) =>
      (await retentions.find({ ws }, within(tx)).sort({ ws: 1, family: 1 }).toArray()).map(
        ({ family, ms, publishedAt }) => ({ family, ms: Number(ms), publishedAt }),
      ),
    saveRetention: async (ws, r, tx) =>
      void (await retentions.replaceOne({ ws, family: r.family }, { ws, ...r }, { ...upsert, ...within(tx) })),
    tags: async (ws, tx) => (await tags.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(tagFromDoc),
    segments: async (ws, tx) =>
      (await segments.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(segmentFromDefinition),
    namespaces: async (ws, tx) =>
      (await namespaces.find({ ws }, within(tx)).sort({ ws: 1, name: 1 }).toArray()).map(
        ({ name, limit, priority, strong, normalise, blocked, builtInPlaceholders, regroupedAt }) => ({
          name,
          limit,
          priority,
          strong,
          normalise,
          blocked,
          ...(builtInPlaceholders === undefined ? {} : { builtInPlaceholders }),
          ...(regroupedAt === undefined ? {} : { regroupedAt }),
        }),
      ),
    saveTag: async (ws, t, tx) =>
      void (await tags.replaceOne({ ws, key: t.key }, definitionToDoc(ws, t.key, t), { ...upsert, ...within(tx) })),
    removeDraft: async (ws, of, key, tx) =>
      void (await (of === 'segment' ? segments : models).deleteOne({ ws, key: draftKey(key) }, within(tx))),
    saveSegment: async (ws, s, tx) => {
      const key = s.draft ? draftKey(s.key) : s.key;
      await segments.replaceOne({ ws, key }, definitionToDoc(ws, key, s), { ...upsert, ...within(tx) });
      if (s.draft) return;
      await versions.replaceOne({ ws, key: s.key, version: s.version }, definitionToDoc(ws, s.key, s), {
        ...upsert,
        ...within(tx),
      });
    },
    saveNamespace: async (ws, n, tx) =>
      void (await namespaces.replaceOne(
        { ws, name: n.name },
        { ws, ...n, blocked: [...n.blocked] },
        { ...upsert, ...within(tx) },
      )),
    layerModels: async (ws, tx) =>
      (await models.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(layerModelFromDoc),
    saveLayerModel: async (ws, m, tx) => {
      const key = m.draft ? draftKey(m.key) : m.key;
      await models.replaceOne({ ws, key }, definitionToDoc(ws, key, m), { ...upsert, ...within(tx) });
    },
    segmentVersions: async (ws, key) =>
      (await versions.find({ ws, key }).sort({ ws: 1, key: 1, version: 1 }).toArray()).map(segmentFromDefinition),
  };
}

function profileStore(mongo: Mongo): Stores['profiles'] {
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
    // The second is no index: everyone's document is looked at.
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
    rootFacts: async (ws, page) =>
      (
        await c
          .find(
            { ws, isRoot: true, ...(page.after ? { _id: { $gt: page.after } } : {}) },
            { projection: ROOT_FACTS, ...atOnce(page.first) },
          )
          .sort({ _id: 1 })
          .limit(page.first)
          .toArray()
      ).map(rootFactsFromDoc),
    countRoots: (ws) => c.countDocuments({ ws, isRoot: true }),
    members: async (ws, segment, page) =>
      (await paged({ ws, 'memberships.segment': segment }, page)).map(profileFromDoc),
    // Each on its index, without reading a customer.
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

/** Removes some documents of some profiles, so that no one transaction grows with the customer. */
async function removeOf<T extends { _id: string; ws: string; profile: string }>(
  c: Collection<T>,
  ws: string,
  profiles: readonly string[],
  limit: number,
): Promise<number> {
  const found = await c
    .find({ ws, profile: { $in: [...profiles] } } as Filter<T>, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  if (found.length > 0) await c.deleteMany({ _id: { $in: found.map((d) => d._id) } } as Filter<T>);
  return found.length;
}

function eventStore(mongo: Mongo): Stores['events'] {
  const c = mongo.collection<EventDoc>('events');
  return {
    known: async (ws, ids, tx) => {
      const docs = await c
        .find(
          { _id: { $in: ids.map((id) => `${ws}|${id}`) } },
          { projection: { hash: 1, profile: 1 }, ...atOnce(ids.length), ...within(tx) },
        )
        .toArray();
      return new Map(docs.map((d) => [d._id.slice(ws.length + 1), { hash: d.hash, profile: d.profile }]));
    },
    insert: async (ws, list, tx) =>
      void (await c.insertMany(
        list.map((e) => eventToDoc(ws, e)),
        within(tx),
      )),
    facts: async (ws, profiles, tx) => {
      const out = new Map<string, ReturnType<typeof factFromDoc>[]>();
      const docs = c.find(
        { ws, profile: { $in: [...profiles] } },
        { projection: FACT_FIELDS, batchSize: 5000, raw: true, ...within(tx) },
      );
      // Taken from the answer as bytes, many at a time: less work than having the driver decode them one by one.
      while (await docs.hasNext()) {
        for (const raw of docs.readBufferedDocuments() as unknown as Uint8Array[]) {
          const d = BSON.deserialize(raw, { useBigInt64: true }) as EventDoc;
          const list = out.get(d.profile);
          if (list) list.push(factFromDoc(d));
          else out.set(d.profile, [factFromDoc(d)]);
        }
      }
      return out;
    },
    page: async (ws, profiles, page, types) => {
      const [at, id] = page.after
        ? [
            new Date(Number(page.after.slice(0, page.after.indexOf(':')))),
            page.after.slice(page.after.indexOf(':') + 1),
          ]
        : [];
      const filter = {
        ws,
        profile: { $in: [...profiles] },
        ...(types ? { type: { $in: [...types] } } : {}),
        ...(at ? { $or: [{ at: { $lt: at } }, { at, _id: { $lt: id } }] } : {}),
      };
      return (await c.find(filter).sort({ at: -1, _id: -1 }).limit(page.first).toArray()).map(eventFromDoc);
    },
    count: (ws) => c.countDocuments({ ws }),
    types: async (ws) => {
      const out: string[] = [];
      // From one type to the next on the index, however many events a type has.
      for (let next = ''; ;) {
        const d = await c
          .find({ ws, type: { $gt: next } }, { projection: { _id: 0, type: 1 } })
          .sort({ ws: 1, type: 1 })
          .limit(1)
          .next();
        if (!d) return out;
        out.push((next = d.type));
      }
    },
    until: async (ws, type, until, { after, first }) => {
      const [at, id] = after
        ? [new Date(Number(after.slice(0, after.indexOf(':')))), after.slice(after.indexOf(':') + 1)]
        : [];
      const docs = await c
        .find(
          {
            ws,
            type,
            at: { $lte: new Date(until), ...(at ? { $gte: at } : {}) },
            ...(at ? { $or: [{ at: { $gt: at } }, { _id: { $gt: id } }] } : {}),
          },
          { projection: { profile: 1, at: 1 } },
        )
        .sort({ at: 1, _id: 1 })
        .limit(first)
        .toArray();
      return docs.map((d) => ({ cursor: `${d.at.getTime()}:${d._id}`, profile: d.profile }));
    },
    countUntil: (ws, type, at) => c.countDocuments({ ws, type, at: { $lte: new Date(at) } }),
    remove: async (ws, ids, tx) =>
      void (await c.deleteMany({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, within(tx))),
    removeOf: (ws, profiles, limit) => removeOf(c, ws, profiles, limit),
  };
}

function tagFactStore(mongo: Mongo): Stores['tagFacts'] {
  const c = mongo.collection<TagFactDoc>('tagFacts');
  return {
    find: async (ws, ids, tx) => {
      const docs = await c
        .find({ _id: { $in: ids.map((id) => `${ws}|${id}`) } }, { ...atOnce(ids.length), ...within(tx) })
        .toArray();
      return new Map(
        docs.map((d): [string, KnownWrite] => [
          d._id.slice(ws.length + 1),
          {
            profile: d.profile,
            ...(d.value === undefined ? {} : { value: d.value }),
            ...(d.change ? { change: d.change } : {}),
          },
        ]),
      );
    },
    insert: async (ws, list, tx) =>
      void (await c.insertMany(
        list.map((f) => tagFactToDoc(ws, f)),
        within(tx),
      )),
    byActor: async (ws, by, { after, first }) => {
      const [at, id] = after
        ? [new Date(Number(after.slice(0, after.indexOf(':')))), after.slice(after.indexOf(':') + 1)]
        : [];
      const older = at
        ? { recordedAt: { $lte: at }, $or: [{ recordedAt: { $lt: at } }, { _id: { $lt: `${ws}|${id}` } }] }
        : {};
      return (
        await c
          .find({ ws, by, ...older })
          .sort({ recordedAt: -1, _id: -1 })
          .limit(first)
          .toArray()
      ).map(tagFactFromDoc);
    },
    ofProfiles: async (ws, profiles, tx) => {
      const out = new Map<string, TagFact[]>();
      for await (const d of c.find({ ws, profile: { $in: [...profiles] } }, within(tx)).sort({ at: 1, _id: 1 })) {
        const fact = tagFactFromDoc(d);
        out.set(d.profile, [...(out.get(d.profile) ?? []), fact]);
      }
      return out;
    },
    page: async (ws, profiles, page) => {
      const [at, id] = page.after
        ? [
            new Date(Number(page.after.slice(0, page.after.indexOf(':')))),
            page.after.slice(page.after.indexOf(':') + 1),
          ]
        : [];
      return (
        await c
          .find({
            ws,
            profile: { $in: [...profiles] },
            ...(at ? { $or: [{ at: { $gt: at } }, { at, _id: { $gt: `${ws}|${id}` } }] } : {}),
          })
          .sort({ at: 1, _id: 1 })
          .limit(page.first)
          .toArray()
      ).map(tagFactFromDoc);
    },
    removeOf: (ws, profiles, limit) => removeOf(c, ws, profiles, limit),
    history: async (ws, profiles, tag, { after, until, limit }) => {
      const at = {
        ...(after === undefined || !Number.isFinite(after) ? {} : { $gt: new Date(after) }),
        $lte: new Date(until),
      };
      return (
        await c
          .find({ ws, profile: { $in: [...profiles] }, tag, at })
          .sort({ at: 1, _id: 1 })
          .limit(limit ?? 0)
          .toArray()
      ).map(tagFactFromDoc);
    },
  };
}

/** Days begin on quarter hours in every time zone. */
const QUARTER_MS = 900_000;

/** A transition as stored; its insert is what subscriptions hear, of the customer too where it carries news. */
export interface TransitionDoc {
  _id: string;
  ws: string;
  profile: string;
  otherProfiles?: string[];
  segment: string;
  kind: LedgerEntry['kind'];
  cause: LedgerEntry['cause'];
  effectiveAt: Date;
  recordedAt: Date;
  version: number;
  sequence: number;
  fact?: string;
  from?: string;
  /** What else is news of the customer; the segments, where they are others than this one alone. */
  news?: { events?: string[]; tags?: string[]; segments?: string[] };
}

function newsToDoc({ events, tags, segments }: ProfileNews): NonNullable<TransitionDoc['news']> {
  return {
    ...(events.length > 0 ? { events: [...events] } : {}),
    ...(tags.length > 0 ? { tags: [...tags] } : {}),
    ...(segments.length > 1 ? { segments: [...segments] } : {}),
  };
}

export function ledgerFromDoc(d: TransitionDoc): LedgerEntry {
  return {
    id: d._id,
    workspace: d.ws,
    profile: d.profile,
    ...(d.otherProfiles ? { otherProfiles: d.otherProfiles } : {}),
    segment: d.segment,
    kind: d.kind,
    cause: d.cause,
    effectiveAt: d.effectiveAt.getTime(),
    recordedAt: d.recordedAt.getTime(),
    version: d.version,
    sequence: d.sequence,
    fact: d.fact,
    from: d.from,
    ...(d.news
      ? {
          news: {
            profile: d.profile,
            ...(d.otherProfiles ? { otherProfiles: d.otherProfiles } : {}),
            at: d.recordedAt.getTime(),
            events: d.news.events ?? [],
            tags: d.news.tags ?? [],
            segments: d.news.segments ?? [d.segment],
          },
        }
      : {}),
  };
}

function ledgerStore(mongo: Mongo): Stores['ledger'] {
  const c = mongo.collection<TransitionDoc>('transitions');
  const newestFirst = async (filter: object, page: Page): Promise<LedgerEntry[]> =>
    (
      await c
        .find({ ...filter, ...(page.after ? { _id: { $lt: page.after } } : {}) })
        .sort({ _id: -1 })
        .limit(page.first)
        .toArray()
    ).map(ledgerFromDoc);
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
    // By sequence: several transitions of one commit share their instant.
    ofProfile: async (ws, profile, page) =>
      (
        await c
          .find({ ws, profile, ...(page.after ? { sequence: { $lt: Number(page.after) } } : {}) })
          .sort({ sequence: -1 })
          .limit(page.first)
          .toArray()
      ).map(ledgerFromDoc),
    ofSegment: (ws, segment, page) => newestFirst({ ws, segment }, page),
    ofProfilesUntil: async (ws, profiles, at) =>
      (
        await c
          .find({ ws, profile: { $in: [...profiles] }, recordedAt: { $lte: new Date(at) } })
          .sort({ sequence: 1 })
          .toArray()
      ).map(ledgerFromDoc),
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
      ).map(ledgerFromDoc),
    countAfter: async (ws, segments, after) => {
      const count = (kind: LedgerEntry['kind']): Promise<number> =>
        c.countDocuments({ ws, segment: { $in: [...segments] }, _id: { $gt: after }, kind });
      return { entered: await count('ENTERED'), left: await count('LEFT') };
    },
    countByQuarter: async (ws, segment, from) => {
      const quarter = { $floor: { $divide: [{ $subtract: ['$effectiveAt', new Date(0)] }, QUARTER_MS] } };
      // What took effect then was told then or later, and ids begin with the instant of telling.
      const rows = await c
        .aggregate<{ _id: { quarter: number; kind: LedgerEntry['kind']; cause: LedgerEntry['cause'] }; count: number }>(
          [
            { $match: { ws, segment, _id: { $gte: idsBefore(from) }, effectiveAt: { $gte: new Date(from) } } },
            { $group: { _id: { quarter, kind: '$kind', cause: '$cause' }, count: { $sum: 1 } } },
          ],
        )
        .toArray();
      return rows.map(({ _id: { quarter: q, kind, cause }, count }) => ({
        at: Number(q) * QUARTER_MS,
        kind,
        cause,
        count,
      }));
    },
    membersKnownAt: async (ws, segment, at) => {
      // The last word on each customer by then; what is kept is small, what is read is the segment's own ledger.
      const last = new Map<string, { sequence: number; kind: LedgerEntry['kind'] }>();
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

function rethrow(error: unknown): never {
  throw toServiceError(error);
}
