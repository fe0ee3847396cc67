/**
 * Tests `strata import --bulk` while the server is stopped: rows, customers and rejects are the same as through the
 * API.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsOf, type Importing, withImporting } from '../support/importing.js';
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
  identities: [
    { namespace: 'customer_id', value: '{customer}' },
    { namespace: 'email', value: '{mail}' },
  ],
  event: {
    type: 'order_paid',
    messageId: 'till-{line}',
    occurredAt: { value: '{day}', as: 'day' },
    order: { orderId: 'till-{line}', amount: '{amount}' },
    properties: { shop: '{shop}' },
  },
  tags: [{ tag: 'city', value: '{city}' }],
  points: [{ tag: 'visits', value: { number: '{visits}' }, at: { value: '{day}', as: 'day' } }],
};

/** Returns rows of customers in random order. One row is invalid, and one has a second identity that is rejected. */
function rows(): string {
  const lines = ['line,customer,mail,day,amount,shop,city,visits'];
  for (let i = 1; i <= 700; i++)
    lines.push(
      `${i},C${(i * 37) % 90},c${(i * 37) % 90}@shop.example,2026-03-${String(1 + (i % 28)).padStart(2, '0')},${i}.50,Café ${i % 3},Lyon,${i % 7}`,
    );
  lines.push('701,C1,c1@shop.example,2026-02-30,1,x,Lyon,1', '702,C2,not an address,2026-03-05,1,x,Lyon,1');
  return `${lines.join('\n')}\n`;
}

async function prepare(id: string): Promise<void> {
  const admin = await server.sandbox(id, CLOCK);
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"visits",kind:DYNAMIC,type:INTEGER}){key}}',
  );
  await admin.ask(
    'mutation{defineSegment(input:{key:"regular",expression:"count(order_paid, last 30d) >= 8 and tag city = \\"Lyon\\""},wait:true){job{state}}}',
  );
}

/** Returns everything in a workspace that an import affects. */
async function shown(id: string): Promise<object> {
  const admin = server.caller(id, ['admin']);
  const { profiles, segment } = await admin.ask('{profiles(first:1){totalCount} segment(key:"regular"){size}}');
  const customers = [];
  for (const customer of ['C1', 'C2', 'C45', 'C89']) {
    const { profile } = await admin.ask(
      'query($v:String!){profile(identity:{namespace:"customer_id",value:$v}){identities{namespace value} tags{key value} segments{segment{key} nextFlipAt}}}',
      { v: customer },
    );
    customers.push(
      profile,
      await eventsOf(admin, customer, 'type occurredAt orderId amount currency keyClass source properties'),
    );
  }
  return { total: profiles.totalCount, size: segment.size, customers };
}

test('a bulk import equals an import through the API, and counts once when it is run again', async () => {
  for (const id of ['api', 'bulk']) await prepare(id);
  files.write('rows.csv', rows());
  const api = await files.run('api', 'rows.csv', MAPPING);
  assert.equal(api.code, 3, api.output);
  await server.close();
  const bulk = await files.run('bulk', 'rows.csv', MAPPING, '--bulk');
  assert.equal(bulk.code, 3, bulk.output);
  const said = (output: string): string | undefined => /[\d,]+ events new.*rejected/.exec(output)?.[0];
  assert.ok(said(api.output)?.startsWith('701 events new'), api.output);
  assert.equal(said(bulk.output), said(api.output));
  const again = await files.run('bulk', 'rows.csv', MAPPING, '--bulk', '--restart');
  assert.match(again.output, /0 events new, 701 known before/);
  await server.open();
  assert.deepEqual(await shown('bulk'), await shown('api'));
  assert.deepEqual(files.rejects('rows.csv.bulk.rejects.ndjson'), files.rejects('rows.csv.api.rejects.ndjson'));
});

test('a bulk import needs exclusive use of the local database', async () => {
  files.write('one.csv', `${rows().split('\n').slice(0, 2).join('\n')}\n`);
  if (!process.env.MONGODB_URI) {
    const { code, output } = await files.run('bulk', 'one.csv', MAPPING, '--bulk');
    assert.equal(code, 1);
    assert.match(output, /is in use by process/);
  }
  for (const more of [['--url', server.url], ['--dry-run']]) {
    const { code, output } = await files.run('bulk', 'one.csv', MAPPING, '--bulk', ...more);
    assert.equal(code, 1);
    assert.match(output, /goes with neither --url nor --dry-run/);
  }
});
