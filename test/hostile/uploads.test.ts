/** Tests that uploads cannot fill the disk, use up the memory or block the server, whatever their bytes are. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate/browser';
import { TestServer, type Caller } from '../support/server.js';
import { bearerOf, putPart, Uploading } from '../support/uploading.js';

/** Files that are damaged or try to use up memory, each with the reason of the refusal. */
const FILES: readonly (readonly [name: string, contents: () => string | Uint8Array, reason: RegExp])[] = [
  ['noise.xlsx', () => new Uint8Array(5000).map((_, i) => (i * 7919) % 251), /UNREADABLE/],
  [
    'noise.parquet',
    () => Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(5000, 7), Buffer.from('PAR1')]),
    /UNREADABLE/,
  ],
  ['binary.csv', () => Buffer.from([0xff, 0xfe, 0xfd, 0x80, 0x81, 0x0a, 0x00]), /UNREADABLE|EMPTY/],
  ['cut.json', () => '[{"member":"M1"}', /UNREADABLE/],
  ['cut.csv.gz', () => gzipSync('member\nM1\n').subarray(0, 15), /UNREADABLE/],
  ['header.csv', () => 'member\n', /EMPTY/],
  ['far.xlsx', () => workbookOf('<row><c r="DAAAAA1" t="inlineStr"><is><t>x</t></is></c></row>'), /UNREADABLE/],
  // On a slow machine, the time limit ends the reading before the memory limit does.
  ['texts.xlsx', expandingWorkbook, /UNREADABLE|TIMEOUT/],
];

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

function workbookOf(rows: string, more: Parameters<typeof zipSync>[0] = {}): Uint8Array {
  return zipSync({
    'xl/workbook.xml': strToU8(`<workbook ${MAIN}><sheets><sheet name="a" sheetId="1"/></sheets></workbook>`),
    ...more,
    'xl/worksheets/sheet1.xml': strToU8(`<worksheet ${MAIN}><sheetData>${rows}</sheetData></worksheet>`),
  });
}

/** Returns a small workbook with one shared text that is longer than the longest text of JavaScript. */
function expandingWorkbook(): Uint8Array {
  const [start, end] = [`<sst ${MAIN}><si><t>`, '</t></si></sst>'];
  const texts = Buffer.alloc(560 * 2 ** 20, 'x');
  texts.write(start);
  texts.write(end, texts.length - end.length);
  return workbookOf('', { 'xl/sharedStrings.xml': [texts, { level: 1 }] });
}

let server: TestServer;
let admin: Caller;
let files: Uploading;
/** The contents are built before the server starts, because building one blocks this process. */
const BUILT = FILES.map(([name, contents, reason]) => [name, contents(), reason] as const);

before(async () => {
  server = await TestServer.start({ STRATA_IMPORT_BYTES: String(64 * 2 ** 20) });
  admin = await server.sandbox('shop', '2026-03-31T00:00:00Z');
  files = new Uploading(server, admin);
});
after(() => server.remove());

const MAPPING = {
  source: 'till',
  identities: [{ namespace: 'member_id', value: '{member}' }],
  event: { type: 'visit', messageId: 'v-{#row}', occurredAt: { value: '2026-03-01', as: 'day' } },
};
const CREATE = 'mutation($b:Float!,$n:String!){createUpload(input:{name:$n,bytes:$b}){id}}';
const reasonOf = async (bytes: number, name = 'a.csv', caller = admin): Promise<string> =>
  (await caller.send(CREATE, { b: bytes, n: name })).errors?.[0].extensions.reason ?? 'none';
const discard = (id: string): Promise<unknown> => admin.ask('mutation($id:String!){discardUpload(id:$id){id}}', { id });

test('the size of a file, of all files and the number of uploads are limited', async () => {
  assert.equal(await reasonOf(3 * 2 ** 30), 'IMPORT_FILE_TOO_LARGE');
  assert.equal(await reasonOf(33 * 2 ** 20), 'IMPORTS_TOO_LARGE', 'a workspace takes at most half of the space');
  assert.equal(await reasonOf(0), 'NUMBER_INVALID');
  assert.equal(await reasonOf(1.5), 'NUMBER_INVALID');
  assert.equal(await reasonOf(1, 'x'.repeat(201)), 'TEXT_TOO_LONG');
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) ids.push(await files.create('a.csv', 5 * 2 ** 20));
  assert.equal(await reasonOf(1), 'IMPORTS_TOO_MANY');
  const other = server.caller('shop', ['events:write'], 'other');
  assert.equal(await reasonOf(20 * 2 ** 20, 'b.csv', other), 'IMPORTS_TOO_LARGE', 'stated bytes are reserved');
  const second = await server.sandbox('second', '2026-03-31T00:00:00Z');
  const third = await server.sandbox('third', '2026-03-31T00:00:00Z');
  assert.equal(await reasonOf(32 * 2 ** 20, 'b.csv', second), 'none');
  assert.equal(await reasonOf(32 * 2 ** 20, 'b.csv', third), 'IMPORTS_FULL');
  for (const id of ids) await discard(id);
});

test('concurrent announcements do not exceed the limit together', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => admin.send(CREATE, { b: 1, n: 'a.csv' })));
  const ids = answers.flatMap(({ data }) => (data?.createUpload ? [data.createUpload.id as string] : []));
  assert.equal(ids.length, 5);
  for (const id of ids) await discard(id);
});

test('a part above its limit is refused, and a compressed body too', async () => {
  const id = await files.create('a.csv', 20 * 2 ** 20);
  const large = await putPart(server, `${id}?offset=0`, new Uint8Array(9 * 2 ** 20), bearerOf(admin));
  assert.deepEqual([large.status, large.body.errors[0].extensions.reason], [413, 'BODY_TOO_LARGE']);
  const packed = await putPart(server, `${id}?offset=0`, gzipSync('a'), {
    ...bearerOf(admin),
    'content-encoding': 'gzip',
  });
  assert.equal(packed.status, 415);
  await discard(id);
});

test('damaged and expanding files end alone, and the server answers others meanwhile', async () => {
  for (const [name, contents, reason] of BUILT) {
    const id = await files.send(name, contents, 4 << 20);
    const [looked] = await Promise.all([
      admin.send('query($id:String!,$m:String!){previewImport(id:$id,mapping:$m){problems}}', {
        id,
        m: JSON.stringify(MAPPING),
      }),
      admin.ask('{workspace{id}}'),
    ]);
    assert.match(looked.errors?.[0].extensions.reason ?? JSON.stringify(looked.data), reason, name);
    // Reading the expanding file a second time would only take longer.
    assert.ok(looked.errors![0].message.length <= 2000, name);
    if (name !== 'texts.xlsx') {
      await files.start(id, MAPPING);
      const ended = await files.ended(id);
      assert.equal(ended.state, 'FAILED', name);
      assert.match(ended.reason, reason, name);
      assert.ok(ended.message.length <= 2000, name);
    }
    await discard(id);
  }
  assert.deepEqual(server.reported, [], 'nothing unexpected is reported');
});

test('without a folder, uploads are refused with a reason', async () => {
  const none = await TestServer.start({ STRATA_IMPORT_BYTES: '0' });
  try {
    const caller = await none.sandbox('shop', '2026-03-31T00:00:00Z');
    assert.equal((await caller.send(CREATE, { b: 1, n: 'a.csv' })).errors![0].extensions.reason, 'IMPORTS_OFF');
  } finally {
    await none.remove();
  }
});
