/**
 * Tests alerts on the figures of saved reports. Each crossing raises one alert, even across restarts, and only callers
 * who may read figures see it.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let sent = 0;
const at = (day: number, hour = 0): string => new Date(Date.UTC(2026, 2, day) + hour * 3_600_000).toISOString();

async function order(when: string, amount: string, who = 'ann'): Promise<void> {
  sent++;
  const { ingestEvents } = await admin.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}',
    {
      e: [
        {
          ...{ messageId: `r${sent}`, type: 'order_paid', occurredAt: when },
          ...{ order: { orderId: `o${sent}`, amount } },
          identities: [{ namespace: 'member_id', value: who }],
        },
      ],
    },
  );
  assert.equal(ingestEvents.accepted, 1, JSON.stringify(ingestEvents.results));
}

const PAYMENTS = {
  ...{ period: { rolling: 'P7D' }, events: ['order_paid'], unit: 'DAY', figure: 'SUM', field: 'amount' },
};
const define = (key: string, alerts: object[] | null | undefined, more: object = {}, as = admin): Promise<Loose> =>
  as.send('mutation($i:ReportInput!){defineReport(input:$i){version alerts{key above below rise fall}}}', {
    i: { key, alerts, analysis: { trend: { ...PAYMENTS, ...more } } },
  });
const clock = (day: number, hour = 0): Promise<Loose> =>
  admin.ask(`mutation{advanceClock(to:"${at(day, hour)}"){now}}`);
const alerts = async (as = admin): Promise<Loose[]> =>
  (
    await as.ask(
      '{alerts(first:50){totalCount edges{node{kind report rule isRecovered unitFrom unitTo value profile}}}}',
    )
  ).alerts.edges
    .map(({ node }: Loose) => node)
    .reverse();
const news = async (rule: string): Promise<unknown[]> =>
  (await alerts())
    .filter((alert) => alert.rule === rule)
    .map((alert) => [alert.unitFrom.slice(8, 10), alert.isRecovered, alert.value]);

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', at(10, 12), { zone: 'UTC', currency: 'CNY' });
});
after(() => server.remove());

test('crossing a limit raises one alert, and so does the recovery', async () => {
  await order(at(9, 5), '1000');
  const { data } = await define('payments', [
    { key: 'low', below: '20' },
    { key: 'high', above: '100' },
    { key: 'drop', fall: '0.5' },
  ]);
  assert.deepEqual(data.defineReport.alerts[0], { key: 'low', above: null, below: '20', rise: null, fall: null });
  await order(at(10, 11), '60');
  await clock(10, 23);
  assert.deepEqual(await alerts(), [], 'the day has not ended');
  await order(at(10, 22), '50.5');
  await clock(10, 23.5);
  assert.deepEqual(await news('high'), [['10', false, '110.5']], 'above is raised before the day has ended');
  await clock(11, 1);
  assert.deepEqual(await news('drop'), [['10', false, '110.5']], '110.5 after 1000');
  await order(at(11, 1), '100');
  await clock(12, 1);
  assert.deepEqual(await news('high'), [
    ['10', false, '110.5'],
    ['11', true, '100'],
  ]);
  assert.deepEqual((await news('drop')).at(-1), ['11', true, '100']);
  await clock(14, 1);
  assert.deepEqual(await news('low'), [['12', false, '0']], 'two days without orders are one crossing');
  await order(at(14, 1), '25');
  await clock(15, 1);
  assert.deepEqual((await news('low')).at(-1), ['14', true, '25']);
  const before = (await alerts()).length;
  await server.close();
  await server.open();
  admin = server.caller('shop', ['admin']);
  await clock(15, 2);
  assert.equal((await alerts()).length, before, 'no alert is repeated after a restart');
});

test('alerts need the scope to read figures, and are sent over sockets', async () => {
  const reader = server.caller('shop', ['segments:read']);
  assert.deepEqual(await alerts(reader), []);
  const { alerts: counted } = await reader.ask('{alerts(first:1){totalCount}}');
  assert.equal(counted.totalCount, 0);
  const told: Loose[] = [];
  const heard: Loose[] = [];
  const analyst = server.caller('shop', ['segments:read', 'analytics:read']).ws();
  const other = reader.ws();
  const query = 'subscription{alertRaised{alert{kind rule isRecovered profile}}}';
  const listen = (socket: typeof other, list: Loose[]): (() => void) =>
    socket.subscribe(
      { query },
      { next: ({ data: item }) => list.push(item), error: () => undefined, complete: () => undefined },
    );
  const ends = [listen(analyst, told), listen(other, heard)];
  await eventually(() => told.length > 0 && heard.length > 0, 'both to listen');
  await order(at(15, 1), '500');
  await clock(15, 3);
  await eventually(() => told.some((item) => item.alertRaised.alert?.rule === 'high'), 'the alert');
  assert.ok(heard.every((item) => item.alertRaised.alert === null));
  for (const end of ends) end();
  await Promise.all([analyst.dispose(), other.dispose()]);
});

test('states of rules are small, and are deleted with their rules', async () => {
  const { stores } = server.running.services;
  const about = async (report: string): Promise<string[]> =>
    (await stores.metricAlerts.list('shop', [report])).map(({ rule, about: hash }) => `${rule} ${hash.length}`);
  const rules = ['one', 'two'].map((key) => ({ key, above: '1' }));
  await define('passing', rules);
  await clock(16, 1);
  assert.deepEqual((await about('passing')).sort(), ['one 43', 'two 43']);
  // Earlier versions stored the text itself. Such a state stays valid, so no alert is raised twice.
  const [state] = (await stores.metricAlerts.list('shop', ['passing'])).filter(({ rule }) => rule === 'one');
  const [{ analysis, alerts: own }] = await stores.reports.find('shop', ['passing']);
  const text = JSON.stringify([analysis, own![0]], (_name, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  await stores.transact((tx) =>
    stores.metricAlerts.save('shop', { ...state, about: text, revision: state.revision + 1 }, tx),
  );
  const before = (await alerts()).length;
  await clock(16, 2);
  assert.equal((await alerts()).length, before);
  await define('passing', rules.slice(0, 1));
  await clock(17, 1);
  assert.deepEqual(await about('passing'), ['one 43']);
  await admin.ask('mutation{retireReport(key:"passing"){key}}');
  await clock(17, 2);
  assert.deepEqual(await about('passing'), []);
});

test('invalid alert rules are rejected', async () => {
  const fault = ({ errors }: Loose): unknown[] => [errors?.[0].extensions.reason, errors?.[0].extensions.inputPath];
  const one = { key: 'a', above: '1' };
  assert.deepEqual(fault(await define('x', [{ key: 'a' }])), ['ALTERNATIVES_CONFLICT', 'input.alerts[0]']);
  assert.deepEqual(fault(await define('x', [one, one])), ['KEY_DUPLICATE', 'input.alerts[1].key']);
  assert.deepEqual(fault(await define('x', [{ ...one, group: 'g' }])), ['FIELD_NOT_ALLOWED', 'input.alerts[0].group']);
  assert.deepEqual(fault(await define('x', [{ key: 'a', rise: '-1' }])), ['NUMBER_INVALID', 'input.alerts[0].rise']);
  assert.deepEqual(fault(await define('x', [one], { unit: 'WEEKDAY' })), ['FIELD_NOT_ALLOWED', 'input.alerts']);
  assert.deepEqual(fault(await define('x', [one], { by: { property: 'channel' } })), [
    'FIELD_NOT_ALLOWED',
    'input.alerts',
  ]);
  assert.equal((await define('x', [one])).data.defineReport.version, 1);
  assert.deepEqual(fault(await define('x', undefined, { unit: 'ALL' })), ['FIELD_NOT_ALLOWED', 'input.alerts']);
  assert.deepEqual((await define('x', null, { unit: 'ALL' })).data.defineReport.alerts, []);
  assert.deepEqual(server.reported, []);
});
