/**
 * Submits the writes of a caller. Checks a partner's grants and quota, performs dry runs, and applies idempotency keys.
 */
import { dayOf } from '../../engine/time/time.js';
import { mayAddress, mayLearnId, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { ServiceError } from '../base/errors.js';
import { targetsOf, type Intake, type Outcome } from '../base/write-intakes.js';

export interface Submitted {
  readonly outcomes: readonly Outcome[];
  /** Whether the call was a dry run. If so, nothing was written. */
  readonly dryRun: boolean;
}

/** Throws FORBIDDEN if an intake refers to a customer by an identity that the caller may not use. */
export function mayWrite(principal: Principal, intake: Intake, path?: string): void {
  for (const t of targetsOf(intake))
    if ('identities' in t)
      mayAddress(principal, t.identities, path === undefined ? 'identities' : `${path}.identities`);
}

/**
 * Writes the intakes. With `dryRun`, or for a partner on trial, returns the outcomes without writing. The caller must
 * check `mayWrite` first. Outcomes are in the order of the intakes. A rejected intake is an outcome and is not thrown.
 *
 * @throws PARTNER_QUOTA_EXCEEDED if the facts would exceed the partner's quota of the day.
 *
 * @example
 * mayWrite(principal, intake);
 * const { outcomes, dryRun } = await submit(services, principal, [intake]);
 */
export async function submit(
  services: Services,
  principal: Principal,
  intakes: readonly Intake[],
  dryRun = false,
): Promise<Submitted> {
  if (dryRun || principal.partner?.mode === 'TRIAL')
    return { outcomes: await services.writer.dryRun(principal.workspace, intakes), dryRun: true };
  const named = principal.once
    ? intakes.map((i) => (i.kind === 'check' ? i : { ...i, once: principal.once!.next() }))
    : intakes;
  const limit = principal.partner?.writesPerDay;
  if (limit === undefined) return { outcomes: await services.writer.write(principal.workspace, named), dryRun: false };
  const { workspace, now } = await enter(services, principal.workspace);
  const day = dayOf(now, workspace.zone);
  if (!(await services.stores.quotas.take(workspace.id, principal.subject, day, intakes.length, limit))) {
    throw new ServiceError(
      'PARTNER_QUOTA_EXCEEDED',
      `this partner may write ${limit} facts a day, and these ${intakes.length} would exceed that; nothing was done. The count starts again at midnight, ${workspace.zone}`,
    );
  }
  let kept = 0;
  try {
    const outcomes = await services.writer.write(principal.workspace, named, ({ status }) => {
      if (status === 'ACCEPTED') kept++;
    });
    return { outcomes, dryRun: false };
  } finally {
    // Only accepted facts count toward the quota. The quota used by all other facts is given back.
    if (kept < intakes.length)
      await services.stores.quotas
        .giveBack(workspace.id, principal.subject, day, intakes.length - kept)
        .catch(() => undefined);
  }
}

/**
 * Whether the response to a write may contain the profile id. A profile id that the caller sent may always be returned,
 * because it tells the caller nothing new.
 */
export const answersId = (principal: Principal, intake: Intake): boolean =>
  targetsOf(intake).every((target) => 'profile' in target || mayLearnId(principal, target.identities));

/** The outcome of a write that was accepted. */
type Written = Omit<Extract<Outcome, { status: 'ACCEPTED' | 'DUPLICATE' }>, 'profile'> &
  Pick<Submitted, 'dryRun'> & {
    /** The profile id, if the response may contain it. */
    readonly profile?: string;
    /** The profile id, for use inside the server. */
    readonly written?: string;
  };

/**
 * Writes one fact. If the fact is rejected, throws an error with the reason. The path in the error begins with `path`.
 */
export async function submitOne(
  services: Services,
  principal: Principal,
  intake: Intake,
  path?: string,
): Promise<Written> {
  mayWrite(principal, intake, path);
  const {
    outcomes: [outcome],
    dryRun,
  } = await submit(services, principal, [intake]);
  if (outcome.status !== 'REJECTED') {
    const { profile: written, ...rest } = outcome;
    return { ...rest, dryRun, written, ...(answersId(principal, intake) ? { profile: written } : {}) };
  }
  const steps = [path, outcome.path].filter((step) => step !== undefined);
  throw new ServiceError(outcome.reason, outcome.message, steps.length > 0 ? steps.join('.') : undefined);
}
