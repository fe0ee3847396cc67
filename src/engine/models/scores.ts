/** Computes the scores of customers from the parameters of a trained model. */
import type { Customers } from '../analyses/analysis.js';
import type { Choice } from '../analyses/events.js';
import { DAY } from '../time/time.js';
import { aliveProbability, expectedOrders } from './bg-nbd.js';
import { churnSample } from './churn.js';
import { probabilityOf } from './logistic.js';
import type { ModelFit, ModelScore } from './model-definition.js';
import { orderHistories } from './order-histories.js';
import { expectedValue } from './order-value.js';

const WEEK = 7 * DAY;
/** Scores are rounded to ten-thousandths, because decimal tags have four fraction digits. */
const SCALE = 10_000;

export interface ScoreQuestion {
  readonly fit: ModelFit;
  readonly orders: readonly Choice[];
  /** The scores are computed from the orders up to and including this time. */
  readonly cut: number;
  /** Length of the forecast window in ms. Churn has a fixed window and ignores it. */
  readonly horizonMs: number;
}

/** The scores of one customer, in ten-thousandths. */
export type Scores = ReadonlyMap<ModelScore, bigint>;

/**
 * Returns a function that computes the scores of a customer of the part. It returns undefined for customers that the
 * model does not cover: those without an order or, for churn, without an order in the last 75 days.
 */
export function scoresOf(question: ScoreQuestion, customers: Customers): (customer: number) => Scores | undefined {
  const compute = question.fit.kind === 'CHURN' ? churnScores : orderScores;
  const scoreOf = compute(question, customers);
  return (customer) => {
    const found = Object.entries(scoreOf(customer) ?? {}).filter(([, value]) => Number.isFinite(value));
    if (found.length === 0) return undefined;
    return new Map(found.map(([score, value]) => [score as ModelScore, BigInt(Math.round(value * SCALE))]));
  };
}

type Numbers = Partial<Record<ModelScore, number>>;

function churnScores({ fit, orders, cut }: ScoreQuestion, customers: Customers): (i: number) => Numbers | undefined {
  if (fit.kind !== 'CHURN') return () => undefined;
  const analysis = churnSample({ orders, cut }, cut);
  const fold = analysis.over(customers);
  return (customer) => {
    const sum = analysis.begin();
    fold(sum, customer);
    const { features } = analysis.finish(sum);
    return features.length === 0 ? undefined : { CHURN_PROBABILITY: probabilityOf(fit.logistic, features) };
  };
}

function orderScores(
  { fit, orders, cut, horizonMs }: ScoreQuestion,
  customers: Customers,
): (i: number) => Numbers | undefined {
  if (fit.kind === 'CHURN') return () => undefined;
  const analysis = orderHistories({ orders, cut, until: cut }, cut);
  const fold = analysis.over(customers);
  return (customer) => {
    const sum = analysis.begin();
    fold(sum, customer);
    const histories = analysis.finish(sum);
    if (histories.repeats.length === 0) return undefined;
    const history = { repeats: histories.repeats[0], lastAt: histories.lastAt[0], age: histories.age[0] };
    const expected = expectedOrders(fit.orders, history, horizonMs / WEEK);
    if (fit.kind === 'ORDERS_TO_COME')
      return { ALIVE_PROBABILITY: aliveProbability(fit.orders, history), EXPECTED_ORDERS: expected };
    const [mean] = histories.mean;
    const own = history.repeats > 0 && mean > 0 ? { repeats: history.repeats, mean } : undefined;
    const value = fit.value && expectedValue(fit.value, own);
    return value === undefined ? undefined : { EXPECTED_ORDER_VALUE: value, LIFETIME_VALUE: expected * value };
  };
}
