/** Tests imports of uploaded files: the guess, the look, the job with its counts and rejects, and its removal. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventsOf } from '../support/importing.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { bearerOf, putPart, Uploading } from '../support/uploading.js';

const CLOCK = '2026-03-31T00:00:00Z';
let server: TestServer;
let admin: Caller;
let files: Uploading;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', CLOCK, { zone: 'Asia/Shanghai', currency: 'CNY' });
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  files = new Uploading(server, admin);
});
after(() => server.remove());

const folderOf = (): string => join(server.dir, 'imports', server.env.STRATA_DATABASE);
const MAPPING = {
  source: 'till',
  zone: 'Asia/Shanghai',
  skip: { member: '' },
  identities: [{ namespace: 'member_id', value: '{member}' }],
  event: {
    type: 'order_paid',
    messageId: 'till-{line}',
    occurredAt: { value: '{time}', as: 'local' },
    order: { orderId: 'till-{line}', amount: '{amount}' },
  },
  tags: [{ tag: 'city', value: '{city}', observedAt: { value: '{time}', as: 'local' } }],
} as const;
const ROWS = [
  'line,member,time,amount,city',
  '1,M1,2026-03-01 10:00:00,12.50,杭州',
  '2,,2026-03-01 11:00:00,1,',
  '3,M2,2026-02-30 10:00:00,5,',
  '4,M2,2026-03-02 10:00:00,8,北京',
  '5,M2,2030-03-02 10:00:00,8,',
];

test('a file is uploaded in parts, guessed, looked at, imported and taken back', async () => {
  const id = await files.send('till.csv', ROWS.join('\n'), 64);
  const { mapping, columns } = await files.guess(id);
  assert.deepEqual(columns[1], { name: 'member', values: ['M1', 'M2'] });
  assert.equal(JSON.parse(mapping).event.order.amount, '{amount}');

  const { problems, rows } = await files.look(id, MAPPING);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    rows.map(({ row, isLeftOut, facts }: Loose) => [row, isLeftOut, facts.map(({ kind }: Loose) => kind)]),
    [
      [1, false, ['EVENT', 'TAG']],
      [2, true, []],
      [3, false, []],
      [4, false, ['EVENT', 'TAG']],
      [5, false, ['EVENT']],
    ],
  );
  assert.match(rows[2].problems[0], /^event.occurredAt: the time is not a valid local$/);
  assert.match(rows[4].problems[0], /^EVENT_IN_FUTURE: /);
  assert.equal(JSON.parse(rows[0].facts[0].fact).order.amount, '12.50');
  assert.equal((await admin.ask('{profiles(first:1){totalCount}}')).profiles.totalCount, 0, 'a look writes nothing');

  assert.equal((await files.start(id, MAPPING)).state, 'RUNNING');
  const done = await files.ended(id);
  assert.deepEqual([done.state, done.source, done.share, done.reason], ['DONE', 'till', 1, null]);
  const nothing = { duplicates: 0, points: 0, entries: 0, partial: 0 };
  assert.deepEqual(done.counts, { ...nothing, accepted: 2, tagged: 2, leftOut: 1, rejected: 2 });
  assert.deepEqual(
    (await files.rejects(id)).map(({ row, raw }) => [row, raw.line]),
    [
      [3, '3'],
      [5, '5'],
    ],
  );
  const [order] = await eventsOf(admin, 'M1', 'type source amount occurredAt', 'member_id');
  assert.deepEqual(order, {
    type: 'order_paid',
    source: 'till',
    amount: '12.5',
    occurredAt: '2026-03-01T02:00:00.000Z',
  });
  const { job } = await admin.ask('query($id:String!){job(id:$id){kind subject state done total}}', { id });
  assert.deepEqual(job, { kind: 'IMPORT', subject: 'till', state: 'DONE', done: done.bytes, total: done.bytes });
  assert.deepEqual(readdirSync(join(folderOf(), id)), ['rejects.ndjson'], 'the file is deleted');

  const { removeSource } = await admin.ask(
    'mutation{removeSource(source:"till",wait:true){events tagWrites job{state}}}',
  );
  assert.deepEqual(removeSource, { events: 2, tagWrites: 2, job: { state: 'DONE' } });
  await admin.ask('mutation($id:String!){discardUpload(id:$id){id}}', { id });
  assert.ok(!existsSync(join(folderOf(), id)));
});

test('corrected rejects are imported from their file, and the same file counts once', async () => {
  const id = await files.send('again.csv', ROWS.join('\n'));
  const mapping = { ...MAPPING, source: 'again' };
  await files.start(id, mapping);
  await files.ended(id);
  const corrected = (await files.rejects(id))
    .map((entry) => JSON.stringify({ ...entry, raw: { ...entry.raw, time: '2026-03-05 10:00:00' } }))
    .join('\n');
  const second = await files.send('again.csv.rejects.ndjson', corrected);
  await files.start(second, mapping);
  assert.deepEqual((await files.ended(second)).counts.accepted, 2);
  const third = await files.send('again.csv', ROWS.slice(0, 3).join('\n'));
  await files.start(third, mapping);
  const { counts } = await files.ended(third);
  assert.deepEqual([counts.accepted, counts.duplicates], [0, 1]);
});

test('Excel, gzip and other encodings are read, and a workbook keeps its orders', async () => {
  await admin.ask('mutation($i:DefineNamespaceInput!){defineIdentityNamespace(input:$i,wait:true){name}}', {
    i: { name: 'jd_pin', limit: 1, priority: 75, strong: true },
  });
  const jd = JSON.parse(readFileSync('test/mapping/shops/jd-orders.json', 'utf8')) as object;
  const id = await files.send('jd.xlsx', readFileSync('test/mapping/shops/jd-orders.xlsx'), 1000);
  const { rows } = await files.look(id, jd);
  assert.deepEqual(
    rows.map(({ facts }: Loose) => facts.length),
    [1, 0, 1, 0],
    'the second row belongs to the order of the first',
  );
  await files.start(id, jd);
  const done = await files.ended(id);
  assert.deepEqual([done.counts.accepted, done.counts.leftOut], [2, 1], done.message);
  const [order] = await eventsOf(admin, 'jd_77a1c', 'amount lines{sku}', 'jd_pin');
  assert.deepEqual([order.amount, order.lines.length], ['3078.8', 2]);

  const gbk = await files.send('taobao.csv', readFileSync('test/mapping/shops/taobao-orders.csv'));
  const { mapping, columns } = await files.guess(gbk);
  assert.equal(JSON.parse(mapping).encoding, 'gb18030');
  assert.ok(columns.some(({ name }: Loose) => name === '买家会员名'));
  const packed = await files.send('packed.csv.gz', gzipSync(ROWS.join('\n')));
  assert.equal((await files.look(packed, MAPPING)).rows.length, 5);
});

test('a mapping that does not fit is refused with every problem, and the file stays', async () => {
  const id = await files.send('misfit.csv', ROWS.join('\n'));
  const wrong = { ...MAPPING, identities: [{ namespace: 'nobody', value: '{membre}' }] };
  assert.match((await files.look(id, wrong)).problems.join(), /the workspace has no identity namespace nobody/);
  const missing = { ...MAPPING, identities: [{ namespace: 'member_id', value: '{membre}' }] };
  assert.match((await files.look(id, missing)).problems.join(), /column membre does not exist \("member" is meant\?\)/);
  const refused = await admin.send('mutation($id:String!){startImport(id:$id,mapping:"{}"){id}}', { id });
  assert.equal(refused.errors![0].extensions.reason, 'IMPORT_MAPPING_INVALID');
  await files.start(id, missing);
  const failed = await files.ended(id);
  assert.deepEqual([failed.state, failed.reason], ['FAILED', 'IMPORT_FILE_UNREADABLE']);
  assert.match(failed.message, /column membre does not exist/);
  assert.doesNotMatch(failed.message, /imports\//, 'the path on the server is not shown');
});

test('an import of which no row fits stops, and its rejects are kept', async () => {
  const lines = Array.from({ length: 3000 }, (_, n) => `${n},M${n},never,1,`);
  const id = await files.send('never.csv', [ROWS[0], ...lines].join('\n'));
  await files.start(id, { ...MAPPING, source: 'never' });
  const { state, reason, counts } = await files.ended(id);
  assert.deepEqual([state, reason], ['FAILED', 'IMPORT_NOTHING_FITS']);
  assert.ok(counts.rejected >= 500 && counts.rejected < 3000, String(counts.rejected));
  assert.equal((await files.rejects(id)).length, counts.rejected);
});

test('entries of a catalogue are imported, and the rejected ones are named', async () => {
  await admin.ask('mutation($i:DefineCatalogueInput!){defineCatalogue(input:$i){key}}', {
    i: { key: 'products', kind: 'PRODUCTS', fields: [{ name: 'price', type: 'DECIMAL' }] },
  });
  const mapping = { source: 'erp', catalogue: 'products', entry: { key: '{sku}', values: { price: '{price}' } } };
  const id = await files.send('products.csv', 'sku,price\nA,1.50\nB,cheap\n');
  const { rows } = await files.look(id, mapping);
  assert.equal(rows[0].facts[0].kind, 'ENTRY');
  assert.equal(rows[1].problems.length, 1);
  await files.start(id, mapping);
  const { counts } = await files.ended(id);
  assert.deepEqual([counts.entries, counts.rejected], [1, 1]);
  const { auditLog } = await admin.ask('{auditLog(first:20){edges{node{actor operation}}}}');
  const actors = auditLog.edges.flatMap(({ node }: Loose) =>
    /catalogue/i.test(node.operation) ? [`${node.operation} ${node.actor}`] : [],
  );
  assert.ok(actors.length >= 2);
  assert.ok(!actors.some((each: string) => each.endsWith(' erp')), `${actors}`);
});

test('a column may have any name, and a file name may have any characters', async () => {
  const id = await files.send('$&.ndjson', '{"member":"M1"}\n{"member":"M2","constructor":"x"}\n');
  const { columns } = await files.guess(id);
  assert.deepEqual(columns, [
    { name: 'member', values: ['M1', 'M2'] },
    { name: 'constructor', values: ['x'] },
  ]);
  const damaged = await files.send('$&.csv', Buffer.from([0xff, 0xfe, 0xfd, 0x80, 0x81, 0x0a, 0x00]));
  const { errors } = await admin.send('query($id:String!){guessImportMapping(id:$id){mapping}}', { id: damaged });
  assert.ok(errors![0].message.includes('$&.csv') && !errors![0].message.includes(server.dir), errors![0].message);
});

test('parts arrive in order, each once, and never more than stated', async () => {
  const id = await files.create('parts.csv', 10);
  const put = (at: string, body: string): ReturnType<typeof putPart> =>
    putPart(server, `${id}?offset=${at}`, body, bearerOf(admin));
  const reasonOf = (answer: Awaited<ReturnType<typeof putPart>>): unknown => answer.body.errors[0].extensions.reason;
  assert.deepEqual(await put('0', '12345'), { status: 200, body: { received: 5, state: 'UPLOADING' } });
  const misplaced = await put('0', '12345');
  assert.deepEqual([misplaced.status, reasonOf(misplaced)], [409, 'IMPORT_PART_MISPLACED']);
  const long = await put('5', '678901');
  assert.deepEqual([long.status, reasonOf(long)], [413, 'IMPORT_FILE_TOO_LARGE']);
  assert.equal(reasonOf(await put('-1', 'x')), 'NUMBER_INVALID');
  const early = await admin.send('query($id:String!){guessImportMapping(id:$id){mapping}}', { id });
  assert.equal(early.errors![0].extensions.reason, 'IMPORT_STATE_CONFLICT');
  assert.deepEqual((await put('5', '67890')).body, { received: 10, state: 'UPLOADED' });
  assert.equal(readFileSync(join(folderOf(), id, 'file'), 'utf8'), '1234567890');
});
