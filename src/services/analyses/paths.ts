/** Queries for paths, which show the steps that follow one another within a session. */
import type { Analysis } from '../../engine/analyses/analysis.js';
import {
  MAX_PATH,
  pathAnalysis,
  type PathFigure,
  type PathQuestion,
  type PathRule,
} from '../../engine/analyses/paths.js';
import { VISIT_GAP_MS } from '../../engine/facts/vocabulary.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { text } from '../base/inputs.js';
import type { Services } from '../base/services.js';
import {
  choicesOf,
  durationOf,
  openQuestion,
  shownProperty,
  wholeNumber,
  type Opened,
  type QuestionInput,
} from './questions.js';
import { figureOf } from './run.js';

export interface PathInput extends Omit<QuestionInput, 'by'> {
  readonly events: readonly string[];
  readonly property?: string | null;
  readonly rules?: readonly PathRule[] | null;
  readonly start?: string | null;
  readonly end?: string | null;
  readonly steps?: number | null;
  readonly minWeight?: number | null;
  /** Maximum gap between two steps of a session, as an ISO 8601 duration. Defaults to PT30M. */
  readonly gap?: string | null;
}

const MOST_RULES = 50;
const LONGEST_NAME = 1024;

export async function openPaths(
  services: Services,
  principal: Principal,
  input: PathInput,
): Promise<Opened<unknown, PathFigure>> {
  const asked = await openQuestion(services, principal, input);
  const { room, from, to } = asked;
  if (input.start != null && input.end != null)
    throw invalid('ALTERNATIVES_CONFLICT', 'give start or end, not both', 'input.end');
  const rules = input.rules ?? [];
  if (rules.length > MOST_RULES) throw invalid('LIST_SIZE_INVALID', `give at most ${MOST_RULES} rules`, 'input.rules');
  const question: PathQuestion = {
    from,
    to,
    events: choicesOf(input.events, room, 'input.events'),
    gapMs: input.gap == null ? VISIT_GAP_MS : durationOf(input.gap, 'input.gap'),
    rules: rules.map(({ startsWith, becomes }, i) => ({
      startsWith: text(startsWith, `input.rules[${i}].startsWith`, LONGEST_NAME),
      becomes: text(becomes, `input.rules[${i}].becomes`, LONGEST_NAME),
    })),
    steps: wholeNumber(input.steps ?? 5, 1, MAX_PATH, 'input.steps'),
    minWeight: wholeNumber(input.minWeight ?? 1, 1, 1_000_000_000, 'input.minWeight'),
    ...(input.property == null ? {} : { property: shownProperty(principal, input.property, 'input.property') }),
    ...(input.start == null ? {} : { start: text(input.start, 'input.start', LONGEST_NAME) }),
    ...(input.end == null ? {} : { end: text(input.end, 'input.end', LONGEST_NAME) }),
  };
  return { asked, analysis: pathAnalysis(question, room.now) as Analysis<unknown, PathFigure> };
}

/**
 * Counts which steps follow one another within sessions.
 *
 * Example: the event `page_viewed`, grouped by its property `title` and starting at `Cart`, shows where customers go
 * from the cart.
 */
export async function paths(
  services: Services,
  principal: Principal,
  input: PathInput,
): Promise<PathFigure & { readonly asOf: number }> {
  const { asked, analysis } = await openPaths(services, principal, input);
  return { ...(await figureOf(services, asked, analysis)), asOf: asked.room.now };
}
