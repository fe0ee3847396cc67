/**
 * Reference implementation of the quality of layers. It computes each figure from a list of all customers, with the
 * formulas of textbooks. Ranks are counted, not sorted.
 */
import { spentOf } from '../analyses/retail.js';
import type { Alternatives } from '../analyses/funnel.js';
import type { World } from '../language.js';

interface SpendWindow {
  readonly orders: Alternatives;
  readonly from: number;
  readonly windowMs: number;
}

/** A customer with the layer at the start, the layer later, and the orders of the window. */
export interface PlacedCustomer {
  readonly layer: string;
  readonly later?: string | undefined;
  readonly orders: number;
  /** Net amount in units of 1 / 10,000. */
  readonly spend: bigint;
}

/** Returns the orders of a customer after the start, up to and including the end of the window. */
export function ordersIn(
  { orders, from, windowMs }: SpendWindow,
  world: World,
  now: number,
): Pick<PlacedCustomer, 'orders' | 'spend'> {
  const found = spentOf({ orders, from: from + 1, to: from + windowMs + 1 }, world, now);
  return { orders: found?.orders ?? 0, spend: found?.gmv ?? 0n };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const squares = (values: readonly number[], center: number): number =>
  values.reduce((sum, value) => sum + (value - center) ** 2, 0);

/** Returns the share of the variance between the layers, SS(between) / SS(total). Undefined without variance. */
function shareBetween(customers: readonly { readonly layer: string; readonly value: number }[]): number | undefined {
  const values = customers.map(({ value }) => value);
  const layers = [...new Set(customers.map(({ layer }) => layer))];
  const total = squares(values, mean(values));
  if (layers.length < 2 || total === 0) return undefined;
  const between = layers.reduce((sum, layer) => {
    const own = customers.filter((each) => each.layer === layer).map(({ value }) => value);
    return sum + own.length * (mean(own) - mean(values)) ** 2;
  }, 0);
  return between / total;
}

export function etaSquared(customers: readonly PlacedCustomer[]): number | undefined {
  return shareBetween(customers.map(({ layer, spend }) => ({ layer, value: Number(spend) })));
}

/** Returns the share of the variance of ranks between the layers. It equals H / (n - 1), also with equal values. */
export function rankShare(customers: readonly PlacedCustomer[]): number | undefined {
  const rankOf = (spend: bigint): number =>
    customers.filter((other) => other.spend < spend).length +
    (customers.filter((other) => other.spend === spend).length + 1) / 2;
  return shareBetween(customers.map(({ layer, spend }) => ({ layer, value: rankOf(spend) })));
}

/** Returns the shares of customers who stay in their layer, and who would if the later layers were shuffled. */
export function agreement(
  customers: readonly PlacedCustomer[],
): { readonly same: number; readonly byChance: number } | undefined {
  const both = customers.filter(({ later }) => later !== undefined);
  if (both.length === 0) return undefined;
  let chance = 0;
  for (const { layer } of both) chance += both.filter(({ later }) => later === layer).length;
  return {
    same: both.filter(({ layer, later }) => layer === later).length / both.length,
    byChance: chance / both.length ** 2,
  };
}

/** The mean spend of a layer, in units of the currency, and the squared standard error of the mean. */
export interface LayerMean {
  readonly layer: string;
  readonly customers: number;
  readonly mean: number;
  readonly error2: number;
}

export function layerMean(customers: readonly PlacedCustomer[], layer: string): LayerMean {
  const values = customers.filter((each) => each.layer === layer).map(({ spend }) => Number(spend) / 10_000);
  const center = mean(values);
  const n = values.length;
  return { layer, customers: n, mean: center, error2: n < 2 ? 0 : squares(values, center) / (n - 1) / n };
}

/** Returns the difference of two means, its standard error, and the degrees of freedom of Welch (1947). */
export function welch(
  higher: LayerMean,
  lower: LayerMean,
): { readonly difference: number; readonly error: number; readonly degrees: number } {
  const variance = higher.error2 + lower.error2;
  return {
    difference: higher.mean - lower.mean,
    error: Math.sqrt(variance),
    degrees: variance ** 2 / (higher.error2 ** 2 / (higher.customers - 1) + lower.error2 ** 2 / (lower.customers - 1)),
  };
}
