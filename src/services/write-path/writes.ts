/** What a caller asks to be written, on its way to the writer: within a partner's grants and quota, tried only, or done once under a key. */
import { dayOf } from '../../engine/time/time.js';
import { mayAddress, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { ServiceError } from '../base/errors.js';
import { targetsOf, type Intake, type Outcome } from '../base/intake.js';

export interface Submitted {
  readonly outcomes: readonly Outcome[];
  /** Nothing of it was kept. */
  readonly dryRun: boolean;
}

/** Throws FORBIDDEN where an intake names a customer by what its sender may not. */
export function mayWrite(p: Principal, intake: Intake, path?: string): void {
  for (const t of targetsOf(intake))
    if ('identities' in t) mayAddress(p, t.identities, path === undefined ? 'identities' : `${path}.identities`);
}

/** Writes, or with `dryRun` (and for partners on trial) says what would become of each. Checked already by `mayWrite`. */
export async function submit(
  s: Services,
  p: Principal,
  intakes: readonly Intake[],
  dryRun = false,
): Promise<Submitted> {
  if (dryRun || p.partner?.mode === 'TRIAL')
    return { outcomes: await s.writer.rehearse(p.workspace, intakes), dryRun: true };
  const named = p.once ? intakes.map((i) => (i.kind === 'check' ? i : { ...i, once: p.once!.next() })) : intakes;
  const limit = p.partner?.writesPerDay;
  if (limit === undefined) return { outcomes: await s.writer.write(p.workspace, named), dryRun: false };
  const { workspace, now } = await enter(s, p.workspace);
  const day = dayOf(now, workspace.zone);
  if (!(await s.stores.quotas.take(workspace.id, p.subject, day, intakes.length, limit))) {
    throw new ServiceError(
      'PARTNER_QUOTA_EXCEEDED',
      `this partner may write ${limit} facts a day, and these ${intakes.length} would exceed that; nothing was done. The count starts again at midnight, ${workspace.zone}`,
    );
  }
  let kept = 0;
  try {
    const outcomes = await s.writer.write(p.workspace, named);
    kept = outcomes.filter((o) => o.status === 'ACCEPTED').length;
    return { outcomes, dryRun: false };
  } finally {
    // Only what was kept counts.
    if (kept < intakes.length)
      await s.stores.quotas.giveBack(workspace.id, p.subject, day, intakes.length - kept).catch(() => undefined);
  }
}

/** Writes one fact; throws what it is refused for, its path below `path`. */
export async function submitOne(
  s: Services,
  p: Principal,
  intake: Intake,
  path?: string,
): Promise<Extract<Outcome, { status: 'ACCEPTED' | 'DUPLICATE' }> & Pick<Submitted, 'dryRun'>> {
  mayWrite(p, intake, path);
  const {
    outcomes: [outcome],
    dryRun,
  } = await submit(s, p, [intake]);
  if (outcome.status !== 'REJECTED') return { ...outcome, dryRun };
  throw new ServiceError(
    outcome.reason,
    outcome.message,
    path === undefined ? outcome.path : outcome.path === undefined ? path : `${path}.${outcome.path}`,
  );
}
