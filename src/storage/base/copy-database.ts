/**
 * Copies a database to another one, document by document as bytes. The copy can be interrupted: a second call continues
 * after the last document of each collection. At the end, the documents and indexes of both databases are compared.
 */
import { createHash } from 'node:crypto';
import { BSON, type Db, type Document, type Filter, type IndexDescription } from 'mongodb';
import { LOST_POSITION } from '../feed.js';
import { ANNOUNCED } from './collections.js';
import { UNFINISHED_COPY } from './mongo.js';
import { insertRaw, rawBatches } from './raw-documents.js';

/** The reason why a database was not copied, with the remedy. */
export class CopyRefused extends Error {}

interface CopyOptions {
  readonly from: Db;
  readonly to: Db;
  /** Names of the followers of the change feed. */
  readonly followers: readonly string[];
  /** Whether the collections of the target are deleted first. */
  readonly replace: boolean;
  readonly onProgress: (progress: CopyProgress) => void;
}

export interface CopyProgress {
  readonly step: 'COPY' | 'COMPARE';
  readonly done: number;
  readonly total: number;
}

export interface CopiedCollection {
  readonly name: string;
  /** Number of compared documents, and the checksum of their bytes. */
  readonly documents: number;
  readonly checksum: string;
}

interface Source {
  readonly name: string;
  readonly indexes: readonly IndexDescription[];
}

/** Documents that expire within this time are not compared, because either database may delete them meanwhile. */
const EXPIRY_MARGIN_MS = 3600_000;

/** Fields of an index description that the servers add. */
const OF_THE_SERVER = ['v', 'ns', 'background'];

/**
 * Copies all collections with their indexes. The announcements of changes, the deployment epoch, and the positions of
 * followers in the change feed are not copied, because they have a meaning only in the source.
 *
 * @throws CopyRefused if the databases must not be copied, or differ after the copy.
 */
export async function copyDatabase(options: CopyOptions): Promise<readonly CopiedCollection[]> {
  const { from, to } = options;
  const sources = await sourcesOf(from);
  await begin(options);
  await copyAll(options, sources);
  const copied = await compareAll(options, sources);
  // The indexes come last, because an index on a time of expiry deletes documents, which would then be missing in the
  // comparison.
  for (const { name, indexes } of sources)
    if (indexes.length > 0) await to.collection(name).createIndexes([...indexes]);
  await compareIndexes(to, sources);
  await to.dropCollection(UNFINISHED_COPY);
  return copied;
}

async function sourcesOf(db: Db): Promise<Source[]> {
  const names = await namesOf(db);
  if (names.includes(UNFINISHED_COPY))
    throw new CopyRefused('The source is an unfinished copy. Finish that copy first, or copy its source.');
  if (names.length === 0)
    throw new CopyRefused('The source has no collections. Check its address, and STRATA_DATABASE for its name.');
  return Promise.all(
    names
      .filter((name) => !(ANNOUNCED as readonly string[]).includes(name))
      .map(async (name) => ({ name, indexes: await indexesOf(db, name) })),
  );
}

const namesOf = async (db: Db): Promise<string[]> =>
  (await db.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'))
    .sort();

async function indexesOf(db: Db, name: string): Promise<IndexDescription[]> {
  const all = await db.collection(name).listIndexes().toArray();
  return all
    .filter((index) => index.name !== '_id_')
    .map((index) => Object.fromEntries(Object.entries(index).filter(([k]) => !OF_THE_SERVER.includes(k))) as never);
}

/**
 * Checks that the target can take the copy, and notes in it that a copy has begun. No server starts on a database with
 * this note.
 */
async function begin({ from, to, replace }: CopyOptions): Promise<void> {
  if (await haveCommonCollection(from, to))
    throw new CopyRefused('Source and target are the same database, or one is a backup of the other.');
  const source = (await from.collection<{ _id: string; value: string }>('meta').findOne({ _id: 'epoch' }))?.value ?? '';
  const notes = to.collection<{ _id: string }>(UNFINISHED_COPY);
  const note = await notes.findOne({});
  if (note && note._id !== source && !replace)
    throw new CopyRefused(
      'The target is an unfinished copy of another database. Choose another target, or delete what it holds with --replace.',
    );
  if (!note && !replace && (await hasDocuments(to)))
    throw new CopyRefused('The target is not empty. Choose another target, or delete what it holds with --replace.');
  await notes.updateOne({ _id: source }, { $setOnInsert: { at: new Date() } }, { upsert: true });
  if (!replace) return;
  for (const name of await namesOf(to)) if (name !== UNFINISHED_COPY) await to.dropCollection(name);
  await notes.deleteMany({ _id: { $ne: source } });
}

/** Whether a collection has the same identity in both databases. */
async function haveCommonCollection(from: Db, to: Db): Promise<boolean> {
  const [a, b] = await Promise.all([from, to].map(identitiesOf));
  return a.some((id) => b.includes(id));
}

const identitiesOf = async (db: Db): Promise<string[]> =>
  (await db.listCollections().toArray()).map((c) => String((c as { info?: { uuid?: unknown } }).info?.uuid));

async function hasDocuments(db: Db): Promise<boolean> {
  for (const name of await namesOf(db)) if (await db.collection(name).findOne({})) return true;
  return false;
}

async function copyAll(options: CopyOptions, sources: readonly Source[]): Promise<void> {
  const { from, to, onProgress } = options;
  const total = await countAll(from, sources);
  let done = await countAll(to, sources);
  for (const { name } of sources) {
    onProgress({ step: 'COPY', done, total });
    for await (const batch of rawBatches(from.collection(name), await remainderOf(to, name))) {
      await insertRaw(to, name, kept(batch, name, options));
      done += batch.length;
      onProgress({ step: 'COPY', done, total });
    }
  }
}

async function countAll(db: Db, sources: readonly Source[]): Promise<number> {
  let sum = 0;
  for (const { name } of sources) sum += await db.collection(name).estimatedDocumentCount();
  return sum;
}

/** Returns a filter of the documents that the target does not have yet. Documents are copied in the order of ids. */
async function remainderOf(to: Db, name: string): Promise<Filter<Document>> {
  const last = await to.collection(name).findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
  const remainder: Filter<Document>[] = last ? [{ _id: { $gt: last._id } }] : [];
  return { $and: [...remainder, copiedOf(name)] };
}

/** Returns a filter of the documents of a collection that are copied. The epoch makes earlier cursors invalid. */
const copiedOf = (name: string): Filter<Document> =>
  name === 'meta' ? { _id: { $ne: 'epoch' as never } } : { _id: { $exists: true } };

/**
 * Returns the documents as the target stores them. The position of a follower is replaced by a lost one, so that the
 * follower first makes up for what it has not processed.
 */
function kept(batch: readonly Buffer[], name: string, { followers }: CopyOptions): readonly Buffer[] {
  if (name !== 'followers') return batch;
  return batch.map((raw) => {
    const place = BSON.deserialize(raw, { promoteValues: false });
    if (place.position === undefined || !followers.includes(place.follower)) return raw;
    return Buffer.from(BSON.serialize({ ...place, position: LOST_POSITION }));
  });
}

async function compareAll(options: CopyOptions, sources: readonly Source[]): Promise<CopiedCollection[]> {
  const { from, to, onProgress } = options;
  const total = await countAll(from, sources);
  const expired = new Date(Date.now() + EXPIRY_MARGIN_MS);
  const compared: CopiedCollection[] = [];
  let done = 0;
  for (const source of sources) {
    const filter = comparable(source, expired);
    const [original, copy] = await Promise.all(
      [from, to].map((db) =>
        digestOf(db, source.name, filter, options, (count) => {
          if (db === from) onProgress({ step: 'COMPARE', done: (done += count), total });
        }),
      ),
    );
    if (original.documents !== copy.documents || original.checksum !== copy.checksum)
      throw new CopyRefused(
        `The collection ${source.name} differs: ${original.documents} documents (checksum ${original.checksum}) in the source, and ${copy.documents} (${copy.checksum}) in the target. The source was probably written after the copy began. Stop what writes to it, and run the command again with --replace.`,
      );
    compared.push({ name: source.name, ...original });
  }
  return compared;
}

/** Returns a filter of the documents that neither database may delete while they are compared. */
function comparable({ name, indexes }: Source, expired: Date): Filter<Document> {
  const expiring = indexes.flatMap(({ key, expireAfterSeconds }) => {
    const field = Object.keys(key)[0];
    const before = new Date(expired.getTime() - Number(expireAfterSeconds) * 1000);
    return expireAfterSeconds === undefined ? [] : [{ [field]: { $lte: before } }];
  });
  return { $and: [copiedOf(name), ...(expiring.length === 0 ? [] : [{ $nor: expiring }])] };
}

async function digestOf(
  db: Db,
  name: string,
  filter: Filter<Document>,
  options: CopyOptions,
  onRead: (count: number) => void,
): Promise<Omit<CopiedCollection, 'name'>> {
  const hash = createHash('sha256');
  let documents = 0;
  for await (const batch of rawBatches(db.collection(name), filter)) {
    for (const raw of kept(batch, name, options)) hash.update(raw);
    documents += batch.length;
    onRead(batch.length);
  }
  return { documents, checksum: hash.digest('hex').slice(0, 16) };
}

async function compareIndexes(to: Db, sources: readonly Source[]): Promise<void> {
  const listed = (indexes: readonly IndexDescription[]): string => indexes.map((i) => JSON.stringify(i)).join();
  for (const { name, indexes } of sources) {
    if (indexes.length === 0) continue;
    const byName = (a: IndexDescription, b: IndexDescription): number => (String(a.name) < String(b.name) ? -1 : 1);
    const built = (await indexesOf(to, name)).toSorted(byName);
    if (listed(built.map(sorted)) !== listed([...indexes].toSorted(byName).map(sorted)))
      throw new CopyRefused(`The indexes of ${name} differ. Run the command again.`);
  }
}

/** Returns an index description with its fields in a fixed order. The order of its keys is kept. */
const sorted = (index: IndexDescription): IndexDescription =>
  Object.fromEntries(Object.entries(index).sort(([a], [b]) => (a < b ? -1 : 1))) as never;
