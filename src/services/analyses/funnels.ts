/** Queries for funnels, which count how many customers complete given steps in order. */
import type { Analysis } from '../../engine/analyses/analysis.js';
import {
  funnelAnalysis,
  funnelChoices,
  type FunnelFigure,
  type FunnelQuestion,
} from '../../engine/analyses/funnel-report.js';
import type { FunnelOrder } from '../../engine/analyses/funnel-shape.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import type { Services } from '../base/services.js';
import {
  checkChoices,
  choicesOf,
  durationOf,
  openQuestion,
  propertyName,
  wholeNumber,
  type Asked,
  type Opened,
  type QuestionInput,
} from './questions.js';
import { figureOf } from './run.js';

export interface FunnelInput extends QuestionInput {
  readonly steps: readonly { readonly events: readonly string[] }[];
  /** Time within which the steps must be completed, as an ISO 8601 duration. */
  readonly window: string;
  readonly order?: FunnelOrder | null;
  readonly same?: string | null;
  readonly exclusions?: readonly ExclusionInput[] | null;
}

interface ExclusionInput {
  readonly events: readonly string[];
  readonly after: number;
  readonly before: number;
}

export interface AnsweredFunnel extends FunnelFigure {
  readonly asOf: number;
}

const MAX_STEPS = 10;
const MAX_EXCLUSIONS = 5;

/**
 * Counts how many customers complete the steps of a funnel in order.
 *
 * Example: the steps `added_to_cart` and `order_paid` within P1D show how many carts became orders within a day.
 */
export async function funnel(services: Services, principal: Principal, input: FunnelInput): Promise<AnsweredFunnel> {
  const { asked, analysis } = await openFunnel(services, principal, input);
  return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
}

/** Checks a funnel and returns the analysis that computes it. */
export async function openFunnel(
  services: Services,
  principal: Principal,
  input: FunnelInput,
): Promise<Opened<unknown, FunnelFigure>> {
  const asked = await openQuestion(services, principal, input);
  const question = funnelQuestion(input, asked);
  return { asked, analysis: funnelAnalysis(question, asked.room.now) as Analysis<unknown, FunnelFigure> };
}

/** Checks the steps of a funnel. */
export function funnelQuestion(input: FunnelInput, asked: Asked): FunnelQuestion {
  const { room, from, to, grouping } = asked;
  if (input.steps.length < 2 || input.steps.length > MAX_STEPS)
    throw invalid('LIST_SIZE_INVALID', `a funnel has 2 to ${MAX_STEPS} steps`, 'input.steps');
  const order = input.order ?? 'ORDERED';
  const exclusions = input.exclusions ?? [];
  if (exclusions.length > 0 && order === 'ANY')
    throw invalid('FIELD_NOT_ALLOWED', 'steps in any order have no exclusions', 'input.exclusions');
  if (exclusions.length > MAX_EXCLUSIONS)
    throw invalid('LIST_SIZE_INVALID', `a funnel has at most ${MAX_EXCLUSIONS} exclusions`, 'input.exclusions');
  const question: FunnelQuestion = {
    from,
    to,
    order,
    steps: input.steps.map(({ events }, i) => choicesOf(events, room, `input.steps[${i}].events`)),
    windowMs: durationOf(input.window, 'input.window'),
    exclusions: exclusions.map(({ events, after, before }, i) => {
      const path = `input.exclusions[${i}]`;
      wholeNumber(after, 1, input.steps.length - 1, `${path}.after`);
      wholeNumber(before, after + 1, input.steps.length, `${path}.before`);
      return { after, before, events: choicesOf(events, room, `${path}.events`) };
    }),
    ...(input.same == null ? {} : { same: propertyName(input.same, 'input.same') }),
    ...(grouping ? { by: grouping.kind === 'property' ? { property: grouping.property } : 'MOMENT' } : {}),
  };
  checkChoices(funnelChoices(question), 'input.steps');
  return question;
}
