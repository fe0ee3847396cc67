/** Tests the template library with customers at the boundaries of layers, where the expected layer is easy to see. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TEMPLATES } from '../../seeds/templates/index.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);
const at = (daysAgo: number): string => new Date(NOW - daysAgo * DAY).toISOString();
const MS = 1 / DAY;

interface Customer {
  readonly name: string;
  /** Days ago. */
  readonly registered?: number;
  /** Orders as days ago, amount, and optionally the coupon. */
  readonly orders?: readonly (readonly [daysAgo: number, amount: string, coupon?: string])[];
  readonly claims?: number;
  /** Orders as days ago and the categories bought. */
  readonly baskets?: readonly (readonly [daysAgo: number, categories: readonly string[]])[];
  /** Due date in days from now. A negative number means days ago. */
  readonly due?: number;
  readonly born?: number;
  readonly checkup?: number;
  readonly segments?: readonly string[];
  readonly layers: Readonly<Record<string, string>>;
}

const many = (n: number, daysAgo: number, amount: string, coupon?: string): [number, string, string?][] =>
  Array.from({ length: n }, (_, i) => [daysAgo + i, amount, coupon]);

const CUSTOMERS: readonly Customer[] = [
  // Lifecycle
  { name: 'registered exactly 7 days ago', registered: 7, layers: { lifecycle: 'new' } },
  { name: 'registered a millisecond more than 7 days ago', registered: 7 + MS, layers: { lifecycle: 'regular' } },
  { name: 'registered just under 30 days ago, never bought', registered: 30 - MS, layers: { lifecycle: 'regular' } },
  { name: 'registered exactly 30 days ago, never bought', registered: 30, layers: { lifecycle: 'dormant' } },
  {
    name: 'registered exactly 90 days ago, never bought',
    registered: 90,
    layers: { lifecycle: 'churned', rfm: 'general' },
  },
  {
    name: 'last order exactly 30 days ago',
    registered: 300,
    orders: [[30, '100']],
    layers: { lifecycle: 'dormant', rfm: 'dormant' },
  },
  {
    name: 'last order just under 30 days ago',
    registered: 300,
    orders: [[30 - MS, '100']],
    layers: { lifecycle: 'regular', rfm: 'general' },
  },
  {
    name: 'last order exactly 90 days ago',
    registered: 300,
    orders: [[90, '900']],
    layers: { lifecycle: 'churned', rfm: 'dormant' },
  },
  {
    name: 'last order just under 90 days ago',
    registered: 300,
    orders: [[90 - MS, '100']],
    layers: { lifecycle: 'dormant' },
  },
  { name: 'six orders in 90 days', registered: 300, orders: many(6, 8, '10'), layers: { lifecycle: 'active' } },
  { name: 'five orders in 90 days', registered: 300, orders: many(5, 8, '10'), layers: { lifecycle: 'regular' } },
  {
    name: 'registered exactly 30 days ago, two orders',
    registered: 30,
    orders: many(2, 8, '10'),
    layers: { lifecycle: 'active' },
  },
  {
    name: 'registered a little over 30 days ago, two orders',
    registered: 30 + MS,
    orders: many(2, 8, '10'),
    layers: { lifecycle: 'regular' },
  },
  // RFM
  { name: 'four orders, exactly 500, the last exactly 7 days ago', orders: many(4, 7, '125'), layers: { rfm: 'core' } },
  { name: 'four orders of 499.9996, the last today', orders: many(4, 1, '124.9999'), layers: { rfm: 'general' } },
  {
    name: 'four orders, 500, the last a millisecond more than 7 days ago',
    orders: many(4, 7 + MS, '125'),
    layers: { rfm: 'general' },
  },
  {
    name: 'three orders, the last exactly 15 days ago, exactly 300',
    orders: many(3, 15, '100'),
    layers: { rfm: 'potential' },
  },
  {
    name: 'two orders of 299.99 together',
    orders: [
      [1, '150'],
      [2, '149.99'],
    ],
    layers: { rfm: 'general' },
  },
  {
    name: 'one order of 500 exactly 30 days ago',
    orders: [[30, '500']],
    layers: { rfm: 'dormant_high_value', frequency_value: 'low_low' },
  },
  { name: 'one order of 499.99, 40 days ago', orders: [[40, '499.99']], layers: { rfm: 'dormant' } },
  {
    name: 'two orders, the last 40 days ago',
    orders: [
      [40, '300'],
      [41, '300'],
    ],
    layers: { rfm: 'general', frequency_value: 'high_low' },
  },
  // Cases for frequency and value.
  {
    name: 'two orders of 2,500 together',
    orders: [
      [1, '2000'],
      [2, '500'],
    ],
    layers: { frequency_value: 'high_high', value: 'high' },
  },
  { name: 'one order of 2,500', orders: [[1, '2500']], layers: { frequency_value: 'low_high' } },
  { name: 'one order of 2,499.99', orders: [[1, '2499.99']], layers: { frequency_value: 'low_low' } },
  // Cases for promotion sensitivity.
  {
    name: 'four of five orders with a coupon, three claims',
    orders: [...many(4, 1, '10', 'k'), [9, '10']],
    claims: 3,
    layers: { promotion_sensitivity: 'fanatic' },
  },
  {
    name: 'four of five orders with a coupon, two claims',
    orders: [...many(4, 1, '10', 'k'), [9, '10']],
    claims: 2,
    layers: { promotion_sensitivity: 'sensitive' },
  },
  {
    name: 'half of the orders with a coupon',
    orders: [
      [1, '10', 'k'],
      [2, '10'],
    ],
    layers: { promotion_sensitivity: 'sensitive' },
  },
  {
    name: 'one of five orders with a coupon',
    orders: [[1, '10', 'k'], ...many(4, 2, '10')],
    layers: { promotion_sensitivity: 'neutral' },
  },
  // Cases for industry packs.
  { name: 'four orders in 28 days', orders: many(4, 24, '10'), layers: { purchase_rhythm: 'weekly' } },
  {
    name: 'four orders, one of them exactly 28 days ago',
    orders: [[28, '10'], ...many(3, 1, '10')],
    layers: { purchase_rhythm: 'monthly' },
  },
  {
    name: 'four orders in a year, two of them in 90 days',
    orders: [
      [1, '10'],
      [60, '10'],
      [100, '10'],
      [364, '10'],
    ],
    layers: { purchase_rhythm: 'seasonal' },
  },
  {
    name: 'one order, 8 days ago',
    orders: [[8, '10']],
    layers: { purchase_rhythm: 'rare' },
    segments: ['second_order_due'],
  },
  { name: 'one order, exactly 7 days ago', orders: [[7, '10']], layers: {}, segments: ['second_order_due'] },
  { name: 'one order, just under 7 days ago', orders: [[7 - MS, '10']], layers: {}, segments: [] },
  {
    name: 'bought weekly, then nothing for exactly a week',
    orders: [
      [7, '10'],
      [14, '10'],
      [21, '10'],
      [28, '10'],
    ],
    layers: {},
    segments: ['fresh_missed_week'],
  },
  {
    name: 'five categories in 30 days',
    baskets: [
      [1, ['fruit', 'fish', 'milk']],
      [29, ['bread', 'eggs']],
    ],
    layers: { category_breadth: 'whole_basket' },
  },
  {
    name: 'five categories, two of them exactly 30 days ago',
    baskets: [
      [1, ['fruit', 'fish', 'milk']],
      [30, ['bread', 'eggs']],
    ],
    layers: { category_breadth: 'half_basket' },
  },
  { name: 'two categories', baskets: [[1, ['fruit', 'fish']]], layers: { category_breadth: 'single_category' } },
  {
    name: 'skincare and make-up',
    baskets: [
      [1, ['skincare']],
      [179, ['makeup']],
    ],
    layers: { beauty_routine: 'full' },
  },
  {
    name: 'skincare, make-up exactly 180 days ago',
    baskets: [
      [1, ['skincare']],
      [180, ['makeup']],
    ],
    layers: { beauty_routine: 'skincare' },
  },
  { name: 'make-up', baskets: [[1, ['makeup']]], layers: { beauty_routine: 'makeup' } },
  {
    name: 'skincare exactly 45 days ago',
    baskets: [[45, ['skincare']]],
    layers: { beauty_routine: 'skincare' },
    segments: ['skincare_runs_out'],
  },
  { name: 'skincare just under 45 days ago', baskets: [[45 - MS, ['skincare']]], layers: {}, segments: [] },
  { name: 'skincare exactly 60 days ago', baskets: [[60, ['skincare']]], layers: {}, segments: [] },
  { name: 'baby due in 84 days', due: 84, layers: { parenthood: 'pregnant_late' } },
  { name: 'baby due in 85 days', due: 85, layers: { parenthood: 'pregnant_middle' } },
  { name: 'baby due in 189 days', due: 189, layers: { parenthood: 'pregnant_middle' } },
  { name: 'baby due in 190 days', due: 190, layers: { parenthood: 'pregnant_early' } },
  { name: 'baby due in 281 days', due: 281, layers: { parenthood: 'unknown' } },
  { name: 'baby born 29 days ago', born: -29, layers: { parenthood: 'newborn' }, segments: [] },
  { name: 'baby born 31 days ago', born: -31, layers: { parenthood: 'infant' }, segments: ['month_after_birth'] },
  { name: 'baby born 38 days ago', born: -38, layers: { parenthood: 'infant' }, segments: [] },
  { name: 'baby born 366 days ago', born: -366, layers: { parenthood: 'toddler' } },
  { name: 'baby born 1096 days ago', born: -1096, layers: { parenthood: 'child' } },
  { name: 'born, though once told to be due', due: 30, born: -2, layers: { parenthood: 'newborn' } },
  { name: 'a check-up exactly 7 days ago', checkup: 7, layers: {}, segments: ['week_after_checkup'] },
  { name: 'a check-up exactly 8 days ago', checkup: 8, layers: {}, segments: [] },
  {
    name: 'one of six orders with a coupon',
    orders: [[1, '10', 'k'], ...many(5, 2, '10')],
    layers: { promotion_sensitivity: 'indifferent' },
  },
];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', at(0));
  await admin.ask('mutation{defineTag(input:{key:"registered_at",kind:STATIC,type:DATETIME}){key}}');
  const identities = (i: number): object[] => [{ namespace: 'member_id', value: `T${i}` }];
  let n = 0;
  const events = CUSTOMERS.flatMap((c, i) => [
    ...(c.orders ?? []).map(([ago, amount, coupon]) => ({
      messageId: `o${n++}`,
      type: 'order_paid',
      occurredAt: at(ago),
      identities: identities(i),
      order: { orderId: `o${n}`, amount },
      coupon,
    })),
    ...(c.baskets ?? []).map(([ago, categories]) => ({
      messageId: `b${n++}`,
      type: 'order_paid',
      occurredAt: at(ago),
      identities: identities(i),
      order: { orderId: `b${n}`, lines: categories.map((category) => ({ sku: category, category, amount: '1' })) },
    })),
    ...(c.checkup === undefined
      ? []
      : [{ messageId: `c${n++}`, type: 'checkup', occurredAt: at(c.checkup), identities: identities(i) }]),
    ...(c.due === undefined && c.born === undefined
      ? []
      : [{ messageId: `r${n++}`, type: 'searched', occurredAt: at(1), identities: identities(i) }]),
    ...Array.from({ length: c.claims ?? 0 }, () => ({
      messageId: `k${n++}`,
      type: 'coupon_claimed',
      occurredAt: at(3),
      identities: identities(i),
      coupon: 'k',
    })),
  ]);
  const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected results{message}}}', {
    e: events,
  });
  assert.equal(r.ingestEvents.rejected, 0, JSON.stringify(r.ingestEvents.results.filter((x: any) => x.message)));
  const tags = CUSTOMERS.flatMap((c, i) =>
    c.registered === undefined
      ? []
      : [{ identities: identities(i), tag: 'registered_at', value: at(c.registered), observedAt: at(c.registered) }],
  );
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: tags });
});
after(() => server.remove());

const INSTALL =
  'mutation($i:InstallTemplateInput!){installTemplate(input:$i,wait:true){customers tags segments{key size} layers{model layer name count} jobs{state}}}';
const PARAMETERS: Readonly<Record<string, { name: string; value: string }[]>> = {
  rfm: [{ name: 'potential_value', value: '300' }],
};

test('the dry run of every template predicts exactly its result', async () => {
  const { templates } = await admin.ask(
    '{templates(language:zh){key version name description parameters{name label type default}}}',
  );
  assert.deepEqual(
    templates.map((t: any) => t.key),
    TEMPLATES.map((t) => t.key),
  );
  for (const { key } of TEMPLATES) {
    const input = { key, parameters: PARAMETERS[key] ?? [] };
    const dry = (await admin.ask(INSTALL, { i: { ...input, dryRun: true } })).installTemplate;
    assert.equal(dry.customers, CUSTOMERS.length);
    assert.deepEqual(dry.jobs, []);
    const model = dry.layers[0]?.model ?? key;
    assert.equal(
      (await admin.ask('query($k:String!){layerModel(key:$k){key}}', { k: model })).layerModel,
      null,
      'a dry run installs nothing',
    );
    const real = (await admin.ask(INSTALL, { i: { ...input, language: 'zh' } })).installTemplate;
    assert.ok(real.jobs.every((j: any) => j.state === 'DONE'));
    assert.deepEqual(
      real.layers.map((l: any) => [l.layer, l.count]),
      dry.layers.map((l: any) => [l.layer, l.count]),
    );
    if (real.layers.length > 0) {
      const { layerModel } = await admin.ask('query($k:String!){layerModel(key:$k){name distribution{layer count}}}', {
        k: model,
      });
      assert.deepEqual(
        layerModel.distribution.map((x: any) => [x.layer, x.count]),
        dry.layers.map((l: any) => [l.layer, l.count]),
        `${key}: what streams agrees with what was announced`,
      );
      assert.equal(
        dry.layers.reduce((sum: number, l: any) => sum + l.count, 0),
        CUSTOMERS.length,
        'every customer is in a layer',
      );
    }
    for (const x of real.segments)
      assert.equal((await admin.ask('query($k:String!){segment(key:$k){size}}', { k: x.key })).segment.size, x.size);
  }
});

test('templates that read tags about the customer', async () => {
  const day = (n: number): string => new Date(NOW + n * DAY + 8 * 3600_000).toISOString().slice(0, 10);
  const tags = CUSTOMERS.flatMap((c, i) =>
    [
      ...(c.due === undefined ? [] : [['due_date', day(c.due)]]),
      ...(c.born === undefined ? [] : [['baby_birthday', day(c.born)]]),
    ].map(([tag, value]) => ({ tag, value, identities: [{ namespace: 'member_id', value: `T${i}` }] })),
  );
  const { setTags } = await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status message}}', { t: tags });
  assert.deepEqual([...new Set(setTags.map((x: any) => x.status))], ['ACCEPTED']);
});

const PACKS = new Set(
  TEMPLATES.filter((t) => t.key.startsWith('pack_')).flatMap((t) => (t.segments ?? []).map((s) => s.key)),
);

for (const [i, c] of CUSTOMERS.entries()) {
  test(c.name, async () => {
    const { profile } = await admin.ask(
      'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){segments{segment{key}} layers{model layer{key}} tags(keys:["promotion_class"]){value}}}',
      { v: `T${i}` },
    );
    if (c.segments)
      assert.deepEqual(
        profile.segments
          .map((x: any) => x.segment.key)
          .filter((k: string) => PACKS.has(k) && k !== 'tried_one_brand' && k !== 'fresh_weekly')
          .sort(),
        [...c.segments].sort(),
      );
    const is = Object.fromEntries(profile.layers.map((l: any) => [l.model, l.layer.key]));
    for (const [model, layer] of Object.entries(c.layers)) assert.equal(is[model], layer, model);
    assert.equal(profile.tags[0].value, is.promotion_sensitivity, 'the class is a tag too');
  });
}

test('a dry run reports overlaps of its parts with each other and with existing definitions', async () => {
  const OVERLAP =
    'mutation($i:InstallTemplateInput!){installTemplate(input:$i){layers{layer count} overlaps{part other both share}}}';
  const all = (await admin.ask(OVERLAP, { i: { key: 'frequency_value', dryRun: true } })).installTemplate;
  const members = async (expression: string): Promise<number> =>
    (await admin.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', { e: expression })).profiles
      .totalCount;
  const row = (part: string, other: string): any => all.overlaps.find((o: any) => o.part === part && o.other === other);
  assert.equal(
    row('frequency_value.low_low', 'rfm.dormant').both,
    await members('in layer frequency_value.low_low and in layer rfm.dormant'),
  );
  const lows = all.layers.find((l: any) => l.layer === 'low_low').count;
  assert.equal(
    row('frequency_value.low_low', 'rfm.dormant').share,
    row('frequency_value.low_low', 'rfm.dormant').both / lows,
  );
  assert.ok(
    !all.overlaps.some((o: any) => o.other.startsWith('frequency_value.')),
    'layers of one model exclude each other',
  );
  const some = (
    await admin.ask(OVERLAP, { i: { key: 'pack_ecommerce', dryRun: true, overlapWith: ['second_order_due', 'rfm'] } })
  ).installTemplate.overlaps;
  assert.equal(
    some.find((o: any) => o.part === 'purchase_rhythm.rare' && o.other === 'second_order_due').both,
    await members('in layer purchase_rhythm.rare and in segment second_order_due'),
  );
  assert.deepEqual(
    [...new Set(some.map((o: any) => o.other.split('.')[0]))]
      .filter((k) => !['rfm', 'second_order_due', 'purchase_rhythm'].includes(k as string))
      .filter((k) => !PACKS.has(k as string)),
    [],
  );
  assert.equal(
    (await admin.send(OVERLAP, { i: { key: 'value', dryRun: true, overlapWith: ['nothing'] } })).errors?.[0].extensions
      .code,
    'NOT_FOUND',
  );
});

test('a text parameter stays text, regardless of its content', async () => {
  const brands = 'He said "hi", back\\slash, ${high_order}, O\'Neill';
  await admin.ask(INSTALL, { i: { key: 'tag_framework', parameters: [{ name: 'domestic_brands', value: brands }] } });
  const { tagDefinitions } = await admin.ask('{tagDefinitions{key group subgroup score{of}}}');
  assert.match(
    tagDefinitions.find((t: any) => t.key === 't_domestic_lean').score[0].of,
    /brand in \("He said \\"hi\\"", "back\\\\slash", "\$\{high_order\}", "O'Neill"\)/,
  );
  // The tag library is complete: all 5 groups, all 14 subgroups, and at least 60 tags.
  const own = tagDefinitions.filter((t: any) => t.key.startsWith('t_'));
  assert.ok(own.length >= 60, String(own.length));
  assert.equal(new Set(own.map((t: any) => t.subgroup)).size, 14);
  assert.equal(new Set(own.map((t: any) => t.group)).size, 5);
});

test("RFM by quintiles: bounds from the shop's data, recomputed on a schedule, each time as a new version", async () => {
  const shop = await server.sandbox('quintiles', at(0));
  let id = 0;
  const buys = (member: string, days: readonly number[], amount: string, from = 0): object[] =>
    days.map((ago) => ({
      messageId: `q${id++}`,
      type: 'order_paid',
      occurredAt: new Date(NOW + from * DAY - ago * DAY).toISOString(),
      identities: [{ namespace: 'member_id', value: member }],
      order: { orderId: `q${id}`, amount },
    }));
  const send = (e: object[]): Promise<unknown> =>
    shop.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected}}', { e });
  // Ten buyers differ in recency, frequency and amounts. B1 last ordered 1 day ago, and B10 10 days ago. B11 never
  // bought.
  await send([
    ...Array.from({ length: 10 }, (_, i) =>
      buys(
        `B${i + 1}`,
        Array.from({ length: i < 5 ? 10 - i : 1 + (i % 3) }, (_x, n) => i + 1 + n * 10),
        String(100 * (i + 1)),
      ),
    ).flat(),
    { messageId: 'none', type: 'searched', occurredAt: at(1), identities: [{ namespace: 'member_id', value: 'B11' }] },
  ]);
  const made = (
    await shop.ask('mutation($i:InstallTemplateInput!){installTemplate(input:$i,wait:true){layers{layer count}}}', {
      i: { key: 'rfm_quintiles', every: 'P7D' },
    })
  ).installTemplate;
  // B1 to B10 have 10, 9, 8, 7, 6, 3, 1, 2, 3 and 1 orders, so 60 % have 6 or fewer. Their amounts are 1000, 1800,
  // 2400, 2800, 3000, 1800, 700, 1600, 2700 and 1000, so 60 % have 1,800 or less.
  const expected: Record<string, string> = {
    B1: 'loyal',
    B2: 'loyal',
    B3: 'champions',
    B4: 'champions',
    B5: 'big_spenders',
    B6: 'average',
    B7: 'hibernating',
    B8: 'hibernating',
    B9: 'at_risk',
    B10: 'hibernating',
    B11: 'none',
  };
  const layers = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      await Promise.all(
        Object.keys(expected).map(
          async (m) =>
            [
              m,
              (
                await shop.ask(
                  'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){layers{model layer{key}}}}',
                  { v: m },
                )
              ).profile.layers.find((l: any) => l.model === 'rfm_quintiles').layer.key,
            ] as const,
        ),
      ),
    );
  assert.deepEqual(await layers(), expected);
  assert.equal(
    made.layers.reduce((n: number, l: any) => n + l.count, 0),
    11,
  );
  const { layerModel } = await shop.ask('{layerModel(key:"rfm_quintiles"){version layers{key when}}}');
  assert.equal(
    layerModel.layers.find((l: any) => l.key === 'champions').when,
    'did(order_paid, last 4d1ms) and count(order_paid, last 365d) > 6 and sum(order_paid.amount, last 365d) > 1800.0',
  );
  assert.deepEqual((await shop.ask('{templateSchedules{template every nextAt}}')).templateSchedules, [
    { template: 'rfm_quintiles', every: 'P7D', nextAt: at(-7) },
  ]);
  // A week later other customers buy. The bounds change, and a job publishes the next version.
  await send(Array.from({ length: 5 }, (_, i) => buys(`N${i}`, [0], '5000')).flat());
  await shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: new Date(NOW + 7 * DAY - 1).toISOString() });
  assert.equal((await shop.ask('{layerModel(key:"rfm_quintiles"){version}}')).layerModel.version, layerModel.version);
  await shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: new Date(NOW + 7 * DAY).toISOString() });
  const next = (await shop.ask('{layerModel(key:"rfm_quintiles"){version layers{key when}}}')).layerModel;
  assert.equal(next.version, layerModel.version + 1);
  assert.equal(
    next.layers.find((l: any) => l.key === 'champions').when,
    'did(order_paid, last 8d1ms) and count(order_paid, last 365d) > 3 and sum(order_paid.amount, last 365d) > 2800.0',
  );
  assert.deepEqual(
    (await shop.ask('{jobs(first:20){edges{node{kind subject state}}}}')).jobs.edges
      .map((e: any) => e.node)
      .filter((j: any) => j.kind === 'TEMPLATE'),
    [{ kind: 'TEMPLATE', subject: 'rfm_quintiles', state: 'DONE' }],
  );
  // After three weeks without a run, a single run catches up.
  await shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: new Date(NOW + 30 * DAY).toISOString() });
  assert.equal(
    (await shop.ask('{layerModel(key:"rfm_quintiles"){version}}')).layerModel.version,
    layerModel.version + 2,
  );
  assert.equal((await shop.ask('mutation{stopTemplateSchedule(template:"rfm_quintiles")}')).stopTemplateSchedule, true);
  await shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: new Date(NOW + 60 * DAY).toISOString() });
  assert.equal(
    (await shop.ask('{layerModel(key:"rfm_quintiles"){version}}')).layerModel.version,
    layerModel.version + 2,
  );
  const code = async (i: object): Promise<string> =>
    (await shop.send('mutation($i:InstallTemplateInput!){installTemplate(input:$i){customers}}', { i })).errors![0]
      .extensions.code;
  assert.deepEqual(
    [await code({ key: 'rfm_quintiles', every: 'PT1M' }), await code({ key: 'value', every: 'P7D' })],
    ['BAD_USER_INPUT', 'BAD_USER_INPUT'],
  );
});

test('parameters: missing, unknown, of the wrong type; installing again changes the given ones', async () => {
  const code = async (i: object): Promise<string> => (await admin.send(INSTALL, { i })).errors![0].extensions.code;
  assert.equal(await code({ key: 'nowhere' }), 'NOT_FOUND');
  assert.equal(await code({ key: 'rfm' }), 'BAD_USER_INPUT', 'the amount of potential customers has no default');
  assert.equal(await code({ key: 'rfm', parameters: [{ name: 'potential_value', value: '1e3' }] }), 'BAD_USER_INPUT');
  assert.equal(
    await code({
      key: 'rfm',
      parameters: [
        { name: 'potential_value', value: '300' },
        { name: 'window', value: '0d) or did(x' },
      ],
    }),
    'BAD_USER_INPUT',
  );
  assert.equal(
    await code({ key: 'lifecycle', parameters: [{ name: 'registered', value: 'nowhere' }] }),
    'BAD_USER_INPUT',
  );
  assert.equal(await code({ key: 'lifecycle', parameters: [{ name: 'colour', value: 'red' }] }), 'BAD_USER_INPUT');
  const before = (await admin.ask('{layerModel(key:"rfm"){version}}')).layerModel.version;
  await admin.ask(INSTALL, { i: { key: 'rfm', parameters: [{ name: 'potential_value', value: '299' }] } });
  const m = (await admin.ask('{layerModel(key:"rfm"){version distribution{layer count}}}')).layerModel;
  assert.equal(m.version, before + 1);
  assert.equal(m.distribution.find((x: any) => x.layer === 'potential').count > 1, true);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
