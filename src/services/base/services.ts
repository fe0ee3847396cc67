/** Dependencies shared by the use cases. They are interfaces, so that use cases do not depend on implementations. */
import type { RenderedRequest } from '../../engine/reach/provider-request.js';
import type { Exchange, Verdict } from '../../engine/reach/verdict.js';
import type { LivePart } from '../../engine/columns/part-slots.js';
import type { FactSet } from '../../engine/facts/facts.js';
import type { Principal } from './access.js';
import type { Catalogues } from './catalogues.js';
import type { IntakeLog } from './intake-log.js';
import type { BackgroundIntake, Intake, KnownFacts, Outcome } from './write-intakes.js';
import type {
  ColumnFiles,
  CustomersWritten,
  ImportFiles,
  StoredRole,
  StoredSession,
  StoredUser,
  StoredWriteKey,
  Stores,
  Workspace,
} from './ports.js';
import type { Room } from './room.js';
import type { Template } from './template-library.js';
import type { KeyedMutex } from './keyed-mutex.js';

/**
 * The dependencies of the use cases. A use case takes them as its first argument and passes them on.
 *
 * @example
 * const { stores, writer } = services;
 * const [outcome] = await writer.write('shop', [intake]);
 */
export interface Services {
  readonly stores: Stores;
  readonly catalogues: Catalogues;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly passwords: Passwords;
  readonly cache: FactCache;
  readonly columns: Columns;
  readonly lateCommits: LateCommits;
  /** Runs the backfills and list changes of a workspace one at a time. */
  readonly mutex: KeyedMutex;
  readonly writer: FactWriter;
  readonly delivery: Delivery;
  readonly intakeLog: IntakeLog;
  readonly importFiles: ImportFiles;
  /** Delivery attempts that are running in this process. The key consists of the workspace and the contact. */
  readonly attempts: Map<string, Promise<void>>;
  /** Access tokens of providers, by endpoint and version. A token that could not be fetched is undefined. */
  readonly providerTokens: KeyedStore<Promise<ProviderToken | undefined>>;
  readonly publicAddress: PublicAddress;
  /** All templates that can be installed. */
  readonly templates: readonly Template[];
  /** Maximum number of sandboxes of a workspace. Callers with the scope `installation` may exceed it. */
  readonly maxSandboxes: number;
  /** Aborted when the caller no longer waits for the result. Reads then stop, but writes continue. */
  readonly signal?: AbortSignal;
  /**
   * Waits for the given time or until the signal is aborted. The function is passed in, so that services do not create
   * timers themselves.
   */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Delivers messages to other systems. `src/delivery` implements it. Network errors are results and are not thrown.
 *
 * @example
 * const verdict = await delivery.attempt({ id: contact.id, body }, { url, secrets, workspace: workspace.id });
 */
export interface Delivery {
  /** Hosts in private networks that the operator allows, as `host:port`. */
  readonly allowed: ReadonlySet<string>;
  /** Makes one attempt to deliver a message. */
  attempt(
    message: { readonly id: string; readonly body: string },
    endpoint: { readonly url: string; readonly secrets: readonly string[]; readonly workspace: string },
  ): Promise<Verdict>;
  /** Sends one request to a provider and returns its response. */
  send(request: RenderedRequest, workspace: string): Promise<Exchange>;
  /** Returns the time of the next attempt, or undefined if the message expires before it. */
  nextAttempt(retry: Retry): number | undefined;
}

/** State of a message after a delivery attempt. */
interface Retry {
  readonly attempts: number;
  /** Time at which the last attempt ended, in ms. */
  readonly endedAt: number;
  readonly expiresAt: number;
  /**
   * A pseudo-random number in [0, 1), derived from the message and the attempt. Every process therefore uses the same
   * number.
   */
  readonly seed: number;
  /** Minimum delay until the next attempt, in ms, as requested by the receiver. */
  readonly retryAfterMs?: number | undefined;
}

/** Addresses of this server, without a path. */
export interface PublicAddress {
  /** The address at which customers reach this server, if the operator has stated it. */
  readonly stated?: string | undefined;
  /** Returns the address at which programs on this machine reach the server. */
  readonly local: () => string;
}

/** An access token of a provider, which is valid until a time in ms. */
export interface ProviderToken {
  readonly value: string;
  readonly until: number;
}

/** Stores values by key. */
interface KeyedStore<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): unknown;
  delete(key: string): boolean;
}

export interface Credentials {
  /**
   * Throws UNAUTHENTICATED for a revoked token, for a session that has ended, and for credentials of an earlier
   * workspace with the same id. Returns the principal. For a session, its scopes are those that the user's roles have
   * now.
   */
  mustHold(principal: Principal, workspace: Workspace): Promise<Principal>;
  /** Returns the write key with this id, at the workspace's current credentials version. */
  writeKey(workspace: Workspace, id: string): Promise<StoredWriteKey | undefined>;
}

/** Checks the sessions of signed-in users. */
export interface Sessions {
  /**
   * Returns the principal with the scopes that the user's roles have now. Callers without a session are returned
   * unchanged. Throws UNAUTHENTICATED for a session that has ended.
   */
  current(principal: Principal, workspace: Workspace): Promise<Principal>;
  /** Returns the session with this hash, its user, and all roles of the workspace. Throws the errors of `current`. */
  holder(
    hash: string,
    workspace: Workspace,
  ): Promise<{ readonly session: StoredSession; readonly user: StoredUser; readonly roles: readonly StoredRole[] }>;
}

/** Hashes passwords outside of the main thread. */
export interface Passwords {
  /**
   * Runs work that computes one hash, after the work that was requested earlier. `asker` is an address or an account.
   * Throws UNAVAILABLE when too many hashes are waiting, either of this asker or in total.
   */
  inTurn<T>(asker: string, work: () => Promise<T>): Promise<T>;
  /** Returns the hash of a password with its salt and parameters. */
  hash(password: string): Promise<string>;
  /** Whether a text is the password. The check takes the same time when no password is stored. */
  matches(given: unknown, stored: string | undefined): Promise<boolean>;
}

/** The identity of a person as stated by an OpenID provider. */
export interface ProvidedIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string;
  /** The e-mail address, if the provider has verified it. */
  readonly email?: string;
  /** Keys of roles. The workspace may not have all of them. */
  readonly roles: readonly string[];
}

/** Signs people in at an OpenID provider. `src/delivery` implements it. */
export interface IdentityProvider {
  /** The workspace that people sign in to. */
  readonly workspace: string;
  /**
   * Returns the address of the provider's page, and the values that the browser keeps until it returns to
   * `redirectUri`.
   */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly kept: ProviderSignIn }>;
  /**
   * Returns the person who signed in. `returned` is the address to which the provider redirected the browser. Throws if
   * it does not match `kept`.
   */
  finish(returned: URL, kept: ProviderSignIn): Promise<ProvidedIdentity>;
}

/** Random values that tie the response of the provider to the browser that began the sign-in. */
export interface ProviderSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/**
 * Cache of the event facts of recently written customers. An entry can be used only while the customer still has the
 * facts version at which the entry was read.
 *
 * @example
 * cache.set(root, 7, facts);
 * cache.get(root, 7); // facts, unless they were evicted
 * cache.get(root, 8); // undefined, because the customer has newer facts
 */
export interface FactCache {
  readonly capacity: number;
  /** Estimated bytes of the cached facts. */
  readonly bytes: number;
  get(root: string, version: number): FactSet | undefined;
  set(root: string, version: number, facts: FactSet): void;
  drop(root: string): void;
}

/**
 * Column-oriented cache of the customers of each workspace in this process.
 *
 * @example
 * for await (const { part, live } of services.columns.parts(services, room)) count(part, live);
 */
export interface Columns {
  readonly capacity: number;
  /** Bytes of the cached columns over all workspaces. */
  readonly bytes: number;
  /**
   * Handles an announcement of changed customers. An announcement without customers is a mark that a reader waits for.
   * `position` is the position of the announcement in the feed.
   */
  hear(change: CustomersWritten & { readonly id: string; readonly workspace: string }, position: string): void;
  /** Called when announcements were missed. All cached customers are then read again. */
  lose(): void;
  /**
   * Starts background work that is due. It reads columns, updates them, and saves them to files. Returns immediately.
   */
  tend(services: Services, workspace: Workspace, report: (error: unknown) => void): void;
  /**
   * Resolves when the files contain no facts of the given erased profiles. Without `profiles`, resolves when the files
   * contain no replaced or removed facts.
   */
  forget(services: Services, workspace: string, profiles?: readonly string[]): Promise<void>;
  /** Deletes the files of workspaces that no longer exist. */
  removeExcept(workspaces: ReadonlySet<string>): Promise<void>;
  /** Resolves when all files of a workspace are deleted. */
  remove(workspace: string): Promise<void>;
  /** Stops background work and saves the columns that are not saved yet. */
  close(): Promise<void>;
  /** Number of bytes in the column files, and the maximum. */
  readonly files: Pick<ColumnFiles, 'bytes' | 'capacity'>;
  /** Number of customers read from the database into columns since the process started. */
  readonly read: number;
  /**
   * Number of customers that queries have scanned since the process started. A customer scanned by several queries
   * counts several times.
   */
  readonly scanned: number;
  /** Whether the customers of a workspace are in the cache. The first query of a workspace loads them. */
  keeps(workspace: string): boolean;
  /**
   * Returns the cached facts of the given customers, with the version at which they were read. In these facts, the id
   * of an event is its position, not its stored id.
   */
  facts(workspace: string, ids: readonly string[]): Map<string, KnownFacts>;
  /** Yields the current state of all customers of a workspace, one part at a time. */
  parts(
    services: Pick<Services, 'stores' | 'cache' | 'pause' | 'signal'>,
    room: Room,
    withReceipts?: boolean,
  ): AsyncGenerator<LivePart>;
}

/**
 * Tracks customers that were written under old definitions after those definitions had changed.
 *
 * @example await services.lateCommits.bringIn(services, workspace); // every tracked customer is evaluated again
 */
export interface LateCommits {
  /**
   * Handles an announcement of written customers. An announcement without customers is a mark that a reader waits for.
   */
  hear(change: CustomersWritten & { readonly workspace: string }): void;
  /** Called when announcements were missed. */
  lose(): void;
  /** Forgets workspaces that were removed. */
  forgetExcept(workspaces: ReadonlySet<string>): void;
  /** Evaluates the tracked customers again under the current definitions. */
  bringIn(services: Pick<Services, 'stores' | 'writer'>, workspace: Workspace): Promise<void>;
}

/**
 * Applies all changes to customers. There is no other write path. A rejected intake is an outcome and is not thrown. A
 * write rejects with UNAVAILABLE when too many facts wait, when too many writers change the same customer, or when the
 * database does not respond.
 *
 * @example
 * const [outcome] = await services.writer.write('shop', [intake]);
 * if (outcome.status === 'REJECTED') throw new ServiceError(outcome.reason, outcome.message, outcome.path);
 */
export interface FactWriter {
  /**
   * Writes intakes. Resolves when each one is committed or rejected, and returns the outcomes in the given order. If a
   * transaction fails, the call throws its error when all have ended. `onOutcome` then receives the outcomes of the
   * others, too.
   */
  write(workspace: string, intakes: readonly Intake[], onOutcome?: (outcome: Outcome) => void): Promise<Outcome[]>;
  /** Evaluates customers. Resolves when each one is evaluated. Writes that arrive in the meantime take precedence. */
  check(workspace: string, checks: readonly BackgroundIntake[]): Promise<Outcome[]>;
  /** Dry run: returns the outcome that each intake would have, and rolls back the transaction. */
  dryRun(workspace: string, intakes: readonly Intake[]): Promise<Outcome[]>;
  /**
   * Bulk load: commits all intakes in one transaction without announcing the changed customers. If `pastSince` (in ms)
   * is given, new customers are evaluated from this time on, as if each fact had arrived when it occurred.
   */
  load(workspace: string, intakes: readonly Intake[], pastSince?: number): Promise<Outcome[]>;
  /** Memory for the facts that running transactions load. */
  readonly loading: { readonly bytes: number; readonly capacity: number };
  /** Memory used by hints about the customers of identities, and its limit, in bytes. */
  readonly hintBytes: { readonly used: number; readonly limit: number };
  /** Number of accepted facts over all workspaces that are still waiting for a transaction. */
  waiting(): number;
  /** Whether this process is shutting down. */
  readonly closing: boolean;
  /** Rejects new writes, and resolves when the running writes have ended. */
  close(): Promise<void>;
}
