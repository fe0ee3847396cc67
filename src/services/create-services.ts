/** Creates the `Services` object, which contains the dependencies shared by the use cases. */
import { LRUCache } from 'lru-cache';
import { Catalogues } from './base/catalogues.js';
import { ScryptPasswords } from './accounts/passwords.js';
import { KeptSessions } from './accounts/sessions.js';
import { KeptColumns } from './population/columns.js';
import { KeptCredentials } from './credentials/credentials.js';
import { KeptIntakeLog } from './intake-log/kept-intake-log.js';
import { KeptFacts } from './population/fact-cache.js';
import type { DueKind } from './write-path/dues/due-kind.js';
import { QueuedWriter, type WriteObserver } from './write-path/fact-writer.js';
import type { ColumnFiles, ImportFiles, Stores } from './base/ports.js';
import { NO_IMPORT_FILES } from './base/ports/import-files.js';
import { TrackedLateCommits } from './publication/late-commits.js';
import type { Template } from './base/template-library.js';
import type { Delivery, PublicAddress, Services } from './base/services.js';
import { KeyedMutex } from './base/keyed-mutex.js';

/** Delivery for processes that send no messages. */
const NO_DELIVERY: Delivery = {
  allowed: new Set(),
  attempt: () => Promise.resolve({ kind: 'NOT_SENT', cause: 'NO_CONNECTION' }),
  send: () => Promise.resolve({ kind: 'NOT_SENT', cause: 'NO_CONNECTION' }),
  nextAttempt: () => undefined,
};

export interface ServiceOptions {
  readonly templates?: readonly Template[];
  readonly delivery?: Delivery;
  /** Kinds of scheduled work on customers. Defaults to all kinds. */
  readonly dues?: readonly DueKind[];
  /** Observes transactions, and their retries after a conflict. */
  readonly observer?: WriteObserver;
  /** Persistent storage for columns. By default, columns are not persisted. */
  readonly columnFiles?: ColumnFiles;
  /** Storage for uploaded files. By default, no files are accepted. */
  readonly importFiles?: ImportFiles;
  readonly maxSandboxes?: number;
  /**
   * Addresses of the server, used in links. By default, no address for customers is stated, and the local address has
   * the usual port.
   */
  readonly publicAddress?: PublicAddress;
  readonly memory?: MemoryLimits;
}

/** Limits of the memory for customers, in bytes. Each limit has a default. */
export interface MemoryLimits {
  /** Facts of recently written customers. */
  readonly cachedFactBytes?: number;
  /** Facts that running transactions load. */
  readonly loadedFactBytes?: number;
  /** Columns of all workspaces. */
  readonly columnBytes?: number;
}

const MAX_SANDBOXES = 50;
/** Maximum number of cached access tokens of providers. An evicted token is fetched again. */
const MAX_PROVIDER_TOKENS = 1000;

export function createServices(
  stores: Stores,
  pause: Services['pause'],
  {
    templates = [],
    delivery = NO_DELIVERY,
    dues,
    observer,
    columnFiles,
    importFiles = NO_IMPORT_FILES,
    maxSandboxes = MAX_SANDBOXES,
    publicAddress = { local: () => 'http://localhost:4000' },
    memory = {},
  }: ServiceOptions = {},
): Services {
  const catalogues = new Catalogues(stores);
  const cache = new KeptFacts(memory.cachedFactBytes);
  const sessions = new KeptSessions(stores);
  return {
    stores,
    catalogues,
    credentials: new KeptCredentials(stores, sessions),
    sessions,
    passwords: new ScryptPasswords(),
    cache,
    columns: new KeptColumns(memory.columnBytes, columnFiles),
    lateCommits: new TrackedLateCommits(),
    mutex: new KeyedMutex(),
    writer: new QueuedWriter(stores, catalogues, cache, pause, dues, observer, memory.loadedFactBytes),
    delivery,
    intakeLog: new KeptIntakeLog(stores, pause),
    importFiles,
    attempts: new Map(),
    providerTokens: new LRUCache({ max: MAX_PROVIDER_TOKENS }),
    templates,
    maxSandboxes,
    publicAddress,
    pause,
  };
}
