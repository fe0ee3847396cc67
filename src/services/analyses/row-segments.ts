/** Converts rows of analyses to conditions that can be saved as segments. */
import { rowParts } from '../../engine/analyses/analysis.js';
import {
  funnelRowCondition,
  lengthOfRow,
  MOST_SEQUENCES,
  type FunnelRow,
} from '../../engine/analyses/row-condition.js';
import { MAX_LISTED_TEXT } from '../../engine/segments/list-limits.js';
import { MAX_LENGTH } from '../../engine/segments/lexer.js';
import { printCondition } from '../../engine/segments/print.js';
import type { Condition } from '../../engine/types.js';
import { DAY } from '../../engine/time/time.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { text } from '../base/inputs.js';
import type { Services } from '../base/services.js';
import { kindOf, type AnalysisFilter, type AnalysisInput } from './analysis-kinds.js';
import { funnelQuestion, type FunnelInput } from './funnels.js';
import { LONGEST_ROW } from './members.js';
import { openQuestion, type Asked, type PeriodInput } from './questions.js';

/**
 * Maximum length of the text of a condition, in characters. It is the limit for value lists plus the limit for the
 * rest.
 */
const LONGEST = MAX_LENGTH + MAX_LISTED_TEXT;

interface RowSegment {
  /** The condition, written in the segment language. */
  readonly expression: string;
  /** Whether the condition is true for exactly the customers that the row counts now. */
  readonly isExact: boolean;
}

/**
 * Returns the condition for the customers of a funnel row. The condition looks back from now. It is exact for a rolling
 * period. For other periods, it looks back over a time as long as the period.
 *
 * Errors: ROW_NOT_A_SEGMENT for rows that cannot be expressed in the segment language.
 */
export async function rowSegment(
  services: Services,
  principal: Principal,
  input: AnalysisInput,
  row: string,
  filter: AnalysisFilter = {},
): Promise<RowSegment> {
  text(row, 'row', LONGEST_ROW);
  if (kindOf(input, 'analysis') !== 'funnel') throw notSayable('only rows of funnels can be saved as segments');
  const given = input.funnel as FunnelInput;
  const funnel: FunnelInput = {
    ...given,
    ...(filter.period ? { period: filter.period } : {}),
    ...(filter.scope ? { filter: filter.scope } : {}),
  };
  const asked = await openQuestion(services, principal, funnel);
  const question = funnelQuestion(funnel, asked);
  if (question.order !== 'ORDERED') throw notSayable('only steps in order can be saved as a segment');
  if (question.exclusions.length > 0) throw notSayable('steps with exclusions cannot be saved as a segment');
  if (asked.scopes.some(({ at }) => at === 'MOMENT'))
    throw notSayable('a scope as of the moment cannot be saved as a segment');
  const asRow = rowOf(row, question.steps.length);
  if (lengthOfRow(question, asRow, (part) => printCondition(part).length) > LONGEST)
    throw notSayable('its condition would be longer than a condition may be');
  const condition = funnelRowCondition(question, asRow, lookbackOf(funnel.period, asked));
  if (!condition)
    throw notSayable(
      question.same === undefined
        ? `its alternatives make more than ${MOST_SEQUENCES} sequences`
        : 'the first step with one value of a property cannot be saved as a segment',
    );
  return {
    expression: printCondition(within(asked, condition)),
    isExact: funnel.period.rolling != null && funnel.period.asOf == null,
  };
}

const notSayable = (why: string): Error => invalid('ROW_NOT_A_SEGMENT', why, 'row');

function rowOf(row: string, steps: number): FunnelRow {
  const [kind, , state, step] = rowParts(row) ?? [];
  const isStep = typeof step === 'number' && Number.isInteger(step) && step <= steps;
  if (kind === 'all' && isStep && state === 'reached' && step >= 1) return { state, step };
  if (kind === 'all' && isStep && state === 'lost' && step >= 2) return { state, step };
  throw notSayable('only steps of everyone can be saved as a segment, not groups');
}

/**
 * Returns how far the condition looks back, in ms: the duration of a rolling period, or the length of any other period
 * rounded up to whole days.
 */
function lookbackOf(period: PeriodInput, { from, to }: Asked): number {
  return period.rolling == null ? Math.max(DAY, Math.ceil((to - from) / DAY) * DAY) : to - from;
}

function within({ scopes }: Asked, condition: Condition): Condition {
  const members = scopes.map(({ segment }): Condition => ({ kind: 'segment', segment }));
  return members.length === 0 ? condition : { kind: 'all', of: [...members, condition] };
}
