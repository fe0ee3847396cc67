/** Templates whose bounds are computed anew every so often, each time as a new version. */
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/changes.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { notFound, StoreConflict } from '../base/errors.js';
import { newId } from '../base/intake.js';
import { inBackground, jobDone } from '../base/jobs.js';
import type { Job, Schedule, Workspace } from '../base/ports.js';
import { installTemplate } from '../templates/templates.js';

/** Who computes anew when nobody asks. */
const OWN: Pick<Principal, 'subject' | 'scopes' | 'expiresAt'> = {
  subject: 'strata',
  scopes: new Set(['admin']),
  expiresAt: Infinity,
};

export async function templateSchedules(s: Services, p: Principal): Promise<Schedule[]> {
  requireScope(p, 'segments:read');
  return s.stores.schedules.list((await enter(s, p.workspace)).workspace.id);
}

/** Ends a schedule; what is installed stays as it is. */
export async function stopSchedule(s: Services, p: Principal, template: string): Promise<void> {
  requireScope(p, 'define');
  const { now, workspace } = await enter(s, p.workspace);
  if (!(await s.stores.schedules.get(workspace.id, template))) throw notFound('SCHEDULE_NOT_FOUND', 'the schedule');
  await change(s, p, 'stopTemplateSchedule', () =>
    Promise.resolve({ target: template, at: now, save: () => s.stores.schedules.remove(workspace.id, template) }),
  );
}

/** Starts what is due in a workspace, each once whichever process looks first. */
export async function startDueSchedules(s: Services, { id }: Workspace): Promise<void> {
  const list = await s.stores.schedules.list(id);
  if (list.length === 0) return;
  const { now } = await enter(s, id);
  for (const x of list.filter((due) => due.nextAt <= now)) {
    const at = s.stores.now();
    const job: Job = {
      id: newId(at),
      workspace: id,
      kind: 'TEMPLATE',
      subject: x.template,
      state: 'RUNNING',
      done: 0,
      total: 1,
      startedAt: at,
    };
    const mine = await s.stores
      .transact(async (tx) => {
        // What was missed while nothing ran is made up for once.
        if (
          !(await s.stores.schedules.move(x, x.nextAt + x.everyMs * (Math.floor((now - x.nextAt) / x.everyMs) + 1), tx))
        )
          return false;
        await s.stores.jobs.insert(job, tx);
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof StoreConflict) return false; // a rival was first
        throw error;
      });
    if (mine) void inBackground(s, job, runSchedule).catch(() => undefined);
  }
}

/** Installs the template with the bounds of now. */
export async function runSchedule(s: Services, job: Job): Promise<void> {
  const x = await s.stores.schedules.get(job.workspace, job.subject);
  if (x) {
    const { jobs } = await installTemplate(s, { ...OWN, workspace: job.workspace }, s.templates, {
      key: x.template,
      language: x.language,
      parameters: x.parameters,
      dryRun: false,
    });
    for (const j of jobs) await jobDone(s, job.workspace, j.id);
  }
  await s.stores.jobs.finish(job.workspace, job.id, 'DONE', s.stores.now(), 1);
}
