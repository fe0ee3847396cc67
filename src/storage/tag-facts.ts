/** Store of tag writes. Each write is a document with its time, source and author. */
import type { TagChange } from '../engine/types.js';
import type { KnownWrite, Stores, TagFact } from '../services/base/ports.js';
import { atOnce, type Mongo, within } from './base/mongo.js';
import { removeOf } from './base/of-profiles.js';
import { storedValue, type StoredValue } from './base/stored-values.js';

interface TagFactDoc {
  _id: string;
  ws: string;
  profile: string;
  tag: string;
  at: Date;
  source: string;
  sequence: number;
  value?: StoredValue;
  correction?: true;
  change?: TagChange;
  recordedAt: Date;
  by: string;
  reason?: string;
}

export function tagFactToDoc(ws: string, fact: TagFact): TagFactDoc {
  return {
    _id: `${ws}|${fact.id}`,
    ws,
    profile: fact.profile,
    tag: fact.tag,
    at: new Date(fact.at),
    source: fact.source,
    sequence: fact.sequence,
    ...(fact.value === undefined ? {} : { value: storedValue(fact.value) }),
    ...(fact.correction ? { correction: true } : {}),
    ...(fact.change ? { change: fact.change } : {}),
    recordedAt: new Date(fact.recordedAt),
    by: fact.by,
    ...(fact.reason ? { reason: fact.reason } : {}),
  };
}

function tagFactFromDoc(d: TagFactDoc): TagFact {
  return {
    id: d._id.slice(d._id.indexOf('|') + 1),
    profile: d.profile,
    tag: d.tag,
    at: d.at.getTime(),
    source: d.source,
    sequence: d.sequence,
    ...(d.value === undefined ? {} : { value: d.value }),
    ...(d.correction ? { correction: true } : {}),
    ...(d.change ? { change: d.change } : {}),
    recordedAt: d.recordedAt.getTime(),
    by: d.by,
    ...(d.reason ? { reason: d.reason } : {}),
  };
}

export function tagFactStore(mongo: Mongo): Stores['tagFacts'] {
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
    ofSource: async (ws, source, { after, first }) => {
      const [at, id] = after
        ? [new Date(Number(after.slice(0, after.indexOf(':')))), after.slice(after.indexOf(':') + 1)]
        : [];
      const later = at ? { recordedAt: { $gte: at }, $or: [{ recordedAt: { $gt: at } }, { _id: { $gt: id } }] } : {};
      const docs = await c
        .find({ ws, by: source, source, ...later }, { projection: { profile: 1, recordedAt: 1 } })
        .sort({ recordedAt: 1, _id: 1 })
        .limit(first)
        .toArray();
      return docs.map((d) => ({ cursor: `${d.recordedAt.getTime()}:${d._id}`, profile: d.profile }));
    },
    countOfSource: (ws, source) => c.countDocuments({ ws, by: source, source }),
    removeFrom: async (ws, profiles, source, tx) =>
      (await c.deleteMany({ ws, profile: { $in: [...profiles] }, by: source, source }, within(tx))).deletedCount,
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
