/** Ingests events and links identities. An invalid event does not affect the other events of a request. */
import type { KeyClass } from '../../engine/types.js';
import { codeOf, type ErrorCode, type Reason } from '../../reasons/index.js';
import { requireScope, type Principal } from '../base/access.js';
import { mayState } from '../base/access.js';
import { linkable, mayDeliver, publicly, WEAK_LINKS } from '../base/write-key-rules.js';
import { withStatementOrder } from './statement-order.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid, ServiceError } from '../base/errors.js';
import type { Intake, Origin, Outcome } from '../base/write-intakes.js';
import { event, type EventInput } from './event-inputs.js';
import { checkBatch, identities, instant, type IdentityInput } from '../base/inputs.js';
import { Misfit } from '../base/misfits.js';
import { Slices } from '../base/slices.js';
import { answersId, mayWrite, submit, submitOne } from '../write-path/writes.js';

/** Maximum number of events of a call, and of events that are submitted together. */
const MAX_EVENTS = 1000;

export interface ItemResult {
  readonly index: number;
  readonly status: 'ACCEPTED' | 'DUPLICATE' | 'REJECTED';
  readonly code?: ErrorCode;
  readonly reason?: Reason;
  readonly message?: string;
  readonly path?: string;
  readonly profile?: string;
  /** Whether the request was a dry run. If so, nothing was stored. */
  readonly dryRun: boolean;
}

/**
 * Ingests events. Each event is individually accepted, reported as a duplicate, or rejected. The call fails only when
 * the request itself is malformed.
 */
export async function ingestEvents(
  services: Services,
  principal: Principal,
  inputs: readonly (EventInput | Misfit)[],
  dryRun = false,
  keyClass: KeyClass = principal.keyClass ?? 'SERVER',
): Promise<ItemResult[]> {
  requireScope(principal, 'events:write');
  checkBatch(inputs, MAX_EVENTS, 'events', { ask: 'send at least one event', noun: 'events' });
  return ingestRequest(services, principal, inputs, dryRun, keyClass);
}

/** Ingests the events of one request of another transport, which has its own limit of events. */
export async function ingestRequest(
  services: Services,
  principal: Principal,
  inputs: readonly (EventInput | Misfit)[],
  dryRun = false,
  keyClass: KeyClass = principal.keyClass ?? 'SERVER',
): Promise<ItemResult[]> {
  requireScope(principal, 'events:write');
  const { catalogue } = await enter(services, principal.workspace);
  return writeEach(
    services,
    principal,
    'ingestEvents',
    inputs,
    (input, i, origin) => {
      mayDeliver(principal, input.type, Boolean(input.order), `events[${i}].type`);
      const intake = event(input, catalogue, principal, origin, `events[${i}]`, keyClass);
      mayState(principal, intake.event, `events[${i}].type`);
      return { ...intake, identities: linkable(principal, intake.identities, catalogue), ...publicly(principal) };
    },
    'events',
    dryRun,
    (intakes) => withStatementOrder(intakes, catalogue),
  );
}

/**
 * Validates each item, writes the valid ones, and returns one result per item in the given order. `arrange` receives
 * the valid intakes of the whole request, and can add data that depends on several of them. Afterwards, the intakes are
 * submitted in parts.
 */
export async function writeEach<T>(
  services: Services,
  principal: Principal,
  operation: string,
  inputs: readonly (T | Misfit)[],
  parse: (input: T, index: number, origin: Origin) => Intake,
  name: string,
  dryRun = false,
  arrange: (intakes: readonly Intake[]) => readonly Intake[] = (intakes) => intakes,
): Promise<ItemResult[]> {
  const origin = { actor: principal.subject, operation };
  const results: ItemResult[] = Array.from({ length: inputs.length });
  const good: { index: number; intake: Intake }[] = [];
  const slices = new Slices(services);
  for (const [index, input] of inputs.entries()) {
    if (slices.isOver()) await slices.next();
    try {
      if (input instanceof Misfit) throw input.error;
      const intake = parse(input, index, origin);
      mayWrite(principal, intake, `${name}[${index}]`);
      good.push({ index, intake });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      results[index] = {
        index,
        status: 'REJECTED',
        code: error.code,
        reason: error.reason,
        message: error.message,
        path: error.path,
        dryRun,
      };
    }
  }
  const intakes = arrange(good.map((g) => g.intake));
  for (let from = 0; from < Math.max(1, intakes.length); from += MAX_EVENTS) {
    const submitted = await submit(services, principal, intakes.slice(from, from + MAX_EVENTS), dryRun);
    submitted.outcomes.forEach((outcome, k) => {
      const { index, intake } = good[from + k];
      const profile = answersId(principal, intake) ? outcome.profile : undefined;
      const { dryRun: isDry } = submitted;
      results[index] =
        outcome.status === 'REJECTED'
          ? { ...rejection(outcome, `${name}[${index}]`), index, profile, dryRun: isDry }
          : { index, status: outcome.status, profile, dryRun: isDry };
    });
  }
  return results;
}

const rejection = (
  { reason, message, path }: Extract<Outcome, { readonly status: 'REJECTED' }>,
  item: string,
): Omit<ItemResult, 'index' | 'dryRun'> => ({
  status: 'REJECTED',
  code: codeOf(reason),
  reason,
  message,
  path: `${item}${path ? `.${path}` : ''}`,
});

/** Records that identities belong to one customer. The result contains the profile id if the caller may look it up. */
export async function identify(
  services: Services,
  principal: Principal,
  list: readonly IdentityInput[],
  at?: string,
): Promise<{ profile?: string; merged: boolean; refused: readonly string[]; dryRun: boolean }> {
  requireScope(principal, 'events:write');
  const { catalogue, now } = await enter(services, principal.workspace);
  const when = at === undefined ? undefined : instant(at, 'occurredAt');
  if (when !== undefined && when > now + 300_000)
    throw invalid('EVENT_IN_FUTURE', 'occurredAt is more than 5 minutes in the future', 'occurredAt');
  const named = identities(list, catalogue, 'identities');
  const linked = linkable(principal, named, catalogue);
  const outcome = await submitOne(services, principal, {
    kind: 'link',
    origin: { actor: principal.subject, operation: 'identify' },
    identities: linked,
    at: when,
  });
  return {
    ...(outcome.profile === undefined ? {} : { profile: outcome.profile }),
    merged: outcome.merged ?? false,
    refused: [...(outcome.refused ?? []), ...(linked.length < named.length ? [WEAK_LINKS] : [])],
    dryRun: outcome.dryRun,
  };
}
