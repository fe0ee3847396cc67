/**
 * Models how often customers order, and when they stop without notice. Implements BG/NBD (Fader, Hardie and Lee 2005)
 * and MBG/NBD (Batislam, Denizel and Filiztekin 2007). In MBG/NBD, customers may also leave after their first order.
 */
import { completed, positiveMinimum, type Steps, ROWS_AT_ONCE } from './fitting.js';
import { logGamma, logHypergeometric } from './special.js';

export const ORDER_MODELS = ['BG_NBD', 'MBG_NBD'] as const;
export type OrderModel = (typeof ORDER_MODELS)[number];

/**
 * The days on which one customer ordered, summarized in weeks. Only days up to the cutoff time are included. It is the
 * end of the observed period.
 */
export interface BuyingHistory {
  /** Number of days with an order, without the first of these days. */
  readonly repeats: number;
  /** Time from the first to the last day with an order, in weeks. */
  readonly lastAt: number;
  /** Time from the first day with an order to the cutoff time, in weeks. */
  readonly age: number;
}

/** A history, and the number of customers with this history. */
export interface HistoryGroup extends BuyingHistory {
  readonly customers: number;
}

export interface OrderParameters {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

export interface OrderFit {
  readonly model: OrderModel;
  readonly parameters: OrderParameters;
  readonly logLikelihood: number;
  readonly converged: boolean;
}

/** Combines equal histories into groups, in steps. */
export function* grouped(histories: Iterable<BuyingHistory>): Steps<readonly HistoryGroup[]> {
  const groups = new Map<string, { -readonly [K in keyof HistoryGroup]: HistoryGroup[K] }>();
  let joined = 0;
  for (const { repeats, lastAt, age } of histories) {
    if (joined++ % ROWS_AT_ONCE === 0) yield;
    const key = `${repeats} ${lastAt} ${age}`;
    const group = groups.get(key);
    if (group) group.customers++;
    else groups.set(key, { repeats, lastAt, age, customers: 1 });
  }
  return [...groups.values()];
}

/**
 * Returns the logarithm of the odds that the customer has left instead of being active. Returns undefined if the
 * customer cannot have left. Under BG/NBD, this is the case for a customer without a repeat order.
 */
function logLeft(model: OrderModel, { r, alpha, a, b }: OrderParameters, h: BuyingHistory): number | undefined {
  if (model === 'BG_NBD' && h.repeats === 0) return undefined;
  const stays = model === 'BG_NBD' ? b + h.repeats - 1 : b + h.repeats;
  return Math.log(a / stays) + (r + h.repeats) * Math.log((alpha + h.age) / (alpha + h.lastAt));
}

/** Computes log(1 + exp(x)) without overflow. */
const logOnePlusExp = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/** Returns the log-likelihood of grouped histories. */
export const logLikelihood = (
  model: OrderModel,
  parameters: OrderParameters,
  groups: readonly HistoryGroup[],
): number => completed(likelihood(model, parameters, groups));

/** Computes the log-likelihood of grouped histories in steps. */
function* likelihood(model: OrderModel, parameters: OrderParameters, groups: readonly HistoryGroup[]): Steps<number> {
  const { r, alpha, a, b } = parameters;
  const constants = new Map<number, number>();
  const more = model === 'BG_NBD' ? 0 : 1;
  let [sum, rows] = [0, 0];
  for (const group of groups) {
    if (++rows % ROWS_AT_ONCE === 0) yield;
    const { repeats: x, age, customers } = group;
    let constant = constants.get(x);
    if (constant === undefined) {
      constant = logGamma(r + x) - logGamma(r) + r * Math.log(alpha) + logGamma(a + b) + logGamma(b + x + more);
      constant -= logGamma(b) + logGamma(a + b + x + more);
      constants.set(x, constant);
    }
    const left = logLeft(model, parameters, group);
    const alive = constant - (r + x) * Math.log(alpha + age);
    sum += customers * (left === undefined ? alive : alive + logOnePlusExp(left));
  }
  return sum;
}

const parametersOf = ([r, alpha, a, b]: readonly number[]): OrderParameters => ({ r, alpha, a, b });

/**
 * Fits a model by maximum likelihood. `converged` is false if the likelihood has no clear maximum, for example if
 * nobody orders twice.
 */
export function* fitOrders(model: OrderModel, groups: readonly HistoryGroup[]): Steps<OrderFit> {
  const customers = groups.reduce((sum, g) => sum + g.customers, 0);
  const age = groups.reduce((sum, g) => sum + g.customers * g.age, 0) / Math.max(1, customers) || 1;
  const starts = [
    [0.5, age / 4, 0.8, 2],
    [1, age, 1, 1],
    [0.2, age / 10, 0.3, 5],
  ];
  const { at, value, converged } = yield* positiveMinimum(function* (at) {
    return -(yield* likelihood(model, parametersOf(at), groups)) / Math.max(1, customers);
  }, starts);
  return { model, parameters: parametersOf(at), logLikelihood: -value * customers, converged };
}

/** Returns the probability that a customer is still active. */
export function aliveProbability({ model, parameters }: OrderFit, history: BuyingHistory): number {
  const left = logLeft(model, parameters, history);
  return left === undefined ? 1 : 1 / (1 + Math.exp(left));
}

/** Returns the expected number of days with an order during the `weeks` after the end of the observed time. */
export function expectedOrders(fit: OrderFit, history: BuyingHistory, weeks: number): number {
  const { r, alpha, b } = fit.parameters;
  // The formula divides by a - 1. For a = 1, a value close to 1 is used, which gives approximately the limit.
  const a = Math.abs(fit.parameters.a - 1) < 1e-6 ? 1 + 1e-6 : fit.parameters.a;
  const { repeats: x, age } = history;
  const isModified = fit.model === 'MBG_NBD';
  const left = a + b + x - (isModified ? 0 : 1);
  const z = weeks / (alpha + age + weeks);
  const log = (r + x) * Math.log1p(-z) + logHypergeometric(r + x, isModified ? b + x + 1 : b + x, left, z);
  return (left / (a - 1)) * -Math.expm1(log) * aliveProbability(fit, history);
}
