/**
 * The supported commands and the arguments of each. Other arguments are rejected, because they might change the result.
 */
import { notSupported } from '../value/errors.js';
import type { Doc } from '../value/bson.js';

/** Arguments that every command accepts. In this server, none of them changes the result. */
export const GENERIC_ARGUMENTS: readonly string[] = [
  '$db',
  'lsid',
  '$clusterTime',
  'txnNumber',
  'startTransaction',
  'autocommit',
  'readConcern',
  'writeConcern',
  '$readPreference',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
];

/**
 * Supported arguments by command. A command with `undefined`, such as a handshake, accepts any argument and ignores it.
 */
export const ARGUMENTS: Readonly<Record<string, readonly string[] | undefined>> = {
  hello: undefined,
  isMaster: undefined,
  ping: undefined,
  buildInfo: undefined,
  getParameter: ['transactionLifetimeLimitSeconds'],
  replSetStepDown: undefined,
  endSessions: undefined,
  commitTransaction: undefined,
  abortTransaction: undefined,
  find: [
    'filter',
    'sort',
    'projection',
    'skip',
    'limit',
    'batchSize',
    'singleBatch',
    'hint',
    'noCursorTimeout',
    'allowDiskUse',
    'allowPartialResults',
    'awaitData',
    'tailable',
  ],
  getMore: ['collection', 'batchSize'],
  killCursors: ['cursors'],
  count: ['query', 'limit', 'skip', 'hint', 'fields'],
  distinct: ['key', 'query', 'hint'],
  aggregate: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'explain', 'bypassDocumentValidation'],
  explain: ['verbosity'],
  insert: ['documents', 'ordered', 'bypassDocumentValidation'],
  update: ['updates', 'ordered', 'bypassDocumentValidation'],
  delete: ['deletes', 'ordered'],
  findAndModify: [
    'query',
    'update',
    'remove',
    'new',
    'upsert',
    'sort',
    'fields',
    'arrayFilters',
    'bypassDocumentValidation',
    'hint',
  ],
  create: [],
  drop: [],
  dropDatabase: [],
  listCollections: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
  listDatabases: ['nameOnly', 'authorizedDatabases'],
  listIndexes: ['cursor'],
  createIndexes: ['indexes', 'commitQuorum'],
  dropIndexes: ['index'],
  collStats: [],
};

/** Throws `NotSupported` if a command has an unsupported argument. */
export function onlyArguments(name: string, body: Doc): void {
  const known = Object.hasOwn(ARGUMENTS, name) ? ARGUMENTS[name] : undefined;
  if (!known) return;
  for (const k of Object.keys(body)) {
    if (k !== name && !known.includes(k) && !GENERIC_ARGUMENTS.includes(k))
      throw notSupported(`the ${name} option ${k}`);
  }
}
