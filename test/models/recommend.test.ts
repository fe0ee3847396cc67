/** Tests rankings of items for one customer, and warnings of models. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { companions, continued, dueAgain, popular, type Shopper } from '../../src/engine/models/recommend.js';
import { Items } from '../../src/engine/items/items.js';
import { offeredItems, type Offer } from '../../src/engine/models/offered-items.js';
import { logisticWarnings, orderWarnings, unlearnable } from '../../src/engine/models/warnings.js';
import { linksIn, type BasketCounts } from '../../src/engine/models/baskets.js';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const times = (...entries: [string, number][]): Map<string, number> => new Map(entries.map(([k, d]) => [k, d * DAY]));
const days = (...entries: [string, number[]][]): Map<string, number[]> =>
  new Map(entries.map(([k, list]) => [k, list.map((d) => d * DAY)]));
const shopper = (more: Partial<Shopper>): Shopper => ({
  bought: new Map(),
  carted: new Map(),
  viewed: new Map(),
  ...more,
});

test('continue: carts come before views, the newest first, without items bought since', () => {
  const list = continued(
    shopper({
      carted: times(['tea', 90], ['cup', 95], ['old', 10], ['pot', 80]),
      viewed: times(['tea', 99], ['jar', 98]),
      bought: days(['pot', [81]], ['cup', [95 - 1e-6]]),
    }),
    70 * DAY,
  );
  assert.deepEqual(
    list.map((c) => [c.item, c.action]),
    [
      ['cup', 'CARTED'],
      ['tea', 'CARTED'],
      ['jar', 'VIEWED'],
    ],
  );
});

const COUNTS: BasketCounts = {
  customers: 100,
  counts: new Map([
    ['tea', 20],
    ['cup', 25],
    ['pot', 30],
    ['pen', 50],
  ]),
  together: new Map([
    [
      'tea',
      new Map([
        ['cup', 15],
        ['pot', 10],
        ['pen', 10],
      ]),
    ],
    ['cup', new Map([['pot', 12]])],
  ]),
  repeats: new Map(),
};

test('bought together: cosines add up, and pairs explained by chance are left out', () => {
  const list = companions(
    ['tea', 'cup'],
    (bought) => linksIn(COUNTS, bought),
    (item) => ['tea', 'cup'].includes(item),
  );
  assert.deepEqual(
    list.map((c) => c.item),
    ['pot'],
  );
  const [pot] = list;
  assert.ok(Math.abs(pot.score - (10 / Math.sqrt(600) + 12 / Math.sqrt(750))) < 1e-12);
  assert.deepEqual(
    pot.because.map((b) => [b.bought, b.both, b.a, b.b]),
    [
      ['cup', 12, 25, 30],
      ['tea', 10, 20, 30],
    ],
  );
});

test("due again: by the customer's interval or that of others, unless long overdue or far ahead", () => {
  const others = Array.from({ length: 30 }, () => [0, 20 * DAY]);
  const list = dueAgain(
    shopper({
      bought: days(
        ['milk', [60, 70, 80, 91]],
        ['soap', [79]],
        ['salt', [90]],
        ['lost', [10, 20, 30, 40]],
        ['rare', [95]],
      ),
    }),
    {
      repeats: new Map([
        ['soap', others],
        ['salt', others],
        ['rare', others.slice(1)],
      ]),
    },
    NOW,
    NOW + 3 * DAY,
  );
  assert.deepEqual(
    list.map((d) => [d.item, d.dueAt / DAY, d.basis, d.count]),
    [
      ['soap', 99, 'OTHERS', 30],
      ['milk', 101, 'OWN', 3],
    ],
  );
});

test('an item is offered if the catalogue shows that it is in stock and not too expensive', () => {
  const products = Items.of(
    [
      { name: 'pieces', type: 'INTEGER' },
      { name: 'stock', type: 'BOOLEAN' },
      { name: 'price', type: 'DECIMAL' },
    ],
    [
      { key: 'tea', values: { pieces: 3, stock: true, price: 990_000n } },
      { key: 'cup', values: { pieces: 0, stock: false, price: 1_000_000n } },
      { key: 'pen', values: { pieces: -1, price: 1_000_001n } },
      { key: 'jar', values: {} },
    ],
  );
  const offered = (offer: Offer, from: typeof products | undefined = products): string[] =>
    ['tea', 'cup', 'pen', 'jar', 'none'].filter(offeredItems(from, offer));
  assert.deepEqual(offered({}), ['tea', 'cup', 'pen', 'jar', 'none']);
  assert.deepEqual(offered({ availableField: 'pieces' }), ['tea']);
  assert.deepEqual(offered({ availableField: 'stock' }), ['tea']);
  assert.deepEqual(offered({ mostPrice: 1_000_000n }), ['tea', 'cup']);
  assert.deepEqual(offered({ availableField: 'pieces', mostPrice: 980_000n }), []);
  assert.deepEqual(offeredItems(undefined, { mostPrice: 1n })('tea'), false);
});

test('popular: by number of customers, without excluded items', () => {
  assert.deepEqual(
    popular(COUNTS, (item) => item === 'pen').map((p) => [p.item, p.customers, p.all]),
    [
      ['pot', 30, 100],
      ['cup', 25, 100],
      ['tea', 20, 100],
    ],
  );
});

test('warnings: no convergence, no mean, dependent values, too few, one class, no variation', () => {
  const parameters = { r: 1, alpha: 1, a: 1, b: 1 };
  const orders = { model: 'BG_NBD', parameters, logLikelihood: -1, converged: true } as const;
  const value = { p: 2, q: 3, v: 4, converged: true };
  assert.deepEqual(orderWarnings(orders, value), []);
  assert.deepEqual(orderWarnings({ ...orders, converged: false }, undefined), ['NOT_CONVERGED']);
  assert.deepEqual(orderWarnings(orders, { ...value, converged: false }), ['NOT_CONVERGED']);
  assert.deepEqual(orderWarnings(orders, { ...value, q: 1 }), ['VALUE_WITHOUT_MEAN']);
  assert.deepEqual(orderWarnings(orders, { ...value, correlation: -0.4 }), ['VALUE_DEPENDS_ON_FREQUENCY']);
  const outcomes = (ones: number, zeros: number): number[] => [...Array(ones).fill(1), ...Array(zeros).fill(0)];
  assert.equal(unlearnable(outcomes(30, 30)), undefined);
  assert.equal(unlearnable(outcomes(29, 300)), 'TOO_FEW');
  assert.equal(unlearnable(outcomes(60, 0)), 'ONE_CLASS');
  assert.equal(unlearnable([]), 'TOO_FEW');
  const fit = { weights: [1, 0], errors: [], intercept: 0, means: [0, 0], deviations: [1, 0], converged: false };
  assert.deepEqual(logisticWarnings(fit), ['NOT_CONVERGED', 'NO_VARIATION']);
});
