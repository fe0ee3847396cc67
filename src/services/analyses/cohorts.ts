/** Queries for retention, stickiness and lifecycle, which show how often and for how long customers come back. */
import type { Analysis } from '../../engine/analyses/analysis.js';
import { lifecycleAnalysis, type LifecycleUnit } from '../../engine/analyses/lifecycle.js';
import type { Unit } from '../../engine/analyses/periods.js';
import {
  retentionAnalysis,
  type Bracket,
  type RetentionFigure,
  type RetentionMode,
  type RetentionQuestion,
  type RetentionUnit,
} from '../../engine/analyses/retention.js';
import { stickinessAnalysis, type StickinessFigure } from '../../engine/analyses/stickiness.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { Services } from '../base/services.js';
import {
  checkChoices,
  checkUnits,
  choicesOf,
  openQuestion,
  wholeNumber,
  type Opened,
  type QuestionInput,
} from './questions.js';
import { figureOf } from './run.js';

export interface RetentionInput extends Omit<QuestionInput, 'by'> {
  readonly start: readonly string[];
  /** Events that count as coming back. Defaults to the start event. */
  readonly returns?: readonly string[] | null;
  readonly unit: RetentionUnit;
  readonly cohort?: 'FIRST' | 'EACH' | null;
  readonly mode?: RetentionMode | null;
  /** Number of the last unit in the result. Units are numbered from 0. */
  readonly units?: number | null;
  /** Ranges of units for BRACKET mode. Other modes do not use them. */
  readonly brackets?: readonly Bracket[] | null;
}

export interface ActivityInput extends Omit<QuestionInput, 'by'> {
  readonly events: readonly string[];
  readonly unit: Exclude<Unit, 'HOUR'>;
}

const DEFAULT_UNITS = 7;
const MOST_CELLS = 60;
const FURTHEST = 366;

export async function openRetention(
  services: Services,
  principal: Principal,
  input: RetentionInput,
): Promise<Opened<unknown, RetentionFigure>> {
  const asked = await openQuestion(services, principal, input);
  const { room, from, to } = asked;
  checkUnits(input.unit === 'ROLLING_DAY' ? 'DAY' : input.unit, asked);
  const mode = input.mode ?? 'ON';
  const start = choicesOf(input.start, room, 'input.start');
  const returns = input.returns ? choicesOf(input.returns, room, 'input.returns') : start;
  const question: RetentionQuestion = {
    from,
    to,
    start,
    returns,
    unit: input.unit,
    cohort: input.cohort ?? 'FIRST',
    mode,
    cells: mode === 'BRACKET' ? bracketsOf(input) : cellsOf(input),
  };
  checkChoices([...start, ...returns], 'input.returns');
  return {
    asked,
    analysis: retentionAnalysis(question, room.catalogue.setting.zone, room.now) as Analysis<unknown, RetentionFigure>,
  };
}

function cellsOf(input: RetentionInput): readonly Bracket[] {
  if (input.brackets) throw invalid('FIELD_NOT_ALLOWED', 'brackets go with the mode BRACKET', 'input.brackets');
  const units = wholeNumber(input.units ?? DEFAULT_UNITS, 0, MOST_CELLS, 'input.units');
  return Array.from({ length: units + 1 }, (_, k) => ({ first: k, last: k }));
}

function bracketsOf({ brackets, units }: RetentionInput): readonly Bracket[] {
  if (units != null)
    throw invalid('FIELD_NOT_ALLOWED', 'the mode BRACKET has brackets instead of units', 'input.units');
  if (!brackets || brackets.length === 0) throw invalid('LIST_EMPTY', 'give at least one bracket', 'input.brackets');
  if (brackets.length > MOST_CELLS)
    throw invalid('LIST_SIZE_INVALID', `give at most ${MOST_CELLS} brackets`, 'input.brackets');
  return brackets.map(({ first, last }, i) => {
    wholeNumber(first, 0, FURTHEST, `input.brackets[${i}].first`);
    wholeNumber(last, first, FURTHEST, `input.brackets[${i}].last`);
    return { first, last };
  });
}

/**
 * Counts how many of the customers who did the start event come back later.
 *
 * Example: with the start event `order_paid`, unit MONTH and cohort FIRST, the result shows how many of each month's
 * new buyers buy again in the next month.
 */
export async function retention(
  services: Services,
  principal: Principal,
  input: RetentionInput,
): Promise<RetentionFigure & { readonly asOf: number }> {
  const { asked, analysis } = await openRetention(services, principal, input);
  return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
}

export async function openStickiness(
  services: Services,
  principal: Principal,
  input: ActivityInput,
): Promise<Opened<unknown, StickinessFigure>> {
  const asked = await openQuestion(services, principal, input);
  const { room, from, to } = asked;
  checkUnits('DAY', asked);
  const question = { from, to, unit: input.unit, events: choicesOf(input.events, room, 'input.events') };
  return {
    asked,
    analysis: stickinessAnalysis(question, room.catalogue.setting.zone, room.now) as Analysis<
      unknown,
      StickinessFigure
    >,
  };
}

/** Counts the different days, weeks or months on which customers are active. */
export async function stickiness(
  services: Services,
  principal: Principal,
  input: ActivityInput,
): Promise<StickinessFigure & { readonly asOf: number }> {
  const { asked, analysis } = await openStickiness(services, principal, input);
  return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
}

export async function openLifecycle(
  services: Services,
  principal: Principal,
  input: ActivityInput,
): Promise<Opened<unknown, readonly LifecycleUnit[]>> {
  const asked = await openQuestion(services, principal, input);
  const { room, from, to } = asked;
  checkUnits(input.unit, asked);
  const question = { from, to, unit: input.unit, events: choicesOf(input.events, room, 'input.events') };
  return {
    asked,
    analysis: lifecycleAnalysis(question, room.catalogue.setting.zone, room.now) as Analysis<
      unknown,
      readonly LifecycleUnit[]
    >,
  };
}

/** Counts new, returning, resurrecting and dormant customers in each time unit. */
export async function lifecycle(
  services: Services,
  principal: Principal,
  input: ActivityInput,
): Promise<{ readonly units: readonly LifecycleUnit[]; readonly asOf: number }> {
  const { asked, analysis } = await openLifecycle(services, principal, input);
  return { units: await figureOf(services, asked, analysis), asOf: asked.room.now };
}
