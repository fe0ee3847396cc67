/**
 * Forecasts how often customers will order and the value of these orders. The forecast is tested on the most recent
 * window that has ended.
 */
import { bothOf } from '../../engine/analyses/analysis.js';
import {
  aliveProbability,
  expectedOrders,
  fitOrders,
  grouped,
  ORDER_MODELS,
  type BuyingHistory,
  type OrderFit,
  type OrderModel,
  type OrderParameters,
} from '../../engine/models/bg-nbd.js';
import type { ForecastFigures } from '../../engine/models/forecast-test.js';
import { bestCandidate, type OrderCandidate } from '../../engine/models/order-candidates.js';
import { historiesIn, orderHistories, spendingIn, type Histories } from '../../engine/models/order-histories.js';
import { expectedValue, fitValue, lifetimeValue, type ValueFit } from '../../engine/models/order-value.js';
import { simpleValue, type SimpleValue } from '../../engine/models/simple-value.js';
import { LEAST_REPEATERS, orderWarnings, type ModelWarning } from '../../engine/models/warnings.js';
import { DAY } from '../../engine/time/time.js';
import { durationOf } from '../analyses/questions.js';
import { figureOf } from '../analyses/run.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { Services } from '../base/services.js';
import { learned, numberWithin, openLearning, turn, type LearningInput } from './learning.js';

export interface OrderForecastInput extends LearningInput {
  readonly model?: OrderModel | null;
  /** Length of the forecast window as an ISO 8601 duration. Defaults to P90D. */
  readonly horizon?: string | null;
  /** Share of an order's value that remains as margin. Defaults to 1. */
  readonly margin?: number | null;
  /** Yearly discount rate for future revenue, as a share. Defaults to 0. */
  readonly yearlyDiscount?: number | null;
}

export interface OrderForecast {
  readonly asOf: number;
  readonly model: OrderModel;
  readonly customers: number;
  readonly repeaters: number;
  readonly parameters?: OrderParameters;
  readonly valueModel?: Omit<ValueFit, 'converged'>;
  /**
   * Expected number of customers who have not stopped ordering. `expectedOrders` is the expected number of order days
   * of these customers within the horizon.
   */
  readonly alive?: number;
  readonly expectedOrders?: number;
  readonly lifetimeValue?: number;
  /** The value of a customer by the usual rule of thumb. Present with a forecast, if a customer ordered again. */
  readonly simpleValue?: SimpleValue;
  readonly test?: ForecastFigures;
  readonly warnings: readonly ModelWarning[];
}

/** Models fitted to the order histories at a cutoff time. */
export interface Fitted {
  readonly histories: Histories;
  readonly list: readonly BuyingHistory[];
  readonly orders: OrderFit;
  readonly value?: ValueFit;
}

const MOST_HORIZON = 730 * DAY;
const WEEK = 7 * DAY;
const MOST_REPEATS = 7;
/** Number of customers to forecast before other work may run. */
const AT_ONCE = 512;

/**
 * Fits models of order frequency and order value to the histories known now. A second model is fitted to the histories
 * as they were one horizon ago, and its forecast is compared with the orders since then. If this comparison is not
 * possible, no forecast is returned.
 */
export async function orderForecast(
  services: Services,
  principal: Principal,
  input: OrderForecastInput,
): Promise<OrderForecast> {
  const { asked, orders } = await openLearning(services, principal, input);
  const horizon = durationOf(input.horizon ?? 'P90D', 'input.horizon', MOST_HORIZON);
  if (horizon < DAY) throw invalid('DURATION_INVALID', 'a horizon is at least a day', 'input.horizon');
  const terms = {
    weeks: horizon / WEEK,
    margin: numberWithin(input.margin ?? 1, 0, 1, 'input.margin'),
    yearlyDiscount: numberWithin(input.yearlyDiscount ?? 0, 0, 10, 'input.yearlyDiscount'),
  };
  const model = input.model ?? 'BG_NBD';
  const { now } = asked.room;
  const [before, present] = await figureOf(
    services,
    asked,
    bothOf(
      orderHistories({ orders, cut: now - horizon, until: now }, now),
      orderHistories({ orders, cut: now, until: now }, now),
    ),
  );
  const repeaters = present.repeats.filter((n) => n > 0).length;
  const base = { asOf: now, model, customers: present.repeats.length, repeaters };
  if (before.repeats.length === 0) return { ...base, warnings: ['TOO_FEW', 'NO_CLOSED_WINDOW'] };
  if (before.repeats.filter((n) => n > 0).length < LEAST_REPEATERS) return { ...base, warnings: ['TOO_FEW'] };
  const tested = await fitted(services, model, before);
  const test = { from: now - horizon, to: now, ...(await comparison(services, tested, terms.weeks)) };
  const fit = await fitted(services, model, present);
  const { p, q, v, correlation } = fit.value ?? {};
  const simple = simpleValue(present);
  return {
    ...base,
    ...(await totals(services, fit, terms)),
    ...(simple ? { simpleValue: simple } : {}),
    parameters: fit.orders.parameters,
    ...(p === undefined
      ? {}
      : { valueModel: { p, q: q!, v: v!, ...(correlation === undefined ? {} : { correlation }) } }),
    test,
    warnings: [
      ...orderWarnings(fit.orders, fit.value),
      ...(test.meanAbsoluteError < test.naiveMeanAbsoluteError ? [] : (['WORSE_THAN_NAIVE'] as const)),
    ],
  };
}

/**
 * Fits a model of order frequency. Also fits a model of order value if enough customers spent something on repeat
 * orders.
 */
export async function fitted(services: Services, model: OrderModel, histories: Histories): Promise<Fitted> {
  return (await fittedEach(services, [model], histories))[0];
}

/** Fits several models of order frequency, with the same model of order value. */
async function fittedEach(
  services: Services,
  models: readonly OrderModel[],
  histories: Histories,
): Promise<readonly Fitted[]> {
  const list = await learned(services, historiesIn(histories));
  const groups = await learned(services, grouped(list));
  const spending = await learned(services, spendingIn(histories));
  const hasValue = spending.length >= LEAST_REPEATERS;
  const value = hasValue ? { value: await learned(services, fitValue(spending)) } : {};
  const fits: Fitted[] = [];
  for (const model of models)
    fits.push({ histories, list, orders: await learned(services, fitOrders(model, groups)), ...value });
  return fits;
}

/** The model of orders with the smallest error in the newest closed window, and the models with which it was compared. */
interface Chosen {
  readonly fit: Fitted;
  readonly figures: Omit<ForecastFigures, 'from' | 'to'>;
  readonly candidates: readonly OrderCandidate[];
}

/** Fits every model of orders to the histories before the newest closed window, and chooses the best one. */
export async function chosenModel(services: Services, histories: Histories, weeks: number): Promise<Chosen> {
  const fits = await fittedEach(services, ORDER_MODELS, histories);
  const figures: Chosen['figures'][] = [];
  for (const fit of fits) figures.push(await comparison(services, fit, weeks));
  const candidates = fits.map(({ orders: { model, converged } }, i) => ({
    ...{ model, converged, meanAbsoluteError: figures[i].meanAbsoluteError },
  }));
  const best = bestCandidate(candidates);
  return { fit: fits[best], figures: figures[best], candidates };
}

/** Returns the expected value of a customer's order day. */
function valueAt({ histories, value }: Fitted, i: number): number | undefined {
  const { repeats, mean } = histories;
  const hasOwn = repeats[i] > 0 && mean[i] > 0;
  return value && expectedValue(value, hasOwn ? { repeats: repeats[i], mean: mean[i] } : undefined);
}

async function totals(
  services: Services,
  fit: Fitted,
  terms: { readonly weeks: number; readonly margin: number; readonly yearlyDiscount: number },
): Promise<Pick<OrderForecast, 'alive' | 'expectedOrders' | 'lifetimeValue'>> {
  let [alive, orders, worth] = [0, 0, 0];
  for (const [i, history] of fit.list.entries()) {
    if ((i + 1) % AT_ONCE === 0) await turn(services);
    alive += aliveProbability(fit.orders, history);
    orders += expectedOrders(fit.orders, history, terms.weeks);
    worth += lifetimeValue(fit.orders, history, valueAt(fit, i) ?? 0, terms);
  }
  return { alive, expectedOrders: orders, ...(valueAt(fit, 0) === undefined ? {} : { lifetimeValue: worth }) };
}

interface Running {
  customers: number;
  actual: number;
  predicted: number;
  naive: number;
}

const nothing = (): Running => ({ customers: 0, actual: 0, predicted: 0, naive: 0 });

function add(to: Running, actual: number, predicted: number, naive: number): void {
  to.customers++;
  to.actual += actual;
  to.predicted += predicted;
  to.naive += naive;
}

/**
 * Compares the forecast of a model with the orders in the window after its cutoff time. Also compares each customer's
 * previous order rate with these orders.
 */
async function comparison(
  services: Services,
  fit: Fitted,
  weeks: number,
): Promise<Omit<ForecastFigures, 'from' | 'to'>> {
  const { later, laterValue, mean } = fit.histories;
  const [all, value] = [nothing(), nothing()];
  const byRepeats = Array.from({ length: MOST_REPEATS + 1 }, nothing);
  let [error, naiveError] = [0, 0];
  for (const [i, history] of fit.list.entries()) {
    if ((i + 1) % AT_ONCE === 0) await turn(services);
    const predicted = expectedOrders(fit.orders, history, weeks);
    const naive = history.age === 0 ? 0 : (history.repeats / history.age) * weeks;
    for (const sum of [all, byRepeats[Math.min(history.repeats, MOST_REPEATS)]]) add(sum, later[i], predicted, naive);
    add(value, laterValue[i], predicted * (valueAt(fit, i) ?? 0), naive * mean[i]);
    error += Math.abs(predicted - later[i]);
    naiveError += Math.abs(naive - later[i]);
  }
  return {
    ...all,
    meanAbsoluteError: error / all.customers,
    naiveMeanAbsoluteError: naiveError / all.customers,
    ...(valueAt(fit, 0) === undefined ? {} : { value }),
    byRepeats: byRepeats.map((row, repeats) => ({ repeats, ...row })).filter((row) => row.customers > 0),
  };
}
