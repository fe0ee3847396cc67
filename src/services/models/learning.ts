/**
 * Functions that the models share. They validate the input, and fit a model in steps so that other work can run in
 * between.
 */
import type { Choice } from '../../engine/analyses/events.js';
import type { Steps } from '../../engine/models/fitting.js';
import { choicesOf, mayScope, type Asked } from '../analyses/questions.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';

/** Maximum number of rows that are processed before other work gets a turn. */
const ROWS_AT_ONCE = 50_000;

export interface LearningInput {
  /** Only current members of this segment are included. A layer is given as `model.layer`. */
  readonly segment?: string | null;
  /** Events that count as orders. Defaults to `order_paid`. */
  readonly orders?: readonly string[] | null;
}

export interface Learning {
  readonly asked: Asked;
  readonly orders: readonly Choice[];
}

/** Checks the required scope and the input that all models share. */
export async function openLearning(services: Services, principal: Principal, input: LearningInput): Promise<Learning> {
  requireScope(principal, 'analytics:read');
  const room = await enter(services, principal.workspace);
  if (input.segment != null) mayScope(principal, room, input.segment, 'input.segment');
  const scopes = input.segment == null ? [] : [{ segment: input.segment, at: 'NOW' as const }];
  return {
    asked: { room, from: -Infinity, to: room.now, scopes },
    orders: input.orders ? choicesOf(input.orders, room, 'input.orders') : [{ event: 'order_paid' }],
  };
}

/** Runs the steps of a fit. `rows` is the number of data rows. Stops when the caller has disconnected. */
export async function learned<Result>(services: Services, steps: Steps<Result>, rows: number): Promise<Result> {
  const together = Math.max(1, Math.floor(ROWS_AT_ONCE / Math.max(1, rows)));
  for (let n = 1; ; n++) {
    const { done, value } = steps.next();
    if (done) return value;
    if (n % together === 0) await turn(services);
  }
}

/** Yields to other work. Throws when the caller has disconnected. */
export async function turn(services: Services): Promise<void> {
  await services.pause(0);
  stopIfAbandoned(services);
}

/** Checks that a number, possibly with a fraction, is within bounds. */
export function numberWithin(value: number, from: number, to: number, path: string): number {
  if (!(value >= from && value <= to)) throw invalid('NUMBER_INVALID', `expected a number from ${from} to ${to}`, path);
  return value;
}
