/**
 * Tests analyses through the API: every kind of fact, scopes, groups, the customers of a row, permissions and errors.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const NOW = '2026-03-20T00:00:00Z';
const at = (day: number, hour = 0, ms = 0): string => new Date(Date.UTC(2026, 2, day, hour, 0, 0, ms)).toISOString();
const member = (id: string): object => ({ identities: [{ namespace: 'member_id', value: id }] });
const PERIOD = { from: at(1), to: at(11) };
const STEPS = [{ events: ['added_to_cart'] }, { events: ['order_paid'] }];

let server: TestServer;
let admin: Caller;
let sent = 0;

const event = (who: string, type: string, occurredAt: string, more: object = {}): object => ({
  ...{ messageId: `a${sent++}`, type, occurredAt },
  ...member(who),
  ...more,
});
const cart = (who: string, when: string, sku: string): object =>
  event(who, 'added_to_cart', when, { properties: { sku } });
const order = (who: string, when: string, orderId: string, amount: string): object =>
  event(who, 'order_paid', when, { order: { orderId, amount } });

async function send(...events: object[]): Promise<void> {
  const { ingestEvents } = await admin.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}',
    { e: events },
  );
  assert.equal(ingestEvents.accepted, events.length, JSON.stringify(ingestEvents.results));
}

const FUNNEL = `query($i:FunnelInput!){funnelReport(input:$i){asOf
  all{steps{reached conversion lost row lostRow medianMs} open openRow tied complete}
  groups{group other steps{reached row}}}}`;
const funnel = async (more: object = {}): Promise<Loose> =>
  (await admin.ask(FUNNEL, { i: { period: PERIOD, steps: STEPS, window: 'P1D', ...more } })).funnelReport;
const reached = (f: Loose): number[] => f.all.steps.map((s: Loose) => s.reached);

async function members(analysis: object, row: string): Promise<string[]> {
  const out: string[] = [];
  for (let after: string | undefined; ;) {
    const { analysisMembers: page } = await admin.ask(
      `query($a:AnalysisInput!,$r:String!,$f:String){analysisMembers(analysis:$a,row:$r,first:2,after:$f){totalCount
        edges{node{identities{value}}} pageInfo{hasNextPage endCursor}}}`,
      { a: analysis, r: row, f: after },
    );
    out.push(...page.edges.map((e: Loose) => e.node.identities[0].value));
    if (!page.pageInfo.hasNextPage) {
      assert.equal(page.totalCount, out.length);
      return out.sort();
    }
    after = page.pageInfo.endCursor;
  }
}

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', NOW, { zone: 'UTC', currency: 'CNY' });
  await admin.ask(
    'mutation{defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key} secret:defineTag(input:{key:"income",kind:STATIC,type:STRING,personal:true}){key}}',
  );
  await send(
    cart('ann', at(1, 8), 'a'),
    order('ann', at(1, 20), 'o1', '100'),
    cart('bob', at(2, 8), 'a'),
    order('bob', at(3, 9), 'o2', '50'),
    cart('cat', at(3, 8), 'b'),
    order('cat', at(3, 9), 'o3', '70'),
    cart('dan', at(4, 8), 'b'),
    order('dan', at(4, 8), 'o4', '10'),
  );
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [
      { ...member('ann'), tag: 'level', value: 'gold', observedAt: at(1) },
      { ...member('ann'), tag: 'level', value: 'silver', observedAt: at(2) },
      { ...member('cat'), tag: 'level', value: 'silver', observedAt: at(1) },
    ],
  });
  await admin.ask(
    'mutation{defineSegment(input:{key:"golden",expression:"tag level = \\"gold\\""},wait:true){job{state}} s:defineSegment(input:{key:"silver",expression:"tag level = \\"silver\\""},wait:true){job{state}}}',
  );
});
after(() => server.remove());

test('a funnel reflects late facts, refunds and merges at once', async () => {
  const first = await funnel();
  assert.deepEqual(reached(first), [4, 2]);
  assert.equal(first.all.tied, 1, 'dan did both in one millisecond');
  assert.equal(first.all.complete, true);
  assert.equal(first.all.open, 0);
  assert.equal(first.all.steps[1].medianMs, 6.5 * 3_600_000);
  // A late event is counted.
  await send(order('bob', at(2, 9), 'o5', '5'));
  assert.deepEqual(reached(await funnel()), [4, 3]);
  // Cancelling an order removes it from the funnel.
  await send(event('cat', 'order_cancelled', at(5), { order: { orderId: 'o3' } }));
  assert.deepEqual(reached(await funnel()), [4, 2]);
  assert.deepEqual(reached(await funnel({ steps: [STEPS[0], { events: ['gross order_paid'] }] })), [4, 3]);
  // Events of two profiles form one attempt after the profiles are merged.
  await send(
    cart('eve', at(6, 1), 'a'),
    event('eve2', 'order_paid', at(6, 2), { order: { orderId: 'o6', amount: '1' } }),
  );
  assert.deepEqual(reached(await funnel()), [5, 2]);
  const { profiles } = await admin.ask('{profiles(first:50){edges{node{id identities{value}}}}}');
  const idOf = (v: string): string => profiles.edges.find((e: Loose) => e.node.identities[0].value === v).node.id;
  await admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: idOf('eve'),
    b: idOf('eve2'),
  });
  assert.deepEqual(reached(await funnel()), [5, 3]);
});

test('the members of a row are the customers that it counts', async () => {
  const input = { period: PERIOD, steps: STEPS, window: 'P1D' };
  const { all } = await funnel();
  assert.deepEqual(await members({ funnel: input }, all.steps[1].row), ['ann', 'bob', 'eve']);
  assert.deepEqual(await members({ funnel: input }, all.steps[1].lostRow), ['cat', 'dan']);
  assert.deepEqual(await members({ funnel: input }, '["all",null,"reached",9]'), []);
});

test('groups follow the values at the first event, and a scope applies now or at that moment', async () => {
  const by = await funnel({ by: { property: 'sku' } });
  assert.deepEqual(
    by.groups.map((g: Loose) => [g.group, g.steps[0].reached, g.steps[1].reached]),
    [
      ['a', 3, 3],
      ['b', 2, 0],
    ],
  );
  const level = await funnel({ by: { tag: 'level' } });
  assert.deepEqual(
    level.groups.map((g: Loose) => [g.group, g.steps[0].reached]),
    [
      [null, 3],
      ['gold', 1],
      ['silver', 1],
    ],
  );
  const input = { period: PERIOD, steps: STEPS, window: 'P1D', by: { tag: 'level' } };
  assert.deepEqual(await members({ funnel: input }, level.groups[1].steps[0].row), ['ann']);
  assert.deepEqual(reached(await funnel({ scope: { segment: 'golden' } })), [0, 0]);
  assert.deepEqual(reached(await funnel({ scope: { segment: 'golden', at: 'MOMENT' } })), [1, 1]);
  assert.deepEqual(reached(await funnel({ scope: { segment: 'silver', at: 'NOW' } })), [2, 1]);
});

test('retention, stickiness and lifecycle', async () => {
  const period = { from: at(1), to: at(8) };
  const r = await admin.ask(
    `query($r:RetentionInput!,$a:ActivityInput!){
      retentionReport(input:$r){cohorts{from size row cells{returned rate complete row}} total{eligible returned}}
      stickinessReport(input:$a){customers mean units{units customers row}}
      lifecycleReport(input:$a){units{active new returning resurrecting dormant complete rows{new}}}}`,
    {
      r: { period, start: ['added_to_cart'], returns: ['order_paid'], unit: 'DAY', units: 2 },
      a: { period, events: ['added_to_cart', 'order_paid'], unit: 'DAY' },
    },
  );
  assert.deepEqual(
    r.retentionReport.cohorts.map((c: Loose) => [c.size, ...c.cells.map((x: Loose) => x.returned)]),
    [
      [1, 1, 0, 0],
      [1, 1, 1, 0],
      [1, 0, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 0, 0],
    ],
  );
  assert.deepEqual(
    await members(
      { retention: { period, start: ['added_to_cart'], returns: ['order_paid'], unit: 'DAY', units: 2 } },
      r.retentionReport.cohorts[1].cells[1].row,
    ),
    ['bob'],
  );
  assert.equal(r.stickinessReport.customers, 5);
  assert.deepEqual(
    r.stickinessReport.units.map((u: Loose) => [u.units, u.customers]),
    [
      [1, 4],
      [2, 1],
    ],
  );
  assert.deepEqual(
    r.lifecycleReport.units.map((u: Loose) => [u.active, u.new, u.returning, u.dormant]),
    [
      [1, 1, 0, 0],
      [1, 1, 0, 1],
      [2, 1, 1, 0],
      [1, 1, 0, 2],
      [0, 0, 0, 1],
      [1, 1, 0, 0],
      [0, 0, 0, 1],
    ],
  );
});

test('trends by time and by group, with the previous period for comparison', async () => {
  const ask = async (more: object): Promise<Loose> =>
    (
      await admin.ask(
        `query($i:TrendInput!){trendReport(input:$i){all{total points{from to number value complete row}}
          groups{group other total points{value}} before{total points{value}}}}`,
        { i: { period: { from: at(3), to: at(5) }, events: ['order_paid'], unit: 'DAY', ...more } },
      )
    ).trendReport;
  const sum = await ask({ figure: 'SUM', field: 'amount', compare: true });
  assert.deepEqual([sum.all.total, sum.all.points.map((p: Loose) => p.value)], ['60', ['50', '10']]);
  assert.deepEqual([sum.before.total, sum.before.points.map((p: Loose) => p.value)], ['105', ['100', '5']]);
  const gross = await ask({ events: ['gross order_paid'], figure: 'SUM', field: 'amount' });
  assert.equal(gross.all.total, '130', 'the cancelled order counts gross');
  const carts = await ask({ period: PERIOD, events: ['added_to_cart'], unit: 'WEEKDAY', by: { property: 'sku' } });
  assert.equal(carts.all.total, 5);
  assert.deepEqual(
    carts.groups.map((g: Loose) => [g.group, g.total]),
    [
      ['a', 3],
      ['b', 2],
    ],
  );
  const trend = { period: PERIOD, events: ['added_to_cart'], unit: 'WEEKDAY' };
  assert.deepEqual(await members({ trend }, carts.all.points[6].row), ['ann']);
  const refused = await admin.send('query($i:TrendInput!){trendReport(input:$i){asOf}}', {
    i: { ...trend, figure: 'SUM' },
  });
  assert.equal(refused.errors?.[0].extensions.reason, 'FIELD_MISSING');
});

test('retail figures and paths', async () => {
  const r = await admin.ask(
    `query($n:NineMetricsInput!,$g:RepurchaseInput!,$c:CohortRevenueInput!,$f:RfmInput!,$p:PathInput!){
      nineMetricsReport(input:$n){gmv classes{customers visitors buyers orders gmv perBuyer row}}
      repurchaseReport(input:$g){all{gaps medianMs ranges{gaps row}} firstToSecond{gaps}}
      cohortRevenueReport(input:$c){cohorts{customers cells{buyers revenue perCustomer}}}
      rfmReport(input:$f){customers gmv cells{recency frequency customers row} pareto{customers gmv}}
      pathReport(input:$p){sessions links{place from to ends sessions customers row}}}`,
    {
      n: { period: { from: at(3), to: at(11) }, visits: ['added_to_cart'] },
      g: { period: PERIOD },
      c: { period: PERIOD, months: 1 },
      f: { period: PERIOD, shares: [0.25] },
      p: { period: PERIOD, events: ['added_to_cart', 'order_paid'], gap: 'P1D' },
    },
  );
  // Bob is an existing customer, because he ordered on the 2nd. Cat's order was cancelled.
  assert.equal(r.nineMetricsReport.gmv, '61');
  assert.deepEqual(
    r.nineMetricsReport.classes.map((c: Loose) => [c.customers, c.visitors, c.buyers, c.orders, c.gmv, c.perBuyer]),
    [
      ['NEW', 3, 2, 2, '11', '5.5'],
      ['OLD', 1, 1, 1, '50', '50'],
      ['DORMANT', 0, 0, 0, '0', null],
    ],
  );
  assert.deepEqual([r.repurchaseReport.all.gaps, r.repurchaseReport.firstToSecond.gaps], [1, 1]);
  assert.equal(r.repurchaseReport.all.medianMs, 86_400_000);
  assert.deepEqual(r.cohortRevenueReport.cohorts, [
    {
      customers: 4,
      cells: [
        { buyers: 4, revenue: '166', perCustomer: '41.5' },
        { buyers: 0, revenue: '0', perCustomer: '0' },
      ],
    },
  ]);
  assert.deepEqual(
    [r.rfmReport.customers, r.rfmReport.gmv, r.rfmReport.pareto[0]],
    [4, '166', { customers: 1, gmv: '100' }],
  );
  const often = r.rfmReport.cells.find((c: Loose) => c.frequency === 1 && c.recency === 0);
  assert.equal(often.customers, 1);
  assert.deepEqual(await members({ rfm: { period: PERIOD } }, often.row), ['bob']);
  const link = r.pathReport.links.find((l: Loose) => l.place === 0 && l.to === 'order_paid');
  assert.deepEqual([r.pathReport.sessions, link.sessions, link.customers, link.ends], [5, 4, 4, false]);
  const paths = { period: PERIOD, events: ['added_to_cart', 'order_paid'], gap: 'P1D' };
  assert.deepEqual(await members({ paths }, link.row), ['ann', 'bob', 'dan', 'eve']);
  const nine = { period: { from: at(3), to: at(11) }, visits: ['added_to_cart'] };
  assert.deepEqual(await members({ nineMetrics: nine }, r.nineMetricsReport.classes[1].row), ['bob']);
});

test('missing scopes and invalid questions are rejected with their reason and path', async () => {
  const ask = async (caller: Caller, more: object): Promise<readonly (string | undefined)[]> => {
    const { errors } = await caller.send(FUNNEL, { i: { period: PERIOD, steps: STEPS, window: 'P1D', ...more } });
    return [errors?.[0].extensions.reason, errors?.[0].extensions.inputPath];
  };
  assert.deepEqual((await ask(server.caller('shop', ['profiles:read']), {}))[0], 'SCOPE_MISSING');
  const analyst = server.caller('shop', ['analytics:read']);
  assert.deepEqual(await ask(analyst, {}), [undefined, undefined]);
  assert.deepEqual((await ask(analyst, { by: { property: 'sku' } }))[0], 'SCOPE_MISSING');
  const reader = server.caller('shop', ['analytics:read', 'profiles:read']);
  assert.deepEqual(await ask(reader, { by: { property: 'sku' } }), [undefined, undefined]);
  assert.deepEqual(await ask(reader, { by: { property: 'Email' } }), ['SCOPE_MISSING', 'input.by.property']);
  const sum = { period: PERIOD, events: ['added_to_cart'], unit: 'DAY', figure: 'SUM', field: 'phone' };
  const { errors } = await reader.send('query($i:TrendInput!){trendReport(input:$i){asOf}}', { i: sum });
  assert.equal(errors?.[0].extensions.inputPath, 'input.field', 'the sum of one event is its value');
  assert.deepEqual(await ask(reader, { by: { tag: 'income' } }), ['TAG_NOT_FOUND', 'input.by.tag']);
  const bad: readonly (readonly [object, string, string])[] = [
    [{ period: { from: at(2), to: at(2) } }, 'RANGE_REVERSED', 'input.period.to'],
    [{ steps: [STEPS[0]] }, 'LIST_SIZE_INVALID', 'input.steps'],
    [{ steps: [STEPS[0], { events: [] }] }, 'LIST_EMPTY', 'input.steps[1].events'],
    [{ steps: [STEPS[0], { events: ['order_paid where'] }] }, 'EXPRESSION_SYNTAX', 'input.steps[1].events[0]'],
    [{ steps: [STEPS[0], { events: ['order_paid) or did(x'] }] }, 'EXPRESSION_SYNTAX', 'input.steps[1].events[0]'],
    [{ steps: [STEPS[0], { events: ['order_paid, last 3d'] }] }, 'WINDOW_INVALID', 'input.steps[1].events[0]'],
    [{ window: 'soon' }, 'DURATION_INVALID', 'input.window'],
    [{ by: {} }, 'ALTERNATIVES_CONFLICT', 'input.by'],
    [{ scope: { segment: 'nobody' } }, 'SEGMENT_NOT_FOUND', 'input.scope.segment'],
    [{ exclusions: [{ events: ['searched'], after: 2, before: 2 }] }, 'NUMBER_INVALID', 'input.exclusions[0].after'],
    [
      { order: 'ANY', exclusions: [{ events: ['searched'], after: 1, before: 2 }] },
      'FIELD_NOT_ALLOWED',
      'input.exclusions',
    ],
  ];
  for (const [more, reason, path] of bad) assert.deepEqual(await ask(admin, more), [reason, path]);
});

test('groups beyond the 25 largest form one group with its own members; layers are as of the event', async () => {
  const many = await server.sandbox('many', NOW, { zone: 'UTC' });
  await many.ask(
    'mutation{defineLayerModel(input:{key:"searching",layers:[{key:"often",when:"count(searched) >= 2"},{key:"rest"}]},wait:true){model{version}}}',
  );
  const searches = Array.from({ length: 31 }, (_, i) =>
    event(`m${i % 30}`, 'searched', at(1 + (i % 5), i % 24), {
      properties: { query: `q${String(i % 30).padStart(2, '0')}` },
    }),
  );
  await many.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: searches });
  const trend = { period: PERIOD, events: ['searched'], unit: 'ALL' };
  const ask = async (by: object): Promise<Loose> =>
    (
      await many.ask('query($i:TrendInput!){trendReport(input:$i){groups{group other total points{row}}}}', {
        i: { ...trend, by },
      })
    ).trendReport.groups;
  const groups = await ask({ property: 'query' });
  assert.equal(groups.length, 26);
  assert.deepEqual([groups[0].group, groups[0].total], ['q00', 2]);
  assert.deepEqual([groups[25].group, groups[25].other, groups[25].total], [null, true, 5]);
  const { analysisMembers: others } = await many.ask(
    'query($a:AnalysisInput!,$r:String!){analysisMembers(analysis:$a,row:$r,first:100){totalCount edges{node{identities{value}}}}}',
    { a: { trend: { ...trend, by: { property: 'query' } } }, r: groups[25].points[0].row },
  );
  assert.equal(others.totalCount, 5);
  assert.deepEqual(others.edges.map((e: Loose) => e.node.identities[0].value).sort(), [
    'm25',
    'm26',
    'm27',
    'm28',
    'm29',
  ]);
  const layers = await ask({ layerModel: 'searching' });
  assert.deepEqual(
    layers.map((g: Loose) => [g.group, g.total]),
    [
      ['rest', 30],
      ['often', 1],
    ],
  );
});
