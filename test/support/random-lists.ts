/** Generates named lists, the lists that contain a customer, and comparisons with lists, for random customers. */
import { ListEntries, type ListType } from '../../src/engine/lists/list-entries.js';
import type { NamedList } from '../../src/engine/lists/list.js';
import type { Test, Value } from '../../src/engine/types.js';
import type { World } from '../../src/reference/language.js';
import type { Dice } from './dice.js';

export interface RandomList {
  readonly key: string;
  readonly type: ListType;
  readonly values: readonly Value[];
}

/** Keys of the customer lists. Their entries are `member_id` identities. */
export const CUSTOMER_LISTS = ['vip', 'staff'] as const;

export const VALUE_LISTS: readonly RandomList[] = [
  { key: 'words', type: 'STRING', values: ['Beijing', 'gold', 'hot', 'app', 's1', 's3', 'x', 'USD', 'o1', '下单'] },
  { key: 'blank', type: 'STRING', values: [] },
  { key: 'numbers', type: 'NUMBER', values: [0, 1, 3, 0.1, 0.00001, -0.5, 26, 100, 100_000.5] },
];

/** Returns the id of a customer list. */
export const listId = (key: string): string => `id of ${key}`;

const named = (key: string, more: Partial<NamedList>): NamedList => ({
  key,
  id: listId(key),
  name: key,
  content: key,
  size: 0,
  bytes: 0,
  version: 1,
  ...more,
});

export function valueList({ key, type, values }: RandomList): NamedList {
  return named(key, { type, size: values.length, entries: ListEntries.of(type, values.map(String), 7) });
}

export const customerList = (key: string): NamedList => named(key, { namespace: 'member_id' });

export const LISTS: readonly NamedList[] = [...CUSTOMER_LISTS.map(customerList), ...VALUE_LISTS.map(valueList)];

export const listNamed = (key: string): NamedList | undefined => LISTS.find((list) => list.key === key);

/** Returns the keys of the lists that contain a random customer. */
export const randomStanding = (dice: Dice): ReadonlySet<string> =>
  new Set(CUSTOMER_LISTS.filter(() => dice.chance(0.5)));

/** Converts keys of lists to their ids, which the engine uses. */
export const idsOf = (standing: ReadonlySet<string>): ReadonlySet<string> => new Set([...standing].map(listId));

/** Returns the lists in the form of the reference implementation. */
export const worldLists = (
  standing: ReadonlySet<string>,
  values: readonly RandomList[] = VALUE_LISTS,
): NonNullable<World['lists']> => ({
  standing,
  values: new Map(values.map((list) => [list.key, list.values])),
});

export function randomListTest(dice: Dice, type: ListType): Test {
  const list = dice.pick(VALUE_LISTS.filter((one) => one.type === type)).key;
  return { op: dice.pick(['inList', 'notInList'] as const), list };
}
