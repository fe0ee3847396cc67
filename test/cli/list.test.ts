/** Tests `strata list upload` from the command line, and `strata verify` of segments that refer to lists. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { strataCommand } from '../support/command.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

const work = mkdtempSync(join(tmpdir(), 'strata-list-'));
let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-31T00:00:00Z');
});
after(async () => {
  await server.remove();
  rmSync(work, { recursive: true });
});

const strata = (...args: string[]): ReturnType<typeof strataCommand> => strataCommand(server, work, args);

async function listed(key: string): Promise<{ size: number; values: unknown[] }> {
  const { list } = await admin.ask('query($k:String!){list(key:$k){size entries(first:100){edges{node{value}}}}}', {
    k: key,
  });
  return { size: list.size, values: list.entries.edges.map((e: Loose) => e.node.value) };
}

test('a file becomes entries, invalid rows are reported, and --replace replaces the whole list', async () => {
  const define = 'mutation($i:DefineListInput!){defineList(input:$i){key}}';
  await admin.ask(define, { i: { key: 'vip', namespace: 'member_id' } });
  await admin.ask(define, { i: { key: 'levels', type: 'NUMBER' } });
  await admin.ask(
    'mutation{defineSegment(input:{key:"vips",expression:"in list vip and last(product_viewed.n) in list levels"}){job{state}}}',
  );
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected}}', {
    e: ['m1', 'm2', 'm3'].map((value, n) => ({
      messageId: value,
      type: 'product_viewed',
      occurredAt: '2026-03-30T00:00:00Z',
      identities: [{ namespace: 'member_id', value }],
      properties: { n },
    })),
  });
  writeFileSync(join(work, 'vip.txt'), '\uFEFFm1\r\nm2\n\n m2 \nnull\nm4\n');
  writeFileSync(join(work, 'levels.txt'), '1\n1.0\nseven\n0\n');
  const first = await strata('list', 'upload', 'vip', 'vip.txt', '--workspace', 'shop');
  assert.equal(first.code, 0, first.output);
  assert.match(first.output, /3 entries new, 1 given before, 1 rejected/);
  const rejects = readFileSync(join(work, 'vip.txt.rejects.ndjson'), 'utf8').trim().split('\n');
  assert.deepEqual(
    rejects.map((line) => JSON.parse(line) as object),
    [{ row: 5, reason: 'IDENTITY_PLACEHOLDER: a placeholder names nobody' }],
  );
  const levels = await strata('list', 'upload', 'levels', 'levels.txt', '--workspace', 'shop');
  assert.match(levels.output, /2 entries new, 1 given before, 1 rejected/);
  assert.deepEqual(await listed('levels'), { size: 2, values: [0, 1] });
  writeFileSync(join(work, 'vip.txt'), 'm2\nm3\n');
  const second = await strata('list', 'upload', 'vip', 'vip.txt', '--replace', '--workspace', 'shop');
  assert.match(second.output, /2 entries in the list, 0 given before, 0 rejected/);
  assert.deepEqual(await listed('vip'), { size: 2, values: ['m2', 'm3'] });
  const size = async (): Promise<number> => (await admin.ask('{segment(key:"vips"){size}}')).segment.size;
  await eventually(async () => (await size()) === 1, 'm2 alone is left');
  const verified = await strata('verify', '--workspace', 'shop', '--customers', '0');
  assert.match(verified.output, /^0 differences$/m);
  assert.equal((await strata('list', 'upload', 'nothing', 'vip.txt', '--workspace', 'shop')).code, 1);

  // `strata verify` reports a profile whose stored lists differ from the list entries.
  const { stores } = server.running.services;
  const vip = (await stores.lists.all('shop')).find((list) => list.key === 'vip')!;
  await stores.transact((tx) => stores.lists.take(vip.content, ['m2'], tx));
  const wrong = await strata('verify', '--workspace', 'shop', '--customers', '0');
  assert.match(wrong.output, /1 differences/);
  assert.equal(wrong.code, 1);
});
