/** Queries for trends, which show a figure of events by time and group. */
import { bothOf, type Analysis } from '../../engine/analyses/analysis.js';
import { shiftedBack, type Unit } from '../../engine/analyses/periods.js';
import {
  trendAnalysis,
  type TrendBy,
  type TrendFigure,
  type TrendFigureKind,
  type TrendQuestion,
  type TrendSeries,
} from '../../engine/analyses/trends.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { Services } from '../base/services.js';
import { checkUnits, choicesOf, openQuestion, ordinaryProperty, type Opened, type QuestionInput } from './questions.js';
import { figureOf } from './run.js';

export interface TrendInput extends QuestionInput {
  readonly events: readonly string[];
  readonly unit: TrendBy;
  readonly figure?: TrendFigureKind | null;
  readonly field?: string | null;
  readonly share?: number | null;
  /** Whether the result of the previous period is computed as well. */
  readonly compare?: boolean | null;
}

export interface AnsweredTrend extends TrendFigure {
  readonly asOf: number;
  /** The series of the previous period. Its points are in the same order as those of the current period. */
  readonly before?: TrendSeries;
}

const NEEDS_FIELD: readonly TrendFigureKind[] = ['SUM', 'AVERAGE', 'MIN', 'MAX', 'PERCENTILE', 'DISTINCT'];
/** Kinds of figures that reveal values of single events. */
const SHOWS_VALUES: readonly TrendFigureKind[] = ['MIN', 'MAX', 'PERCENTILE'];

type Pair = readonly [TrendFigure, TrendFigure | undefined];

export async function openTrend(
  services: Services,
  principal: Principal,
  input: TrendInput,
): Promise<Opened<unknown, Pair>> {
  const asked = await openQuestion(services, principal, input);
  const { room, from, to, grouping } = asked;
  if (isUnit(input.unit)) checkUnits(input.unit, asked);
  const figure = input.figure ?? 'COUNT';
  const question: TrendQuestion = {
    from,
    to,
    by: input.unit,
    figure,
    events: choicesOf(input.events, room, 'input.events'),
    ...fieldOf(principal, figure, input),
    ...(grouping ? { groups: grouping.kind === 'property' ? { property: grouping.property } : 'MOMENT' } : {}),
  };
  const { zone } = room.catalogue.setting;
  const analysis = trendAnalysis(question, zone, room.now);
  if (!input.compare) return { asked, analysis: alone(analysis) as Analysis<unknown, Pair> };
  const unit = isUnit(input.unit) && input.unit !== 'HOUR' ? input.unit : 'DAY';
  const before = { ...question, ...shiftedBack(unit, zone, from, to), groups: undefined };
  return { asked, analysis: bothOf(analysis, trendAnalysis(before, zone, room.now)) as Analysis<unknown, Pair> };
}

const isUnit = (unit: TrendBy): unit is Unit => ['HOUR', 'DAY', 'WEEK', 'MONTH'].includes(unit);

const NOTHING: Analysis<undefined, undefined> = {
  begin: () => undefined,
  over: () => () => undefined,
  merge: () => undefined,
  finish: () => undefined,
};

const alone = <Sum>(analysis: Analysis<Sum, TrendFigure>): Analysis<readonly [Sum, undefined], Pair> =>
  bothOf(analysis, NOTHING);

function fieldOf(
  principal: Principal,
  figure: TrendFigureKind,
  { field, share }: TrendInput,
): { readonly field?: string; readonly share?: number } {
  const needsField = NEEDS_FIELD.includes(figure);
  if (needsField && field == null) throw invalid('FIELD_MISSING', `${figure} is of a property: name it`, 'input.field');
  if (!needsField && field != null) throw invalid('FIELD_NOT_ALLOWED', `${figure} has no property`, 'input.field');
  if (figure === 'PERCENTILE' && share == null)
    throw invalid('FIELD_MISSING', 'a percentile has a share from 0 to 1', 'input.share');
  if (figure !== 'PERCENTILE' && share != null)
    throw invalid('FIELD_NOT_ALLOWED', 'only a percentile has a share', 'input.share');
  if (share != null && !(share >= 0 && share <= 1))
    throw invalid('NUMBER_INVALID', 'a share lies between 0 and 1', 'input.share');
  if (field == null) return {};
  if (SHOWS_VALUES.includes(figure)) requireScope(principal, 'profiles:read');
  return { field: ordinaryProperty(principal, field, 'input.field'), ...(share == null ? {} : { share }) };
}

/**
 * Computes a figure of events by time and group, optionally also for the previous period.
 *
 * Example: the event `order_paid` with unit DAY, figure SUM and field `amount` returns the payments of each day.
 */
export async function trend(services: Services, principal: Principal, input: TrendInput): Promise<AnsweredTrend> {
  const { asked, analysis } = await openTrend(services, principal, input);
  const [figure, before] = await figureOf(services, asked, analysis);
  return { ...figure, ...(before ? { before: before.all } : {}), asOf: asked.room.now };
}
