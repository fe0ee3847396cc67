/** Deletes uploads that nobody imports, and the rejected rows of imports that ended some time ago. */
import type { ImportRecord } from '../base/ports.js';
import type { Services } from '../base/services.js';

const HOUR_MS = 3_600_000;
/** Time for which a file waits for its import, in ms. */
const UPLOAD_MS = 6 * HOUR_MS;
/** Time for which an upload may stay empty, in ms. Its bytes are reserved meanwhile. */
const EMPTY_MS = HOUR_MS / 4;
/** Time for which the result and the rejected rows of an import are kept, in ms. */
const RESULT_MS = 24 * HOUR_MS;
/** Time for which a record and its job may differ, in ms. */
const GRACE_MS = HOUR_MS;

/** Deletes the outdated uploads of a workspace. */
export async function removeOutdatedUploads(services: Services, workspace: string): Promise<void> {
  const { importFiles: files, stores } = services;
  for (const record of files.all())
    if (record.workspace === workspace && (await isOutdated(services, record, stores.now())))
      await files.remove(record.id);
}

async function isOutdated(
  { stores }: Services,
  { id, workspace, ...record }: ImportRecord,
  now: number,
): Promise<boolean> {
  const { state, createdAt, run } = record;
  if (state === 'UPLOADING' && record.received === 0) return now - createdAt > EMPTY_MS;
  if (state === 'UPLOADING' || state === 'UPLOADED') return now - createdAt > UPLOAD_MS;
  if (state !== 'RUNNING') return now - (run?.endedAt ?? createdAt) > RESULT_MS;
  // A process that stopped at the start or the end of an import can leave a record without a running job.
  const job = await stores.jobs.get(workspace, id);
  if (!job) return now - createdAt > UPLOAD_MS + GRACE_MS;
  return job.state !== 'RUNNING' && now - (job.finishedAt ?? now) > GRACE_MS;
}

/** Deletes the uploads of workspaces that were removed. */
export function removeUploadsExcept({ importFiles: files }: Services, workspaces: ReadonlySet<string>): void {
  for (const { id, workspace } of files.all()) if (!workspaces.has(workspace)) void files.remove(id);
}
