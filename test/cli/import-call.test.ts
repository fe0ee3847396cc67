/** Tests `strata import`: the errors before the first row, its exit codes, and its state after an interruption. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsOf, Importing, withImporting } from '../support/importing.js';
import { eventually, TestServer } from '../support/server.js';
import { strataCommand } from '../support/command.js';

let server: TestServer;
let files: Importing;

withImporting((startedServer, folder) => {
  [server, files] = [startedServer, folder];
});

const CLOCK = '2026-03-31T00:00:00Z';
const MAPPING = {
  source: 'till',
  zone: 'UTC',
  identities: [{ namespace: 'customer_id', value: '{customer}' }],
  event: {
    type: 'product_viewed',
    messageId: 'v-{line}',
    occurredAt: { value: '2026-03-01', as: 'day' },
    properties: { text: '{text}' },
  },
};

test('a mapping is checked against its schema, the header and the workspace before the first row', async () => {
  const admin = await server.sandbox('checked', CLOCK);
  await admin.ask('mutation{defineTag(input:{key:"country",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  files.write('rows.csv', 'line,customer,text\n1,C1,x\n');
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ ...MAPPING, identity: [] }, /"identity" is unknown/],
    [{ ...MAPPING, skp: {} }, /"skp" is unknown \("skip" is meant\?\)/],
    [{ ...MAPPING, skip: { custmer: '' } }, /column custmer does not exist \("customer" is meant\?\)/],
    [{ ...MAPPING, only: { line: {} } }, /"only\.line" is/],
    [{ ...MAPPING, zone: 'Asia/Nowhere' }, /time zone Asia\/Nowhere does not exist/],
    [{ ...MAPPING, encoding: 'klingon' }, /encoding klingon does not exist/],
    [
      { ...MAPPING, identities: [{ namespace: 'custmer_id', value: '{customer}' }] },
      /no identity namespace custmer_id \("customer_id" is meant\?\)/,
    ],
    [{ ...MAPPING, tags: [{ tag: 'contry', value: 'x' }] }, /no tag contry \("country" is meant\?\)/],
    [
      { ...MAPPING, points: [{ tag: 'country', value: 'x', at: { value: '{line}', as: 'epochMillis' } }] },
      /tag country is not dynamic/,
    ],
    [
      { ...MAPPING, event: { ...MAPPING.event, occurredAt: { value: '{line}', pattern: 'DD/MM/YYYY' } } },
      /"event\.occurredAt\.pattern": DD is not a part of a date pattern/,
    ],
    [{ ...MAPPING, event: { ...MAPPING.event, occurredAt: { value: '{line}' } } }, /needs "as" or "pattern"/],
  ];
  for (const [mapping, said] of cases) {
    const { code, output } = await files.run('checked', 'rows.csv', mapping);
    assert.equal(code, 1, output);
    assert.match(output, said);
    assert.doesNotMatch(output, /\n +at /);
  }
  assert.equal((await admin.ask('{profiles(first:1){totalCount}}')).profiles.totalCount, 0);
  files.write('twice.csv', 'line,customer,text,line\n1,C1,x,2\n');
  assert.match((await files.run('checked', 'twice.csv', MAPPING)).output, /two columns have the name line/);
});

test('exit codes tell what happened to the file', async () => {
  await server.sandbox('codes', CLOCK);
  const run = async (name: string, contents: string): Promise<readonly [number | null, string]> => {
    files.write(name, contents);
    const { code, output } = await files.run('codes', name, { ...MAPPING, skip: { text: 'skip' } });
    return [code, output];
  };
  const [empty, header, rejected, skipped, good, mixed] = [
    await run('empty.csv', ''),
    await run('header.csv', 'line,customer,text\n'),
    await run('rejected.csv', 'line,customer,text\n1,,x\n'),
    await run('skipped.csv', 'line,customer,text\n1,C1,skip\n'),
    await run('good.csv', 'line,customer,text\n1,C1,x\n'),
    await run('mixed.csv', 'line,customer,text\n1,C1,x\n2,,x\n'),
  ];
  assert.deepEqual([empty[0], header[0], rejected[0], skipped[0], good[0], mixed[0]], [4, 4, 4, 4, 0, 3]);
  assert.match(empty[1], /empty.csv is empty/);
  assert.match(header[1], /header.csv has no rows/);
  assert.match(rejected[1], /no row fits the mapping/);
  assert.match(skipped[1], /every row is left out/);
  const wrong = await run(
    'wrong.csv',
    ['line,customer,text', ...Array.from({ length: 2000 }, (_, n) => `${n},,x`)].join('\n'),
  );
  assert.equal(wrong[0], 4);
  assert.match(wrong[1], /None of the first 500 rows fits/);
});

test('a dry run writes nothing, and standard input is read like a file', async () => {
  const admin = await server.sandbox('dry', CLOCK);
  files.write('dry.csv', 'line,customer,text\n1,C1,x\n2,,x\n');
  const dry = await files.run('dry', 'dry.csv', MAPPING, '--dry-run');
  assert.equal(dry.code, 3, dry.output);
  assert.match(dry.output, /dry run: 1 events new, .* 1 rejected/);
  assert.equal((await admin.ask('{profiles(first:1){totalCount}}')).profiles.totalCount, 0);
  const args = ['import', '-', '--mapping', 'dry.csv.mapping.json', '--workspace', 'dry'];
  const piped = await strataCommand(server, files.folder, args, undefined, 'line,customer,text\n1,C1,x\n');
  assert.match(piped.output, /1 events new, .* 0 rejected/);
  assert.equal((await eventsOf(admin, 'C1', 'type')).length, 1);
});

test('batches are limited in bytes, and a row that is too large for any call is rejected alone', async () => {
  await server.sandbox('bytes', CLOCK);
  const text = '长'.repeat(4000);
  const rows = Array.from({ length: 700 }, (_, n) => `${n},C${n % 7},${text}`);
  files.write('bytes.csv', ['line,customer,text', ...rows, `701,C1,${'x'.repeat(800_000)}`].join('\n'));
  const done = await files.run('bytes', 'bytes.csv', MAPPING);
  assert.match(done.output, /700 events new, .* 1 rejected/);
  assert.equal(done.code, 3);
});

test('a killed import resumes, and its rejects are written once', async () => {
  await server.sandbox('killed', CLOCK);
  const rows = Array.from({ length: 6000 }, (_, n) => `${n},${n % 100 === 0 ? '' : `C${n % 50}`},x`);
  files.write('killed.csv', ['line,customer,text', ...rows].join('\n'));
  files.write('killed.json', JSON.stringify(MAPPING));
  const args = ['import', 'killed.csv', '--mapping', 'killed.json', '--workspace', 'killed'];
  const cut = await strataCommand(
    server,
    files.folder,
    args,
    (kill, output) => void eventually(() => /[2-6]\d %/.test(output()), 'progress', 60_000).then(kill, () => undefined),
  );
  assert.notEqual(cut.code, 3, 'it was interrupted');
  const rest = await files.strata(...args);
  assert.match(rest.output, /going on after row/);
  assert.match(rest.output, /60 rejected/);
  const rejected = files.rejects('killed.csv.killed.rejects.ndjson').map(({ row }) => row);
  assert.deepEqual(
    rejected,
    Array.from({ length: 60 }, (_, n) => n * 100 + 1),
  );
});

test('an import waits while its server restarts', async () => {
  const first = await TestServer.start();
  const { port } = first.running;
  await first.close();
  const steady = await TestServer.start({ PORT: String(port) });
  const importing = new Importing(steady);
  try {
    const admin = await steady.sandbox('restarts', CLOCK);
    const rows = Array.from({ length: 3000 }, (_, n) => `${n},C1,x`);
    importing.write('long.csv', ['line,customer,text', ...rows].join('\n'));
    importing.write('long.json', JSON.stringify(MAPPING));
    let restarted: Promise<void> | undefined;
    const done = await strataCommand(
      steady,
      importing.folder,
      ['import', 'long.csv', '--mapping', 'long.json', '--workspace', 'restarts'],
      (_kill, output) => {
        restarted = eventually(() => /\d %/.test(output()), 'progress', 60_000).then(async () => {
          await steady.close();
          await eventually(() => /trying again/.test(output()), 'a lost connection', 60_000);
          await steady.open();
        });
      },
    );
    await restarted;
    assert.equal(done.code, 0, done.output);
    assert.match(done.output, /trying again/);
    const counted = await admin.ask('{statistics(metric:"count(product_viewed)"){sum}}');
    assert.equal(Number(counted.statistics.sum), 3000);
  } finally {
    importing.remove();
    await steady.remove();
    await first.remove().catch(() => undefined);
  }
});
