/**
 * Stored documents of definitions. The body is JSON text, because expression trees are never queried in the database.
 */
import type { Collection } from 'mongodb';
import type { Page, Tx } from '../../services/base/ports.js';
import { within } from './mongo.js';

export interface DefinitionDoc {
  ws: string;
  key: string;
  version: number;
  body: string;
}

export const definitionToDoc = (ws: string, key: string, definition: { readonly version: number }): DefinitionDoc => ({
  ws,
  key,
  version: definition.version,
  body: toJson(definition),
});

/** Decodes a stored definition. The collection determines its type. */
export const definitionFromDoc = <T>({ body }: DefinitionDoc): T => fromJson<T>(body);

/**
 * Returns the methods of a definition collection. They find definitions by key, list a page of them, count those with
 * other keys, and save one.
 */
export function keyedDefinitions<T extends { readonly key: string; readonly version: number }>(
  collection: Collection<DefinitionDoc>,
): {
  readonly find: (ws: string, keys: readonly string[], tx?: Tx) => Promise<T[]>;
  readonly list: (ws: string, page: Page, tx?: Tx) => Promise<T[]>;
  readonly countOthers: (ws: string, key: string) => Promise<number>;
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
    // The texts of the definitions are left in the database, because they may be long.
    countOthers: async (ws, key) =>
      (await collection.find({ ws, key: { $ne: key } }, { projection: { key: 1 } }).toArray()).length,
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
