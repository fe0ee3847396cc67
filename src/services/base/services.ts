/** What the use cases share. The parts are interfaces, so that no use case depends on how one is made. */
import type { Verdict } from '../../engine/reach/verdict.js';
import type { LivePart } from '../../engine/columns/slots.js';
import type { FactSet } from '../../engine/facts/facts.js';
import type { Principal } from './access.js';
import type { Catalogues } from './catalogues.js';
import type { CheckIntake, Intake, KnownFacts, Outcome } from './intake.js';
import type { CustomersWritten, StoredWriteKey, Stores, Workspace } from './ports.js';
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
  /** Backfills of a workspace, and changes of its lists, one after another. */
  readonly turns: Turns;
  readonly writer: FactWriter;
  readonly delivery: Delivery;
  /** The template library. */
  readonly templates: readonly Template[];
  /** Aborted when whoever asked waits no longer: then reading for them ends. Writes never look at it. */
  readonly signal?: AbortSignal;
  /** Waits, no longer than until the signal is aborted; given from outside so that nothing here owns a timer. */
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
}

export interface Credentials {
  /** Throws UNAUTHENTICATED for a token that was revoked, or that is of an earlier workspace. */
  mustHold(principal: Principal, workspace: Workspace): Promise<void>;
  /** The write key of an id, as of the workspace's credentials version. */
  writeKey(workspace: Workspace, id: string): Promise<StoredWriteKey | undefined>;
}

/** Event facts of recently written customers, valid only for exactly the facts' version they were read at. */
export interface FactCache {
  readonly capacity: number;
  /** Facts kept, and ten for each customer. */
  readonly kept: number;
  get(root: string, version: number): FactSet | undefined;
  set(root: string, version: number, facts: FactSet): void;
  drop(root: string): void;
}

/** The customers of a workspace as columns, kept in this process. */
export interface Columns {
  readonly capacity: number;
  /** Events, and customers as ten, kept over all workspaces. */
  readonly kept: number;
  /** A customer changed, or a mark passed. */
  hear(change: CustomersWritten & { readonly id: string; readonly workspace: string }): void;
  /** Changes were missed: everything is read again. */
  lose(): void;
  /** Customers that questions went through since the start: each question counts each of them. */
  readonly scanned: number;
  /** Whether the customers of a workspace were asked about, and are kept. */
  keeps(workspace: string): boolean;
  /** Facts of the given customers that are kept, as of the version they were read at. Ids of events are places. */
  facts(workspace: string, ids: readonly string[]): Map<string, KnownFacts>;
  /** All customers of a workspace as of now, part by part. */
  parts(services: Pick<Services, 'stores' | 'cache' | 'pause' | 'signal'>, room: Room): AsyncGenerator<LivePart>;
}

/** Customers written by transactions that read the definitions before they changed. */
export interface Stragglers {
  /** Customers were written, or a mark passed. */
  hear(change: CustomersWritten & { readonly workspace: string }): void;
  /** Changes were missed. */
  lose(): void;
  /** Evaluates them once more. */
  bringIn(services: Pick<Services, 'stores' | 'writer'>, workspace: Workspace): Promise<void>;
}

/** The one path by which anything changes a customer. */
export interface FactWriter {
  /** Resolves when each is committed (or refused), in the order given. */
  write(workspace: string, intakes: readonly Intake[]): Promise<Outcome[]>;
  /** Resolves when each was evaluated; what is written meanwhile goes before them. */
  check(workspace: string, checks: readonly CheckIntake[]): Promise<Outcome[]>;
  /** Dry run: returns the outcome each would have and rolls back. */
  rehearse(workspace: string, intakes: readonly Intake[]): Promise<Outcome[]>;
  /** Runs a bulk load: more transactions at a time, and no news of customers nobody can be following yet. */
  bulk<T>(load: () => Promise<T>): Promise<T>;
  /** Facts taken in and not yet in a transaction, over all workspaces. */
  waiting(): number;
  /** This process is ending. */
  readonly closing: boolean;
  /** Refuses new writes and resolves when the running ones are done. */
  close(): Promise<void>;
}
