/**
 * Stored documents of definitions. The body is JSON text, because expression trees are never queried in the database.
 */
import type { Collection, Filter } from 'mongodb';
import type { Page, Tx } from '../../services/base/ports.js';
import { within } from './mongo.js';

export interface DefinitionDoc {
  ws: string;
  key: string;
  version: number;
  body: string;
  /** Number of characters of the body. Absent in documents that earlier releases saved. */
  size?: number;
}

export const definitionToDoc = (ws: string, key: string, definition: { readonly version: number }): DefinitionDoc => {
  const body = toJson(definition);
  return { ws, key, version: definition.version, body, size: body.length };
};

/** The key, the version and the size of a stored definition, without its body. */
interface Sized {
  readonly key: string;
  readonly version: number;
  readonly size: number;
}

/** Returns the sizes of definitions. The bodies are not read, because they may be long. */
export async function sizesOf(
  collection: Collection<DefinitionDoc>,
  filter: Filter<DefinitionDoc> & { readonly ws: string },
  tx?: Tx,
): Promise<Sized[]> {
  const projection = { key: 1, version: 1, size: 1 } as const;
  const found = await collection.find(filter, { ...within(tx), projection }).toArray();
  const sizes: Sized[] = [];
  for (const { key, version, size } of found)
    sizes.push({ key, version, size: size ?? (await bodySize(collection, { ws: filter.ws, key, version }, tx)) });
  return sizes;
}

const bodySize = async (
  collection: Collection<DefinitionDoc>,
  filter: Pick<DefinitionDoc, 'ws' | 'key' | 'version'>,
  tx?: Tx,
): Promise<number> => (await collection.findOne(filter, within(tx)))?.body.length ?? 0;

/** Maximum number of stored versions of a definition, and the maximum total number of characters in them. */
const KEPT_VERSIONS = 100;
const KEPT_CHARACTERS = 8 * 1024 * 1024;

/**
 * Saves a version of a definition and removes the oldest versions above the limits. A list of versions is read as a
 * whole, so both the number and the size of the versions are limited. The newest version is always kept.
 */
export async function saveVersion(
  versions: Collection<DefinitionDoc>,
  ws: string,
  definition: { readonly key: string; readonly version: number },
  tx: Tx,
): Promise<void> {
  const { key, version } = definition;
  const document = definitionToDoc(ws, key, definition);
  await versions.replaceOne({ ws, key, version }, document, { upsert: true, ...within(tx) });
  const earlier = (await sizesOf(versions, { ws, key, version: { $lt: version } }, tx)).sort(
    (left, right) => right.version - left.version,
  );
  let characters = document.size!;
  const dropped = earlier.find(({ size }, index) => {
    characters += size;
    return index + 1 >= KEPT_VERSIONS || characters > KEPT_CHARACTERS;
  });
  if (dropped) await versions.deleteMany({ ws, key, version: { $lte: dropped.version } }, within(tx));
}

/** Decodes a stored definition. The collection determines its type. */
export const definitionFromDoc = <T>({ body }: DefinitionDoc): T => fromJson<T>(body);

/**
 * Returns the store methods for a collection of definitions. They find definitions by key, list a page of them, count
 * those with other keys, return the sizes of all in characters, and save one.
 */
export function keyedDefinitions<T extends { readonly key: string; readonly version: number }>(
  collection: Collection<DefinitionDoc>,
): {
  readonly find: (ws: string, keys: readonly string[], tx?: Tx) => Promise<T[]>;
  readonly list: (ws: string, page: Page, tx?: Tx) => Promise<T[]>;
  readonly countOthers: (ws: string, key: string, tx?: Tx) => Promise<number>;
  readonly sizes: (ws: string, tx?: Tx) => Promise<number[]>;
  readonly save: (ws: string, definition: T, tx: Tx) => Promise<void>;
} {
  return {
    find: async (ws, keys, tx) =>
      (await collection.find({ ws, key: { $in: [...keys] } }, within(tx)).toArray()).map(definitionFromDoc<T>),
    list: async (ws, page, tx) =>
      (
        await collection
          .find({ ws, ...(page.after === undefined ? {} : { key: { $gt: page.after } }) }, within(tx))
          .sort({ ws: 1, key: 1 })
          .limit(page.first)
          .toArray()
      ).map(definitionFromDoc<T>),
    // The bodies are not read, because they may be long.
    countOthers: async (ws, key, tx) =>
      (await collection.find({ ws, key: { $ne: key } }, { ...within(tx), projection: { key: 1 } }).toArray()).length,
    sizes: async (ws, tx) => (await sizesOf(collection, { ws }, tx)).map(({ size }) => size),
    save: async (ws, definition, tx) =>
      void (await collection.replaceOne({ ws, key: definition.key }, definitionToDoc(ws, definition.key, definition), {
        upsert: true,
        ...within(tx),
      })),
  };
}

/** Encodes a value as JSON. A bigint is encoded as `{ $decimal }`, so that it stays distinct from a number. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_k, x: unknown) => (typeof x === 'bigint' ? { $decimal: String(x) } : x));
}
export function fromJson<T>(text: string): T {
  return JSON.parse(text, (_k, x: unknown) =>
    x !== null && typeof x === 'object' && '$decimal' in x ? BigInt(x.$decimal as string) : x,
  ) as T;
}
