/** Reads purchase histories of public data sets. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ColumnPart } from '../../src/engine/columns/part.js';
import type { EventFact } from '../../src/engine/types.js';
import type { BuyingHistory } from '../../src/engine/models/bg-nbd.js';
import { fieldsOf, partOf, UCI } from '../analyses/public-data.js';

const FOLDER = process.env.STRATA_DATA_SETS ?? resolve('../shared/data');
export const CDNOW_SAMPLE = join(FOLDER, 'cdnow/sample_calibration_summary.csv.gz');
export const CDNOW = join(FOLDER, 'cdnow/transactions.csv.gz');

const rowsOf = (path: string): string[] => gunzipSync(readFileSync(path)).toString().trim().split('\n').slice(1);

/** Returns the published sample: histories in weeks up to 1997-09-30, and the mean value of repeat orders. */
export function cdnowSample(): readonly (BuyingHistory & { readonly mean: number })[] {
  return rowsOf(CDNOW_SAMPLE).map((row) => {
    const [, repeats, lastAt, age, mean] = row.split(',').map(Number);
    return { repeats, lastAt, age, mean };
  });
}

/** Returns all orders of the CDNOW data set as facts. */
export function cdnow(): ColumnPart {
  const customers = new Map<string, EventFact[]>();
  for (const row of rowsOf(CDNOW)) {
    const [line, customer, date, , amount] = row.split(',');
    const money = BigInt(Math.round(Number(amount) * 100)) * 100n;
    const fact: EventFact = {
      ...{ id: line.padStart(6, '0'), type: 'order_paid', at: Date.parse(`${date}T00:00:00Z`) },
      ...{ orderId: line, amount: money, currency: 'USD' },
    };
    const there = customers.get(customer);
    if (there) there.push(fact);
    else customers.set(customer, [fact]);
  }
  return partOf(customers);
}

/**
 * Returns the items bought by UCI customers. Item codes have five digits and optionally a letter. Cancelled lines are
 * left out.
 */
export function uciItems(): ColumnPart {
  const invoices = new Map<string, { customer: string; at: number; lines: Map<string, bigint> }>();
  for (const row of rowsOf(UCI)) {
    const [, invoice, sku, , quantity, time, price, customer] = fieldsOf(row);
    if (customer === '' || invoice.startsWith('C') || !/^\d{5}/.test(sku) || Number(quantity) <= 0) continue;
    if (Number(price) < 0) continue;
    const there = invoices.get(invoice) ?? { customer, at: Date.parse(`${time}Z`), lines: new Map<string, bigint>() };
    there.lines.set(sku, (there.lines.get(sku) ?? 0n) + BigInt(quantity));
    invoices.set(invoice, there);
  }
  const customers = new Map<string, EventFact[]>();
  for (const [invoice, { customer, at, lines }] of invoices) {
    const items = [...lines].map(([sku, quantity]) => ({ sku, quantity: quantity * 10_000n, amount: 0n }));
    const fact: EventFact = { id: invoice, type: 'order_paid', at, orderId: invoice, lines: items };
    customers.set(customer, [...(customers.get(customer) ?? []), fact]);
  }
  return partOf(customers);
}
