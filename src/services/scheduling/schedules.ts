/**
 * Schedules that periodically reinstall a template. Each run recomputes the bounds of the template and installs them as
 * a new version.
 */
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { notFound, StoreConflict } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { inBackground, jobDone } from '../base/jobs.js';
import type { Job, Schedule, Workspace } from '../base/ports.js';
import { installTemplate } from '../templates/templates.js';

/** The principal with which scheduled installations run. */
const OWN: Pick<Principal, 'subject' | 'scopes' | 'expiresAt'> = {
  subject: 'strata',
  scopes: new Set(['admin']),
  expiresAt: Infinity,
};

export async function templateSchedules(services: Services, principal: Principal): Promise<Schedule[]> {
  requireScope(principal, 'segments:read');
  return services.stores.schedules.list((await enter(services, principal.workspace)).workspace.id);
}

/** Stops the schedule of a template. The definitions that the template installed are kept. */
export async function stopSchedule(services: Services, principal: Principal, template: string): Promise<void> {
  requireScope(principal, 'define');
  const { now, workspace } = await enter(services, principal.workspace);
  if (!(await services.stores.schedules.get(workspace.id, template)))
    throw notFound('SCHEDULE_NOT_FOUND', 'the schedule');
  await change(services, principal, 'stopTemplateSchedule', () =>
    Promise.resolve({
      target: template,
      at: now,
      save: () => services.stores.schedules.remove(workspace.id, template),
    }),
  );
}

/** Starts the schedules that are due in a workspace. Each is started once, by the first process that finds it. */
export async function startDueSchedules(services: Services, { id }: Workspace): Promise<void> {
  const list = await services.stores.schedules.list(id);
  if (list.length === 0) return;
  const { now } = await enter(services, id);
  for (const x of list.filter((due) => due.nextAt <= now)) {
    const at = services.stores.now();
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
    const mine = await services.stores
      .transact(async (tx) => {
        // One run replaces all runs that were missed during downtime.
        if (
          !(await services.stores.schedules.move(
            x,
            x.nextAt + x.everyMs * (Math.floor((now - x.nextAt) / x.everyMs) + 1),
            tx,
          ))
        )
          return false;
        await services.stores.jobs.insert(job, tx);
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof StoreConflict) return false; // Another process has started the job.
        throw error;
      });
    if (mine) void inBackground(services, job, runSchedule).catch(() => undefined);
  }
}

/** Installs the template of a schedule again, so that the bounds in its conditions are recomputed. */
export async function runSchedule(services: Services, job: Job): Promise<void> {
  const x = await services.stores.schedules.get(job.workspace, job.subject);
  if (x) {
    const { jobs } = await installTemplate(services, { ...OWN, workspace: job.workspace }, services.templates, {
      key: x.template,
      language: x.language,
      parameters: x.parameters,
      dryRun: false,
    });
    for (const j of jobs) await jobDone(services, job.workspace, j.id);
  }
  await services.stores.jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), 1);
}
