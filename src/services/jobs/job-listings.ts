/** Reads background jobs. */
import { requireScope, type Principal } from '../base/access.js';
import type { Job, Page } from '../base/ports.js';
import type { Services } from '../base/services.js';

/** Returns a job by its id. */
export async function findJob({ stores }: Services, principal: Principal, id: string): Promise<Job | undefined> {
  requireScope(principal, 'segments:read');
  return stores.jobs.get(principal.workspace, id);
}

/** Returns a page of the jobs, newest first. */
export async function listJobs({ stores }: Services, principal: Principal, page: Page): Promise<Job[]> {
  requireScope(principal, 'segments:read');
  return stores.jobs.page(principal.workspace, page);
}

/** Returns the definitions and other subjects that a running job works on. */
export const subjectsOfRunningJobs = ({ stores }: Services, workspace: string): Promise<ReadonlySet<string>> =>
  stores.jobs.runningSubjects(workspace);
