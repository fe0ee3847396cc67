/**
 * Reference implementation of trends. It puts the events of all customers into one list and filters the list for each
 * point.
 */
import { written } from '../fields.js';
import { localDay, period, selected, wallHour, type World } from '../language.js';
import type { ShopWorld } from '../receipts.js';
import type { EventFact, Value } from '../model.js';
import { groupOf, valuesOf, type Alternatives } from './funnel.js';

export interface Trend {
  readonly events: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly figure: 'COUNT' | 'CUSTOMERS' | 'SUM' | 'AVERAGE' | 'MIN' | 'MAX' | 'PERCENTILE' | 'DISTINCT';
  readonly field?: string;
  readonly share?: number;
  readonly groups?: { readonly property: string };
}

export interface Counted {
  readonly customer: number;
  readonly isReceipt: boolean;
  readonly event: EventFact;
  readonly group: string | null;
  readonly values: readonly Value[];
}

/**
 * Returns every event that counts, with its customer, group and values. Events of receipts do not count if the figure
 * is the number of customers.
 */
export function countedEvents(trend: Trend, worlds: readonly ShopWorld[], now: number): Counted[] {
  return worlds.flatMap((w, customer) => {
    if (w.isReceipt && trend.figure === 'CUSTOMERS') return [];
    return trend.events
      .flatMap((a) => selected(a, w, now))
      .filter((e) => e.at >= trend.from && e.at < trend.to)
      .map((event) => ({
        customer,
        isReceipt: w.isReceipt === true,
        event,
        group: trend.groups ? groupOf(event, trend.groups.property, w.zone) : null,
        values: trend.field === undefined ? [] : fieldValues(event, trend.field, w),
      }));
  });
}

function fieldValues(e: EventFact, field: string, w: World): readonly Value[] {
  const isOrder = /^order_(placed|paid|completed|cancelled|refunded)$/.test(e.type);
  if (field !== 'amount' || !isOrder) return valuesOf(e, field, w.zone);
  const counts = e.amount !== undefined && (e.currency === undefined || e.currency === w.currency);
  return counts ? [e.amount] : [];
}

const UNITS = { DAY: 'day', WEEK: 'week', MONTH: 'month' } as const;

/**
 * Returns a number that is equal for all times in the same day, week or month, on the same weekday, or in the same hour
 * of the day, depending on `by`.
 */
export function placeOf(at: number, by: 'DAY' | 'WEEK' | 'MONTH' | 'WEEKDAY' | 'HOUR_OF_DAY', zone: string): number {
  if (by === 'HOUR_OF_DAY') return wallHour(at, zone);
  if (by === 'WEEKDAY') return new Date(`${localDay(at, zone)}T00:00:00Z`).getUTCDay() || 7;
  return period(at, UNITS[by], zone);
}

const size = (v: Value): number => Number(v) / (typeof v === 'bigint' ? 10_000 : 1);

export function figureOf({ figure, share }: Trend, list: readonly Counted[]): number | bigint | undefined {
  const values = list.flatMap((x) => x.values);
  const numbers = values.filter((v) => typeof v === 'bigint' || typeof v === 'number');
  const sorted = [...numbers].sort((a, b) => size(a) - size(b));
  const total = numbers.reduce<bigint>((sum, v) => sum + written(v), 0n);
  const isDecimal = numbers.every((v) => typeof v === 'bigint');
  const n = BigInt(numbers.length);
  switch (figure) {
    case 'COUNT':
      return list.length;
    case 'CUSTOMERS':
      return new Set(list.map((x) => x.customer)).size;
    case 'DISTINCT':
      return new Set(values.map((v) => (typeof v === 'string' || typeof v === 'boolean' ? JSON.stringify(v) : size(v))))
        .size;
    case 'SUM':
      return isDecimal ? total / 10n ** 20n : Number(`${total}e-24`);
    case 'AVERAGE':
      if (numbers.length === 0) return undefined;
      return isDecimal ? halfEven(total / 10n ** 20n, n) : Number(`${total}e-24`) / numbers.length;
    case 'MIN':
      return sorted[0];
    case 'MAX':
      return sorted.at(-1);
    case 'PERCENTILE': {
      if (sorted.length === 0) return undefined;
      const place = share! * (sorted.length - 1);
      const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]].map(size);
      return low + (place - Math.floor(place)) * (high - low);
    }
  }
}

function halfEven(total: bigint, n: bigint): bigint {
  const floor = (total - (((total % n) + n) % n)) / n;
  const twice = 2n * (total - floor * n);
  return twice > n || (twice === n && floor % 2n !== 0n) ? floor + 1n : floor;
}
