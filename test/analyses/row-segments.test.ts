/**
 * Tests saving rows of funnels as segments. A segment has the same customers as its row. A row that cannot be expressed
 * as a condition is rejected with a reason.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let sent = 0;
const NOW = Date.UTC(2026, 2, 20);
const ago = (hours: number): string => new Date(NOW - hours * 3_600_000).toISOString();

const event = (who: string, type: string, hoursAgo: number, more: object = {}): object => ({
  ...{ messageId: `a${sent++}`, type, occurredAt: ago(hoursAgo) },
  identities: [{ namespace: 'member_id', value: who }],
  ...more,
});
const order = (who: string, hoursAgo: number): object =>
  event(who, 'order_paid', hoursAgo, { order: { orderId: `o${sent}`, amount: '10' } });

const FUNNEL = {
  period: { rolling: 'P10D' },
  steps: [{ events: ['added_to_cart', 'favourited'] }, { events: ['order_paid where amount >= 5.0'] }],
  window: 'P1D',
};
const segment = (more: object, row: string): Promise<Loose> =>
  admin.send(
    'query($a:AnalysisInput!,$r:String!,$f:ReportFilterInput){analysisSegment(analysis:$a,row:$r,filter:$f){expression isExact}}',
    { a: { funnel: { ...FUNNEL, ...more } }, r: row },
  );

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', new Date(NOW).toISOString(), { zone: 'UTC', currency: 'CNY' });
  await admin.ask(
    'mutation{defineSegment(input:{key:"seen",expression:"did(product_viewed)"},wait:true){job{state}} defineLayerModel(input:{key:"m",layers:[{key:"buyer",when:"did(order_paid)"},{key:"rest"}]},wait:true){job{state}}}',
  );
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      event('ann', 'added_to_cart', 100),
      order('ann', 90),
      event('bob', 'favourited', 100),
      event('cat', 'added_to_cart', 100),
      order('cat', 70),
      // An event exactly ten days ago is outside the last ten days.
      event('dan', 'added_to_cart', 240),
      event('eve', 'added_to_cart', 50),
      event('eve', 'product_viewed', 51),
    ],
  });
});
after(() => server.remove());

test('a segment made from a row has the same customers as the row', async () => {
  const { funnelReport } = await admin.ask(
    'query($i:FunnelInput!){funnelReport(input:$i){all{steps{reached lost row lostRow}}}}',
    { i: FUNNEL },
  );
  const [first, second] = funnelReport.all.steps;
  assert.deepEqual([first.reached, second.reached, second.lost], [4, 1, 3]);
  for (const [row, size] of [
    [first.row, 4],
    [second.row, 1],
    [second.lostRow, 3],
  ] as const) {
    const { data, errors } = await segment({}, row);
    assert.equal(errors, undefined, JSON.stringify(errors));
    assert.equal(data.analysisSegment.isExact, true);
    const preview = await admin.ask('query($x:String!){previewSegment(input:{expression:$x}){size}}', {
      x: data.analysisSegment.expression,
    });
    assert.equal(preview.previewSegment.size, size, data.analysisSegment.expression);
  }
  const scoped = await segment({ scope: { segment: 'seen' } }, second.lostRow);
  assert.match(scoped.data.analysisSegment.expression, /^in segment seen and /);
  const layer = await segment({ scope: { segment: 'm.rest' } }, first.row);
  assert.match(layer.data.analysisSegment.expression, /^in layer m\.rest and /);
  const whole = await segment({ period: { last: { count: 3, unit: 'DAY' } } }, second.row);
  assert.equal(whole.data.analysisSegment.isExact, false);
  assert.match(whole.data.analysisSegment.expression, /last 3d/);
});

test('a row that the condition language cannot express is rejected', async () => {
  const row = '["all",null,"lost",2]';
  const exclusions = [{ events: ['searched'], after: 1, before: 2 }];
  const many = Array.from({ length: 6 }, (_, i) => `type_${i}`);
  const bad: readonly (readonly [object, string])[] = [
    [{ order: 'ANY' }, row],
    [{ exclusions }, row],
    [{ same: 'sku' }, row],
    [{ scope: { segment: 'seen', at: 'MOMENT' } }, row],
    [{ steps: [{ events: many }, { events: many.map((type) => `${type}_b`) }] }, row],
    [{}, '["group","x","lost",2]'],
    [{}, '["all",null,"lost",1]'],
    [{}, '["all",null,"lost",3]'],
    [{}, '["all",null,"open"]'],
    [{}, 'nothing'],
  ];
  for (const [more, asked] of bad) {
    const { errors } = await segment(more, asked);
    assert.equal(errors?.[0].extensions.reason, 'ROW_NOT_A_SEGMENT', `${JSON.stringify(more)} ${asked}`);
  }
  // Each event is short enough, and their sequences are not.
  const channels = Array.from({ length: 40 }, (_, i) => `"${i}${'x'.repeat(90)}"`).join(', ');
  const steps = Array.from({ length: 8 }, (_, step) => ({
    events: (step < 5 ? ['a', 'b'] : ['a']).map((name) => `type_${name}${step} where channel in (${channels})`),
  }));
  const long = await segment({ steps }, row.replace('2', '8'));
  assert.equal(long.errors?.[0].extensions.reason, 'ROW_NOT_A_SEGMENT');
  assert.match(long.errors[0].message, /longer than a condition may be/);
  const fields = (count: number): string =>
    Array.from(
      { length: count },
      (_, i) =>
        `a${i}:analysisSegment(analysis:{funnel:{period:{rolling:"P10D"},steps:[{events:["visit"]},{events:["searched"]}],window:"P1D"}},row:"[]"){isExact}`,
    ).join(' ');
  assert.equal((await admin.send(`{${fields(9)}}`)).errors?.[0].extensions.reason, 'ROW_NOT_A_SEGMENT');
  assert.equal((await admin.send(`{${fields(10)}}`)).errors?.[0].extensions.reason, 'DOCUMENT_TOO_COSTLY');
  const { errors } = await admin.send(
    'query{analysisSegment(analysis:{stickiness:{period:{rolling:"P1D"},events:["visit"],unit:DAY}},row:"[]"){expression}}',
  );
  assert.equal(errors?.[0].extensions.reason, 'ROW_NOT_A_SEGMENT');
});
