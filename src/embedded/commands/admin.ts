/** Administrative commands: hello, ping, collections, indexes, databases and statistics. */
import { type Doc, Int32, isDoc, Long } from '../value/bson.js';
import { MongoError, notSupported } from '../value/errors.js';
import { compileFilter } from '../query/filter.js';
import { indexToDoc, uuidBinary, type Collection } from '../storage/catalog.js';
import {
  collectionName,
  collectionOf,
  docArgument,
  flag,
  pinned,
  whole,
  type Context,
  type Handler,
} from './context.js';
import { flowSource, settle } from './cursors.js';

export const hello = (context: Context, primary: boolean): Doc => ({
  helloOk: true,
  ismaster: primary,
  isWritablePrimary: primary,
  secondary: !primary,
  setName: 'strata',
  setVersion: new Int32(1),
  maxBsonObjectSize: new Int32(16 * 1024 * 1024),
  maxMessageSizeBytes: new Int32(48_000_000),
  maxWriteBatchSize: new Int32(100_000),
  localTime: new Date(context.database.options.nowMs()),
  logicalSessionTimeoutMinutes: new Int32(30),
  minWireVersion: new Int32(0),
  maxWireVersion: new Int32(21),
  readOnly: false,
  ok: 1,
});

export const ping: Handler = () => ({ ok: 1 });

export const buildInfo: Handler = () => ({
  version: '4.4.0',
  gitVersion: 'strata-embedded',
  modules: ['strata-embedded'],
  bits: new Int32(64),
  versionArray: [4, 4, 0, 0].map((n) => new Int32(n)),
  ok: 1,
});

/**
 * Reports the shortest transaction lifetime that MongoDB allows. Here, the transaction of a lost connection does not
 * block other clients, so a longer lifetime would make no difference.
 */
export const getParameter: Handler = () => ({ transactionLifetimeLimitSeconds: new Int32(1), ok: 1 });

export const create: Handler = (context) => {
  const name = collectionName(context);
  return context.database.write(() => {
    if (context.database.catalog.find(`${context.db}.${name}`))
      throw new MongoError('NamespaceExists', `Collection already exists. NS: ${context.db}.${name}`);
    context.database.catalog.create(context.db, name);
    return { ok: 1 };
  });
};

export const drop: Handler = (context) =>
  context.database.write(() => {
    const coll = collectionOf(context);
    if (!coll) throw new MongoError('NamespaceNotFound', 'ns not found');
    dropCollection(context, coll);
    return { nIndexesWas: new Int32(coll.indexes.length + 1), ns: coll.ns, ok: 1 };
  });

function dropCollection(c: Context, coll: Collection): void {
  c.database.catalog.drop(coll);
  c.database.log.append({ kind: 'drop', db: coll.db, coll: coll.name });
}

export const dropDatabase: Handler = (context) =>
  context.database.write(() => {
    const there = context.database.catalog.list(context.db);
    for (const coll of there) dropCollection(context, coll);
    if (there.length > 0) context.database.log.append({ kind: 'dropDatabase', db: context.db, coll: '' });
    return { dropped: context.db, ok: 1 };
  });

export const listCollections: Handler = (context) => {
  const test = compileFilter(docArgument(context, 'filter'));
  const docs = context.database.catalog
    .list(context.db)
    .map((coll): Doc => ({
      name: coll.name,
      type: 'collection',
      options: {},
      info: { readOnly: false, uuid: uuidBinary(coll.uuid) },
      idIndex: ID_INDEX,
    }))
    .filter(test)
    .map((info): Doc => (flag(context, 'nameOnly') ? { name: info.name, type: info.type } : info));
  return context.cursors.first(`${context.db}.$cmd.listCollections`, flowSource(docs), undefined);
};

const ID_INDEX = { v: new Int32(2), key: { _id: new Int32(1) }, name: '_id_' };

export const listIndexes: Handler = (context) => {
  const coll = collectionOf(context);
  if (!coll) throw new MongoError('NamespaceNotFound', `ns does not exist: ${context.db}.${collectionName(context)}`);
  return context.cursors.first(coll.ns, flowSource([ID_INDEX, ...coll.indexes.map(indexToDoc)]), undefined);
};

export const createIndexes: Handler = (context) => {
  const specs = context.body.indexes as Doc[];
  if (!Array.isArray(specs) || specs.length === 0)
    throw new MongoError('BadValue', 'Must specify at least one index to create');
  return context.database.write(() => {
    const existed = collectionOf(context) !== undefined;
    const coll = context.database.catalog.ensure(context.db, collectionName(context));
    const before = coll.indexes.length + 1;
    for (const spec of specs) {
      const keys = Object.keys((spec.key ?? {}) as Doc);
      if (keys.length === 1 && keys[0] === '_id') continue;
      context.database.catalog.addIndex(coll, spec);
    }
    return {
      numIndexesBefore: new Int32(before),
      numIndexesAfter: new Int32(coll.indexes.length + 1),
      createdCollectionAutomatically: !existed,
      ok: 1,
    };
  });
};

export const dropIndexes: Handler = (context) =>
  context.database.write(() => {
    const coll = collectionOf(context);
    if (!coll) throw new MongoError('NamespaceNotFound', 'ns not found');
    const before = coll.indexes.length + 1;
    const wanted = context.body.index;
    if (isDoc(wanted)) throw notSupported('dropIndexes by key');
    const names = wanted === '*' ? coll.indexes.map((i) => i.name) : [wanted].flat();
    for (const name of names as string[]) {
      if (name === '_id_') throw new MongoError('InvalidOptions', 'cannot drop _id index');
      const index = coll.indexes.find((i) => i.name === name);
      if (!index) throw new MongoError('IndexNotFound', `index not found with name [${name}]`);
      context.database.catalog.dropIndex(coll, index);
    }
    return { nIndexesWas: new Int32(before), ok: 1 };
  });

export const listDatabases: Handler = (context) => {
  const names = [...new Set(context.database.catalog.list().map((coll) => coll.db))].sort();
  if (flag(context, 'nameOnly')) return { databases: names.map((name) => ({ name })), ok: 1 };
  const totalSize = context.database.store.size();
  return {
    databases: names.map((name) => ({ name, sizeOnDisk: Long.fromNumber(totalSize), empty: false })),
    totalSize: Long.fromNumber(totalSize),
    ok: 1,
  };
};

/** Counts the documents of a collection in a snapshot. Like a query, it pauses so that other work can run. */
function documentsOf(c: Context, coll: Collection): Promise<number> {
  const { statement, reading } = pinned(c);
  return settle(c.database.count(statement, coll, { filter: {} }), reading);
}

export const collStats: Handler = async (context) => {
  const coll = collectionOf(context);
  if (!coll)
    return { ns: `${context.db}.${collectionName(context)}`, count: new Int32(0), nindexes: new Int32(0), ok: 1 };
  return {
    ns: coll.ns,
    count: whole(await documentsOf(context, coll)),
    nindexes: new Int32(coll.indexes.length + 1),
    ok: 1,
  };
};

/** A command that MongoDB does not have. It returns the status that `strata db` prints. */
export const strataStatus: Handler = async (context) => {
  const collections: Doc[] = [];
  for (const coll of context.database.catalog.list())
    collections.push({
      ns: coll.ns,
      count: whole(await documentsOf(context, coll)),
      indexes: coll.indexes.map((i) => i.name),
    });
  return {
    sizeOnDisk: Long.fromNumber(context.database.store.size()),
    changeLogSize: Long.fromNumber(context.database.log.bytes),
    oldestResumePoint: new Date(Number(context.database.log.oldest() >> 32n) * 1000),
    collections,
    ok: 1,
  };
};
