/**
 * Functions that the models share. They validate the input, and fit a model in steps so that other work can run in
 * between.
 */
import type { Choice } from '../../engine/analyses/events.js';
import { CHURN_FEATURES, type ChurnSample } from '../../engine/models/churn.js';
import type { Steps } from '../../engine/models/fitting.js';
import type { Observations } from '../../engine/models/logistic.js';
import { choicesOf, mayScope, type Asked } from '../analyses/questions.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';

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

/** Runs the steps of a calculation in slices of a few milliseconds. Stops when the caller has disconnected. */
export async function learned<Result>(services: Services, steps: Steps<Result>): Promise<Result> {
  const slices = new Slices(services);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (!slices.isOver()) continue;
    await slices.next();
    stopIfAbandoned(services);
  }
}

/** Combines the samples of several cutoff times into one set of observations. */
export function* observationsOf(samples: readonly ChurnSample[]): Steps<Observations & ChurnSample> {
  const total = samples.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
  const width = CHURN_FEATURES.length;
  const [features, outcomes] = [new Float64Array(total * width), new Float64Array(total)];
  let rows = 0;
  for (const sample of samples) {
    yield;
    features.set(sample.features, rows * width);
    outcomes.set(sample.outcomes, rows);
    rows += sample.outcomes.length;
  }
  return { features, width, outcomes };
}

/** Yields to other work. Throws when the caller has disconnected. */
export async function turn(services: Services): Promise<void> {
  await services.pause(0);
  stopIfAbandoned(services);
}

/** Checks that a number is within bounds. Fractions are allowed. */
export function numberWithin(value: number, from: number, to: number, path: string): number {
  if (!(value >= from && value <= to)) throw invalid('NUMBER_INVALID', `expected a number from ${from} to ${to}`, path);
  return value;
}
