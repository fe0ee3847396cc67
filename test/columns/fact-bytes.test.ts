/** Tests the limits on the memory of facts: estimates of sizes, parts of columns, pages, and transactions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { PART_BYTES, PartBuilder, type PartCustomer } from '../../src/engine/columns/part.js';
import { fieldValues } from '../../src/engine/columns/row-contributions.js';
import { arrayBytes, noteDerived } from '../../src/engine/columns/derived.js';
import { compacted, SlotsBuilder } from '../../src/engine/columns/part-slots.js';
import { factBytes } from '../../src/engine/facts/fact-bytes.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { Setting } from '../../src/engine/facts/selection.js';
import type { EventFact, Metric } from '../../src/engine/types.js';
import { memoryLimits } from '../../src/memory.js';
import { atOnce } from '../../src/services/mapping/json-cells.js';
import { inPages } from '../../src/services/population/pages.js';
import { FactMemory } from '../../src/services/write-path/fact-memory.js';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { partWith, randomMembers, slotsOf } from './random-parts.js';

const SEED = seedOf(84);
const MIB = 2 ** 20;

const memberOf = (id: string, facts: readonly EventFact[]): PartCustomer => ({
  id,
  factsVersion: 1,
  createdAt: 0,
  facts: FactSet.of(facts),
  tags: new Map(),
  lists: new Set(),
});
const eventOf = (id: number, properties: EventFact['properties'], type = 'viewed'): EventFact => ({
  id: `e${id}`,
  type,
  at: id,
  ...(properties ? { properties } : {}),
});

test(`facts have the same size if added, removed or restored from columns (seed ${SEED})`, () => {
  const dice = new Dice(random(SEED));
  const members = randomMembers(dice, 300);
  const part = partWith(members);
  members.forEach(({ facts }, i) => {
    const all = facts.all();
    const sum = all.reduce((bytes, fact) => bytes + factBytes(fact), 0);
    assert.equal(facts.bytes, sum);
    assert.equal(part.facts(i).bytes, sum, 'restored from columns');
    const some = all.filter(() => dice.chance(0.5));
    const others = all.filter((fact) => !some.includes(fact));
    assert.equal(facts.without(some).bytes, FactSet.of(others).bytes);
    assert.equal(FactSet.of(others).with(some).bytes, sum);
  });
});

test('the estimated size is at least the size of the texts of an event', () => {
  const texts = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.array(fc.string())));
  fc.assert(
    fc.property(texts, (properties) => {
      const characters = Object.entries(properties).flat(2).join('').length;
      assert.ok(factBytes(eventOf(1, properties)) >= 2 * characters);
    }),
  );
});

test('a part is full at a number of bytes, and large parts are not joined', () => {
  const large = (n: number): PartCustomer =>
    memberOf(
      `c${String(n).padStart(6, '0')}`,
      Array.from({ length: 64 }, (_, i) => eventOf(i, { text: `${n} ${i} `.padEnd(65_536, 'x') })),
    );
  const builder = new PartBuilder();
  const members: PartCustomer[] = [];
  for (let n = 0; !builder.isFull; n++) {
    members.push(large(n));
    builder.add(members[n]);
    assert.ok(n < 100, 'a part is never full');
  }
  const slots = new SlotsBuilder(false);
  atOnce(slots.add([...members, large(members.length)]));
  assert.deepEqual(
    slots.finished().map(({ part }) => part.size),
    [members.length, 1],
    'the next part begins',
  );
  const { weight, bytes } = builder.sealed();
  assert.ok(weight > PART_BYTES * 0.9 && weight < PART_BYTES * 1.1, String(weight));
  assert.ok(bytes > weight / 3 && bytes < weight, 'the bytes of a part are those of its block');
  const half = members.slice(0, members.length >> 1);
  const rest = members.slice(members.length >> 1);
  assert.equal(atOnce(compacted([half, rest].flatMap((part) => slotsOf(part)))).length, 2, 'the joined part is full');
  const third = members.slice(0, members.length >> 2);
  const joined = atOnce(compacted([rest.slice(0, rest.length >> 1), third].flatMap((part) => slotsOf(part))));
  assert.equal(joined.length, 1);
  const found = Array.from({ length: joined[0].part.size }, (_, i) => joined[0].part.member(i));
  assert.deepEqual(
    found.map(({ id, facts }) => [id, facts.bytes]),
    [...third, ...rest.slice(0, rest.length >> 1)].map(({ id, facts }) => [id, facts.bytes]),
    'all customers in the order of their ids',
  );
});

test('a part is also full at a number of names and event types, which take memory for each customer', () => {
  for (const eventOfCustomer of [
    (n: number) => eventOf(n, Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`p${n}x${i}`, true]))),
    (n: number) => eventOf(n, undefined, `type ${n}`),
  ]) {
    const builder = new PartBuilder();
    let n = 0;
    for (; !builder.isFull; n++) builder.add(memberOf(`c${String(n).padStart(6, '0')}`, [eventOfCustomer(n)]));
    assert.ok(n < 12_000, `${n} customers`);
    const { bytes } = builder.sealed();
    assert.ok(bytes < 1.5 * PART_BYTES, `${bytes} bytes`);
  }
});

test('data derived from the columns of a part counts towards its size, once', () => {
  const part = partWith([
    memberOf(
      'c',
      Array.from({ length: 100 }, (_, i) => eventOf(i, { price: i, note: `${i}` })),
    ),
  ]);
  const table = part.table('viewed')!;
  const metric = (name: string): Metric => ({
    aggregate: 'sum',
    event: 'viewed',
    field: { scope: 'event', name },
  });
  const own = part.bytes;
  const setting: Setting = { zone: 'UTC', currency: 'CNY' };
  assert.deepEqual(fieldValues(metric('note'), table, setting)(7), ['7']);
  const withNotes = part.bytes;
  assert.ok(withNotes > own + 100 * 8, `${withNotes - own} bytes`);
  fieldValues(metric('note'), table, setting);
  assert.equal(part.bytes, withNotes, 'the same column is derived once');
  noteDerived(part.block, 1000);
  noteDerived(part.block, -1000);
  assert.equal(part.bytes, withNotes);
  assert.equal(
    arrayBytes({ starts: new Int32Array(3), of: { at: new Float64Array(2) }, names: ['a'], none: null }),
    28,
  );
});

test('customers are read in pages limited by number and by bytes, in order', () => {
  const sizes = fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 * MIB })));
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 5 }), (list, most) => {
      const roots = list.map((bytes) => ({ factBytes: bytes }));
      const pages = inPages(roots, most);
      assert.deepEqual(pages.flat(), roots);
      for (const page of pages) {
        const bytes = page.reduce((sum, root) => sum + root.factBytes, 0);
        assert.ok(page.length > 0 && page.length <= most && (page.length === 1 || bytes <= 16 * MIB));
      }
      for (const [i, page] of pages.slice(1).entries()) {
        const bytes = [...pages[i], page[0]].reduce((sum, root) => sum + root.factBytes, 0);
        assert.ok(pages[i].length === most || bytes > 16 * MIB, 'no page is shorter than necessary');
      }
    }),
  );
});

test('transactions share the memory for facts, and one that needs more than all of it runs alone', async () => {
  const memory = new FactMemory(100);
  const order: string[] = [];
  const take = async (name: string, bytes: number): Promise<() => void> => {
    const claim = memory.claim();
    await claim.take(bytes);
    order.push(name);
    return () => claim.release();
  };
  const first = await take('first', 60);
  const second = take('second', 60);
  const none = await take('none', 0);
  const large = take('large', 500);
  assert.deepEqual(order, ['first', 'none']);
  first();
  (await second)();
  const releaseLarge = await large;
  assert.equal(memory.bytes, 500);
  const last = take('last', 1);
  assert.deepEqual(order, ['first', 'none', 'second', 'large']);
  releaseLarge();
  (await last)();
  none();
  assert.equal(memory.bytes, 0);
});

test('limits follow the heap and the memory of the machine, up to a maximum', () => {
  assert.deepEqual(memoryLimits(512 * MIB, 2048 * MIB), {
    cachedFactBytes: 128 * MIB,
    loadedFactBytes: 64 * MIB,
    columnBytes: 512 * MIB,
  });
  const most = memoryLimits(2 ** 40, 2 ** 42);
  assert.deepEqual(most, { cachedFactBytes: 512 * MIB, loadedFactBytes: 256 * MIB, columnBytes: 3072 * MIB });
});
