/** Coupon reports over many events, the first and a later answer, beside DuckDB answering the like on the same facts. */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { serverProcess } from '../test/support/process.js';
import { ask, INGEST, makeWorkspace, options, row } from './support.js';

const DAY = 86_400_000;
const KEYS = ['c5', 'c10', 'c20', 'new'];

/** A shop's events: a tenth of them claims, a fifth orders, every third order with a coupon; the rest are views. */
function* facts(count: number, now: number): Generator<{ readonly customer: number; readonly type: string; readonly at: number; readonly coupon?: string; readonly id: string }> {
  for (let i = 0; i < count; i++) {
    const customer = (i * 7919) % Math.max(1, Math.floor(count / 40));
    const at = now - ((i * 104_729) % (170 * DAY)) - 1000;
    const kind = i % 10;
    const coupon = KEYS[(i * 31 + customer) % KEYS.length];
    if (kind === 0) yield { customer, type: 'coupon_claimed', at, coupon, id: `e${i}` };
    else if (kind <= 2) yield { customer, type: 'order_paid', at, id: `e${i}`, ...(i % 3 === 0 ? { coupon } : {}) };
    else yield { customer, type: 'product_viewed', at, id: `e${i}` };
  }
}

export async function coupons(dir: string): Promise<void> {
  const count = Number(options.events ?? (options.quick ? 20_000 : 200_000));
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'coupons') });
  await makeWorkspace(server.port, 'coupons');
  for (const [i, key] of KEYS.entries()) await ask(server.port, 'coupons', 'mutation($k:String!,$v:Decimal!){defineCoupon(input:{key:$k,kind:FIXED_AMOUNT,faceValue:$v}){key}}', { k: key, v: String(5 * (i + 1)) });
  const now = Date.now();
  const list = [...facts(count, now)];
  for (let i = 0; i < list.length; i += 1000) {
    const e = list.slice(i, i + 1000).map((f) => ({
      messageId: f.id, type: f.type, occurredAt: new Date(f.at).toISOString(), identities: [{ namespace: 'member_id', value: `M${f.customer}` }],
      ...(f.type === 'order_paid' ? { order: { orderId: f.id, amount: '42.00' }, ...(f.coupon ? { coupon: f.coupon } : {}) } : f.coupon ? { properties: { couponId: f.coupon, claimId: f.id } } : { properties: { sku: 'a' } }),
    }));
    await ask(server.port, 'coupons', INGEST, { e });
  }
  const sql = await (await DuckDBInstance.create(':memory:')).connect();
  await sql.run('CREATE TABLE f(customer INT, type TEXT, t BIGINT, coupon TEXT, id TEXT)');
  for (let i = 0; i < list.length; i += 5000) await sql.run(`INSERT INTO f VALUES ${list.slice(i, i + 5000).map((f) => `(${f.customer},'${f.type}',${f.at},${f.coupon ? `'${f.coupon}'` : 'NULL'},'${f.id}')`).join(',')}`);
  await server.stop();
  // A fresh process: the first answer reads the facts from the database, the next ones have them.
  const fresh = await serverProcess({ STRATA_DATA_DIR: join(dir, 'coupons') });
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const begin = performance.now();
    await work();
    return performance.now() - begin;
  };
  for (const [name, query, peer] of [
    ['popularity', '{couponPopularity{rows{group claimed used newCustomers usesPerCustomer{uses customers}}}}', `SELECT coupon, count(*) FILTER (type = 'coupon_claimed'), count(*) FILTER (type = 'order_paid'), count(*) FILTER (type = 'order_paid' AND NOT EXISTS (SELECT 1 FROM f o WHERE o.customer = f.customer AND o.type = 'order_paid' AND o.t < f.t)) FROM f WHERE coupon IS NOT NULL GROUP BY 1`],
    ['preference', '{couponPreference(by:{newOrOld:true}){rows{customers group uses usedBy}}}', `SELECT coupon, EXISTS (SELECT 1 FROM f o WHERE o.customer = f.customer AND o.type = 'order_paid' AND o.t < f.t) AS old, count(*), count(DISTINCT customer) FROM f WHERE coupon IS NOT NULL AND type = 'order_paid' GROUP BY 1, 2`],
    ['acquisition', '{couponAcquisition{rows{group customers cost profit repurchase{days customers}}}}', `WITH first AS (SELECT customer, min(t) AS t, arg_min(coupon, t) AS coupon FROM f WHERE type = 'order_paid' GROUP BY 1) SELECT coupon, count(*), count(*) FILTER (EXISTS (SELECT 1 FROM f o WHERE o.customer = first.customer AND o.type = 'order_paid' AND o.t > first.t AND o.t <= first.t + ${30 * DAY})) FROM first WHERE coupon IS NOT NULL GROUP BY 1`],
    ['uplift, matched', '{couponUplift(coupon:"c5",window:"P30D"){comparisons{metrics{metric difference}}}}', undefined],
  ] as const) {
    const first = await timed(() => ask(fresh.port, 'coupons', query));
    const later = await timed(() => ask(fresh.port, 'coupons', query));
    const duck = peer === undefined ? undefined : await timed(() => sql.runAndReadAll(peer));
    row(`coupons: ${name}, ${count} events`, `first ${(first / 1000).toFixed(2)} s, then ${(later / 1000).toFixed(2)} s`, duck === undefined ? '' : `DuckDB in memory ${(duck / 1000).toFixed(2)} s`);
  }
  sql.closeSync();
  await fresh.stop();
}
