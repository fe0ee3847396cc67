/**
 * Compares recommendations for UCI customers before November 2011 with the new items that they bought in that month.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EventReader } from '../../src/engine/analyses/events.js';
import { basketCounts, linksIn, itemTimesOf } from '../../src/engine/models/baskets.js';
import type { ItemLink } from '../../src/engine/models/item-links.js';
import { companions, popular } from '../../src/engine/models/recommend.js';
import { absent, UCI } from '../analyses/public-data.js';
import { uciItems } from './public-histories.js';

const ORDERS = [{ event: 'order_paid' }];
const CUT = Date.parse('2011-11-01T00:00:00Z') - 1;
const END = Date.parse('2011-12-01T00:00:00Z') - 1;

test('UCI: 10 items bought together hit more often than the 10 most popular', { skip: absent(UCI) }, () => {
  const part = uciItems();
  const setting = { zone: 'UTC', currency: 'GBP' };
  const reader = new EventReader(part, ORDERS, { setting, now: END });
  const itemsOf = (i: number, from: number, to: number): Set<string> => {
    reader.read(i, from, to);
    return new Set(itemTimesOf(reader).keys());
  };
  const shoppers = Array.from({ length: part.size }, (_, i) => ({
    before: itemsOf(i, -Infinity, CUT + 1),
    after: itemsOf(i, CUT + 1, Infinity),
  })).filter(({ before, after }) => before.size > 0 && [...after].some((item) => !before.has(item)));
  const items = new Set(shoppers.flatMap(({ before }) => [...before]));
  const analysis = basketCounts({ orders: ORDERS, from: -Infinity, items }, CUT);
  const sum = analysis.begin();
  const fold = analysis.over({ part, setting, now: CUT });
  for (let i = 0; i < part.size; i++) fold(sum, i);
  const counts = analysis.finish(sum);
  const kept = new Map<string, readonly ItemLink[]>();
  const linksFor = (item: string): readonly ItemLink[] => {
    const links = kept.get(item) ?? linksIn(counts, item);
    kept.set(item, links);
    return links;
  };
  let [customers, together, most] = [0, 0, 0];
  for (const { before, after } of shoppers) {
    const fresh = [...after].filter((item) => !before.has(item) && counts.counts.has(item));
    if (fresh.length === 0) continue;
    customers++;
    const hits = (list: readonly { readonly item: string }[]): number =>
      Number(list.slice(0, 10).some(({ item }) => fresh.includes(item)));
    together += hits(companions(before, linksFor, (item) => before.has(item)));
    most += hits(popular(counts, (item) => before.has(item)));
  }
  assert.ok(customers > 1200, `${customers} customers`);
  assert.ok(together / customers >= 0.33, `${together} of ${customers}`);
  assert.ok(together > 1.2 * most, `${together} together, ${most} popular`);
});
