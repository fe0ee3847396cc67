/**
 * Imports files as Taobao, JD, Youzan and WeCom export them, with the mappings that docs/IMPORT.md offers. The expected
 * figures are computed by hand from the files.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { eventsOf, type Importing, withImporting } from '../support/importing.js';
import type { Caller, Loose, TestServer } from '../support/server.js';

let server: TestServer;
let files: Importing;

withImporting((startedServer, folder) => {
  [server, files] = [startedServer, folder];
});

/** The files in the order of their import, with the line that the command prints last. */
const FILES = [
  ['taobao-orders.csv', /3 events new, 0 known before, 0 tags, 1 rows left out, 0 rejected/],
  ['taobao-members.csv', /0 events new, 0 known before, 8 tags, 0 rows left out, 0 rejected/],
  ['jd-orders.xlsx', /2 events new, 0 known before, 0 tags, 1 rows left out, 0 rejected/],
  ['jd-members.tsv', /0 events new, 0 known before, 6 tags, 2 points, 0 rows left out, 0 rejected/],
  ['youzan-orders.csv', /2 events new, 0 known before, 0 tags, 1 rows left out, 0 rejected/],
  ['youzan-members.csv', /0 events new, 0 known before, 5 tags, 2 points, 0 rows left out, 0 rejected/],
  ['wecom-payments.csv', /2 events new, 0 known before, 0 tags, 1 rows left out, 0 rejected/],
  ['wecom-customers.xlsx', /2 events new, 0 known before, 1 tags, 0 rows left out, 0 rejected/],
] as const;

const TAGS = [
  'key:"taobao_level",kind:SEMI_DYNAMIC,type:STRING',
  'key:"taobao_spent",kind:SEMI_DYNAMIC,type:DECIMAL',
  'key:"taobao_crowds",kind:SEMI_DYNAMIC,type:STRING_LIST',
  'key:"jd_level",kind:SEMI_DYNAMIC,type:STRING',
  'key:"jd_plus",kind:SEMI_DYNAMIC,type:BOOLEAN',
  'key:"jd_first_order",kind:STATIC,type:STRING',
  'key:"jd_score",kind:DYNAMIC,type:INTEGER',
  'key:"youzan_level",kind:SEMI_DYNAMIC,type:STRING',
  'key:"youzan_since",kind:STATIC,type:STRING',
  'key:"youzan_labels",kind:SEMI_DYNAMIC,type:STRING_LIST',
  'key:"youzan_points",kind:DYNAMIC,type:INTEGER',
  'key:"wecom_labels",kind:SEMI_DYNAMIC,type:STRING_LIST',
];

const SHOP = 'shops';
const mappingOf = (file: string): object =>
  JSON.parse(readFileSync(`test/mapping/shops/${file.replace(/\..*$/, '.json')}`, 'utf8')) as object;

let imported: Promise<Caller> | undefined;

/** Imports all files into one workspace, which both tests read. */
async function importAll(): Promise<Caller> {
  const admin = await server.sandbox(SHOP, '2026-03-31T00:00:00Z', { zone: 'Asia/Shanghai', currency: 'CNY' });
  for (const name of ['taobao_nick', 'jd_pin', 'youzan_id'])
    await admin.ask('mutation($i:DefineNamespaceInput!){defineIdentityNamespace(input:$i,wait:true){name}}', {
      i: { name, limit: 1, priority: 75, strong: true },
    });
  for (const input of TAGS) await admin.ask(`mutation{defineTag(input:{${input}}){key}}`);
  for (const [file, said] of FILES) {
    files.write(file, readFileSync(`test/mapping/shops/${file}`));
    const done = await files.run(SHOP, file, mappingOf(file));
    assert.equal(done.code, 0, `${file}: ${done.output}`);
    assert.match(done.output, said, `${file}: ${done.output}`);
  }
  return admin;
}

test('exports of Chinese shops become orders, tags and one customer for each person', async () => {
  const admin = await (imported ??= importAll());
  const orders = await eventsOf(
    admin,
    '小鹿的妈妈',
    'type orderId amount occurredAt lines{sku quantity amount}',
    'taobao_nick',
  );
  assert.deepEqual(
    orders.map(({ type, orderId, amount, occurredAt }) => [type, orderId, amount, occurredAt]),
    [
      ['wecom_contact_added', null, null, '2026-01-20T03:30:00.000Z'],
      ['order_paid', 'taobao-2601010001', '207.5', '2026-03-01T01:05:00.000Z'],
      ['order_paid', 'youzan-E20260305101', '208.5', '2026-03-05T02:11:12.000Z'],
      ['order_paid', 'wecom-100004001', '520', '2026-03-08T06:20:00.000Z'],
      ['order_paid', 'wecom-100004003', '35.5', '2026-03-09T01:00:00.000Z'],
    ],
    'the phone number joins the customer of Taobao, Youzan and WeCom',
  );
  assert.deepEqual(orders[1].lines, [
    { sku: 'NP-L', quantity: '2', amount: '158' },
    { sku: 'WT-80', quantity: '5', amount: '49.5' },
  ]);
  const [television] = await eventsOf(admin, 'jd_77a1c', 'orderId amount lines{sku amount}', 'jd_pin');
  assert.deepEqual([television.orderId, television.amount], ['jd-301000777001', '3078.8']);
  assert.deepEqual(television.lines, [
    { sku: 'SKU-6001', amount: '2999' },
    { sku: 'SKU-6002', amount: '79.8' },
  ]);
  const tagsOf = async (namespace: string, value: string): Promise<Loose> => {
    const { profile } = await admin.ask('query($i:IdentityInput!){profile(identity:$i){tags{key value}}}', {
      i: { namespace, value },
    });
    return Object.fromEntries(profile.tags.map((tag: Loose) => [tag.key, tag.value]));
  };
  assert.deepEqual(await tagsOf('phone', '13711110001'), {
    taobao_level: 'VIP2',
    taobao_spent: '3207.5',
    taobao_crowds: ['新生儿', '高复购'],
    youzan_level: '金卡',
    youzan_since: '2025-08-09 12:00:00',
    youzan_labels: ['蛋糕', '亲子'],
    youzan_points: 1580,
    wecom_labels: ['高意向', '鲜花'],
  });
  assert.deepEqual(await tagsOf('jd_pin', 'jd_5b02e'), {
    jd_level: '银牌',
    jd_plus: false,
    jd_first_order: '20251111',
    jd_score: 1260,
  });
});

test('the figures of all shops are those of the files, and a second import changes none of them', async () => {
  const admin = await (imported ??= importAll());
  const figures = async (): Promise<readonly unknown[]> => {
    const { profiles } = await admin.ask(
      '{profiles(first:50){edges{node{events(first:50){edges{node{type amount}}}}}}}',
    );
    const events = profiles.edges.flatMap((edge: Loose) => edge.node.events.edges.map((each: Loose) => each.node));
    const paid = events.filter(({ type }: Loose) => type === 'order_paid');
    const cents = paid.reduce((sum: number, { amount }: Loose) => sum + Math.round(Number(amount) * 100), 0);
    return [profiles.edges.length, paid.length, cents];
  };
  // Taobao 1,555.00, JD 3,277.80, Youzan 476.50 and WeCom 555.50. Three of the nine customer records are one person.
  const expected = [7, 9, 586_480];
  assert.deepEqual(await figures(), expected);
  for (const file of ['taobao-orders.csv', 'jd-orders.xlsx', 'youzan-members.csv']) {
    const again = await files.run(SHOP, file, mappingOf(file));
    assert.match(again.output, /0 events new/, `${file}: ${again.output}`);
  }
  assert.deepEqual(await figures(), expected);
});
