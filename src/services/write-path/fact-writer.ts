/**
 * The only path that changes customers. It receives facts and due checks and runs write transactions. Waiting intakes
 * are combined into batches. Two concurrent transactions of this process never share a customer. If another process
 * commits first, the transaction is retried.
 */
import { LRUCache } from 'lru-cache';
import { MAX_CUSTOMER_FACT_BYTES } from '../../engine/facts/fact-bytes.js';
import type { Catalogues } from '../base/catalogues.js';
import {
  cutBetweenMutations,
  endBatch,
  idOf,
  keysOf,
  roomFor,
  takeBatch,
  type Queue,
  type Waiting,
} from './batches.js';
import { commit, type CommitInput, type CommitResult } from './commit/commit.js';
import type { DueKind } from './dues/due-kind.js';
import { DUES } from './dues/registry.js';
import { FactMemory, TooManyFacts, type FactClaim } from './fact-memory.js';
import { StoreConflict, unavailable } from '../base/errors.js';
import type { FactCache, FactWriter } from '../base/services.js';
import type { BackgroundIntake, Intake, Outcome } from '../base/write-intakes.js';
import type { Stores } from '../base/ports.js';

/** The queues of a workspace. Background work runs after facts. */
interface Queues {
  readonly facts: Queue;
  readonly background: Queue;
  /** Names of the customers that running transactions write. */
  readonly busy: Set<string>;
  scheduled: boolean;
}

/** Maximum number of concurrent transactions per workspace in this process. */
const LANES = 4;
/**
 * Maximum number of concurrent transactions for background work. The high number keeps the database busy at the cost of
 * latency.
 */
const BACKGROUND_LANES = 8;
const MAX_ATTEMPTS = 30;
/**
 * Maximum number of waiting facts per workspace. Further facts are rejected immediately, because that is better than a
 * late response.
 */
const MAX_WAITING = 20_000;
/**
 * Maximum number of waiting facts at which facts of a write key are still accepted. Anybody can send with the write key
 * of a page, so the rest of the queue is reserved for the other callers of the workspace.
 */
const MAX_WAITING_FOR_KEYS = MAX_WAITING / 2;
const MAX_HINTS = 300_000;
const MAX_HINT_BYTES = 64 * 2 ** 20;
/** Memory of a hint besides its texts, in bytes. */
const HINT_BYTES = 100;
/**
 * Maximum estimated size of the facts that one transaction loads, in bytes. It is equal to the limit of one customer,
 * because one customer alone may have this many.
 */
const MAX_LOADED_BYTES = MAX_CUSTOMER_FACT_BYTES;

/** Options of a transaction. If `isWhole` is set, its intakes are never divided over several transactions. */
type Mode = Pick<CommitInput, 'silent' | 'pastSince'> & { readonly isWhole?: boolean };

/** Observes when transactions begin, commit or are retried. The metrics of a process implement this interface. */
export interface WriteObserver {
  /** Identifies what causes the intakes that are being added, for example a request. */
  origin?(): unknown;
  /** Runs a transaction of facts and checks. It throws if the transaction was not committed. */
  observe<T>(batch: readonly { readonly cause?: unknown }[], work: () => Promise<T>): Promise<T>;
  /**
   * Called when a transaction was rolled back because another writer committed first. The transaction is then retried.
   */
  conflicted(): void;
}

const NOBODY: WriteObserver = { observe: (_batch, work) => work(), conflicted: () => undefined };

export class QueuedWriter implements FactWriter {
  private readonly queues = new Map<string, Queues>();
  /**
   * Last known root of each identity and profile. These hints keep facts of the same customer out of concurrent
   * transactions.
   */
  private readonly hints = new LRUCache<string, string>({
    max: MAX_HINTS,
    maxSize: MAX_HINT_BYTES,
    sizeCalculation: (root, name) => HINT_BYTES + 2 * (name.length + root.length),
  });
  private closed = false;
  readonly loading: FactMemory;

  constructor(
    private readonly stores: Stores,
    private readonly catalogues: Catalogues,
    private readonly cache: FactCache,
    private readonly pause: (ms: number) => Promise<void>,
    private readonly dues: readonly DueKind[] = DUES,
    private readonly observer: WriteObserver = NOBODY,
    loadedBytes = 2 * MAX_LOADED_BYTES,
  ) {
    this.loading = new FactMemory(loadedBytes);
  }

  /** Writes intakes. Resolves when each one is committed or rejected, and returns the outcomes in the given order. */
  write(workspace: string, intakes: readonly Intake[], onOutcome?: (outcome: Outcome) => void): Promise<Outcome[]> {
    const { waiting } = this.of(workspace).facts;
    // Checks are never rejected, because the process itself requests them in consecutive batches.
    const most = intakes.some((intake) => 'isPublic' in intake && intake.isPublic) ? MAX_WAITING_FOR_KEYS : MAX_WAITING;
    if (waiting.length + intakes.length > most && intakes.some((i) => i.kind !== 'check')) {
      return Promise.reject(
        unavailable(
          'WRITE_QUEUE_FULL',
          'the queue of writes is full; nothing of this request was kept; retry in a moment',
        ),
      );
    }
    return this.enqueue(workspace, intakes, 'facts', onOutcome);
  }

  /** Runs checks in the background. Resolves when all are done. Facts that arrive in the meantime take precedence. */
  check(workspace: string, checks: readonly BackgroundIntake[]): Promise<Outcome[]> {
    return this.enqueue(workspace, checks, 'background');
  }

  private async enqueue(
    workspace: string,
    intakes: readonly Intake[],
    name: 'facts' | 'background',
    onOutcome?: (outcome: Outcome) => void,
  ): Promise<Outcome[]> {
    if (this.closed) throw shuttingDown();
    const queues = this.of(workspace);
    const { waiting } = queues[name];
    const cause = this.observer.origin?.();
    const all = intakes.map(
      (intake) =>
        new Promise<Outcome>((resolve, reject) => {
          const id = idOf(intake);
          waiting.push({
            intake,
            keys: this.keysOf(workspace, intake),
            ...(id === undefined ? {} : { id }),
            ...(cause === undefined ? {} : { cause }),
            attempts: 0,
            resolve,
            reject,
          });
        }),
    );
    this.schedule(workspace, queues);
    // The intakes may belong to several transactions. If one of them fails, the others still end before this call does.
    const ended = await Promise.allSettled(all);
    for (const each of ended) if (each.status === 'fulfilled') onOutcome?.(each.value);
    return Promise.all(all);
  }

  private of(workspace: string): Queues {
    let queues = this.queues.get(workspace);
    if (!queues)
      this.queues.set(
        workspace,
        (queues = {
          facts: { waiting: [], running: 0, customers: 0 },
          background: { waiting: [], running: 0, customers: 0 },
          busy: new Set(),
          scheduled: false,
        }),
      );
    return queues;
  }

  /**
   * Dry run that returns the outcome of each intake and rolls back the transaction. Profile ids of customers that would
   * have been created are not valid afterwards.
   */
  async dryRun(workspace: string, intakes: readonly Intake[]): Promise<Outcome[]> {
    try {
      return await this.retried(() =>
        this.transact(workspace, intakes, { silent: true }, ({ outcomes }): never => {
          throw new RolledBack(outcomes);
        }),
      );
    } catch (error) {
      if (error instanceof RolledBack) return [...error.outcomes];
      if (!(error instanceof TooManyFacts)) throw error;
      const middle = intakes.length >> 1;
      return [
        ...(await this.dryRun(workspace, intakes.slice(0, middle))),
        ...(await this.dryRun(workspace, intakes.slice(middle))),
      ];
    }
  }

  /** Retries a transaction after conflicts with other writers. */
  private async retried<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StoreConflict)) throw error;
        this.observer.conflicted();
        if (attempt === MAX_ATTEMPTS) throw error;
        await this.pause(Math.random() * Math.min(100, 2 ** attempt));
      }
    }
  }

  /**
   * Commits all intakes in one transaction without waiting in the queues. If the intakes contain all facts of a
   * customer, the customer is evaluated only once, which costs the database less per fact. The facts are not cached,
   * because customers from a bulk load rarely change soon.
   */
  async load(workspace: string, intakes: readonly Intake[], pastSince?: number): Promise<Outcome[]> {
    if (this.closed) throw shuttingDown();
    const { facts } = this.of(workspace);
    facts.running++;
    try {
      const done = await this.retried(() =>
        this.transact(workspace, intakes, { silent: true, pastSince, isWhole: true }, (result) => result),
      );
      return [...done.outcomes];
    } finally {
      facts.running--;
      this.schedule(workspace, this.of(workspace));
    }
  }

  /** Number of accepted facts that are not yet part of a transaction, over all workspaces. */
  waiting(): number {
    return this.all().reduce((n, q) => n + q.waiting.length, 0);
  }

  /** Bytes of the hints, and their limit. */
  get hintBytes(): { readonly used: number; readonly limit: number } {
    return { used: this.hints.calculatedSize, limit: MAX_HINT_BYTES };
  }

  /** Number of workspaces with queues. A workspace without work has none. */
  get workspaces(): number {
    return this.queues.size;
  }

  /** Whether this process is shutting down. */
  get closing(): boolean {
    return this.closed;
  }

  /** Rejects new writes. Resolves when all running and waiting writes have ended. */
  async close(): Promise<void> {
    this.closed = true;
    while (this.all().some((q) => q.running > 0 || q.waiting.length > 0)) await this.pause(5);
  }

  private all(): Queue[] {
    return [...this.queues.values()].flatMap((x) => [x.facts, x.background]);
  }

  private keysOf(workspace: string, intake: Intake): string[] {
    return keysOf(intake).map((name) => this.hints.get(`${workspace}/${name}`) ?? name);
  }

  private schedule(workspace: string, queues: Queues): void {
    if (queues.scheduled) return;
    queues.scheduled = true;
    setImmediate(() => {
      queues.scheduled = false;
      this.begin(workspace, queues, queues.facts, LANES);
      this.begin(workspace, queues, queues.background, BACKGROUND_LANES);
      if (isIdle(queues)) this.queues.delete(workspace);
    });
  }

  private begin(workspace: string, queues: Queues, q: Queue, lanes: number): void {
    while (q.running < lanes) {
      // Checks are already requested in amounts that leave room for other work.
      const batch = takeBatch(q, queues.busy, q === queues.facts ? roomFor(q) : Infinity);
      if (batch.length === 0) return;
      q.running++;
      void this.run(workspace, batch).finally(() => {
        q.running--;
        endBatch(q, queues.busy, batch);
        this.schedule(workspace, queues);
      });
    }
  }

  /** Runs one transaction. `then` receives the result before the transaction is committed. */
  private async transact<T>(
    workspace: string,
    intakes: readonly Intake[],
    { isWhole = false, ...mode }: Mode,
    then: (result: CommitResult) => T,
  ): Promise<T> {
    const { stores, catalogues, cache, dues } = this;
    const held: FactClaim = this.loading.claim();
    const claim = (bytes: number): Promise<void> => {
      if (bytes > MAX_LOADED_BYTES && intakes.length > 1 && !isWhole) throw new TooManyFacts();
      return held.take(bytes);
    };
    try {
      return await stores.transact(async (tx) =>
        then(await commit({ stores, catalogues, cache, dues, workspace, intakes, ...mode, claim }, tx)),
      );
    } finally {
      held.release();
    }
  }

  private async run(workspace: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const intakes = batch.map((w) => w.intake);
      const done = await this.observer.observe(batch, () =>
        this.transact(workspace, intakes, { silent: false }, (result) => result),
      );
      done.committed();
      for (const [name, root] of done.roots) this.hints.set(`${workspace}/${name}`, root);
      batch.forEach((w, i) => w.resolve(done.outcomes[i]));
    } catch (error) {
      if (error instanceof TooManyFacts) return this.runHalves(workspace, batch, batch.length >> 1);
      if (!(error instanceof StoreConflict)) {
        for (const w of batch) w.reject(error);
        return;
      }
      this.observer.conflicted();
      for (const w of batch) w.attempts++;
      if (batch[0].attempts > MAX_ATTEMPTS) {
        for (const w of batch)
          w.reject(unavailable('WRITE_CONTENDED', 'too many writers change the same customer at once; retry'));
        return;
      }
      await this.pause(Math.random() * Math.min(100, 2 ** batch[0].attempts));
      // After a second conflict, split the batch, so that one frequently written profile does not delay the rest.
      const cut = batch[0].attempts < 2 ? undefined : cutBetweenMutations(batch);
      if (cut === undefined) return this.run(workspace, batch);
      await this.runHalves(workspace, batch, cut);
    }
  }

  private async runHalves(workspace: string, batch: readonly Waiting[], cut: number): Promise<void> {
    await this.run(workspace, batch.slice(0, cut));
    await this.run(workspace, batch.slice(cut));
  }
}

/** Whether nothing is waiting or running. Idle queues are removed, and created again when they are needed. */
const isIdle = ({ facts, background, busy }: Queues): boolean =>
  facts.running + background.running + facts.waiting.length + background.waiting.length + busy.size === 0;

const shuttingDown = (): Error => unavailable('SERVER_SHUTTING_DOWN', 'the server is shutting down; retry');

/** Thrown to roll back the transaction of a dry run. */
class RolledBack extends Error {
  constructor(readonly outcomes: readonly Outcome[]) {
    super('dry run');
  }
}
