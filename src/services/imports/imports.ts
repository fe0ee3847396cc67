/** Imports of uploaded files: guesses of mappings, looks at the first rows, and the start of an import. */
import { ownerOf } from '../../engine/types.js';
import { hasScope, isMachineSubject, type Principal } from '../base/access.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { conflict, invalid, limit } from '../base/errors.js';
import { inBackground } from '../base/jobs.js';
import { change } from '../base/operator-changes.js';
import type { ImportCaller, ImportRecord, Job } from '../base/ports.js';
import { NO_IMPORT_COUNTS } from '../base/ports/import-files.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { readMapping, unknownNames } from '../mapping/read-mapping.js';
import { MappingError, type Mapping } from '../mapping/shape.js';
import { runImport } from './import-job.js';
import { previewedRows, type PreviewedRow } from './previewed-rows.js';
import type { GuessAnswer } from './reading-task.js';
import { readGuess, readLook } from './reading.js';
import { ServiceDestination } from './service-destination.js';
import { neededUpload } from './uploads.js';
import { writerOf } from './writers.js';

const MAX_MAPPING = 64 * 1024;
const MAX_PROBLEMS = 2000;
/** Number of rows in a look. */
const PREVIEW_ROWS = 20;
/** Name of the turn in which files are guessed or looked at, one at a time in a process. */
const LOOKS = 'looks at files';

export interface Look {
  /** Problems of the mapping as a whole. If there are any, there are no rows. */
  readonly problems: readonly string[];
  readonly rows: readonly PreviewedRow[];
}

/** Guesses a mapping from the names of the columns and the first rows of an uploaded file. */
export async function guessMapping(services: Services, principal: Principal, id: string): Promise<GuessAnswer> {
  const record = await neededWholeFile(services, principal, id);
  return inLookTurn(services, record, () => readGuess(services, taskOf(services, record)));
}

/**
 * Returns the first rows of an uploaded file with the facts that the mapping makes of them, and with the problems that
 * the import would report. Writes nothing.
 */
export async function lookAtImport(
  services: Services,
  principal: Principal,
  { id, mapping: given }: { readonly id: string; readonly mapping: string },
): Promise<Look> {
  const record = await neededWholeFile(services, principal, id);
  const room = await enter(services, principal.workspace);
  const { mapping, problems } = readOrProblems(given, principal, room);
  if (problems.length > 0) return { problems, rows: [] };
  const reading = { mapping, zone: mapping.zone ?? room.workspace.zone, rows: PREVIEW_ROWS, from: 0 };
  const read = await inLookTurn(services, record, () => readLook(services, { ...taskOf(services, record), reading }));
  if (read.problems.length > 0) return { problems: [problemText(read.problems)], rows: [] };
  const caller = await writerOf(services, principal, mapping);
  const destination = new ServiceDestination(services, {
    caller: () => Promise.resolve(caller),
    catalogue: mapping.catalogue,
    uploadedAt: record.uploadedAt,
    dryRun: true,
  });
  return { problems: [], rows: await previewedRows(destination, read) };
}

/**
 * Starts the import of an uploaded file as a job. The job keeps the mapping and the rights of its caller. It stops if
 * the caller loses them.
 */
export async function startImport(
  services: Services,
  principal: Principal,
  { id, mapping: given }: { readonly id: string; readonly mapping: string },
): Promise<ImportRecord> {
  const record = await neededWholeFile(services, principal, id);
  const room = await enter(services, principal.workspace);
  const { mapping, problems } = readOrProblems(given, principal, room);
  if (problems.length > 0) throw invalid('IMPORT_MAPPING_INVALID', problemText(problems), 'mapping');
  await writerOf(services, principal, mapping);
  const { importFiles: files, stores } = services;
  const startedAt = stores.now();
  const started: ImportRecord = {
    ...record,
    state: 'RUNNING',
    run: {
      ...{ mapping: given, source: mapping.source, zone: mapping.zone ?? room.workspace.zone },
      ...{ caller: keptCaller(principal), rows: 0, share: 0, counts: NO_IMPORT_COUNTS },
    },
  };
  // The state is checked and changed without a wait, so that two concurrent requests start one import.
  if (files.get(record.workspace, id)?.state !== 'UPLOADED') throw notUploaded(record);
  const stored = files.update(started);
  const job: Job = {
    ...{ id, workspace: record.workspace, kind: 'IMPORT', subject: mapping.source, state: 'RUNNING' },
    ...{ done: 0, total: record.bytes, startedAt, ...(files.place === undefined ? {} : { place: files.place }) },
  };
  try {
    await stored;
    await change(services, principal, 'startImport', () =>
      Promise.resolve({ target: mapping.source, at: room.now, save: (tx) => stores.jobs.insert(job, tx) }),
    );
  } catch (error) {
    await files.update(record);
    throw error;
  }
  // The job continues when the caller no longer waits.
  const { signal: _signal, ...own } = services;
  void inBackground(own, job, runImport).catch(() => undefined);
  return started;
}

const notUploaded = ({ state }: ImportRecord): Error =>
  conflict(
    'IMPORT_STATE_CONFLICT',
    `the state of the upload is ${state}; only a file that has arrived is imported`,
    'id',
  );

async function neededWholeFile(services: Services, principal: Principal, id: string): Promise<ImportRecord> {
  const record = await neededUpload(services, principal, id);
  if (record.state !== 'UPLOADED') throw notUploaded(record);
  return record;
}

const taskOf = ({ importFiles }: Services, { id, name }: ImportRecord): { path: string; name: string } => ({
  path: importFiles.pathOf(id),
  name,
});

/** Runs a look in its turn. Workspaces take turns, so that none delays the others for long. */
function inLookTurn<T>(services: Services, { workspace }: ImportRecord, work: () => Promise<T>): Promise<T> {
  return services.mutex.takeFairly(LOOKS, ownerOf(workspace), () => {
    stopIfAbandoned(services);
    return work();
  });
}

const keptCaller = ({ subject, scopes, keyClass, expiresAt, token, session }: Principal): ImportCaller => ({
  ...{ subject, scopes: [...scopes], expiresAt },
  ...(keyClass === undefined ? {} : { keyClass }),
  ...(token === undefined ? {} : { token }),
  ...(session === undefined ? {} : { session }),
});

const problemText = (problems: readonly string[]): string => problems.join('; ').slice(0, MAX_PROBLEMS);

/** Reads a mapping, and checks its source and the names in it. Returns all problems instead of throwing them. */
function readOrProblems(
  given: string,
  principal: Principal,
  room: Room,
): { readonly mapping: Mapping; readonly problems: readonly string[] } {
  if (given.length > MAX_MAPPING)
    throw limit('TEXT_TOO_LONG', `a mapping has at most ${MAX_MAPPING} characters`, 'mapping');
  try {
    const mapping = readMapping(given);
    const { source } = mapping;
    if (source !== principal.subject && !isMachineSubject(source))
      return { mapping, problems: ['"source" is letters, digits and _ . : @ -, at most 64, and not strata'] };
    return { mapping, problems: nameProblems(mapping, principal, room) };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return { mapping: { source: '', identities: [] }, problems: error.problems };
  }
}

/**
 * Returns the names in a mapping that the workspace does not define. Callers who may not read all names learn of
 * unknown ones by the rejected rows.
 */
function nameProblems(mapping: Mapping, principal: Principal, { catalogue }: Room): readonly string[] {
  const readsNames = ['profiles:read', 'profiles:read:personal', 'segments:read'].every((scope) =>
    hasScope(principal, scope),
  );
  if (!readsNames || principal.partner) return [];
  return unknownNames(mapping, {
    namespaces: catalogue.allNamespaces().map(({ name }) => name),
    tags: catalogue.allTags(),
    catalogues: catalogue.allItemCatalogues(),
  });
}
