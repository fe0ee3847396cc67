/**
 * Store of workspaces: their clocks, and the versions of their definitions and credentials. It also removes a workspace
 * with all its data.
 */
import { randomBytes } from 'node:crypto';
import type { Collection, FindCursor } from 'mongodb';
import { conflict, ServiceError, StoreConflict } from '../services/base/errors.js';
import type { DefinitionKind, SandboxCounts, Stores, Tx, Workspace } from '../services/base/ports.js';
import { Coalescer } from './base/coalesce.js';
import { OF_WORKSPACES } from './base/collections.js';
import { toServiceError } from './base/database-errors.js';
import { type Mongo, within } from './base/mongo.js';

interface WorkspaceDoc {
  _id: string;
  name: string;
  zone: string;
  currency: string;
  catalogueVersion: number;
  versionsOf?: Partial<Record<DefinitionKind, number>>;
  watermark?: { version: number; at: Date; markedAt: Date };
  erasures?: number;
  triggers?: string[];
  /** Secret of the workspace. A workspace of an earlier version receives it when it is first read. */
  contactKey?: string;
  createdAt: Date;
  sandbox?: { base: Date; setAt: Date; running: boolean };
  removing?: true;
  /** Whether the workspace was removed. The document of a removed workspace contains only its id. */
  gone?: true;
  reused?: true;
  credentials?: number;
  sandboxesCounted?: number;
  definitionsCounted?: number;
}

const clockToDoc = (s: Workspace['sandbox']): WorkspaceDoc['sandbox'] =>
  s && { base: new Date(s.base), setAt: new Date(s.setAt), running: s.running };

const watermarkToDoc = ({ version, at, markedAt }: Workspace['watermark']): NonNullable<WorkspaceDoc['watermark']> => ({
  version,
  at: new Date(at),
  markedAt: new Date(markedAt),
});
const watermarkFromDoc = (d: WorkspaceDoc['watermark']): Workspace['watermark'] =>
  d ? { version: d.version, at: d.at.getTime(), markedAt: d.markedAt.getTime() } : { version: 0, at: 0, markedAt: 0 };

function workspaceFromDoc(d: WorkspaceDoc & { readonly contactKey: string }): Workspace {
  return {
    id: d._id,
    name: d.name,
    zone: d.zone,
    currency: d.currency,
    catalogueVersion: d.catalogueVersion,
    versionsOf: d.versionsOf ?? {},
    watermark: watermarkFromDoc(d.watermark),
    triggers: d.triggers ?? [],
    contactKey: d.contactKey,
    erasures: d.erasures ?? 0,
    createdAt: d.createdAt.getTime(),
    credentialsVersion: d.credentials ?? 0,
    reused: d.reused ?? false,
    ...(d.sandbox
      ? { sandbox: { base: d.sandbox.base.getTime(), setAt: d.sandbox.setAt.getTime(), running: d.sandbox.running } }
      : {}),
  };
}

/**
 * Returns the document of a workspace with its secret (`contactKey`). A workspace of an earlier version has none, so
 * the first process that reads it creates the secret, outside of the transaction of the reader.
 */
async function withKey(
  c: Collection<WorkspaceDoc>,
  doc: WorkspaceDoc,
): Promise<WorkspaceDoc & { readonly contactKey: string }> {
  if (doc.contactKey !== undefined) return { ...doc, contactKey: doc.contactKey };
  const created = randomBytes(32).toString('base64url');
  await c.updateOne({ _id: doc._id, contactKey: { $exists: false } }, { $set: { contactKey: created } });
  const now = await c.findOne({ _id: doc._id }, { projection: { contactKey: 1 } });
  return { ...doc, contactKey: now?.contactKey ?? created };
}

/** Inserts a workspace. Its id may be that of a removed workspace. */
async function insert(c: Collection<WorkspaceDoc>, w: Workspace, tx: Tx): Promise<void> {
  const doc: WorkspaceDoc = {
    _id: w.id,
    name: w.name,
    zone: w.zone,
    currency: w.currency,
    catalogueVersion: w.catalogueVersion,
    watermark: watermarkToDoc(w.watermark),
    createdAt: new Date(w.createdAt),
    contactKey: w.contactKey,
    sandbox: clockToDoc(w.sandbox),
  };
  const again = await c.replaceOne({ _id: w.id, gone: true }, { ...doc, reused: true }, within(tx));
  if (again.matchedCount === 0)
    await c.insertOne(doc, within(tx)).catch((e: unknown) => {
      const known = toServiceError(e);
      throw known instanceof StoreConflict ? conflict('WORKSPACE_EXISTS', `workspace ${w.id} exists`) : known;
    });
}

async function countSandboxes(c: Collection<WorkspaceDoc>, owner: string, tx: Tx): Promise<SandboxCounts> {
  await c.updateOne({ _id: owner }, { $inc: { sandboxesCounted: 1 } }, within(tx));
  // The id of a sandbox begins with the id of its owner and a dot. The upper bound ends with a slash, which is the
  // character after the dot.
  const below = { _id: { $gte: `${owner}.`, $lt: `${owner}/` } } as const;
  const all = await c.find(below, { projection: { _id: 1, gone: 1 }, ...within(tx) }).toArray();
  const removed = new Set(all.flatMap(({ _id, gone }) => (gone ? [_id] : [])));
  return { live: all.length - removed.size, removed };
}

async function touchDefinitions(c: Collection<WorkspaceDoc>, id: string, tx: Tx): Promise<void> {
  const there = { _id: id, removing: { $exists: false }, gone: { $exists: false } } as const;
  const { matchedCount } = await c.updateOne(there, { $inc: { definitionsCounted: 1 } }, within(tx));
  if (matchedCount === 0) throw new ServiceError('WORKSPACE_BEING_REMOVED', 'the workspace is being removed');
}

/** Adds a campaign to the list of campaigns with triggers in the workspace document, or removes it from that list. */
async function setTrigger(
  c: Collection<WorkspaceDoc>,
  id: string,
  change: 'ADD' | 'REMOVE',
  campaign: string,
  tx: Tx,
): Promise<void> {
  const update = change === 'ADD' ? { $addToSet: { triggers: campaign } } : { $pull: { triggers: campaign } };
  await c.updateOne({ _id: id, removing: { $exists: false }, gone: { $exists: false } }, update, within(tx));
}

export function workspaceStore(mongo: Mongo): Stores['workspaces'] {
  const c = mongo.collection<WorkspaceDoc>('workspaces');
  const there = { removing: { $exists: false }, gone: { $exists: false } } as const;
  const all = async (found: FindCursor<WorkspaceDoc>): Promise<Workspace[]> =>
    Promise.all((await found.toArray()).map(async (doc) => workspaceFromDoc(await withKey(c, doc))));
  const reads = new Coalescer(
    async (ids) =>
      new Map((await all(c.find({ _id: { $in: ids }, ...there }))).map((workspace) => [workspace.id, workspace])),
  );
  // The document is marked first and replaced last, so that nobody uses the workspace or reuses its id in between.
  // The id is kept, because otherwise tokens of this workspace would be valid in a later one with the same id.
  const remove = async (id: string): Promise<void> => {
    await c.updateOne({ _id: id }, { $set: { removing: true } });
    for (const name of OF_WORKSPACES) await mongo.collection(name).deleteMany({ ws: id });
    await c.replaceOne({ _id: id, removing: true }, { gone: true } as unknown as WorkspaceDoc);
  };
  return {
    get: async (id, tx) => {
      if (!tx) return reads.get(id);
      const d = await c.findOne({ _id: id, ...there }, within(tx));
      return d ? workspaceFromDoc(await withKey(c, d)) : undefined;
    },
    list: () => all(c.find(there).sort({ _id: 1 })),
    insert: (w, tx) => insert(c, w, tx),
    countSandboxes: (owner, tx) => countSandboxes(c, owner, tx),
    setClock: async (id, sandbox, tx) =>
      void (await c.updateOne({ _id: id, ...there }, { $set: { sandbox: clockToDoc(sandbox)! } }, within(tx))),
    raiseVersion: async (id, kind, tx) => {
      const d = await c.findOneAndUpdate(
        { _id: id, ...there },
        { $inc: { catalogueVersion: 1, [`versionsOf.${kind}`]: 1 } },
        { returnDocument: 'after', ...within(tx) },
      );
      if (!d) throw new ServiceError('WORKSPACE_BEING_REMOVED', 'the workspace is being removed');
      return d.catalogueVersion;
    },
    touchDefinitions: (id, tx) => touchDefinitions(c, id, tx),
    raiseWatermark: async (id, to) =>
      void (await c.updateOne(
        { _id: id, ...there, 'watermark.version': { $not: { $gte: to.version } } },
        { $set: { watermark: watermarkToDoc(to) } },
      )),
    noteErasure: async (id, tx) =>
      void (await c.updateOne({ _id: id, ...there }, { $inc: { erasures: 1 } }, within(tx))),
    setTrigger: (id, campaign, isActive, tx) => setTrigger(c, id, isActive ? 'ADD' : 'REMOVE', campaign, tx),
    raiseCredentials: async (id, tx) => {
      const d = await c.findOneAndUpdate(
        { _id: id, ...there },
        { $inc: { credentials: 1 } },
        { returnDocument: 'after', ...within(tx) },
      );
      if (!d) throw new ServiceError('WORKSPACE_BEING_REMOVED', 'the workspace is being removed');
      return d.credentials!;
    },
    remove,
    finishRemoval: async (id) => {
      if (await c.findOne({ _id: id, removing: true })) await remove(id);
    },
  };
}
