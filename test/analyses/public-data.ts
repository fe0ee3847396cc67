/**
 * Loads public data sets from `STRATA_DATA_SETS` and builds column parts from their customers. Tests of missing data
 * sets are skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PartBuilder, type ColumnPart } from '../../src/engine/columns/part.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { EventFact } from '../../src/engine/types.js';

const FOLDER = process.env.STRATA_DATA_SETS ?? resolve('../shared/data');
export const TAOBAO = join(FOLDER, 'taobao_userbehavior/events.csv.gz');
export const UCI = join(FOLDER, 'uci_online_retail/transactions.csv.gz');

/** Returns the reason to skip a test if its data set is missing, otherwise false. */
export const absent = (path: string): string | false => (existsSync(path) ? false : 'the data set is not here');

const rows = (path: string): string[] => gunzipSync(readFileSync(path)).toString().trim().split('\n').slice(1);

/** Returns Taobao clicks as events of type `pv`, `cart`, `fav` or `buy`, with the properties `item` and `category`. */
export function taobao(): ColumnPart {
  const customers = new Map<string, EventFact[]>();
  for (const row of rows(TAOBAO)) {
    const [id, user, item, category, type, seconds] = row.split(',');
    const fact = { id: id.padStart(9, '0'), type, at: Number(seconds) * 1000, properties: { item, category } };
    customers.set(user, [...(customers.get(user) ?? []), fact]);
  }
  return partOf(customers);
}

/**
 * Reads invoices as orders, and cancellations as events of a separate type. Lines without a customer or a price are
 * skipped.
 */
export function uci(): ColumnPart {
  const invoices = new Map<string, { customer: string; at: number; amount: bigint }>();
  for (const row of rows(UCI)) {
    const cells = fieldsOf(row);
    const [, invoice, , , quantity, time, price, customer] = cells;
    if (customer === '' || Number(price) === 0) continue;
    const there = invoices.get(invoice) ?? { customer, at: Date.parse(`${time}Z`), amount: 0n };
    there.amount += BigInt(quantity) * BigInt(Math.round(Number(price) * 10_000));
    there.at = Math.min(there.at, Date.parse(`${time}Z`));
    invoices.set(invoice, there);
  }
  const customers = new Map<string, EventFact[]>();
  for (const [invoice, { customer, at, amount }] of invoices) {
    const type = invoice.startsWith('C') ? 'cancellation' : 'order_paid';
    const fact: EventFact = { id: invoice, type, at, orderId: invoice, amount, currency: 'GBP' };
    customers.set(customer, [...(customers.get(customer) ?? []), fact]);
  }
  return partOf(customers);
}

export function fieldsOf(row: string): string[] {
  const out: string[] = [];
  for (const m of row.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)) out.push(m[1].replace(/^"|"$/g, ''));
  return out;
}

export function partOf(customers: ReadonlyMap<string, readonly EventFact[]>): ColumnPart {
  const builder = new PartBuilder();
  for (const [id, events] of [...customers].sort(([a], [b]) => (a < b ? -1 : 1)))
    builder.add({ id, factsVersion: 1, createdAt: 0, facts: FactSet.of(events), tags: new Map(), lists: new Set() });
  return builder.sealed();
}
