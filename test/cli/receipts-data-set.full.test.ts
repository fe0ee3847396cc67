/**
 * Imports a web shop with the invoices that name no customer, as anonymous receipts, and compares the figures of the
 * shop with a plain reading of the file.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { absent, UCI } from '../analyses/public-data.js';
import { strataCommand } from '../support/command.js';
import { TestServer } from '../support/server.js';

const work = mkdtempSync(join(tmpdir(), 'strata-receipts-'));
let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  rmSync(work, { recursive: true });
});

interface Sales {
  readonly invoices: Set<string>;
  lines: number;
  /** In ten-thousandths of the currency unit. */
  money: bigint;
}

/** Returns the sales in the file, with and without a customer. */
function sales(): { all: Sales; anonymous: Sales; customers: Set<string> } {
  const none = (): Sales => ({ invoices: new Set(), lines: 0, money: 0n });
  const [all, anonymous, customers] = [none(), none(), new Set<string>()];
  for (const line of gunzipSync(readFileSync(UCI)).toString().trim().split('\n').slice(1)) {
    const m = /^\d+,([^,]*),[^,]*,(?:"(?:[^"]|"")*"|[^,]*),(-?\d+),[^,]*,(-?\d+)(?:\.(\d+))?,(\d*),/.exec(line)!;
    const [pieces, price] = [BigInt(m[2]), BigInt(`${m[3]}${(m[4] ?? '').padEnd(4, '0')}`)];
    if (m[1].startsWith('C') || pieces <= 0n || m[3].startsWith('-')) continue;
    if (m[5] !== '') customers.add(m[5]);
    for (const to of m[5] === '' ? [all, anonymous] : [all]) {
      to.invoices.add(`${m[1]} ${m[5]}`);
      to.lines++;
      to.money += pieces * price;
    }
  }
  return { all, anonymous, customers };
}

const decimal = (units: bigint): string =>
  `${units / 10_000n}.${String(units % 10_000n).padStart(4, '0')}`.replace(/\.?0+$/, '');

test('UCI: sales without a customer count for the shop and for no customer', { skip: absent(UCI) }, async () => {
  const admin = await server.sandbox('uci', '2011-12-10T00:00:00Z', { zone: 'UTC', currency: 'GBP' });
  const mapping = resolve('test/mapping/uci-receipts.json');
  const done = await strataCommand(server, work, ['import', UCI, '--mapping', mapping, '--workspace', 'uci']);
  assert.equal(done.code, 0, done.output);
  const { all, anonymous, customers } = sales();
  assert.deepEqual([all.lines, anonymous.lines, anonymous.invoices.size], [531_283, 133_359, 2_190]);
  const trend = { period: { from: '2010-12-01T00:00:00Z', to: '2011-12-10T00:00:00Z' }, events: ['order_paid'] };
  const r = await admin.ask(
    `query($o:TrendInput!,$m:TrendInput!){profiles(first:1){totalCount}
      orders:trendReport(input:$o){all{total unattributedTotal}}
      money:trendReport(input:$m){all{total unattributedTotal}}
      statistics(metric:"sum(order_paid.amount)"){profiles sum}}`,
    {
      o: { ...trend, unit: 'ALL' },
      m: { ...trend, unit: 'ALL', figure: 'SUM', field: 'amount' },
    },
  );
  assert.equal(r.profiles.totalCount, customers.size);
  assert.deepEqual(r.orders.all, { total: all.invoices.size, unattributedTotal: anonymous.invoices.size });
  assert.deepEqual(r.money.all, { total: decimal(all.money), unattributedTotal: decimal(anonymous.money) });
  assert.deepEqual(r.statistics, { profiles: customers.size, sum: decimal(all.money - anonymous.money) });
});
