/**
 * Queries for retail metrics, such as repurchase, cohort revenue, and recency and frequency (RFM). The nine metrics are
 * three figures for each of three customer classes.
 */
import type { Analysis } from '../../engine/analyses/analysis.js';
import { cohortRevenueAnalysis, type RevenueCohort } from '../../engine/analyses/cohort-revenue.js';
import type { Choice } from '../../engine/analyses/events.js';
import { nineMetricsAnalysis, type NineMetricsFigure } from '../../engine/analyses/nine-metrics.js';
import { repurchaseAnalysis, type RepurchaseFigure } from '../../engine/analyses/repurchase.js';
import { rfmAnalysis, type RfmFigure } from '../../engine/analyses/rfm-grid.js';
import { ACTIVITY_TYPES } from '../../engine/facts/vocabulary.js';
import { DAY } from '../../engine/time/time.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { Services } from '../base/services.js';
import {
  checkChoices,
  checkUnits,
  choicesOf,
  durationOf,
  openQuestion,
  shownAs,
  wholeNumber,
  type Asked,
  type Opened,
  type QuestionInput,
} from './questions.js';
import { figureOf } from './run.js';

interface RetailInput extends Omit<QuestionInput, 'by'> {
  /** Event expressions that count as an order. Defaults to `order_paid`. */
  readonly orders?: readonly string[] | null;
}

export interface NineMetricsInput extends RetailInput {
  /** Event expressions that count as a visit. Defaults to the event `visit` and all activity events. */
  readonly visits?: readonly string[] | null;
  /** A customer counts as dormant after this time without an order, as an ISO 8601 duration. Defaults to P30D. */
  readonly dormantAfter?: string | null;
}

export interface RepurchaseInput extends RetailInput {
  /** Upper bounds of the ranges as ISO 8601 durations, in ascending order. */
  readonly bounds?: readonly string[] | null;
}

export interface CohortRevenueInput extends RetailInput {
  readonly months?: number | null;
}

export interface RfmInput extends RetailInput {
  readonly recency?: readonly string[] | null;
  readonly frequency?: readonly number[] | null;
  readonly shares?: readonly number[] | null;
}

/** The result of the RFM analysis and the bounds of its recency and frequency ranges. */
export interface RfmReport extends RfmFigure {
  readonly recencyMs: readonly number[];
  readonly frequencyBounds: readonly number[];
}

const GAPS = [1, 7, 14, 30, 60, 90, 180].map((n) => n * DAY);
const RECENCY = [30, 60, 90, 180].map((n) => n * DAY);
const FREQUENCY = [2, 3, 5];
const SHARES = [0.01, 0.05, 0.1, 0.2, 0.5];
const MOST_BOUNDS = 20;
const MOST_MONTHS = 60;
const VISITS = ['visit', ...ACTIVITY_TYPES].map((event): Choice => ({ event }));

async function opened(
  services: Services,
  principal: Principal,
  input: RetailInput,
): Promise<{ readonly asked: Asked; readonly orders: readonly Choice[]; readonly from: number; readonly to: number }> {
  const asked = await openQuestion(services, principal, input);
  const orders = input.orders ? choicesOf(input.orders, asked.room, 'input.orders') : [{ event: 'order_paid' }];
  return { asked, orders, from: asked.from, to: asked.to };
}

function ascendingBounds(values: readonly number[], path: string): readonly number[] {
  if (values.length === 0 || values.length > MOST_BOUNDS)
    throw invalid('LIST_SIZE_INVALID', `give 1 to ${MOST_BOUNDS} bounds`, path);
  values.forEach((value, i) => {
    if (i > 0 && value <= values[i - 1])
      throw invalid('BOUNDS_NOT_ASCENDING', 'each bound must be above the one before it', `${path}[${i}]`);
  });
  return values;
}

const durations = (
  given: readonly string[] | null | undefined,
  usual: readonly number[],
  path: string,
): readonly number[] =>
  given
    ? ascendingBounds(
        given.map((text, i) => durationOf(text, `${path}[${i}]`)),
        path,
      )
    : usual;

export async function openNineMetrics(
  services: Services,
  principal: Principal,
  input: NineMetricsInput,
): Promise<Opened<unknown, NineMetricsFigure>> {
  const { asked, orders, from, to } = await opened(services, principal, input);
  const visits = input.visits ? choicesOf(input.visits, asked.room, 'input.visits') : VISITS;
  checkChoices([...orders, ...visits], 'input.visits');
  const dormantMs = durationOf(input.dormantAfter ?? 'P30D', 'input.dormantAfter');
  const analysis = nineMetricsAnalysis({ from, to, orders, visits, dormantMs }, asked.room.now);
  return { asked, analysis: analysis as Analysis<unknown, NineMetricsFigure> };
}

/**
 * Returns the number of visitors, the conversion rate and the order value, each for new, old and dormant customers. In
 * each class, the product of the three figures is the GMV.
 *
 * Example: for one month with the defaults, the result shows how many visitors of each class bought, and for how much.
 */
export async function nineMetrics(
  services: Services,
  principal: Principal,
  input: NineMetricsInput,
): Promise<NineMetricsFigure & { readonly asOf: number }> {
  const { asked, analysis } = await openNineMetrics(services, principal, input);
  return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
}

export async function openRepurchase(
  services: Services,
  principal: Principal,
  input: RepurchaseInput,
): Promise<Opened<unknown, RepurchaseFigure>> {
  const { asked, orders, from, to } = await opened(services, principal, input);
  const { room } = asked;
  const bounds = durations(input.bounds, GAPS, 'input.bounds');
  const analysis = repurchaseAnalysis({ from, to, orders, bounds }, room.catalogue.setting.zone, room.now);
  return { asked, analysis: analysis as Analysis<unknown, RepurchaseFigure> };
}

/** Computes how long customers take to order again. */
export async function repurchase(
  services: Services,
  principal: Principal,
  input: RepurchaseInput,
): Promise<RepurchaseFigure & { readonly asOf: number }> {
  const { asked, analysis } = await openRepurchase(services, principal, input);
  return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
}

export async function openCohortRevenue(
  services: Services,
  principal: Principal,
  input: CohortRevenueInput,
): Promise<Opened<unknown, readonly RevenueCohort[]>> {
  const { asked, orders, from, to } = await opened(services, principal, input);
  const { room } = asked;
  checkUnits('MONTH', asked);
  const months = wholeNumber(input.months ?? 12, 0, MOST_MONTHS, 'input.months');
  const analysis = cohortRevenueAnalysis({ from, to, orders, months }, room.catalogue.setting.zone, room.now);
  return { asked, analysis: analysis as Analysis<unknown, readonly RevenueCohort[]> };
}

/** Computes the revenue of customers, grouped by the month of their first order. */
export async function cohortRevenue(
  services: Services,
  principal: Principal,
  input: CohortRevenueInput,
): Promise<{ readonly cohorts: readonly RevenueCohort[]; readonly asOf: number }> {
  const { asked, analysis } = await openCohortRevenue(services, principal, input);
  return { cohorts: await figureOf(services, asked, analysis), asOf: asked.room.now };
}

export async function openRfm(
  services: Services,
  principal: Principal,
  input: RfmInput,
): Promise<Opened<unknown, RfmReport>> {
  const { asked, orders, from, to } = await opened(services, principal, input);
  const recency = durations(input.recency, RECENCY, 'input.recency');
  const frequency = input.frequency ? ascendingBounds(input.frequency, 'input.frequency') : FREQUENCY;
  frequency.forEach((n, i) => wholeNumber(n, 2, 1_000_000, `input.frequency[${i}]`));
  const shares = input.shares ? ascendingBounds(input.shares, 'input.shares') : SHARES;
  shares.forEach((share, i) => {
    if (!(share > 0 && share <= 1))
      throw invalid('NUMBER_INVALID', 'a share lies above 0 and is at most 1', `input.shares[${i}]`);
  });
  const analysis = rfmAnalysis({ from, to, orders, recency, frequency, shares }, asked.room.now);
  const shown = shownAs(analysis, (figure) => ({ ...figure, recencyMs: recency, frequencyBounds: frequency }));
  return { asked, analysis: shown as Analysis<unknown, RfmReport> };
}

/**
 * Counts customers and their revenue by recency and frequency. Also returns the revenue share of the customers who
 * spent the most.
 */
export async function rfm(
  services: Services,
  principal: Principal,
  input: RfmInput,
): Promise<RfmReport & { readonly asOf: number }> {
  const { asked, analysis } = await openRfm(services, principal, input);
  return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
}
