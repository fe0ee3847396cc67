/**
 * Imports real order data with `strata import`, interrupted once, and compares all figures with independently computed
 * ones.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { strataCommand } from '../support/command.js';
import { type Caller, eventually, TestServer } from '../support/server.js';

const CDNOW = process.env.STRATA_DATA_SETS
  ? join(process.env.STRATA_DATA_SETS, 'cdnow/transactions.csv.gz')
  : resolve('../shared/data/cdnow/transactions.csv.gz');
const work = mkdtempSync(join(tmpdir(), 'strata-data-sets-'));
let server: TestServer;

before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  rmSync(work, { recursive: true });
});

const strata = (
  args: readonly string[],
  whenRunning?: Parameters<typeof strataCommand>[3],
): ReturnType<typeof strataCommand> => strataCommand(server, work, args, whenRunning);

test(
  'CDNOW: an interrupted import resumes and is exact to the cent, and the members leave after 90 days',
  { skip: existsSync(CDNOW) ? false : 'the data set is not here' },
  async () => {
    const admin = await server.sandbox('cdnow', '1998-06-30T23:59:59Z', { zone: 'UTC', currency: 'USD' });
    const mapping = resolve('test/mapping/cdnow.json');
    const args = ['import', CDNOW, '--mapping', mapping, '--workspace', 'cdnow'];
    const cut = await strata(
      args,
      (kill, output) =>
        void eventually(() => /[3-6]\d %/.test(output()), 'progress', 60_000).then(kill, () => undefined),
    );
    assert.notEqual(cut.code, 0, 'it was interrupted');
    const rest = await strata(args);
    assert.equal(rest.code, 0, rest.output);
    assert.match(rest.output, /going on after row/);
    const q = await admin.ask(
      '{profiles(first:1){totalCount} statistics(metric:"sum(order_paid.amount)"){profiles sum}}',
    );
    assert.equal(q.profiles.totalCount, 23_570);
    assert.equal(q.statistics.sum, '2500315.63');
    const counts = await countsOf(admin, ['distinct(order_paid.day) >= 2', 'distinct(order_paid.day) >= 10']);
    // A wrong count is asked again, which shows whether it stays wrong.
    const again = await countsOf(admin, ['distinct(order_paid.day) >= 2', 'distinct(order_paid.day) >= 10']);
    const { bytes, read, scanned } = server.running.services.columns;
    assert.deepEqual(counts, [11_516, 1_074], JSON.stringify({ again, bytes, read, scanned }));

    await admin.ask(
      'mutation{defineSegment(input:{key:"recent",expression:"did(order_paid, last 90d)"},wait:true){job{state}}}',
    );
    const { size } = (await admin.ask('{segment(key:"recent"){size}}')).segment;
    assert.ok(size > 1000);
    await admin.ask('mutation{advanceClock(to:"1998-09-28T23:59:59Z"){now}}');
    assert.equal((await admin.ask('{segment(key:"recent"){size}}')).segment.size, 0);
    let exits = 0;
    for (let after: string | undefined; ;) {
      const page: any = (
        await admin.ask(
          'query($a:String){segment(key:"recent"){transitions(first:100,after:$a){edges{node{kind cause effectiveAt}}pageInfo{hasNextPage endCursor}}}}',
          { a: after },
        )
      ).segment.transitions;
      for (const { node } of page.edges) {
        if (node.kind !== 'LEFT') continue;
        exits++;
        assert.equal(node.cause, 'TIME');
        // Orders have dates without times, so each one leaves the window exactly 90 days after a midnight.
        assert.match(node.effectiveAt, /T00:00:00\.000Z$/);
      }
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    assert.equal(exits, size, 'each left once');
  },
);

/** Returns the number of customers for each condition. */
async function countsOf(caller: Caller, expressions: readonly string[]): Promise<number[]> {
  const counts: number[] = [];
  for (const expression of expressions) {
    const { profiles } = await caller.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', {
      e: expression,
    });
    counts.push(profiles.totalCount);
  }
  return counts;
}

const RFM = CDNOW.replace(/cdnow\/.*/, 'rfm/rfm_orders.csv.gz');

test(
  'RFM on real orders: layers, past layers and the matrix between them equal independent counts',
  { skip: existsSync(RFM) ? false : 'the data set is not here' },
  async () => {
    const admin = await server.sandbox('rfm', '2006-12-31T23:59:59Z', { zone: 'UTC', currency: 'USD' });
    const done = await strata(['import', RFM, '--mapping', resolve('test/mapping/rfm.json'), '--workspace', 'rfm']);
    // One order is older than the three years for which events are kept.
    assert.equal(done.code, 3, done.output);
    assert.match(done.output, / 1 rejected/);
    const install =
      'mutation($i:InstallTemplateInput!){installTemplate(input:$i,wait:true){customers layers{layer count}}}';
    const r = await admin.ask(install, {
      i: {
        key: 'rfm',
        parameters: [
          { name: 'window', value: '365d' },
          { name: 'potential_value', value: '100' },
        ],
      },
    });
    assert.equal(r.installTemplate.customers, 995);

    const orders = new Map<string, { at: number; amount: number }[]>();
    for (const line of gunzipSync(readFileSync(RFM)).toString().trim().split('\n').slice(1)) {
      const m = /^"(.*)",(\d{4}-\d{2}-\d{2}),([\d.]+)\s*$/.exec(line)!;
      orders.set(m[1], [...(orders.get(m[1]) ?? []), { at: Date.parse(`${m[2]}T00:00:00Z`), amount: Number(m[3]) }]);
    }
    const DAY = 86_400_000;
    const layer = (list: { at: number; amount: number }[], now: number): string | undefined => {
      const known = list.filter((o) => o.at <= now && o.at > now - 1095 * DAY);
      if (!list.some((o) => o.at <= now)) return undefined;
      const year = known.filter((o) => o.at > now - 365 * DAY);
      const amount = year.reduce((sum, o) => sum + o.amount, 0);
      const age = known.length > 0 ? (now - Math.max(...known.map((o) => o.at))) / DAY : undefined;
      if (age !== undefined && age <= 7 && year.length >= 4 && amount >= 500) return 'core';
      if (age !== undefined && age <= 15 && year.length >= 2 && year.length <= 3 && amount >= 100) return 'potential';
      if (age !== undefined && age >= 30 && year.length <= 1) return amount >= 500 ? 'dormant_high_value' : 'dormant';
      return 'general';
    };
    const [from, to] = [Date.parse('2006-06-30T23:59:59Z'), Date.parse('2006-12-31T23:59:59Z')];
    const count = (pick: (list: { at: number; amount: number }[]) => string | undefined): Record<string, number> => {
      const out: Record<string, number> = {};
      for (const list of orders.values()) {
        const key = pick(list);
        if (key !== undefined) out[key] = (out[key] ?? 0) + 1;
      }
      return out;
    };
    const shown = (list: { layer: string; count: number }[]): Record<string, number> =>
      Object.fromEntries(list.filter((x) => x.count > 0).map((x) => [x.layer, x.count]));
    const q = await admin.ask(
      'query($f:DateTime!,$t:DateTime!){statistics(metric:"sum(order_paid.amount)"){sum} layerModel(key:"rfm"){distribution{layer count} before:distribution(asOf:$f){layer count}} layerMigrations(model:"rfm",from:$f,to:$t){from to count}}',
      { f: new Date(from).toISOString(), t: new Date(to).toISOString() },
    );
    // The orders of the first day are older than the three years for which events are kept.
    const kept = [...orders.values()]
      .flat()
      .filter((o) => o.at > to - 1095 * DAY)
      .reduce((sum, o) => sum + o.amount, 0);
    assert.equal(q.statistics.sum, String(kept));
    assert.deepEqual(
      shown(q.layerModel.distribution),
      count((l) => layer(l, to)),
    );
    assert.deepEqual(
      shown(q.layerModel.before),
      count((l) => layer(l, from)),
    );
    assert.deepEqual(
      Object.fromEntries(q.layerMigrations.map((m: any) => [`${m.from ?? ''}>${m.to}`, m.count])),
      count((l) => (layer(l, to) === undefined ? undefined : `${layer(l, from) ?? ''}>${layer(l, to)!}`)),
    );
  },
);

const JOURNEY = CDNOW.replace(/cdnow\/.*/, 'completejourney');

test(
  'The Complete Journey: coupons by campaign type and uses per household equal independent counts',
  { skip: existsSync(JOURNEY) ? false : 'the data set is not here' },
  async () => {
    const admin = await server.sandbox('journey', '2018-03-01T00:00:00Z', { zone: 'UTC', currency: 'USD' });
    await admin.ask('mutation{defineIdentityNamespace(input:{name:"household",limit:1,priority:100}){name}}');
    const read = (name: string): string[][] =>
      gunzipSync(readFileSync(join(JOURNEY, `${name}.csv.gz`)))
        .toString()
        .trim()
        .split('\n')
        .slice(1)
        .map((l) => l.trim().split(','));
    const types = new Map(read('campaign_descriptions').map(([id, type]) => [id, type]));
    for (const [id, campaign] of types)
      await admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
        i: { key: `campaign_${id}`, kind: 'FIXED_AMOUNT', faceValue: '1', campaign },
      });
    for (const [file, mapping] of [
      ['campaigns', 'campaigns'],
      ['coupon_redemptions', 'redemptions'],
    ]) {
      const done = await strata([
        'import',
        join(JOURNEY, `${file}.csv.gz`),
        '--mapping',
        resolve(`test/mapping/journey-${mapping}.json`),
        '--workspace',
        'journey',
      ]);
      assert.equal(done.code, 0, done.output);
    }
    const { couponPopularity: byType } = await admin.ask(
      '{couponPopularity(by:CAMPAIGN){rows{group issued issuedTo used usedBy repeated}}}',
    );
    const pairs = read('campaigns');
    const redemptions = read('coupon_redemptions');
    const wanted = [...new Set(types.values())].sort().map((type) => {
      const issued = pairs.filter(([c]) => types.get(c) === type);
      const uses = redemptions.filter(([, , c]) => types.get(c) === type);
      const usedBy = new Set(uses.map(([h, , c]) => `${h} ${c}`)).size;
      return {
        group: type,
        issued: issued.length,
        issuedTo: issued.length,
        used: uses.length,
        usedBy,
        repeated: uses.length - usedBy,
      };
    });
    assert.deepEqual(byType.rows, wanted);
    const a = byType.rows.find((r: any) => r.group === 'Type A');
    assert.deepEqual([a.usedBy, a.issuedTo], [604, 3647]);
    const { couponPopularity: all } = await admin.ask(
      '{couponPopularity(by:ALL){rows{usesPerCustomer{uses customers}}}}',
    );
    const perHousehold = new Map<string, number>();
    for (const [h] of redemptions) perHousehold.set(h, (perHousehold.get(h) ?? 0) + 1);
    const spread = new Map<number, number>();
    for (const k of perHousehold.values()) spread.set(k, (spread.get(k) ?? 0) + 1);
    assert.deepEqual(
      all.rows[0].usesPerCustomer,
      [...spread].sort(([x], [y]) => x - y).map(([uses, customers]) => ({ uses, customers })),
    );
  },
);

const UCI = CDNOW.replace(/cdnow\/.*/, 'uci_online_retail/transactions.csv.gz');

test(
  'RFM on the UK web shop: layers and the matrix over half a year equal independent counts',
  { skip: existsSync(UCI) ? false : 'the data set is not here' },
  async () => {
    const admin = await server.sandbox('uci', '2011-12-10T00:00:00Z', { zone: 'UTC', currency: 'GBP' });
    const done = await strata(['import', UCI, '--mapping', resolve('test/mapping/uci.json'), '--workspace', 'uci']);
    assert.equal(done.code, 0, done.output);
    const { installTemplate } = await admin.ask(
      'mutation($i:InstallTemplateInput!){installTemplate(input:$i,wait:true){customers layers{layer count}}}',
      { i: { key: 'rfm', parameters: [{ name: 'potential_value', value: '300' }] } },
    );

    // The lines of an invoice are consecutive. Amounts are in ten-thousandths of the currency unit.
    const orders = new Map<string, Map<string, { at: number; amount: bigint }>>();
    for (const line of gunzipSync(readFileSync(UCI)).toString().trim().split('\n').slice(1)) {
      const m = /^\d+,([^,]*),[^,]*,(?:"(?:[^"]|"")*"|[^,]*),(-?\d+),([^,]*),(-?\d+)(?:\.(\d+))?,(\d+),/.exec(line);
      if (!m || m[1].startsWith('C')) continue;
      const own = orders.get(m[6]) ?? new Map<string, { at: number; amount: bigint }>();
      const there = own.get(m[1]) ?? { at: Date.parse(`${m[3]}Z`), amount: 0n };
      there.amount += BigInt(m[2]) * BigInt(`${m[4]}${(m[5] ?? '').padEnd(4, '0')}`);
      own.set(m[1], there);
      orders.set(m[6], own);
    }
    assert.equal(
      [...orders.values()].reduce((n, o) => n + o.size, 0),
      18_536,
    );
    const DAY = 86_400_000;
    const layer = (own: ReadonlyMap<string, { at: number; amount: bigint }>, now: number): string | undefined => {
      const past = [...own.values()].filter((o) => o.at <= now);
      if (past.length === 0) return undefined;
      const recent = past.filter((o) => o.at > now - 90 * DAY);
      const amount = recent.reduce((n, o) => n + o.amount, 0n);
      const age = now - Math.max(...past.map((o) => o.at));
      if (age <= 7 * DAY && recent.length >= 4 && amount >= 500_0000n) return 'core';
      if (age <= 15 * DAY && recent.length >= 2 && recent.length <= 3 && amount >= 300_0000n) return 'potential';
      if (age >= 30 * DAY && recent.length <= 1) return amount >= 500_0000n ? 'dormant_high_value' : 'dormant';
      return 'general';
    };
    const [from, to] = [Date.parse('2011-06-09T12:00:00Z'), Date.parse('2011-12-10T00:00:00Z')];
    const count = (
      name: (own: ReadonlyMap<string, { at: number; amount: bigint }>) => string | undefined,
    ): Record<string, number> => {
      const out: Record<string, number> = {};
      for (const own of orders.values()) {
        const key = name(own);
        if (key !== undefined) out[key] = (out[key] ?? 0) + 1;
      }
      return out;
    };
    const q = await admin.ask(
      'query($f:DateTime!,$t:DateTime!){statistics(metric:"sum(order_paid.amount)"){profiles sum} layerModel(key:"rfm"){distribution{layer count} before:distribution(asOf:$f){layer count}} layerMigrations(model:"rfm",from:$f,to:$t){from to count}}',
      { f: new Date(from).toISOString(), t: new Date(to).toISOString() },
    );
    const shown = (list: { layer: string; count: number }[]): Record<string, number> =>
      Object.fromEntries(list.filter((x) => x.count > 0).map((x) => [x.layer, x.count]));
    const total = [...orders.values()].flatMap((o) => [...o.values()]).reduce((n, o) => n + o.amount, 0n);
    assert.equal(installTemplate.customers, orders.size);
    assert.deepEqual(q.statistics, {
      profiles: orders.size,
      sum: `${total / 10_000n}.${String(total % 10_000n).padStart(4, '0')}`.replace(/\.?0+$/, ''),
    });
    assert.deepEqual(
      shown(q.layerModel.distribution),
      count((o) => layer(o, to)),
    );
    assert.deepEqual(
      shown(q.layerModel.before),
      count((o) => layer(o, from)),
    );
    assert.deepEqual(
      Object.fromEntries(q.layerMigrations.map((m: any) => [`${m.from ?? ''}>${m.to}`, m.count])),
      count((o) => (layer(o, to) === undefined ? undefined : `${layer(o, from) ?? ''}>${layer(o, to)!}`)),
    );
  },
);
