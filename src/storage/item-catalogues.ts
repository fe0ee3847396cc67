/** Store of item catalogues and of their entries. Each entry is one document. */
import type { ItemCatalogue } from '../engine/items/item-catalogue.js';
import type { Item, ItemChange } from '../engine/items/items.js';
import type { Stores } from '../services/base/ports.js';
import {
  definitionFromDoc,
  definitionToDoc,
  fromJson,
  toJson,
  type DefinitionDoc,
} from './base/definition-document.js';
import { atOnce, type Mongo, within } from './base/mongo.js';

interface ItemDoc {
  /**
   * Format: `<content>|<key>`, where `content` is the name of a set of entries. Therefore, a key occurs at most once in
   * a set.
   */
  _id: string;
  ws: string;
  content: string;
  key: string;
  /** Version of the catalogue in which the entry last changed. */
  version: number;
  /** Whether the entry was removed. */
  removed: boolean;
  /** The values as JSON text, because the database never queries them. */
  body: string;
}

const ENTRIES_AT_ONCE = 10_000;
/** The highest Unicode code point. It sorts after every other character. */
const LAST = '\u{10ffff}';

const entryId = (content: string, key: string): string => `${content}|${key}`;
const itemOf = ({ key, body }: ItemDoc): Item => ({ key, values: fromJson<Item['values']>(body) });
const changeOf = (doc: ItemDoc): ItemChange => (doc.removed ? { key: doc.key } : itemOf(doc));

export function itemCatalogueStore(mongo: Mongo): Stores['itemCatalogues'] {
  const catalogues = mongo.collection<DefinitionDoc>('itemCatalogues');
  return {
    all: async (ws, tx) =>
      (await catalogues.find({ ws }, within(tx)).sort({ ws: 1, key: 1 }).toArray()).map(
        definitionFromDoc<ItemCatalogue>,
      ),
    save: async (ws, catalogue, tx) =>
      void (await catalogues.replaceOne({ ws, key: catalogue.key }, definitionToDoc(ws, catalogue.key, catalogue), {
        upsert: true,
        ...within(tx),
      })),
    ...entriesOf(mongo),
  };
}

function entriesOf(mongo: Mongo): Omit<Stores['itemCatalogues'], 'all' | 'save'> {
  const items = mongo.collection<ItemDoc>('items');
  const page = async (
    content: string,
    { first, after, prefix = '' }: { readonly first: number; readonly after?: string; readonly prefix?: string },
  ): Promise<Item[]> => {
    const beginning = { $gte: entryId(content, prefix), $lte: entryId(content, `${prefix}${LAST}`) };
    const _id =
      after !== undefined && after >= prefix ? { $gt: entryId(content, after), $lte: beginning.$lte } : beginning;
    const found = items.find({ _id, removed: false }, atOnce(first)).sort({ _id: 1 }).limit(first);
    return (await found.toArray()).map(itemOf);
  };
  return {
    put: async (ws, content, version, changes, tx) => {
      if (changes.length === 0) return;
      await items.bulkWrite(
        changes.map(({ key, values }) => {
          const _id = entryId(content, key);
          const removed = values === undefined;
          const replacement = { _id, ws, content, key, version, removed, body: toJson(values ?? {}) };
          return { replaceOne: { filter: { _id }, replacement, upsert: true } };
        }),
        { ordered: false, ...within(tx) },
      );
    },
    page,
    readAhead: (content, after) => page(content, { first: ENTRIES_AT_ONCE, after }),
    changedSince: async (ws, content, version) =>
      (await items.find({ ws, content, version: { $gt: version } }).toArray()).map(changeOf),
    clearRemoved: async (ws, content, tx) => void (await items.deleteMany({ ws, content, removed: true }, within(tx))),
    unused: async (ws, used, limit) =>
      items
        .find({ ws, content: { $nin: [...used] } }, { projection: { _id: 0, content: 1, key: 1 } })
        .limit(limit)
        .toArray(),
    delete: async (unused) =>
      void (await items.deleteMany({ _id: { $in: unused.map(({ content, key }) => entryId(content, key)) } })),
  };
}
