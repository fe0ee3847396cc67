/**
 * Compares figures that SQL computes from exported tables with the reports of the server, in a random shop with
 * repeated reports, refunds, receipts, merged customers and several currencies.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { TABLE_NAMES } from '../../src/cli/export/tables.js';
import { ACTIVITY_TYPES } from '../../src/engine/facts/vocabulary.js';
import { freshSeed } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { customerOf, Exports, fillShop, iso, NOW, ZONE } from './exported-shop.js';

const SEED = freshSeed();
const FROM = Date.UTC(2026, 2, 1, 5);
const TO = Date.UTC(2026, 3, 1, 4);
const PERIOD = { from: iso(FROM), to: iso(TO) };
const sqlTime = (at: number): string => `TIMESTAMP '${iso(at).slice(0, 19)}'`;
const INSIDE = `occurred_at >= ${sqlTime(FROM)} AND occurred_at < ${sqlTime(TO)}`;

let server: TestServer;
let admin: Caller;
let exports: Exports;

before(async () => {
  server = await TestServer.start();
  exports = new Exports(server, mkdtempSync(join(tmpdir(), 'strata-tables-')));
  admin = await server.sandbox('shop', iso(NOW), { zone: ZONE, currency: 'CNY' });
  await admin.ask(
    `mutation{level:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}
      points:defineTag(input:{key:"points",kind:SEMI_DYNAMIC,type:INTEGER,ttl:"P5D"}){key}
      income:defineTag(input:{key:"income",kind:STATIC,type:STRING,personal:true}){key}
      paid:defineTag(input:{key:"paid",kind:DYNAMIC,type:INTEGER,metric:"count(order_paid)"}){key}}`,
  );
  const accepted = await fillShop(server, new Dice(random(SEED)), { workspace: 'shop', customers: 64 });
  assert.ok(accepted > 300, `${accepted} events (seed ${SEED})`);
  for (const [left, right] of [
    ['m1', 'm2'],
    ['m3', 'm12'],
    ['m4', 'm5'],
  ])
    await admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
      a: await customerOf(admin, left),
      b: await customerOf(admin, right),
    });
  await admin.ask('mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){parted{id}}}', {
    p: await customerOf(admin, 'm4'),
    i: [{ namespace: 'member_id', value: 'm5' }],
  });
  const tagged = (value: string, tag: string, given: unknown, days: number): object => ({
    ...{ identities: [{ namespace: 'member_id', value }], tag, value: given },
    observedAt: iso(NOW - days * 86_400_000),
  });
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [
      tagged('m0', 'level', 'gold', 40),
      tagged('m0', 'level', '金卡', 20),
      tagged('m1', 'level', 'silver', 9),
      tagged('m2', 'level', 'gold', 8),
      tagged('m6', 'points', 12, 9),
      tagged('m8', 'points', 30, 2),
      tagged('m6', 'income', 'high', 3),
    ],
  });
  for (const [key, expression] of [
    ['buyers', 'count(order_paid) >= 2'],
    ['golden', 'tag level = "gold" or tag level = "金卡"'],
    ['rich', 'tag income = "high"'],
  ])
    await admin.ask(
      'mutation($k:String!,$e:String!){defineSegment(input:{key:$k,expression:$e},wait:true){job{state}}}',
      { k: key, e: expression },
    );
  await exports.write('shop', 'tables', '--rows', '200');
});
after(async () => {
  await server.remove();
  rmSync(exports.folder, { recursive: true, force: true });
});

const NINE = `query($i:NineMetricsInput!){nineMetricsReport(input:$i){orders gmv unattributed{orders gmv} dormantAtBeginning
  classes{customers visitors buyers orders gmv visitAgain}}}`;

/** The nine metrics of the period, by class of customers. */
const NINE_SQL = `WITH ords AS (SELECT customer, occurred_at, CASE WHEN currency = 'CNY' THEN amount END AS money FROM orders
    WHERE type = 'order_paid' AND customer IS NOT NULL),
  seen AS (SELECT customer, occurred_at FROM ords UNION ALL SELECT customer, occurred_at FROM events WHERE customer IS NOT NULL
    AND type IN ('visit', ${ACTIVITY_TYPES.map((type) => `'${type}'`).join(', ')})),
  visitors AS (SELECT customer, min(occurred_at) AS first, (SELECT max(o.occurred_at) FROM ords o WHERE o.customer = seen.customer
    AND o.occurred_at < ${sqlTime(FROM)}) AS last FROM seen WHERE ${INSIDE} GROUP BY customer),
  classed AS (SELECT customer, CASE WHEN last IS NULL THEN 'NEW' WHEN first - last >= INTERVAL 30 DAY THEN 'DORMANT'
    ELSE 'OLD' END AS class FROM visitors)
  SELECT class, count(DISTINCT c.customer) AS visitors, count(DISTINCT o.customer) AS buyers, count(o.occurred_at) AS orders,
    coalesce(sum(o.money), 0)::DOUBLE AS gmv, (SELECT count(DISTINCT s.customer) FROM seen s JOIN classed k
      ON k.customer = s.customer WHERE k.class = c.class AND s.occurred_at >= ${sqlTime(TO)}
      AND s.occurred_at < ${sqlTime(TO + (TO - FROM))}) AS again
  FROM classed c LEFT JOIN (SELECT * FROM ords WHERE ${INSIDE}) o ON o.customer = c.customer GROUP BY class`;

test(`the nine metrics equal those of SQL (seed ${SEED})`, async () => {
  const { nineMetricsReport: report } = await admin.ask(NINE, { i: { period: PERIOD } });
  const found = await exports.query('tables', NINE_SQL);
  assert.ok(report.orders > 20);
  for (const { customers, visitors, buyers, orders, gmv, visitAgain } of report.classes) {
    const own = found.find((row) => row.class === customers);
    const figures = { visitors, buyers, orders, gmv: Number(gmv), again: visitAgain };
    const { class: _class, ...computed } = own ?? { visitors: 0, buyers: 0, orders: 0, gmv: 0, again: 0 };
    assert.deepEqual(computed, figures, customers);
  }
  const [shop] = await exports.query(
    'tables',
    `SELECT count(*) AS orders, sum(CASE WHEN currency = 'CNY' THEN amount END)::DOUBLE AS gmv,
      count(*) FILTER (customer IS NULL) AS anonymous FROM orders WHERE type = 'order_paid' AND ${INSIDE}`,
  );
  assert.deepEqual(shop, {
    orders: report.orders,
    gmv: Number(report.gmv),
    anonymous: report.unattributed.orders,
  });
});

const TREND = `query($i:TrendInput!){trendReport(input:$i){all{points{from value unattributed}} groups{group other total}}}`;

/** Returns the points of a trend that are not 0, by calendar day of the shop. */
async function trend(input: object): Promise<Loose> {
  const { trendReport } = await admin.ask(TREND, { i: { period: PERIOD, unit: 'DAY', ...input } });
  const dayOf = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE });
  const points = trendReport.all.points.flatMap(({ from, value }: Loose) =>
    Number(value) === 0 ? [] : [[dayOf.format(new Date(from)), Number(value)]],
  );
  return { points: Object.fromEntries(points), groups: trendReport.groups };
}

async function daily(sql: string): Promise<Loose> {
  const rows = await exports.query('tables', `SELECT day::VARCHAR AS day, ${sql} GROUP BY day HAVING value <> 0`);
  return Object.fromEntries(rows.map(({ day, value }) => [day, value]));
}

test(`trends equal those of SQL (seed ${SEED})`, async () => {
  const counted = [
    [{ events: ['order_paid'] }, `count(*) AS value FROM orders WHERE type = 'order_paid' AND ${INSIDE}`],
    [{ events: ['order_placed'] }, `count(*) AS value FROM orders WHERE type = 'order_placed' AND ${INSIDE}`],
    [
      { events: ['gross order_paid'] },
      `count(*) AS value FROM (FROM orders UNION ALL FROM returned_orders) WHERE type = 'order_paid' AND ${INSIDE}`,
    ],
    [
      { events: ['order_paid'], figure: 'SUM', field: 'amount' },
      `sum(amount)::DOUBLE AS value FROM orders WHERE type = 'order_paid' AND currency = 'CNY' AND ${INSIDE}`,
    ],
    [
      { events: ['gross order_paid'], figure: 'SUM', field: 'amount' },
      `sum(gross_amount)::DOUBLE AS value FROM (FROM orders UNION ALL FROM returned_orders)
        WHERE type = 'order_paid' AND currency = 'CNY' AND ${INSIDE}`,
    ],
    [
      { events: ['order_paid'], figure: 'CUSTOMERS' },
      `count(DISTINCT customer) AS value FROM orders WHERE type = 'order_paid' AND ${INSIDE}`,
    ],
    [{ events: ['page_viewed'] }, `count(*) AS value FROM events WHERE type = 'page_viewed' AND ${INSIDE}`],
    [{ events: ['visit'] }, `count(*) AS value FROM events WHERE type = 'visit' AND ${INSIDE}`],
    [{ events: ['"下单成功"'] }, `count(*) AS value FROM events WHERE type = '下单成功' AND ${INSIDE}`],
  ] as const;
  for (const [input, sql] of counted) {
    const { points } = await trend(input);
    assert.ok(Object.keys(points).length > 0, JSON.stringify(input));
    assert.deepEqual(await daily(sql), points, JSON.stringify(input));
  }
});

test(`groups by a property, and returns, equal those of SQL (seed ${SEED})`, async () => {
  const { groups } = await trend({ events: ['page_viewed'], by: { property: 'channel' } });
  const channels = await exports.query(
    'tables',
    `SELECT properties->>'channel' AS "group", count(*) AS total FROM events
      WHERE type = 'page_viewed' AND ${INSIDE} GROUP BY 1 ORDER BY 1`,
  );
  const byName = (rows: readonly Loose[]): Loose => Object.fromEntries(rows.map((x) => [x.group, Number(x.total)]));
  assert.deepEqual(byName(channels), byName(groups));
  assert.ok('小程序' in byName(groups));
  const { returnsReport } = await admin.ask(
    'query($i:ReturnsInput!){returnsReport(input:$i){all{orders whollyReturned lines sales returned}}}',
    { i: { period: PERIOD } },
  );
  const isPaid = `type = 'order_paid' AND customer IS NOT NULL AND ${INSIDE}`;
  const [returns] = await exports.query(
    'tables',
    `WITH everything AS (SELECT *, false AS gone FROM orders UNION ALL SELECT *, true FROM returned_orders)
      SELECT count(*) AS orders, count(*) FILTER (gone) AS "whollyReturned",
        (SELECT count(*) FROM (FROM lines UNION ALL FROM returned_lines) WHERE gross_quantity > 0 AND ${isPaid}) AS lines,
        sum(gross_amount) FILTER (currency = 'CNY')::DOUBLE AS sales,
        sum(returned_amount) FILTER (currency = 'CNY')::DOUBLE AS returned FROM everything WHERE ${isPaid}`,
  );
  const { sales, returned, ...counts } = returnsReport.all;
  assert.deepEqual(returns, { ...counts, sales: Number(sales), returned: Number(returned) });
});

test('customers, members and tags equal those of the server', async () => {
  const keys = ['buyers', 'golden'];
  const server = await admin.ask(
    `{count:profiles(first:1){totalCount} ${keys.map((k) => `${k}:segment(key:"${k}"){size}`).join(' ')}}`,
  );
  const [{ customers }] = await exports.query('tables', 'SELECT count(*) AS customers FROM customers');
  assert.equal(customers, server.count.totalCount);
  for (const key of keys) {
    const [{ n }] = await exports.query(
      'tables',
      `SELECT count(DISTINCT customer) AS n FROM memberships WHERE segment = '${key}' AND left_at IS NULL`,
    );
    assert.ok(n > 0 && n === server[key].size, `${key}: ${n}, ${server[key].size}`);
  }
  for (const member of ['m0', 'm1', 'm2', 'm6', 'm8', 'm20']) {
    const customer = await customerOf(admin, member);
    const { profile } = await admin.ask('query($p:String!){profile(id:$p){tags{key value}}}', { p: customer });
    const own = profile.tags.filter(({ key }: Loose) => key !== 'income');
    const rows = await exports.query(
      'tables',
      `SELECT tag, value FROM tags WHERE customer = '${customer}' AND valid_to IS NULL ORDER BY tag`,
    );
    const expected = own.map(({ key, value }: Loose) => ({ tag: key, value: String(value) }));
    assert.deepEqual(
      rows,
      expected.sort((a: Loose, b: Loose) => a.tag.localeCompare(b.tag)),
      member,
    );
  }
  const history = await exports.query(
    'tables',
    `SELECT value, valid_from::VARCHAR AS since, valid_to::VARCHAR AS until FROM tags
      WHERE customer = '${await customerOf(admin, 'm0')}' AND tag = 'level' ORDER BY valid_from`,
  );
  assert.deepEqual(history, [
    { value: 'gold', since: '2026-03-06 09:30:00', until: '2026-03-26 09:30:00' },
    { value: '金卡', since: '2026-03-26 09:30:00', until: null },
  ]);
});

test('personal tags, their segments and personal identities are exported only on request', async () => {
  await admin.ask(INGEST_PERSONAL, {
    e: [
      {
        ...{ messageId: 'personal', type: 'registered', occurredAt: iso(NOW - 1), source: 'till' },
        identities: [
          { namespace: 'member_id', value: 'm6' },
          { namespace: 'phone', value: '+8613671054927' },
        ],
        properties: { Phone: '+8613671054927', channel: 'app' },
      },
    ],
  });
  // Contacts of this campaign show who is in a segment of a personal tag.
  await admin.ask(`mutation{
    a:setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}]}){version}
    b:defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/"}){endpoint{key}}
    c:defineCampaign(input:{key:"for_rich",audience:"rich",channels:[{channel:"sms",endpoint:"crm",body:"Hi"}]}){key}
    d:startCampaign(key:"for_rich"){state}
    e:advanceClock(to:"${iso(NOW)}"){now}
  }`);
  const query = `SELECT
    (SELECT count(*) FROM contacts WHERE campaign = 'for_rich') AS contacts,
    (SELECT count(*) FROM tags WHERE tag = 'income') AS tags,
    (SELECT count(*) FROM memberships WHERE segment = 'rich') AS members,
    (SELECT count(*) FROM customers WHERE identities::VARCHAR LIKE '%13671054927%') AS phones,
    (SELECT properties::VARCHAR FROM events WHERE message_id = 'personal') AS properties`;
  await exports.here('shop', 'plain');
  assert.deepEqual(await exports.query('plain', query), [
    { contacts: 0, tags: 0, members: 0, phones: 0, properties: '{"channel":"app"}' },
  ]);
  await exports.write('shop', 'personal', '--personal');
  assert.deepEqual(await exports.query('personal', query), [
    { contacts: 1, tags: 1, members: 1, phones: 1, properties: '{"Phone":"+8613671054927","channel":"app"}' },
  ]);
  const { auditLog } = await admin.ask('{auditLog(first:5,operation:"exportTables"){edges{node{actor target}}}}');
  assert.deepEqual(auditLog.edges[0].node, { actor: 'export', target: 'shop' });
});

const INGEST_PERSONAL = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';

test('every row is in the folder of its month in the zone of the shop', async () => {
  for (const table of ['events', 'orders', 'lines', 'contacts', 'customers']) {
    const rows = await exports.query(
      'tables',
      `SELECT count(*) AS n FROM ${table} WHERE month <> strftime(day, '%Y-%m')`,
    );
    assert.deepEqual(rows, [{ n: 0 }], table);
  }
  const [{ months }] = await exports.query('tables', 'SELECT count(DISTINCT month) AS months FROM events');
  assert.ok(months >= 3, `${months} months`);
});

test('the SQL of docs/ANALYSES.md runs', async () => {
  const text = readFileSync('docs/ANALYSES.md', 'utf8');
  const [command] = /sql --dir \.\/tables "[^"]+"/.exec(text)!;
  const queries = [
    /"([^"]+)"/.exec(command)![1],
    ...[...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql]) => sql),
  ];
  assert.equal(queries.length, 2);
  for (const sql of queries) await exports.query('tables', sql);
  const columns = [...text.matchAll(/^\| (`[a-z_`, ]+`) \| .* \| `[a-z_]+` \|$/gm)].flatMap(([, names]) =>
    names.match(/[a-z_]+/g),
  );
  assert.deepEqual(new Set(columns), new Set<string>(TABLE_NAMES), 'each table is documented');
});
