/** Reasons for rejecting uploads of files, and for imports that fail. */
import { entry } from './codes.js';

export const IMPORT_REASONS = {
  IMPORT_NOT_FOUND: entry(
    'NOT_FOUND',
    'There is no such upload, or it is kept by another process of the server.',
    'Upload the file again. Behind a load balancer, send all requests of a caller to the same process.',
  ),
  IMPORTS_OFF: entry(
    'UNAVAILABLE',
    'This process of the server keeps no uploaded files.',
    'Use `strata import`, or ask the operator about `STRATA_IMPORT_BYTES` and the data directory.',
  ),
  IMPORTS_FULL: entry(
    'UNAVAILABLE',
    'The server has no space for a file of this size at the moment.',
    'Try again later, or use `strata import`.',
  ),
  IMPORTS_TOO_LARGE: entry(
    'LIMIT_EXCEEDED',
    'The files of the workspace would take more than its share of the space.',
    'Import or discard earlier uploads first, or divide the file.',
  ),
  IMPORTS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The caller or the workspace has too many uploads that are not finished.',
    'Import or discard earlier uploads first.',
  ),
  UPLOADS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The subject of the token, its workspace or the server has as many parts of files arriving as it may.',
    'Wait for one to end, or end one.',
  ),
  IMPORT_FILE_TOO_LARGE: entry(
    'LIMIT_EXCEEDED',
    'The file is larger than an upload may be.',
    'Compress or split the file, or use `strata import`.',
  ),
  IMPORT_PART_MISPLACED: entry(
    'CONFLICT',
    'The part does not begin where the received bytes end.',
    'Read `received` of the upload, and send the part that begins there.',
  ),
  IMPORT_STATE_CONFLICT: entry(
    'CONFLICT',
    'The state of the upload does not allow this.',
    'Read `state` of the upload. A file is imported once, after it has arrived as a whole.',
  ),
  IMPORT_MAPPING_INVALID: entry(
    'BAD_USER_INPUT',
    'The mapping of an import has faults.',
    'Correct every fault that the message names.',
  ),
  IMPORT_FILE_UNREADABLE: entry(
    'BAD_USER_INPUT',
    'The file cannot be read as its name and the mapping say, or it does not have the columns of the mapping.',
    'Correct the file or the mapping, as the message says.',
  ),
  IMPORT_FILE_EMPTY: entry('BAD_USER_INPUT', 'The file has no rows.', 'Choose another file.'),
  IMPORT_TIMEOUT: entry(
    'LIMIT_EXCEEDED',
    'Reading or importing the file takes too long.',
    'Split the file, or use `strata import`.',
  ),
  IMPORT_NOTHING_FITS: entry(
    'BAD_USER_INPUT',
    'None of the first rows fits the mapping, so the import has stopped.',
    'Download the rejected rows, and correct the mapping.',
  ),
  IMPORT_REJECTS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The rejected rows take more space than an import may use, so the import has stopped.',
    'Download the rejected rows, and correct the mapping. Rows that are loaded twice count once.',
  ),
} as const;
