/** Tests `strata import undo`, `--replace` and `--source`, which remove or replace a wrong import. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventsOf, withImporting, type Importing } from '../support/importing.js';
import type { TestServer } from '../support/server.js';

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
    type: 'order_paid',
    messageId: 'o-{line}',
    occurredAt: { value: '2026-03-01', as: 'day' },
    order: { orderId: 'o-{line}', amount: '{amount}' },
  },
  tags: [{ tag: 'city', value: '{city}', observedAt: { value: '2026-03-01', as: 'day' } }],
};
const RIGHT = { ...MAPPING, event: { ...MAPPING.event, order: { ...MAPPING.event.order, amount: '{paid}' } } };
const ROWS = 'line,customer,amount,paid,city\n1,C1,1000,10.00,Oslo\n2,C2,2000,20.00,Oslo\n';

test('--workspace is optional with one workspace and required with several', async () => {
  files.write('rows.csv', ROWS);
  files.write('mapping.json', JSON.stringify({ ...MAPPING, tags: undefined }));
  const call = ['import', 'rows.csv', '--mapping', 'mapping.json'];
  const none = await files.strata(...call);
  assert.equal(none.code, 1);
  assert.match(none.output, /no workspace/);
  const admin = await server.sandbox('only', CLOCK);
  assert.equal((await files.strata(...call)).code, 0);
  assert.equal((await eventsOf(admin, 'C1', 'amount')).length, 1);
  await server.sandbox('second', CLOCK);
  for (const several of [call, ['import', 'undo', 'till']]) {
    const { code, output } = await files.strata(...several);
    assert.equal(code, 1);
    assert.match(output, /several workspaces; name one with --workspace: only, second/);
  }
});

test('an import is undone with its tags, and another source is kept', async () => {
  const admin = await server.sandbox('undone', CLOCK);
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  files.write('march.csv', ROWS);
  assert.equal((await files.run('undone', 'march.csv', MAPPING)).code, 0);
  assert.equal((await files.run('undone', 'march.csv', RIGHT, '--source', 'till:march')).code, 0);
  const orders = async (): Promise<string[]> =>
    (await eventsOf(admin, 'C1', 'source amount')).map(({ source, amount }) => `${source} ${amount}`).sort();
  assert.deepEqual(await orders(), ['till 1000', 'till:march 10']);
  const dry = await files.strata('import', 'undo', 'till', '--workspace', 'undone', '--dry-run');
  assert.match(dry.output, /till: 2 events and 2 tag writes would be removed/);
  const { code, output } = await files.strata('import', 'undo', 'till', '--workspace', 'undone');
  assert.equal(code, 0);
  assert.match(output, /till: 2 events and 2 tag writes removed/);
  assert.deepEqual(await orders(), ['till:march 10']);
  const again = await files.strata('import', 'undo', 'till', '--workspace', 'undone');
  assert.deepEqual([again.code, /nothing was loaded as till/.test(again.output)], [4, true]);
});

test('a corrected mapping replaces what was loaded before under the same message ids', async () => {
  const admin = await server.sandbox('replaced', CLOCK);
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  files.write('april.csv', ROWS);
  assert.equal((await files.run('replaced', 'april.csv', MAPPING)).code, 0);
  const conflict = await files.run('replaced', 'april.csv', RIGHT);
  assert.equal(conflict.code, 3);
  assert.match(files.rejects('april.csv.replaced.rejects.ndjson')[0].reason, /MESSAGE_ID_REUSED/);
  const { code, output } = await files.run('replaced', 'april.csv', RIGHT, '--replace');
  assert.equal(code, 0);
  assert.match(output, /till: 2 events and 2 tag writes removed/);
  assert.match(output, /2 events new, 0 known before, 2 tags/);
  assert.deepEqual(await eventsOf(admin, 'C2', 'amount'), [{ amount: '20' }]);
  assert.ok(!existsSync(join(files.folder, 'april.csv.replaced.import.json')));
  const wrong = await files.run('replaced', 'april.csv', RIGHT, '--source', 'strata');
  assert.match(wrong.output, /not strata/);
});
