/** The job that imports an uploaded file, batch by batch. After a restart, it continues after the last finished row. */
import { ownerOf } from '../../engine/types.js';
import { invalid, limit, ServiceError, unavailable } from '../base/errors.js';
import type { ImportCounts, ImportRecord, ImportRun, Job } from '../base/ports.js';
import { NO_IMPORT_COUNTS } from '../base/ports/import-files.js';
import type { Services } from '../base/services.js';
import { readMapping } from '../mapping/read-mapping.js';
import type { Mapping } from '../mapping/shape.js';
import { REJECTED_ROWS, type Batch } from './files/batches.js';
import { isRejectsFile } from './files/open.js';
import { readBatches } from './reading.js';
import { RejectsFile } from './rejects-file.js';
import { Sender } from './sender.js';
import { BATCH_ROWS, CATALOGUE_BATCH_ROWS, ServiceDestination } from './service-destination.js';
import { callerOf, writerOf } from './writers.js';

/** Maximum time of a run, in ms. The time in which the import waits for its turn does not count. */
const LONGEST_MS = 6 * 3_600_000;
/** Time after which an import whose file is nowhere to be found counts as failed, in ms. */
const LOST_AFTER_MS = 24 * 3_600_000;
/** Interval between two checks whether the job was cancelled, in ms. */
const WATCH_MS = 1000;
/** Maximum size of the rejected rows, in bytes. */
const MAX_REJECT_BYTES = 256 * 2 ** 20;
/** Number of imports that run at the same time in a process. Imports of one workspace run one after another. */
const LANES = 3;
/** Share of the file after which the progress of the job is stored again. */
const PROGRESS_STEP = 0.01;

/** Runs or continues an import. */
export async function runImport(services: Services, job: Job): Promise<void> {
  const owner = ownerOf(job.workspace);
  await services.mutex.takeFairly(`imports ${laneOf(owner)}`, owner, async () => {
    const record = services.importFiles.get(job.workspace, job.id);
    if (record?.state === 'RUNNING' && record.run) await new ImportJob(services, job, record).run();
    else await endWithoutFile(services, job);
  });
}

/** Returns the lane of an owner. Imports in different lanes run at the same time. */
function laneOf(owner: string): number {
  let sum = 0;
  for (const char of owner) sum = (sum * 31 + char.charCodeAt(0)) % 65_521;
  return sum % LANES;
}

/**
 * Ends a job whose file this process does not have. The job of another process is left alone, because that process
 * continues it.
 */
async function endWithoutFile({ stores, importFiles }: Services, job: Job): Promise<void> {
  const isOfOther = job.place !== undefined && job.place !== importFiles.place;
  if (isOfOther && stores.now() - job.startedAt < LOST_AFTER_MS) return;
  await stores.jobs.finish(job.workspace, job.id, 'FAILED', stores.now());
}

/** Thrown when the job was cancelled, or when its workspace was removed. */
class Cancelled extends Error {}

class ImportJob {
  private readonly mapping: Mapping;
  private readonly sender: Sender;
  /** Counts and position at the beginning of this run. */
  private readonly before: Pick<ImportRun, 'rows' | 'counts'>;
  private progress: ImportRun;
  private rejects: RejectsFile | undefined;
  private leftOut: number;
  private shownShare: number;
  private readonly ended = new AbortController();

  constructor(
    private readonly services: Services,
    private readonly job: Job,
    private readonly record: ImportRecord,
  ) {
    this.progress = record.run!;
    this.mapping = readMapping(this.progress.mapping);
    // The rows of a rejects file are not sorted by number, so its import begins again.
    this.before = isRejectsFile(record.name) ? { rows: 0, counts: NO_IMPORT_COUNTS } : this.progress;
    this.leftOut = this.before.counts.leftOut;
    this.shownShare = this.progress.share;
    this.sender = new Sender(
      new ServiceDestination(services, {
        caller: () => writerOf(services, callerOf(record), this.mapping),
        catalogue: this.mapping.catalogue,
        uploadedAt: record.uploadedAt,
        dryRun: false,
      }),
    );
  }

  /** Imports the file to its end. An expected error ends the job as failed, and the file is deleted. */
  async run(): Promise<void> {
    try {
      await this.load();
      await this.end('DONE');
    } catch (error) {
      const { writer, importFiles } = this.services;
      // The job continues when the database is available again, or in the next process.
      if (writer.closing || (error instanceof ServiceError && error.code === 'UNAVAILABLE')) throw error;
      if (!importFiles.get(this.job.workspace, this.job.id)) return;
      if (error instanceof Cancelled) return await this.end('CANCELLED');
      await this.end('FAILED', error instanceof ServiceError ? error : undefined);
      if (!(error instanceof ServiceError)) throw error;
    } finally {
      this.ended.abort();
      this.rejects?.end();
    }
  }

  private async load(): Promise<void> {
    const { services, job, record, mapping } = this;
    const { importFiles: files, stores } = services;
    const { rows: from } = this.before;
    // The job may have been cancelled while it waited for its turn.
    if ((await stores.jobs.get(job.workspace, job.id))?.state !== 'RUNNING') throw new Cancelled();
    this.rejects = await RejectsFile.open(files.rejectsOf(job.id), from);
    const rows = mapping.catalogue === undefined ? BATCH_ROWS : CATALOGUE_BATCH_ROWS;
    const reading = { mapping, zone: this.progress.zone, rows, from };
    const task = { path: files.pathOf(job.id), name: record.name, reading };
    for await (const { batch, size } of readBatches(services, task, LONGEST_MS, (fail) => void this.watch(fail))) {
      const rejected = await this.sender.send(batch);
      for (const entry of [...rejected].sort((one, other) => one.row - other.row)) this.rejects.add(entry);
      this.rejects.flush();
      this.leftOut += batch.skipped;
      await this.keep(batch, size);
      this.stopIfUseless(this.rejects);
    }
  }

  /** Ends the reading when the job is no longer running, or when this process closes. */
  private async watch(fail: (error: Error) => void): Promise<void> {
    const { services, job, ended } = this;
    for (;;) {
      await services.pause(WATCH_MS, ended.signal);
      if (ended.signal.aborted) return;
      if (services.writer.closing) return fail(unavailable('SERVER_SHUTTING_DOWN', 'the server is shutting down'));
      const current = await services.stores.jobs.get(job.workspace, job.id).catch(() => job);
      if (current?.state !== 'RUNNING') return fail(new Cancelled());
    }
  }

  /** Stores that the rows of a batch are finished. */
  private async keep({ done, position }: Batch, size: number): Promise<void> {
    const { services, job, record } = this;
    const share = size === 0 ? 1 : Math.min(1, position / size);
    this.progress = { ...this.progress, rows: done, share, counts: this.counts() };
    await services.importFiles.update({ ...record, run: this.progress });
    if (share - this.shownShare < PROGRESS_STEP) return;
    this.shownShare = share;
    const isRunning = await services.stores.jobs.progress(job.workspace, job.id, Math.floor(share * job.total));
    if (!isRunning) throw new Cancelled();
  }

  /** Returns the counts of this run and of the runs before it. */
  private counts(): ImportCounts {
    const { counts: before } = this.before;
    const { accepted, duplicates, tagged, points, entries } = this.sender.tally;
    return {
      accepted: before.accepted + accepted,
      duplicates: before.duplicates + duplicates,
      tagged: before.tagged + tagged,
      points: before.points + points,
      entries: before.entries + entries,
      leftOut: this.leftOut,
      rejected: this.rejects?.count ?? before.rejected,
      partial: this.rejects?.partial ?? before.partial,
    };
  }

  private stopIfUseless({ bytes, count }: RejectsFile): void {
    const { accepted, duplicates, tagged, points, entries } = this.counts();
    if (count >= REJECTED_ROWS && accepted + duplicates + tagged + points + entries === 0)
      throw invalid('IMPORT_NOTHING_FITS', `none of the first ${count} rows fits the mapping`);
    if (bytes > MAX_REJECT_BYTES)
      throw limit('IMPORT_REJECTS_TOO_MANY', `the rejected rows take more than ${MAX_REJECT_BYTES} bytes`);
  }

  private async end(state: 'DONE' | 'FAILED' | 'CANCELLED', why?: ServiceError): Promise<void> {
    const { services, job, record } = this;
    const { importFiles: files, stores } = services;
    this.rejects?.end();
    const endedAt = stores.now();
    const counts = this.counts();
    const run: ImportRun = {
      ...{ ...this.progress, counts, endedAt },
      ...(state === 'DONE' ? { share: 1 } : {}),
      ...(why ? { reason: why.reason, message: why.message } : {}),
    };
    // The job ends first. A process that stops in between leaves a record without a running job, which is deleted.
    await stores.jobs.finish(job.workspace, job.id, state, endedAt, state === 'DONE' ? job.total : undefined);
    await files.dropFile(job.id);
    await files.update({ ...record, state, run });
  }
}
