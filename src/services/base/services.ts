/** Dependencies that the use cases share. They are interfaces, so that no use case depends on an implementation. */
import type { Verdict } from '../../engine/reach/verdict.js';
import type { LivePart } from '../../engine/columns/slots.js';
import type { FactSet } from '../../engine/facts/facts.js';
import type { Principal } from './access.js';
import type { Catalogues } from './catalogues.js';
import type { IntakeLog } from './intake-log.js';
import type { BackgroundIntake, Intake, KnownFacts, Outcome } from './intake.js';
import type { ColumnFiles, CustomersWritten, StoredWriteKey, Stores, Workspace } from './ports.js';
import type { Room } from './room.js';
import type { Template } from './template-library.js';
import type { Turns } from './turns.js';

export interface Services {
  readonly stores: Stores;
  readonly catalogues: Catalogues;
  readonly credentials: Credentials;
  readonly cache: FactCache;
  readonly columns: Columns;
  readonly stragglers: Stragglers;
  /** Runs the backfills of a workspace, and its list changes, one at a time. */
  readonly turns: Turns;
  readonly writer: FactWriter;
  readonly delivery: Delivery;
  readonly intakeLog: IntakeLog;
  /** Attempts to hand contacts over that run in this process, by workspace and contact. */
  readonly attempts: Map<string, Promise<void>>;
  /** The template library. */
  readonly templates: readonly Template[];
  /** Sandboxes that a workspace may have at a time, unless the caller has the scope `installation`. */
  readonly maxSandboxes: number;
  /** Aborted when the caller no longer waits, which ends reads. Writes ignore it. */
  readonly signal?: AbortSignal;
  /** Waits for the given time or until the signal is aborted. Injected, so that services own no timers. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** Hands messages over to other systems; see `src/delivery`. */
export interface Delivery {
  /** Places (`host:port`) in closed networks that the operator allows. */
  readonly allowed: ReadonlySet<string>;
  /** One attempt to hand a message over. */
  attempt(
    message: { readonly id: string; readonly body: string },
    endpoint: { readonly url: string; readonly secrets: readonly string[] },
  ): Promise<Verdict>;
  /** When a message is attempted next. Undefined if no attempt is left before it expires. */
  nextAttempt(retry: Retry): number | undefined;
}

/** A message after an attempt. */
interface Retry {
  readonly attempts: number;
  /** When the last attempt ended. */
  readonly endedAt: number;
  readonly expiresAt: number;
  /** A number in [0, 1) that is the same for the message and the attempt in every process. */
  readonly seed: number;
  /** Minimum delay requested by the receiver. */
  readonly retryAfterMs?: number | undefined;
}

export interface Credentials {
  /** Throws UNAUTHENTICATED for a revoked token, or one of an earlier workspace with the same id. */
  mustHold(principal: Principal, workspace: Workspace): Promise<void>;
  /** Returns the write key with this id, as of the workspace's credentials version. */
  writeKey(workspace: Workspace, id: string): Promise<StoredWriteKey | undefined>;
}

/**
 * Cache of event facts of recently written customers. An entry is valid only for the exact facts version it was read
 * at.
 */
export interface FactCache {
  readonly capacity: number;
  /** Weight of the cached facts: 1 for each fact, plus 10 for each customer. */
  readonly kept: number;
  get(root: string, version: number): FactSet | undefined;
  set(root: string, version: number, facts: FactSet): void;
  drop(root: string): void;
}

/** The customers of a workspace as columns in this process. */
export interface Columns {
  readonly capacity: number;
  /** Weight of the cached data across all workspaces: 1 for each event, 10 for each customer. */
  readonly kept: number;
  /** Handles a change of customers, or a mark. `position` is that of the change in the feed. */
  hear(change: CustomersWritten & { readonly id: string; readonly workspace: string }, position: string): void;
  /** Changes were missed, so everything is read again. */
  lose(): void;
  /** Starts due background work: reading columns, updating them, and saving them to files. Returns at once. */
  tend(services: Services, workspace: Workspace, report: (error: unknown) => void): void;
  /**
   * Resolves when the files contain no facts of the given erased profiles. Without profiles, resolves when they contain
   * no replaced or removed facts.
   */
  forget(services: Services, workspace: string, profiles?: readonly string[]): Promise<void>;
  /** Deletes the files of workspaces that no longer exist. */
  removeExcept(workspaces: ReadonlySet<string>): Promise<void>;
  /** Resolves when all files of a workspace are deleted. */
  remove(workspace: string): Promise<void>;
  /** Stops background work and saves new columns. */
  close(): Promise<void>;
  /** Bytes of the files, and their maximum. */
  readonly files: Pick<ColumnFiles, 'bytes' | 'capacity'>;
  /** Number of customers whose facts were read from the database into columns since the start. */
  readonly read: number;
  /** Number of customers scanned by queries since the start. Every query counts each customer it scans. */
  readonly scanned: number;
  /** Whether the customers of a workspace are cached. The first query loads them. */
  keeps(workspace: string): boolean;
  /**
   * Returns the cached facts of the given customers, at the version they were read at. The ids of the events are
   * positions, not stored ids.
   */
  facts(workspace: string, ids: readonly string[]): Map<string, KnownFacts>;
  /** Yields the current state of all customers of a workspace, part by part. */
  parts(services: Pick<Services, 'stores' | 'cache' | 'pause' | 'signal'>, room: Room): AsyncGenerator<LivePart>;
}

/** Customers written by transactions that used definitions from before a change. */
export interface Stragglers {
  /** Handles written customers, or a mark. */
  hear(change: CustomersWritten & { readonly workspace: string }): void;
  /** Changes were missed. */
  lose(): void;
  /** Evaluates these customers again. */
  bringIn(services: Pick<Services, 'stores' | 'writer'>, workspace: Workspace): Promise<void>;
}

/** The single path for all changes to customers. */
export interface FactWriter {
  /** Resolves when each intake is committed or rejected, with the outcomes in the given order. */
  write(workspace: string, intakes: readonly Intake[]): Promise<Outcome[]>;
  /** Resolves when each customer is evaluated. Writes that arrive in the meantime take precedence. */
  check(workspace: string, checks: readonly BackgroundIntake[]): Promise<Outcome[]>;
  /** Dry run: returns the outcome each would have and rolls back. */
  rehearse(workspace: string, intakes: readonly Intake[]): Promise<Outcome[]>;
  /**
   * Bulk load: commits all intakes in one transaction at once, without announcing changes of customers. With
   * `pastSince`, new customers are evaluated from that instant (ms) on, as if their facts had arrived in time.
   */
  load(workspace: string, intakes: readonly Intake[], pastSince?: number): Promise<Outcome[]>;
  /** Number of accepted facts that are not yet in a transaction, across all workspaces. */
  waiting(): number;
  /** True while this process is shutting down. */
  readonly closing: boolean;
  /** Rejects new writes and resolves when the running ones are done. */
  close(): Promise<void>;
}
