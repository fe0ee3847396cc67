/**
 * Converts driver errors to the errors of the services: a write conflict, or a database that is temporarily
 * unavailable.
 */
import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { StoreConflict, unavailable } from '../../services/base/errors.js';

const CONFLICTS = new Set([
  112, // WriteConflict
  11_000, // DuplicateKey
]);

/**
 * Error codes of a server that is not the primary at the moment. A replica set elects another primary within seconds.
 */
const NOT_PRIMARY = new Set([
  91, // ShutdownInProgress
  189, // PrimarySteppedDown
  10_058, // LegacyNotPrimary
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_602, // InterruptedDueToReplStateChange
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
]);

/**
 * Error codes of a server that cannot be reached or does not respond in time. Some also report that another server, on
 * which the addressed one depends, cannot be reached.
 */
const UNREACHABLE = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  50, // MaxTimeMSExpired
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  134, // ReadConcernMajorityNotAvailableYet
  262, // ExceededTimeLimit
  9001, // SocketException
  11_601, // Interrupted
]);

/** Codes of errors of a lost connection, which the driver sometimes passes on as they are. */
const LOST_CONNECTION: ReadonlySet<unknown> = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT']);

const OUT_OF_DISK_SPACE = 14_031;
/** Error code of the embedded database for a failed checksum. */
const DAMAGED = 412;

/**
 * Converts a driver error to a StoreConflict or a ServiceError. Other errors are returned unchanged. The codes are from
 * MongoDB's error_codes.yml.
 */
export function toServiceError(error: unknown): unknown {
  // A bulk write wraps the error of one of its commands. That error may be a lost connection.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof Error)
    return toServiceError(error.errorResponse);
  if (error instanceof MongoServerError) {
    const code = Number(error.code);
    if (NOT_PRIMARY.has(code)) return unavailable('DATABASE_FAILOVER', 'the database is changing its primary; retry');
    if (CONFLICTS.has(code) || error.hasErrorLabel('TransientTransactionError'))
      return new StoreConflict('a concurrent commit was first');
    if (UNREACHABLE.has(code)) return unavailable('DATABASE_UNREACHABLE', 'the database cannot be reached; retry');
    if (code === OUT_OF_DISK_SPACE)
      return unavailable('DATABASE_DISK_FULL', 'the database disk is full; nothing was written');
    if (code === DAMAGED)
      return unavailable(
        'DATABASE_DAMAGED',
        'the database found its file damaged where this is kept; restore it from a backup',
      );
  }
  const isLost = error instanceof Error && 'code' in error && LOST_CONNECTION.has(error.code);
  if (isLost || error instanceof MongoNetworkError || error instanceof MongoServerSelectionError)
    return unavailable('DATABASE_UNREACHABLE', 'the database cannot be reached; retry');
  // Any other transient driver error comes from the connection and not from a write conflict.
  if (
    error instanceof MongoError &&
    (error.hasErrorLabel('TransientTransactionError') || error.hasErrorLabel('RetryableWriteError'))
  )
    return unavailable('DATABASE_UNREACHABLE', 'the database cannot be reached; retry');
  return error;
}
