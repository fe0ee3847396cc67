/**
 * Sums what the customers of each layer spend after a start, and where they are some time later. The layers are those at
 * the start, so the later orders have no influence on the layer of a customer.
 */
import jstat from 'jstat';
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { moneyAt } from '../analyses/orders-of.js';
import type { Estimate } from '../experiments/estimate.js';
import { addCustomer, addSums, estimateOfSums, noCustomers, type GroupSums } from './group-sums.js';
import { separationOf, stabilityOf, type Separation, type Stability } from './layer-separation.js';
import type { Range } from './strategy.js';

export interface LayerSpendQuestion {
  /** Keys of the layers, in the order of the model. `groupAt` of the customers returns one of them. */
  readonly layers: readonly string[];
  /** The start, in ms. An order at this instant is part of the layer, and not of the window. */
  readonly from: number;
  /** Orders count in (from, from + windowMs]. */
  readonly windowMs: number;
  /** Time after the start at which the layers are compared. Absent if that instant has not come. */
  readonly laterMs?: number;
  readonly orders: readonly Choice[];
}

/** The customers of one layer at the start. */
export interface LayerSpend {
  readonly layer: string;
  readonly customers: number;
  /** Share of all customers. Absent without customers. */
  readonly share?: number;
  /** Customers with an order in the window. */
  readonly buyers: number;
  readonly orders: number;
  /** Net amount of the orders, at scale 4. */
  readonly spend: bigint;
  /** Means per customer of the layer, also of those without an order. `meanSpend` is in whole units of the currency. */
  readonly meanOrders?: number;
  readonly meanSpend?: number;
  /** Interval of `meanSpend`, 95 %. Absent for fewer than `LEAST_CUSTOMERS`, and if all of them spent the same. */
  readonly interval?: Range;
  /** Share of the customers who are in the same layer later. */
  readonly stayed?: number;
}

export interface LayerSpendFigure {
  readonly layers: readonly LayerSpend[];
  /** The mean of each layer and its variance, in the order of the layers. */
  readonly estimates: readonly (Estimate | undefined)[];
  /** Mean spend of all customers, in whole units. Absent without customers. */
  readonly meanSpend?: number;
  readonly separation?: Separation;
  readonly stability?: Stability;
}

/** Smallest layer that is compared. Intervals assume that means are nearly normal. */
export const LEAST_CUSTOMERS = 10;
const LEVEL = 0.05;
const MONEY = 10_000;

interface LayerSum {
  readonly sums: GroupSums;
  /** What each customer spent. Ranks do not need more digits than a number has. */
  readonly spent: number[];
  buyers: number;
  orders: number;
  /** Number of customers by their layer at the later instant. */
  readonly later: number[];
}

type Sum = readonly LayerSum[];

/** Returns the analysis of the layers of a model. `groupAt` of the customers returns the layer at an instant. */
export function layerSpendAnalysis(question: LayerSpendQuestion): Analysis<Sum, LayerSpendFigure> {
  const none = (): LayerSum => ({
    ...{ sums: noCustomers(), spent: [], buyers: 0, orders: 0 },
    later: question.layers.map(() => 0),
  });
  return {
    begin: () => question.layers.map(none),
    over: (customers) => foldSpend(question, customers),
    merge: (into, other) => into.forEach((layer, i) => mergeLayer(layer, other[i])),
    finish: (sum) => figureOf(question, sum),
  };
}

function foldSpend(question: LayerSpendQuestion, { part, setting, now, groupAt }: Customers): Fold<Sum> {
  const { layers, from, windowMs, laterMs, orders } = question;
  const reader = new EventReader(part, orders, { setting, now });
  const places = new Map<unknown, number>(layers.map((key, place) => [key, place]));
  return (sum, customer) => {
    const place = places.get(groupAt?.(customer, from));
    if (place === undefined) return;
    const layer = sum[place];
    const count = reader.read(customer, from + 1, from + windowMs + 1);
    let spend = 0n;
    for (let i = 0; i < count; i++) spend += moneyAt(reader, i);
    addCustomer(layer.sums, spend);
    layer.spent.push(Number(spend));
    layer.orders += count;
    if (count > 0) layer.buyers++;
    const later = laterMs === undefined ? undefined : places.get(groupAt?.(customer, from + laterMs));
    if (later !== undefined) layer.later[later]++;
  };
}

function mergeLayer(into: LayerSum, other: LayerSum): void {
  addSums(into.sums, other.sums);
  for (const spend of other.spent) into.spent.push(spend);
  into.buyers += other.buyers;
  into.orders += other.orders;
  other.later.forEach((count, i) => void (into.later[i] += count));
}

function figureOf({ layers }: LayerSpendQuestion, sum: Sum): LayerSpendFigure {
  const all = noCustomers();
  for (const { sums } of sum) addSums(all, sums);
  const estimates = sum.map(({ sums }) => estimateOfSums(sums, MONEY));
  const separation = separationOf(sum.map(({ sums, spent }) => ({ sums, values: spent })));
  const stability = stabilityOf(sum.map(({ later }) => later));
  const mean = estimateOfSums(all, MONEY)?.value;
  return {
    layers: layers.map((layer, i) => ({
      ...layerFigure(layer, sum[i], { all: all.customers, estimate: estimates[i] }),
      ...stayedOf(sum[i].later, i),
    })),
    estimates,
    ...(mean === undefined ? {} : { meanSpend: mean }),
    ...(separation ? { separation } : {}),
    ...(stability ? { stability } : {}),
  };
}

function layerFigure(
  layer: string,
  { sums, buyers, orders }: LayerSum,
  { all, estimate }: { readonly all: number; readonly estimate: Estimate | undefined },
): LayerSpend {
  const { customers } = sums;
  const interval = estimate && intervalOf(estimate);
  return {
    ...{ layer, customers, buyers, orders, spend: sums.value },
    ...(all > 0 ? { share: customers / all } : {}),
    ...(estimate ? { meanOrders: orders / customers, meanSpend: estimate.value } : {}),
    ...(interval ? { interval } : {}),
  };
}

function stayedOf(later: readonly number[], place: number): Pick<LayerSpend, 'stayed'> {
  const compared = later.reduce((total, count) => total + count, 0);
  return compared > 0 ? { stayed: later[place] / compared } : {};
}

/** Returns the interval of a mean with a quantile of Student's t distribution. */
function intervalOf({ value, variance, n }: Estimate): Range | undefined {
  if (n < LEAST_CUSTOMERS || variance === 0) return undefined;
  const half = jstat.studentt.inv(1 - LEVEL / 2, n - 1) * Math.sqrt(variance);
  return { low: value - half, high: value + half };
}
