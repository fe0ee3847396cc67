/** Catalogues that random conditions read, and fields that read them. */
import { itemLookups, type LoadedItemCatalogue } from '../../src/engine/items/item-catalogue.js';
import { Items, type Item, type ItemField } from '../../src/engine/items/items.js';
import type { Field, ItemFieldType, Value } from '../../src/engine/types.js';
import type { World } from '../../src/reference/language.js';
import type { Dice } from './dice.js';

type Values = Readonly<Record<string, Item['values']>>;

const PRODUCT_FIELDS: readonly ItemField[] = [
  { name: 'name', type: 'STRING' },
  { name: 'brand', type: 'STRING' },
  { name: 'category', type: 'STRING' },
  { name: 'price', type: 'DECIMAL' },
  { name: 'colour', type: 'STRING' },
  { name: 'pieces', type: 'INTEGER' },
  { name: 'margin', type: 'DECIMAL' },
  { name: 'isNew', type: 'BOOLEAN' },
];
const PLACE_FIELDS: readonly ItemField[] = [
  { name: 'area', type: 'STRING' },
  { name: 'cost', type: 'DECIMAL' },
];

/** Some products lack fields, and one product that is sold is not in the catalogue at all. */
const PRODUCTS: Values = {
  s1: { name: 'Mask', brand: 'Lancôme', category: 'care/lips', price: 5000n, colour: 'red', pieces: 2, margin: 1001n },
  s2: { brand: 'Other', category: 'home', price: 12_500n, colour: 'blue', margin: 5000n, isNew: true },
  s4: { category: 'care', price: 10_000n, colour: 'red', pieces: 3, isNew: false },
};
const OTHER_PRODUCTS: Values = {
  s1: { name: 'Mask', brand: 'Other', category: 'care/lips/red', price: 5000n, colour: 'blue', pieces: 5 },
  s3: { name: 'Lipstick', brand: 'Lancôme', category: 'home', price: 10_000n, colour: 'red', margin: 7000n },
};
const PLACES: Values = { app: { area: 'East', cost: 3500n }, web: { area: 'West' }, 'app/ios': { cost: 10_000n } };

/** The entries of both catalogues. */
export interface RandomItems {
  readonly products: Values;
  readonly places: Values;
}

export const ITEMS: RandomItems = { products: PRODUCTS, places: PLACES };
export const OTHER_ITEMS: RandomItems = { products: OTHER_PRODUCTS, places: { ...PLACES, web: { area: 'East' } } };

const entriesOf = (values: Values): Item[] => Object.entries(values).map(([key, one]) => ({ key, values: one }));

/** Returns the catalogues. `publishedAt` has the versions in which fields last changed. */
export function catalogues(
  { products, places }: RandomItems,
  publishedAt: Readonly<Record<string, number>> = {},
): LoadedItemCatalogue[] {
  const one = (key: string, values: Values, fields: readonly ItemField[]): LoadedItemCatalogue => ({
    key,
    kind: key === 'goods' ? 'PRODUCTS' : 'LOOKUP',
    label: key,
    keyField: 'key',
    fields,
    content: key,
    size: Object.keys(values).length,
    bytes: 0,
    removed: 0,
    version: 1,
    followableFrom: 1,
    publishedAt,
    items: Items.of(fields, entriesOf(values)),
  });
  return [one('goods', products, PRODUCT_FIELDS), one('places', places, PLACE_FIELDS)];
}

/** The catalogues as evaluation reads them. */
export const ITEM_LOOKUPS = itemLookups(catalogues(ITEMS))!;

/** Returns the catalogues in the form of the reference implementation. */
export function worldCatalogues({ products, places }: RandomItems = ITEMS): NonNullable<World['catalogues']> {
  const goods = new Map(Object.entries(products));
  return {
    products: goods,
    byKey: new Map([
      ['goods', goods],
      ['places', new Map(Object.entries(places))],
    ]),
  };
}

interface Known {
  readonly field: Field;
  readonly values: (d: Dice) => Value;
  readonly kind: 'number' | 'text' | 'boolean' | 'mixed';
}

const known = (
  field: Pick<Field, 'scope' | 'name'>,
  item: { readonly catalogue?: string; readonly field: string; readonly type: ItemFieldType },
  kind: Known['kind'],
  values: Known['values'],
): Known => ({ field: { ...field, item }, kind, values });

/** Returns fields of products, read by the sku of lines or events. */
export function productFields(scope: Field['scope']): readonly Known[] {
  const sku = { scope, name: 'sku' };
  return [
    known(sku, { field: 'colour', type: 'STRING' }, 'text', (d) => d.pick(['red', 'blue'])),
    known(sku, { field: 'category', type: 'STRING' }, 'text', (d) => d.pick(['care', 'care/lips', 'home'])),
    known(sku, { field: 'pieces', type: 'INTEGER' }, 'number', (d) => d.int(1, 5)),
    known(sku, { field: 'margin', type: 'DECIMAL' }, 'number', (d) => d.pick([1001n, 5000n, 7000n])),
    known(sku, { field: 'isNew', type: 'BOOLEAN' }, 'boolean', (d) => d.chance(0.5)),
    known(sku, { catalogue: 'goods', field: 'brand', type: 'STRING' }, 'text', (d) => d.pick(['Lancôme', 'Other'])),
  ];
}

/** Fields of places, read by the channel of events. */
export const PLACE_OF_CHANNEL: readonly Known[] = [
  known({ scope: 'event', name: 'channel' }, { catalogue: 'places', field: 'area', type: 'STRING' }, 'text', (d) =>
    d.pick(['East', 'West']),
  ),
  known({ scope: 'event', name: 'channel' }, { catalogue: 'places', field: 'cost', type: 'DECIMAL' }, 'number', (d) =>
    d.pick([3500n, 10_000n]),
  ),
];

/** Whether two fields are the same. */
export const isSameField = (one: Field, other: Field): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Returns entries in the form of the API. */
export const apiEntries = (values: Values): object[] =>
  Object.entries(values).map(([key, one]) => ({
    key,
    values: Object.fromEntries(
      Object.entries(one).map(([name, v]) => [name, typeof v === 'bigint' ? String(Number(v) / 10_000) : v]),
    ),
  }));

export const API_FIELDS: Readonly<Record<string, readonly ItemField[]>> = {
  goods: PRODUCT_FIELDS,
  places: PLACE_FIELDS,
};
