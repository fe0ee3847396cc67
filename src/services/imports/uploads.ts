/** Uploads of files: who may upload, how much, and how the parts of a file arrive. */
import { createReadStream } from 'node:fs';
import { ownerOf } from '../../engine/types.js';
import { hasScope, requireScope, type Principal } from '../base/access.js';
import { conflict, invalid, limit, notFound, ServiceError, unavailable } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { text } from '../base/inputs.js';
import type { ImportRecord } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';

/** Scope that an upload and its import need. Each fact is checked by the rights of its kind besides. */
export const IMPORT_SCOPE = 'events:write';
/** Maximum size of a file, in bytes. Jobs count the bytes in a 32-bit integer. */
const MAX_FILE_BYTES = 2 ** 31 - 1;
/** Maximum share of the capacity that the files of a workspace with its sandboxes take. */
const SHARE_OF_OWNER = 0.5;
/** Maximum number of uploads that have not been imported yet, of a workspace with its sandboxes and of a subject. */
const MAX_OPEN_OF_OWNER = 10;
const MAX_OPEN_OF_SUBJECT = 5;
/** Maximum number of ended imports of an owner. The oldest is removed for one more. */
const MAX_ENDED_OF_OWNER = 50;
const MAX_NAME = 200;

const isEnded = ({ state }: ImportRecord): boolean => state === 'DONE' || state === 'FAILED' || state === 'CANCELLED';

/**
 * Announces an upload. The parts of the file arrive in further requests, and the file can be imported when it has
 * arrived as a whole.
 *
 * @throws UNAVAILABLE if this process keeps no files or has no space for the file.
 */
export async function createUpload(
  services: Services,
  principal: Principal,
  { name, bytes }: { readonly name: string; readonly bytes: number },
): Promise<ImportRecord> {
  requireScope(principal, IMPORT_SCOPE);
  const { importFiles: files, stores } = services;
  if (files.place === undefined) throw unavailable('IMPORTS_OFF', 'this process keeps no uploaded files');
  text(name, 'name', MAX_NAME);
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw invalid('NUMBER_INVALID', 'a file has at least one byte', 'bytes');
  if (bytes > MAX_FILE_BYTES)
    throw limit('IMPORT_FILE_TOO_LARGE', `an uploaded file has at most ${MAX_FILE_BYTES} bytes`, 'bytes');
  const { workspace, now: uploadedAt } = await enter(services, principal.workspace);
  const isOfOwner = (id: string): boolean => ownerOf(id) === ownerOf(workspace.id);
  const ofOwner = files.all().filter((each) => isOfOwner(each.workspace));
  const open = ofOwner.filter((each) => !isEnded(each));
  const ofSubject = open.filter((each) => each.workspace === workspace.id && each.subject === principal.subject);
  if (open.length >= MAX_OPEN_OF_OWNER || ofSubject.length >= MAX_OPEN_OF_SUBJECT)
    throw limit(
      'IMPORTS_TOO_MANY',
      `at most ${MAX_OPEN_OF_SUBJECT} uploads of a caller and ${MAX_OPEN_OF_OWNER} of a workspace may be unfinished`,
    );
  if (files.bytesOf(isOfOwner) + bytes > SHARE_OF_OWNER * files.capacity)
    throw limit(
      'IMPORTS_TOO_LARGE',
      `the files of a workspace take at most ${Math.floor(SHARE_OF_OWNER * files.capacity)} bytes together`,
      'bytes',
    );
  const now = stores.now();
  const record: ImportRecord = {
    ...{ id: newId(now), workspace: workspace.id, workspaceCreatedAt: workspace.createdAt },
    ...{ subject: principal.subject, name, bytes, received: 0, createdAt: now, uploadedAt, state: 'UPLOADING' },
  };
  // There is no wait between the counts above and `add`, which counts the record at once.
  if (!(await files.add(record))) throw unavailable('IMPORTS_FULL', 'there is no space for a file of this size now');
  const ended = ofOwner.filter(isEnded);
  for (const { id } of ended.slice(0, Math.max(0, ended.length - MAX_ENDED_OF_OWNER))) await files.remove(id);
  return record;
}

/**
 * Receives a part of a file. A part that breaks off counts as not received.
 *
 * @throws CONFLICT if the part does not begin where the received bytes end.
 */
export async function receivePart(
  services: Services,
  principal: Principal,
  { id, offset }: { readonly id: string; readonly offset: number },
  part: AsyncIterable<Uint8Array>,
): Promise<ImportRecord> {
  const record = await neededUpload(services, principal, id);
  try {
    const next = await services.importFiles.append(record.id, offset, part);
    if (next) return next;
  } catch (error) {
    if (error instanceof RangeError)
      throw new ServiceError('IMPORT_FILE_TOO_LARGE', 'the file is longer than its stated size', 'bytes');
    throw error;
  }
  throw conflict('IMPORT_PART_MISPLACED', `${record.received} bytes have arrived; send the part that begins there`);
}

/** Returns the uploads that the caller may see, newest first. These are its own, and all for an administrator. */
export async function listUploads(services: Services, principal: Principal): Promise<ImportRecord[]> {
  requireScope(principal, IMPORT_SCOPE);
  const { workspace } = await enter(services, principal.workspace);
  return services.importFiles
    .all()
    .filter((record) => isOf(record, principal, workspace.createdAt))
    .reverse();
}

const isOf = (record: ImportRecord, principal: Principal, workspaceCreatedAt: number): boolean =>
  record.workspace === principal.workspace &&
  record.workspaceCreatedAt === workspaceCreatedAt &&
  (record.subject === principal.subject || hasScope(principal, 'admin'));

/** Returns an upload that the caller may see. An upload of somebody else counts as unknown. */
export async function neededUpload(services: Services, principal: Principal, id: string): Promise<ImportRecord> {
  requireScope(principal, IMPORT_SCOPE);
  const { workspace } = await enter(services, principal.workspace);
  const record = services.importFiles.get(workspace.id, id);
  if (!record || !isOf(record, principal, workspace.createdAt)) throw notFound('IMPORT_NOT_FOUND', 'the upload', 'id');
  return record;
}

/**
 * Deletes an upload with its rejected rows. A running import is cancelled, and the rows that it has loaded stay.
 */
export async function discardUpload(services: Services, principal: Principal, id: string): Promise<ImportRecord> {
  const record = await neededUpload(services, principal, id);
  const { jobs } = services.stores;
  if (record.state === 'RUNNING') await jobs.finish(record.workspace, id, 'CANCELLED', services.stores.now());
  await services.importFiles.remove(id);
  return record;
}

/** Returns the rejected rows of an ended import as chunks of NDJSON text. */
export async function rejectedRows(
  services: Services,
  principal: Principal,
  id: string,
): Promise<{ readonly file: string; readonly chunks: AsyncIterable<string> }> {
  const record = await neededUpload(services, principal, id);
  const { rejected = 0, partial = 0 } = record.run?.counts ?? {};
  if (!isEnded(record) || rejected + partial === 0) throw notFound('IMPORT_NOT_FOUND', 'a rejected row', 'id');
  const chunks = createReadStream(services.importFiles.rejectsOf(id), { encoding: 'utf8' });
  return { file: `${id}.rejects.ndjson`, chunks };
}
