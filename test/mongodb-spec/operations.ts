/** Runs operations of the unified test format on the driver. */
import {
  ChangeStream,
  Collection,
  Db,
  MongoClient,
  ReadConcern,
  ReadPreference,
  WriteConcern,
  type AbstractCursor,
  type ClientSession,
  type Document,
} from 'mongodb';
import { Skipped, type Operation } from './format.js';
import type { Entities } from './match.js';

/** The parts of a running test that its operations can access. */
interface World extends Entities {
  perform(operation: Operation, passErrors?: boolean): Promise<void>;
}

type Run = (on: any, args: Document, world: World) => unknown;

/** Converts options of the test format to options of the driver. */
export function driverOptions(args: Document, world: World): Document {
  const out: Document = { ...args };
  if (typeof out.session === 'string') out.session = world.get(out.session);
  if (out.readConcern) out.readConcern = ReadConcern.fromOptions({ readConcern: out.readConcern });
  if (out.writeConcern) out.writeConcern = WriteConcern.fromOptions({ writeConcern: out.writeConcern });
  if (out.readPreference) out.readPreference = readPreference(out.readPreference);
  return out;
}

/** Converts a read preference. The format capitalizes some modes, e.g. `SecondaryPreferred`. */
export function readPreference(given: Document): ReadPreference | undefined {
  const mode = String(given.mode);
  return ReadPreference.fromOptions({
    readPreference: { ...given, mode: mode[0].toLowerCase() + mode.slice(1) },
  } as never);
}

const rest = (args: Document, ...names: string[]): Document =>
  Object.fromEntries(Object.entries(args).filter(([k]) => !names.includes(k)));

const requests = (list: readonly Document[]): Document[] =>
  list.map((r) => {
    const [op, operand] = Object.entries(r)[0] as [string, Document];
    return { [op]: operand };
  });

const after = (args: Document): Document => ({
  ...args,
  ...(args.returnDocument ? { returnDocument: String(args.returnDocument).toLowerCase() } : {}),
});

const collection: Record<string, Run> = {
  insertOne: (c: Collection, a) => c.insertOne(a.document, rest(a, 'document')),
  insertMany: (c: Collection, a) => c.insertMany(a.documents, rest(a, 'documents')),
  updateOne: (c: Collection, a) => c.updateOne(a.filter, a.update, rest(a, 'filter', 'update')),
  updateMany: (c: Collection, a) => c.updateMany(a.filter, a.update, rest(a, 'filter', 'update')),
  replaceOne: (c: Collection, a) => c.replaceOne(a.filter, a.replacement, rest(a, 'filter', 'replacement')),
  deleteOne: (c: Collection, a) => c.deleteOne(a.filter, rest(a, 'filter')),
  deleteMany: (c: Collection, a) => c.deleteMany(a.filter, rest(a, 'filter')),
  find: (c: Collection, a) => c.find(a.filter, rest(a, 'filter')).toArray(),
  findOne: (c: Collection, a) => c.findOne(a.filter, rest(a, 'filter')),
  findOneAndUpdate: (c: Collection, a) => c.findOneAndUpdate(a.filter, a.update, after(rest(a, 'filter', 'update'))),
  findOneAndReplace: (c: Collection, a) =>
    c.findOneAndReplace(a.filter, a.replacement, after(rest(a, 'filter', 'replacement'))),
  findOneAndDelete: (c: Collection, a) => c.findOneAndDelete(a.filter, rest(a, 'filter')),
  countDocuments: (c: Collection, a) => c.countDocuments(a.filter, rest(a, 'filter')),
  estimatedDocumentCount: (c: Collection, a) => c.estimatedDocumentCount(a),
  count: (c: Collection, a) => c.count(a.filter, rest(a, 'filter')),
  distinct: (c: Collection, a) => c.distinct(a.fieldName, a.filter, rest(a, 'fieldName', 'filter')),
  aggregate: (c: Collection, a) => c.aggregate(a.pipeline, rest(a, 'pipeline')).toArray(),
  bulkWrite: (c: Collection, a) => c.bulkWrite(requests(a.requests) as never, rest(a, 'requests')),
  createIndex: (c: Collection, a) => c.createIndex(a.keys, rest(a, 'keys')),
  dropIndex: (c: Collection, a) => c.dropIndex(a.name, rest(a, 'name')),
  dropIndexes: (c: Collection, a) => c.dropIndexes(a),
  listIndexes: (c: Collection, a) => c.listIndexes(a).toArray(),
  listIndexNames: async (c: Collection, a) => (await c.listIndexes(a).toArray()).map((i) => i.name),
  createFindCursor: (c: Collection, a) => opened(c.find(a.filter, rest(a, 'filter'))),
};

const database: Record<string, Run> = {
  runCommand: (d: Db, a) => d.command(a.command, rest(a, 'command', 'commandName')),
  aggregate: (d: Db, a) => d.aggregate(a.pipeline, rest(a, 'pipeline')).toArray(),
  createCollection: (d: Db, a) => d.createCollection(a.collection, rest(a, 'collection')),
  dropCollection: (d: Db, a) => d.dropCollection(a.collection, rest(a, 'collection')),
  listCollections: (d: Db, a) => d.listCollections(a.filter, rest(a, 'filter')).toArray(),
  listCollectionNames: async (d: Db, a) =>
    (await d.listCollections(a.filter, { ...rest(a, 'filter'), nameOnly: true }).toArray()).map((c) => c.name),
};

const client: Record<string, Run> = {
  listDatabases: async (c: MongoClient, a) => (await c.db('admin').admin().listDatabases(a)).databases,
  listDatabaseNames: async (c: MongoClient, a) =>
    (
      await c
        .db('admin')
        .admin()
        .listDatabases({ ...a, nameOnly: true })
    ).databases.map((d) => d.name),
  close: (c: MongoClient) => c.close(),
};

const session: Record<string, Run> = {
  startTransaction: (s: ClientSession, a) => s.startTransaction(a),
  commitTransaction: (s: ClientSession, a) => s.commitTransaction(a),
  abortTransaction: (s: ClientSession, a) => s.abortTransaction(a),
  endSession: (s: ClientSession) => s.endSession(),
  withTransaction: async (s: ClientSession, a, world) => {
    await s.withTransaction(
      async () => {
        for (const operation of a.callback as Operation[]) await world.perform(operation, true);
      },
      rest(a, 'callback'),
    );
  },
};

interface Opening {
  readonly cursor: { cursorInit(): Promise<void> };
}

/** Operations on change streams and cursors. */
const cursor: Record<string, Run> = {
  iterateUntilDocumentOrError: (c: ChangeStream | AbstractCursor) => c.next(),
  iterateOnce: (c: ChangeStream | AbstractCursor) => c.tryNext(),
  close: (c: ChangeStream | AbstractCursor) => c.close(),
  /** Opens a stream created as `unopened`. If that fails, its first use throws the error. */
  open: (c: ChangeStream) =>
    (c as unknown as Opening).cursor.cursorInit().catch((error: unknown) => {
      c.next = () => Promise.reject(error as Error);
    }),
};

async function opened<T extends AbstractCursor>(c: T): Promise<T> {
  await c.hasNext();
  return c;
}

/** Opens a change stream immediately. With `unopened`, the driver opens it at its first use. */
async function openStream(on: MongoClient | Db | Collection, a: Document): Promise<ChangeStream> {
  const stream = on.watch(a.pipeline, rest(a, 'pipeline', 'unopened'));
  if (a.unopened) return stream;
  await (stream as unknown as Opening).cursor.cursorInit();
  return stream;
}

export async function runOperation(operation: Operation, world: World): Promise<unknown> {
  const on = world.get(operation.object);
  const args = driverOptions(operation.arguments ?? {}, world);
  if (operation.name === 'createChangeStream') return openStream(on as Collection, args);
  const table =
    on instanceof Collection
      ? collection
      : on instanceof Db
        ? database
        : on instanceof MongoClient
          ? client
          : on instanceof ChangeStream || (on as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator]
            ? cursor
            : session;
  const run = Object.hasOwn(table, operation.name) ? table[operation.name] : undefined;
  if (!run) throw new Skipped(`the operation ${operation.name} is not run here`);
  return run(on, args, world);
}
