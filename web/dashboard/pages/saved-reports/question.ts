/**
 * The explorer's question: the values of its fields, their conversion to an analysis, and the conversion of a saved
 * analysis back to fields.
 */
import type {
  AnalysisGroupingInput,
  AnalysisInput,
  AnalysisPeriodInput,
  TrendFigure,
  TrendUnit,
} from '../../../../schema/generated/operations.js';

export type QuestionKind = 'trend' | 'funnel' | 'retention';

/** A breakdown as one text: `property:channel`, `tag:level` or `layerModel:lifecycle`. */
type Breakdown = string | undefined;

export interface Question {
  readonly kind: QuestionKind;
  readonly period: AnalysisPeriodInput;
  readonly segment?: string;
  readonly breakdown?: Breakdown;
  /** Fields of a trend analysis. Events of any of the listed types are counted. */
  readonly events: readonly string[];
  readonly unit: TrendUnit;
  readonly figure: TrendFigure;
  readonly field: string;
  readonly compare: boolean;
  /** Fields of a funnel analysis. */
  readonly steps: readonly (readonly string[])[];
  readonly window: string;
  /** Fields of a retention analysis. */
  readonly start: readonly string[];
  readonly returns: readonly string[];
  readonly retentionUnit: 'DAY' | 'WEEK' | 'MONTH';
  readonly units: number;
}

export const FIRST_QUESTION: Question = {
  kind: 'trend',
  period: { rolling: 'P30D' },
  events: ['order_paid'],
  unit: 'DAY',
  figure: 'COUNT',
  field: 'amount',
  compare: false,
  steps: [['added_to_cart'], ['order_paid']],
  window: 'P7D',
  start: ['order_paid'],
  returns: ['order_paid'],
  retentionUnit: 'WEEK',
  units: 8,
};

const WITHOUT_FIELD: ReadonlySet<TrendFigure> = new Set(['COUNT', 'CUSTOMERS']);

export const hasField = (figure: TrendFigure): boolean => !WITHOUT_FIELD.has(figure);

/** Returns the analysis, or undefined while a required list of events is empty. */
export function analysisOf(question: Question): AnalysisInput | undefined {
  const { kind, period, segment } = question;
  const scope = segment === undefined ? {} : { scope: { segment, at: 'NOW' as const } };
  if (kind === 'trend') {
    if (question.events.length === 0) return undefined;
    const { events, unit, figure, field, compare } = question;
    const of = hasField(figure) ? { field } : {};
    return { trend: { period, ...scope, ...groupingOf(question), events: [...events], unit, figure, compare, ...of } };
  }
  if (kind === 'funnel') {
    const { steps, window } = question;
    if (steps.some((events) => events.length === 0)) return undefined;
    const listed = steps.map((events) => ({ events: [...events] }));
    return { funnel: { period, ...scope, ...groupingOf(question), steps: listed, window, order: 'ORDERED' } };
  }
  const { start, returns, retentionUnit: unit, units } = question;
  if (start.length === 0 || returns.length === 0) return undefined;
  return {
    retention: {
      ...{ period, ...scope, start: [...start], returns: [...returns] },
      ...{ unit, units, cohort: 'FIRST' as const, mode: 'ON' as const },
    },
  };
}

function groupingOf({ breakdown }: Question): { readonly by?: AnalysisGroupingInput } {
  if (breakdown === undefined) return {};
  const [kind, ...name] = breakdown.split(':');
  return { by: { [kind]: name.join(':') } };
}

/** Returns the fields of a saved analysis, or undefined if the explorer has no fields for it. */
export function questionOf(analysis: AnalysisInput): Question | undefined {
  const { trend, funnel, retention } = analysis;
  const given = trend ?? funnel ?? retention;
  if (!given) return undefined;
  const by = (trend ?? funnel)?.by;
  const named = by && Object.entries(by).find(([, name]) => typeof name === 'string');
  const base: Question = {
    ...FIRST_QUESTION,
    period: given.period,
    ...(given.scope ? { segment: given.scope.segment } : {}),
    ...(named ? { breakdown: `${named[0]}:${named[1]}` } : {}),
  };
  const question = fieldsOf(base, analysis);
  // If the fields cannot represent the whole analysis, saving it again would silently lose a part. The explorer then
  // does not open it.
  return question && isSame(analysisOf(question), analysis) ? question : undefined;
}

function fieldsOf(base: Question, { trend, funnel, retention }: AnalysisInput): Question | undefined {
  if (trend) return trendOf(base, trend);
  return funnel ? funnelOf(base, funnel) : retentionOf(base, retention!);
}

type Given<Kind extends QuestionKind> = NonNullable<AnalysisInput[Kind]>;

const trendOf = (base: Question, { events, unit, figure, field, compare }: Given<'trend'>): Question => ({
  ...base,
  ...{ kind: 'trend', events, unit, figure: figure ?? 'COUNT', compare: compare ?? false },
  field: field ?? FIRST_QUESTION.field,
});

const funnelOf = (base: Question, { steps, window }: Given<'funnel'>): Question => ({
  ...base,
  ...{ kind: 'funnel', window, steps: steps.map(({ events }) => events) },
});

function retentionOf(base: Question, { start, returns, unit, units }: Given<'retention'>): Question | undefined {
  if (unit === 'ROLLING_DAY') return undefined;
  return {
    ...base,
    ...{ kind: 'retention', start, returns: returns ?? start, retentionUnit: unit, units: units ?? 7 },
  };
}

/** Whether two inputs are equal. Fields without a value and defaults that the server filled in are ignored. */
function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    const entries = Object.entries(part).filter(([, inner]) => inner != null && inner !== false);
    return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  });
