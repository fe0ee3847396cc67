/**
 * Measures coupon reports over many events, first in a fresh process and then repeatedly. DuckDB runs the same reports
 * on the same data.
 */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { unevaluated } from '../src/engine/memberships/settle.js';
import type { EventFact } from '../src/engine/types.js';
import type { ProfileRecord, StoredEvent } from '../src/services/base/ports.js';
import { eventToDoc } from '../src/storage/events.js';
import { profileToDoc } from '../src/storage/profile-documents.js';
import { Mongo } from '../src/storage/base/mongo.js';
import { databaseProcess, serverProcess } from '../test/support/process.js';
import { ask, INGEST, makeWorkspace, median, options, row, timed } from './support.js';

const DAY = 86_400_000;
const KEYS = ['c5', 'c10', 'c20', 'new'];
const EVENTS_EACH = 40;
const VARIANTS = ['c5', 'c10', 'c20', 'none'];

interface Fact {
  readonly customer: number;
  readonly type: string;
  readonly at: number;
  readonly coupon?: string;
  readonly variant?: string;
  readonly id: string;
}

/**
 * Returns a customer's events: one coupon assignment, one tenth coupon claims, one fifth orders, and product views for
 * the rest. Every third order has a coupon.
 */
function factsOf(customer: number, now: number): Fact[] {
  return Array.from({ length: EVENTS_EACH }, (_, k): Fact => {
    const i = customer * EVENTS_EACH + k;
    if (k === EVENTS_EACH - 1)
      return {
        customer,
        id: `e${i}`,
        type: 'experiment_assigned',
        at: now - 100 * DAY + (customer % 1000),
        variant: VARIANTS[(customer * 7) % VARIANTS.length],
      };
    const base = { customer, id: `e${i}`, at: now - ((i * 104_729) % (170 * DAY)) - 1000 };
    const coupon = KEYS[(i * 31 + customer) % KEYS.length];
    if (k % 10 === 0) return { ...base, type: 'coupon_claimed', coupon };
    if (k % 10 <= 2) return { ...base, type: 'order_paid', ...(i % 3 === 0 ? { coupon } : {}) };
    return { ...base, type: 'product_viewed' };
  });
}

function stored(f: Fact): StoredEvent {
  const fact: EventFact =
    f.type === 'order_paid'
      ? { id: `b|${f.id}`, type: f.type, at: f.at, orderId: f.id, amount: 420_000n, currency: 'CNY' }
      : {
          id: `b|${f.id}`,
          type: f.type,
          at: f.at,
          properties: f.variant
            ? { experiment: 'ladder', variant: f.variant }
            : f.coupon
              ? { couponId: f.coupon, claimId: f.id }
              : { sku: 'a' },
        };
  return {
    ...fact,
    ...(f.coupon ? { coupon: f.coupon } : {}),
    profile: nameOf(f.customer),
    identity: { namespace: 'member_id', value: nameOf(f.customer) },
    source: 'b',
    messageId: f.id,
    receivedAt: f.at,
    bodyHash: '',
  };
}

const nameOf = (customer: number): string => `p${String(customer).padStart(8, '0')}`;

/** Returns a customer as the write path would store it. */
function recordOf(c: number, now: number): ProfileRecord {
  return {
    id: nameOf(c),
    workspace: 'coupons',
    root: nameOf(c),
    identity: { namespace: 'member_id', value: nameOf(c) },
    createdAt: now,
    version: 1,
    factsVersion: 1,
    factBytes: 0,
    identities: [{ namespace: 'member_id', value: nameOf(c) }],
    members: [nameOf(c)],
    tags: new Map(),
    lists: new Set(),
    dues: [],
    evaluation: {
      ...unevaluated(now),
      catalogueVersion: 0,
      knownUntil: now + 400 * DAY,
      nextCheckAt: now + 400 * DAY,
    },
  };
}

export async function coupons(dir: string): Promise<void> {
  const count = Number(options.events ?? (options.quick ? 20_000 : 1_000_000));
  const customers = Math.floor(count / EVENTS_EACH);
  const database = await databaseProcess(join(dir, 'coupons'));
  const uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  const env = {
    MONGODB_URI: uri,
    STRATA_DATABASE: 'coupons',
    STRATA_DATA_DIR: join(dir, 'coupons-data'),
    STRATA_DATABASE_TIMEOUT_MS: '600000',
    NODE_OPTIONS: '--max-old-space-size=8192',
  };
  const server = await serverProcess(env);
  await makeWorkspace(server.port, 'coupons');
  for (const [i, key] of KEYS.entries())
    await ask(
      server.port,
      'coupons',
      'mutation($k:String!,$v:Decimal!){defineCoupon(input:{key:$k,kind:FIXED_AMOUNT,faceValue:$v}){key}}',
      { k: key, v: String(5 * (i + 1)) },
    );
  await ask(
    server.port,
    'coupons',
    'mutation{defineExperiment(input:{key:"ladder",variants:[{key:"c5",coupon:"c5"},{key:"c10",coupon:"c10"},{key:"c20",coupon:"c20"},{key:"none"}]}){key}}',
  );
  const now = Date.now();
  const sql = await (await DuckDBInstance.create(':memory:')).connect();
  await sql.run('CREATE TABLE f(customer INT, type TEXT, t BIGINT, coupon TEXT, variant TEXT, id TEXT)');
  const mongo = await Mongo.connect(uri, 'coupons', 600_000);
  const begin = performance.now();
  for (let from = 0; from < customers; from += 500) {
    const batch = Array.from({ length: Math.min(500, customers - from) }, (_, i) => from + i);
    const facts = batch.flatMap((c) => factsOf(c, now));
    await Promise.all([
      mongo
        .collection('profiles')
        .insertMany(batch.map((c) => profileToDoc(recordOf(c, now))) as never, { ordered: false }),
      mongo.collection('identities').insertMany(
        batch.map((c) => ({ _id: `coupons|member_id:${nameOf(c)}` as never, ws: 'coupons', profile: nameOf(c) })),
        { ordered: false },
      ),
      mongo
        .collection('events')
        .insertMany(facts.map((f) => eventToDoc('coupons', stored(f))) as never, { ordered: false }),
    ]);
    const a = await sql.createAppender('f');
    for (const f of facts) {
      a.appendInteger(f.customer);
      a.appendVarchar(f.type);
      a.appendBigInt(BigInt(f.at));
      if (f.coupon) a.appendVarchar(f.coupon);
      else a.appendNull();
      if (f.variant) a.appendVarchar(f.variant);
      else a.appendNull();
      a.appendVarchar(f.id);
      a.endRow();
    }
    a.closeSync();
  }
  await mongo.close();
  row(
    `coupons: loaded past the write path, ${count.toLocaleString('en')} events`,
    `${((performance.now() - begin) / 1000).toFixed(0)} s`,
  );

  const q = (query: string): Promise<any> => ask(server.port, 'coupons', query);
  const [cold] = await timed(() => q('{profiles(first:1,expression:"did(order_paid)"){totalCount}}'));
  row(
    `coupons: columns of ${count.toLocaleString('en')} events are read after a start`,
    `${(cold / 1000).toFixed(1)} s`,
  );
  const NOBODY_BEFORE = `NOT EXISTS (SELECT 1 FROM f o WHERE o.customer = f.customer AND o.type = 'order_paid' AND o.t < f.t)`;
  const LADDER = `WITH a AS (SELECT customer, variant, t FROM f WHERE type = 'experiment_assigned'), o AS (SELECT a.customer, count(f.id) AS n, coalesce(sum(CASE WHEN f.id IS NULL THEN 0 ELSE 42 END), 0) AS gmv FROM a LEFT JOIN f ON f.customer = a.customer AND f.type = 'order_paid' AND f.t >= a.t AND f.t < a.t + ${30 * DAY} GROUP BY 1) SELECT variant, count(*), sum(n), sum(gmv), avg(CASE WHEN n > 0 THEN 1.0 ELSE 0.0 END), stddev_samp(gmv) FROM a JOIN o USING (customer) GROUP BY 1 ORDER BY 1`;
  for (const [name, query, peer] of [
    [
      'popularity',
      '{couponPopularity{rows{group claimed used newCustomers usesPerCustomer{uses customers}}}}',
      `SELECT coupon, count(*) FILTER (type = 'coupon_claimed'), count(*) FILTER (type = 'order_paid'), count(*) FILTER (type = 'order_paid' AND ${NOBODY_BEFORE}) FROM f WHERE coupon IS NOT NULL GROUP BY 1 ORDER BY 1`,
    ],
    [
      'popularity, the last 30 days',
      `{couponPopularity(scope:{from:"${new Date(now - 30 * DAY).toISOString()}"}){rows{group claimed used newCustomers}}}`,
      `SELECT coupon, count(*) FILTER (type = 'coupon_claimed'), count(*) FILTER (type = 'order_paid'), count(*) FILTER (type = 'order_paid' AND ${NOBODY_BEFORE}) FROM f WHERE coupon IS NOT NULL AND t >= ${now - 30 * DAY} GROUP BY 1 ORDER BY 1`,
    ],
    [
      'preference',
      '{couponPreference(by:{newOrOld:true}){rows{customers group uses usedBy}}}',
      `SELECT coupon, NOT ${NOBODY_BEFORE} AS old, count(*), count(DISTINCT customer) FROM f WHERE coupon IS NOT NULL AND type = 'order_paid' GROUP BY 1, 2`,
    ],
    [
      'acquisition',
      '{couponAcquisition{rows{group customers cost profit repurchase{days customers}}}}',
      `WITH first AS (SELECT customer, min(t) AS t, arg_min(coupon, t) AS coupon FROM f WHERE type = 'order_paid' GROUP BY 1) SELECT coupon, count(*), count(*) FILTER (EXISTS (SELECT 1 FROM f o WHERE o.customer = first.customer AND o.type = 'order_paid' AND o.t > first.t AND o.t <= first.t + ${30 * DAY})) FROM first WHERE coupon IS NOT NULL GROUP BY 1`,
    ],
    [
      'uplift, hold-out',
      '{couponUplift(experiment:"ladder",window:"P30D"){groups{variant customers orders gmv} comparisons{variant metrics{metric difference}}}}',
      LADDER,
    ],
    [
      'price ladder',
      '{couponPriceLadder(experiment:"ladder",window:"P30D"){cheapest holdOut{customers} rungs{variant faceValue customers orders gmv metrics{metric difference}}}}',
      LADDER,
    ],
    [
      'uplift, matched',
      '{couponUplift(coupon:"c5",window:"P30D"){comparisons{metrics{metric difference}}}}',
      undefined,
    ],
  ] as const) {
    const [first] = await timed(() => q(query));
    const again: number[] = [];
    for (let i = 0; i < 5; i++) again.push((await timed(() => q(query)))[0]);
    const duck =
      peer === undefined
        ? undefined
        : median(
            [
              await timed(() => sql.runAndReadAll(peer)),
              await timed(() => sql.runAndReadAll(peer)),
              await timed(() => sql.runAndReadAll(peer)),
            ].map(([ms]) => ms),
          );
    row(
      `coupons: ${name}, ${count.toLocaleString('en')} events`,
      `first ${(first / 1000).toFixed(2)} s, then ${median(again).toFixed(0)} ms`,
      duck === undefined ? '(aims: 3 s, 200 ms)' : `DuckDB in memory ${duck.toFixed(0)} ms (aims: 3 s, 200 ms)`,
    );
  }
  const popular = '{couponPopularity{rows{group claimed used}}}';
  const before = await q(popular);
  await same(before, sql);
  const groups = (
    await q('{couponUplift(experiment:"ladder",window:"P30D"){groups{variant customers orders gmv}}}')
  ).couponUplift.groups
    .map((g: any) => [g.variant, g.customers, g.orders, Number(g.gmv)])
    .sort();
  const wanted = (await sql.runAndReadAll(LADDER))
    .getRows()
    .map(([variant, ...rest]) => [variant, ...rest.slice(0, 3).map(Number)])
    .sort();
  if (JSON.stringify(groups) !== JSON.stringify(wanted))
    throw new Error(`${JSON.stringify(groups)}, and by SQL ${JSON.stringify(wanted)}`);
  // Events that arrive late are included in the next report immediately.
  const late = [nameOf(1), nameOf(2)].map((value, i) => ({
    messageId: `late${i}`,
    type: 'order_paid',
    occurredAt: new Date(now - 100 * DAY).toISOString(),
    identities: [{ namespace: 'member_id', value }],
    order: { orderId: `late${i}`, amount: '1' },
    coupon: 'c5',
  }));
  await ask(server.port, 'coupons', INGEST, { e: late });
  const [took, after] = await timed(() => q(popular));
  const used = (x: any): number => x.couponPopularity.rows.find((r: any) => r.group === 'c5').used;
  if (used(after) !== used(before) + 2) throw new Error(`two late uses moved ${used(before)} to ${used(after)}`);
  row('coupons: popularity right after two late uses', `${took.toFixed(0)} ms`, 'both counted');
  sql.closeSync();
  await server.stop();
  await database.stop();
}

/** Checks that the figures equal those of DuckDB. */
async function same(
  answer: any,
  sql: { runAndReadAll(q: string): Promise<{ getRows(): unknown[][] }> },
): Promise<void> {
  const wanted = (
    await sql.runAndReadAll(
      `SELECT coupon, count(*) FILTER (type = 'coupon_claimed'), count(*) FILTER (type = 'order_paid') FROM f WHERE coupon IS NOT NULL GROUP BY 1 ORDER BY 1`,
    )
  )
    .getRows()
    .map(([group, claimed, used]) => ({ group, claimed: Number(claimed), used: Number(used) }));
  const found = answer.couponPopularity.rows;
  if (JSON.stringify(found) !== JSON.stringify(wanted))
    throw new Error(`${JSON.stringify(found)}, and by SQL ${JSON.stringify(wanted)}`);
}
