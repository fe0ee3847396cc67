/** Tests saved reports and boards: versioned definitions, results, filters, permissions, and live results. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

const NOW = '2026-03-20T12:00:00Z';
const at = (day: number, hour = 0): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();

let server: TestServer;
let admin: Caller;
let sent = 0;

async function order(who: string, when: string, amount: string): Promise<void> {
  sent++;
  const { ingestEvents } = await admin.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}',
    {
      e: [
        {
          ...{ messageId: `r${sent}`, type: 'order_paid', occurredAt: when },
          ...{ order: { orderId: `o${sent}`, amount }, properties: { channel: 'app' } },
          identities: [{ namespace: 'member_id', value: who }],
        },
      ],
    },
  );
  assert.equal(ingestEvents.accepted, 1, JSON.stringify(ingestEvents.results));
}

const WEEK = { last: { count: 7, unit: 'DAY' } };
const PAYMENTS = { period: WEEK, events: ['order_paid'], unit: 'DAY', figure: 'SUM', field: 'amount' };
const TREND = 'all{total points{from value complete row}} groups{group total}';

const define = async (input: object, as: Caller = admin): Promise<Loose> =>
  as.send('mutation($i:ReportInput!){defineReport(input:$i){key name kind version retired savedBy analysis}}', {
    i: input,
  });
const board = async (input: object): Promise<Loose> =>
  admin.send('mutation($i:BoardInput!){defineBoard(input:$i){key version filter reports{key}}}', { i: input });
const result = async (key: string, args = ''): Promise<Loose> =>
  (await admin.ask(`{report(key:"${key}"){result${args}{from to trend{${TREND}}}}}`)).report.result;
const fault = ({ errors }: Loose): unknown[] => [errors?.[0].extensions.reason, errors?.[0].extensions.inputPath];

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', NOW, { zone: 'UTC', currency: 'CNY' });
  await admin.ask(`mutation{
    a:defineSegment(input:{key:"spenders",expression:"sum(order_paid.amount) >= 100.0"},wait:true){job{state}}
    b:defineSegment(input:{key:"often",expression:"count(order_paid) >= 2"},wait:true){job{state}}
    c:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}
    d:defineTag(input:{key:"income",kind:STATIC,type:STRING,personal:true}){key}
    e:defineSegment(input:{key:"rich",expression:"tag income = \\"high\\""},wait:true){job{state}}
    f:defineLayerModel(input:{key:"worth",layers:[{key:"high",when:"in segment spenders"},{key:"low"}]},wait:true){job{state}}
    g:defineList(input:{key:"channels",type:STRING}){key}
  }`);
  await order('ann', at(2), '500');
  await order('ann', at(14, 5), '100');
  await order('bob', at(18, 1), '30');
  await order('bob', at(20, 1), '7');
});
after(() => server.remove());

test('a saved report has the result of its analysis, and has versions', async () => {
  const first = await define({ key: 'payments', name: 'Payments', analysis: { trend: { ...PAYMENTS, unit: 'ALL' } } });
  assert.deepEqual(first.data.defineReport, {
    ...{ key: 'payments', name: 'Payments', kind: 'TREND', version: 1, retired: false, savedBy: 'test' },
    analysis:
      '{"trend":{"period":{"last":{"count":7,"unit":"DAY","current":false}},"events":["order_paid"],"unit":"ALL","figure":"SUM","field":"amount","compare":false}}',
  });
  const second = await define({ key: 'payments', analysis: { trend: PAYMENTS } });
  assert.deepEqual([second.data.defineReport.version, second.data.defineReport.name], [2, 'Payments']);
  const { from, to, trend } = await result('payments');
  assert.deepEqual([from, to], [at(13), at(20)]);
  assert.equal(trend.all.total, '130');
  const fresh = await admin.ask(`query($i:TrendInput!){trendReport(input:$i){${TREND}}}`, { i: PAYMENTS });
  assert.deepEqual(trend, fresh.trendReport);
  const { reportVersions } = await admin.ask(
    '{reportVersions(key:"payments"){version analysis result{trend{all{total}}}}}',
  );
  assert.deepEqual(
    reportVersions.map((each: Loose) => [
      each.version,
      JSON.parse(each.analysis).trend.unit,
      each.result.trend.all.total,
    ]),
    [
      [1, 'ALL', '130'],
      [2, 'DAY', '130'],
    ],
  );
});

test('the last 100 versions of a report are kept, and an analysis has a maximum length', async () => {
  const analysis = (n: number): string =>
    `{trend:{period:{last:{count:${(n % 30) + 1},unit:DAY}},events:["order_paid"],unit:DAY}}`;
  for (let from = 1; from <= 103; from += 20) {
    const numbers = Array.from({ length: Math.min(20, 104 - from) }, (_, i) => from + i);
    await admin.ask(
      `mutation{${numbers.map((n) => `v${n}:defineReport(input:{key:"often",analysis:${analysis(n)}}){version}`).join(' ')}}`,
    );
  }
  const { reportVersions } = await admin.ask('{reportVersions(key:"often"){version}}');
  assert.deepEqual(
    reportVersions.map(({ version }: Loose) => version),
    Array.from({ length: 100 }, (_, i) => i + 4),
  );
  const long = `order_paid where brand in (${Array.from({ length: 900 }, (_, i) => `"brand ${i}"`).join(', ')})`;
  const refused = await define({ key: 'long', analysis: { trend: { ...PAYMENTS, events: Array(5).fill(long) } } });
  assert.deepEqual(
    [refused.errors?.[0].extensions.reason, refused.errors?.[0].extensions.inputPath],
    ['TEXT_TOO_LONG', 'input.analysis'],
  );
});

test('every kind of analysis can be saved and is computed as a table', async () => {
  const period = { from: at(1), to: at(21) };
  const events = ['order_paid'];
  const kinds: Readonly<Record<string, object>> = {
    funnel: { period, steps: [{ events }, { events }], window: 'P30D', by: { layerModel: 'worth' } },
    retention: { period, start: events, unit: 'WEEK', units: 1 },
    stickiness: { period, events, unit: 'DAY' },
    lifecycle: { period, events, unit: 'WEEK' },
    trend: { period, events, unit: 'WEEK', by: { property: 'channel' }, compare: true },
    nineMetrics: { period },
    repurchase: { period },
    cohortRevenue: { period, months: 1 },
    rfm: { period },
    returns: { period, by: { property: 'channel' }, compare: true },
    baskets: { period, compare: true },
    pairs: { period, field: 'day', per: 'CUSTOMER', minTogether: 1, first: 5 },
    carts: { period, carts: events, item: 'channel' },
    members: { period, unit: 'WEEK', joins: events, by: { layerModel: 'worth' } },
    slots: { period, views: events, clicks: events, slot: 'channel' },
    channels: { period, touches: events },
    reach: { period, carrier: 'SLOT', clicked: events, property: 'channel' },
    paths: { period, events },
  };
  for (const [kind, input] of Object.entries(kinds)) {
    const saved = await define({ key: 'any', analysis: { [kind]: input } });
    assert.equal(saved.errors, undefined, `${kind} ${JSON.stringify(saved.errors)}`);
    const { report } = await admin.ask(
      `{report(key:"any"){kind result{asOf ${kind}{asOf} table{columns{key kind} rows{cells row}}}}}`,
    );
    assert.equal(report.result[kind].asOf, report.result.asOf);
    const { columns, rows } = report.result.table;
    assert.ok(rows.length > 0, kind);
    for (const { cells, row } of rows) {
      assert.equal(cells.length, columns.length, kind);
      if (row == null) continue;
      // The key of a row can be used to list the customers that the row counts.
      const members = await admin.send(
        'query($a:AnalysisInput!,$r:String!){analysisMembers(analysis:$a,row:$r,first:1){totalCount}}',
        { a: { [kind]: input }, r: row },
      );
      assert.equal(members.errors, undefined, `${kind} ${row}`);
    }
  }
  const { report } = await admin.ask('{report(key:"any"){result{table{columns{key} rows{cells}}}}}');
  assert.deepEqual(
    report.result.table.columns.map((column: Loose) => column.key),
    [...['place', 'from', 'next', 'to', 'sessions', 'customers']],
  );
  assert.deepEqual(report.result.table.rows[0].cells, [0, 'order_paid', 'END', null, 4, 2]);
});

test('filters replace the period and narrow the scope', async () => {
  await define({
    key: 'often_paid',
    analysis: { trend: { ...PAYMENTS, scope: { segment: 'often', at: 'NOW' } } },
  });
  assert.equal((await result('often_paid')).trend.all.total, '130');
  const spent = await result('often_paid', '(filter:{scope:{segment:"spenders",at:NOW}})');
  assert.equal(spent.trend.all.total, '100', 'members of both segments');
  const month = await result('often_paid', '(filter:{period:{rolling:"P30D"}})');
  assert.equal(month.trend.all.total, '637');
  const both = await result(
    'often_paid',
    '(filter:{period:{last:{count:1,unit:MONTH,current:true}},scope:{segment:"spenders",at:MOMENT}})',
  );
  assert.equal(both.trend.all.total, '600');
  const made = await board({
    key: 'daily',
    reports: ['often_paid', 'payments'],
    filter: { period: { from: at(1), to: at(3) }, scope: { segment: 'spenders', at: 'NOW' } },
  });
  assert.deepEqual(made.data.defineBoard.reports, [{ key: 'often_paid' }, { key: 'payments' }]);
  const { board: shown } = await admin.ask('{board(key:"daily"){reports{key result{from trend{all{total}}}}}}');
  assert.deepEqual(
    shown.reports.map((each: Loose) => [each.key, each.result.from, each.result.trend.all.total]),
    [
      ['often_paid', at(1), '500'],
      ['payments', at(1), '500'],
    ],
  );
  assert.equal((await result('payments', '(board:"daily")')).trend.all.total, '500');
  const rows = (await result('often_paid', '(filter:{scope:{segment:"spenders",at:NOW}})')).trend.all.points;
  const { analysisMembers: members } = await admin.ask(
    `query($a:AnalysisInput!,$r:String!){analysisMembers(analysis:$a,row:$r,first:5,filter:{scope:{segment:"spenders",at:NOW}}){totalCount}}`,
    { a: { trend: { ...PAYMENTS, scope: { segment: 'often', at: 'NOW' } } }, r: rows[5].row },
  );
  assert.equal(members.totalCount, 0, 'bob spent less');
});

test('definitions named by a report or board and reports on a board cannot be retired', async () => {
  await define({
    key: 'grouped',
    analysis: { trend: { ...PAYMENTS, events: ['order_paid where channel in list channels'], by: { tag: 'level' } } },
  });
  await define({ key: 'layered', analysis: { trend: { ...PAYMENTS, by: { layerModel: 'worth' } } } });
  const refused = async (mutation: string): Promise<string | undefined> => {
    const { errors } = await admin.send(`mutation{${mutation}}`);
    return errors?.[0].extensions.reason;
  };
  assert.equal(await refused('retireSegment(key:"often"){segment{key}}'), 'SEGMENT_IN_USE');
  assert.equal(await refused('retireTag(key:"level"){key}'), 'TAG_IN_USE');
  assert.equal(await refused('deleteList(list:"channels")'), 'LIST_IN_USE');
  assert.equal(await refused('retireLayerModel(key:"worth"){model{key}}'), 'LAYER_IN_USE');
  assert.equal(await refused('retireReport(key:"payments"){key}'), 'REPORT_IN_USE');
  await board({ key: 'daily', reports: ['often_paid'], filter: null });
  assert.equal(await refused('retireReport(key:"payments"){key}'), undefined);
  assert.equal(await refused('retireReport(key:"payments"){key}'), 'REPORT_NOT_FOUND');
  assert.equal(await refused('retireReport(key:"grouped"){key}'), undefined);
  assert.equal(await refused('retireTag(key:"level"){key}'), undefined);
  assert.deepEqual(fault(await board({ key: 'daily', reports: ['payments'] })), ['REPORT_UNKNOWN', 'input.reports[0]']);
  assert.equal(await refused('retireBoard(key:"daily"){key}'), undefined);
  assert.equal(await refused('retireBoard(key:"daily"){key}'), 'BOARD_NOT_FOUND');
});

test('invalid reports are rejected with a reason and a path', async () => {
  const trend = (more: object): object => ({ key: 'bad', analysis: { trend: { ...PAYMENTS, ...more } } });
  const bad: readonly (readonly [object, string, string])[] = [
    [{ key: 'Bad Key', analysis: { trend: PAYMENTS } }, 'KEY_INVALID', 'input.key'],
    [{ key: 'bad', analysis: {} }, 'ALTERNATIVES_CONFLICT', 'input.analysis'],
    [trend({ period: {} }), 'ALTERNATIVES_CONFLICT', 'input.analysis.trend.period'],
    [trend({ period: { rolling: 'P1D', from: at(1) } }), 'ALTERNATIVES_CONFLICT', 'input.analysis.trend.period'],
    [trend({ period: { from: at(1) } }), 'FIELD_MISSING', 'input.analysis.trend.period.to'],
    [trend({ period: { rolling: 'soon' } }), 'DURATION_INVALID', 'input.analysis.trend.period.rolling'],
    [
      trend({ period: { last: { count: 0, unit: 'DAY' } } }),
      'NUMBER_INVALID',
      'input.analysis.trend.period.last.count',
    ],
    [trend({ events: ['order_paid where'] }), 'EXPRESSION_SYNTAX', 'input.analysis.trend.events[0]'],
    [trend({ scope: { segment: 'nobody', at: 'NOW' } }), 'SEGMENT_NOT_FOUND', 'input.analysis.trend.scope.segment'],
  ];
  for (const [input, reason, path] of bad) assert.deepEqual(fault(await define(input)), [reason, path]);
  const filter = { scope: { segment: 'nobody', at: 'NOW' } };
  assert.deepEqual(fault(await board({ key: 'b', filter })), ['SEGMENT_NOT_FOUND', 'input.filter.scope.segment']);
  await define({ key: 'good', analysis: { trend: PAYMENTS } });
  assert.deepEqual(fault(await board({ key: 'b', reports: ['good', 'good'] })), ['KEY_DUPLICATE', 'input.reports[1]']);
  const unknown = await admin.send('{report(key:"good"){result(board:"no"){asOf}}}');
  assert.equal(unknown.errors?.[0].extensions.reason, 'BOARD_NOT_FOUND');
});

test('a report shows its reader only what the scopes of the reader permit', async () => {
  const analyst = server.caller('shop', ['analytics:read']);
  assert.equal(
    (await define({ key: 'x', analysis: { trend: PAYMENTS } }, analyst)).errors[0].extensions.reason,
    'SCOPE_MISSING',
  );
  await define({ key: 'rich', analysis: { trend: { ...PAYMENTS, scope: { segment: 'rich', at: 'NOW' } } } });
  await define({ key: 'by_channel', analysis: { trend: { ...PAYMENTS, by: { property: 'channel' } } } });
  for (const key of ['rich', 'by_channel']) {
    const { report } = await analyst.ask(`{report(key:"${key}"){name analysis}}`);
    assert.equal(report.analysis, null, `the analysis of ${key} is concealed`);
    const refused = await analyst.send(`{report(key:"${key}"){result{asOf}}}`);
    assert.ok(refused.errors, `${key} is not computed`);
  }
  const { reports } = await analyst.ask('{reports(first:50){edges{node{key}}}}');
  assert.ok(reports.edges.length >= 4);
  const other = await server.sandbox('other', NOW);
  assert.equal((await other.ask('{report(key:"rich"){key}}')).report, null);
});

test('reportChanged sends a result equal to a new query after changes of facts and definitions', async () => {
  await define({ key: 'live', analysis: { trend: PAYMENTS } });
  const QUERY = `result{trend{${TREND}}}`;
  const told: Loose[] = [];
  let ended: unknown;
  const socket = admin.ws();
  const end = socket.subscribe(
    { query: `subscription{reportChanged(key:"live",everyMs:100){version ${QUERY}}}` },
    {
      next: ({ data, errors }) => (data ? told.push((data as Loose).reportChanged) : (ended = errors)),
      error: (error) => (ended = error),
      complete: () => undefined,
    },
  );
  const fresh = async (): Promise<Loose> => (await admin.ask(`{report(key:"live"){${QUERY}}}`)).report.result;
  const isFresh = async (): Promise<boolean> => JSON.stringify(told.at(-1)?.result) === JSON.stringify(await fresh());
  try {
    await eventually(() => told.length === 1, 'the first answer');
    assert.ok(await isFresh());
    await order('cat', at(15), '11');
    await eventually(isFresh, 'an order');
    await admin.ask(
      'mutation{ingestEvents(events:[{messageId:"refund",type:"order_refunded",occurredAt:"2026-03-19T00:00:00Z",identities:[{namespace:"member_id",value:"cat"}],order:{orderId:"o5",amount:"4"}}]){accepted}}',
    );
    await eventually(async () => told.at(-1).result.trend.all.total === '137' && (await isFresh()), 'a refund');
    const count = told.length;
    await order('dan', at(1), '1');
    await define({ key: 'live', analysis: { trend: { ...PAYMENTS, unit: 'WEEK' } } });
    await eventually(() => told.at(-1).version === 2, 'the new version');
    assert.ok(await isFresh());
    assert.equal(told.length, count + 1, 'an order outside the period changes no figure');
    await admin.ask(`mutation{advanceClock(to:"${at(22)}"){now}}`);
    await eventually(async () => told.at(-1).result.trend.all.total === '44' && (await isFresh()), 'time passing');
    await admin.ask('mutation{retireReport(key:"live"){key}}');
    await eventually(() => ended !== undefined, 'the end');
    assert.match(JSON.stringify(ended), /REPORT_NOT_FOUND/);
  } finally {
    end();
    await socket.dispose();
  }
  assert.deepEqual(server.reported, []);
});
