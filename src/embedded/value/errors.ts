/**
 * Errors of the embedded database, with the error codes of MongoDB. This file does not depend on sockets or storage.
 */

/** The numeric code of MongoDB for each error name that the embedded database can return. */
export const CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  WriteConflict: 112,
  CommandNotSupported: 115,
  ConversionFailure: 241,
  TransactionTooOld: 225,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  DataCorruptionDetected: 412,
  InvalidResumeToken: 260,
  OperationNotSupportedInTransaction: 263,
  ChangeStreamFatalError: 280,
  ChangeStreamHistoryLost: 286,
  QueryExceededMemoryLimit: 292,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  NotWritablePrimary: 10107,
  Interrupted: 11601,
  NotPrimaryNoSecondaryOk: 13435,
  OutOfDiskSpace: 14031,
  NotSupported: 238,
} as const;

export type CodeName = keyof typeof CODES;

/** An error that is sent to the client as `{ok: 0, code, codeName, errmsg}`. */
export class MongoError extends Error {
  readonly code: number;
  constructor(
    readonly codeName: CodeName | 'Location',
    message: string,
    readonly extra: { code?: number; labels?: readonly string[]; fields?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.code = extra.code ?? CODES[codeName as CodeName];
  }
}

/** Creates the error for a numbered assertion of MongoDB, such as `Location40415`. */
export function location(code: number, message: string): MongoError {
  return new MongoError('Location', message, { code });
}

/** Creates the error for a valid MongoDB feature that is not supported. A rejection is safer than a wrong result. */
export function notSupported(what: string): MongoError {
  return new MongoError(
    'NotSupported',
    `the embedded database does not support ${what}; set MONGODB_URI to use a MongoDB server`,
  );
}
