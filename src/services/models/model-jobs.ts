/**
 * Functions that the jobs of models share. They start and run jobs, and read customers as they were known at a cutoff
 * time.
 */
import { KnownCustomers, type ReceivedFact } from '../../engine/models/known-customers.js';
import type { ModelDefinition, ModelSchedule } from '../../engine/models/model-definition.js';
import { FOLDED_TYPES, typesRead } from '../../engine/facts/vocabulary.js';
import type { Choice } from '../../engine/analyses/events.js';
import { ownerOf, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { StoreConflict } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { inBackground } from '../base/jobs.js';
import type { Job, Page, RootFacts, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { eachPage } from '../base/pages.js';

/** Number of customers that are read in one query. */
const PAGE = 250;
const MOST_PAUSE_MS = 100;

const SUBJECT = 'model ';

/** Returns the key of the model of a job. */
const modelKeyOf = ({ subject }: Pick<Job, 'subject'>): string => subject.slice(SUBJECT.length);

/** Returns a new job of a model. It reads the facts that had been received by the cutoff time `cut`. */
export async function modelJob(
  services: Services,
  workspace: string,
  { kind, key, cut, modelVersion }: Pick<Job, 'kind' | 'modelVersion'> & { readonly key: string; readonly cut: number },
): Promise<Job> {
  const startedAt = services.stores.now();
  return {
    id: newId(startedAt),
    workspace,
    kind,
    subject: SUBJECT + key,
    cut,
    ...(modelVersion === undefined ? {} : { modelVersion }),
    state: 'RUNNING',
    done: 0,
    total: await services.stores.profiles.countRoots(workspace),
    startedAt,
  };
}

/** Returns the running job of a kind for a model. */
export async function runningJob(
  services: Services,
  workspace: string,
  kind: Job['kind'],
  key: string,
): Promise<Job | undefined> {
  return (await services.stores.jobs.running()).find(
    (job) => job.workspace === workspace && job.kind === kind && job.subject === SUBJECT + key,
  );
}

/**
 * Inserts a job in the transaction that raises the version of the model's schedule. Every start of a job raises this
 * version. If another job was started after a caller read the schedule, the caller therefore cannot start a second one.
 *
 * @throws StoreConflict if the schedule has changed since `before` was read.
 */
export async function insertJob(
  services: Services,
  job: Job,
  before: ModelSchedule,
  after: ModelSchedule,
  tx: Tx,
): Promise<void> {
  const { jobs, models } = services.stores;
  const there = await models.schedule(job.workspace, before.key, tx);
  if ((there?.version ?? 0) !== before.version) throw new StoreConflict('the schedule of the model changed meanwhile');
  await models.saveSchedule(job.workspace, { ...after, version: before.version + 1 }, tx);
  await jobs.insert(job, tx);
}

/** A job that a caller starts, with its operation, kind and model, and the functions that prepare and run it. */
interface Started {
  readonly operation: string;
  readonly kind: Job['kind'];
  readonly key: string;
  /**
   * Checks that the job may start, and returns the version that the job needs, if any. Throws if it may not start.
   */
  readonly prepare: (workspace: string) => Promise<Pick<Job, 'modelVersion'>>;
  readonly run: (services: Services, job: Job) => Promise<void>;
}

/** Starts a job of a model for a caller. If a job of this kind is running for the model, returns the running job. */
export async function startModelJob(
  services: Services,
  principal: Principal,
  { operation, kind, key, prepare, run }: Started,
): Promise<Job> {
  const already = await runningJob(services, principal.workspace, kind, key);
  if (already) return already;
  let started: Job | undefined;
  const job = await change(services, principal, operation, async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const details = await prepare(workspace.id);
    const before = (await services.stores.models.schedule(workspace.id, key)) ?? { key, version: 0 };
    const running = await runningJob(services, workspace.id, kind, key);
    const own = running ? undefined : await modelJob(services, workspace.id, { kind, key, cut: now, ...details });
    started = own;
    const save = async (tx: Tx): Promise<Job> => {
      if (own) await insertJob(services, own, before, before, tx);
      return (own ?? running)!;
    };
    return { target: key, at: now, save };
  });
  if (started && started.id === job.id) void inBackground(services, job, run).catch(() => undefined);
  return job;
}

/**
 * Runs a job of a model. Only one such job runs in this process at a time, because each reads all customers of a
 * workspace. Workspaces take turns, and a sandbox shares the turn of its owner. A job that ended while it waited does
 * not run.
 */
export const inModelTurn = (services: Services, job: Job, run: () => Promise<void>): Promise<void> =>
  services.mutex.takeFairly('jobs of models', ownerOf(job.workspace), async () => {
    const there = await services.stores.jobs.get(job.workspace, job.id);
    if (there?.state === 'RUNNING') await run();
  });

/** A page of customers. They are in the same order in `roots` and `known`. */
interface KnownPage {
  readonly roots: readonly RootFacts[];
  readonly known: KnownCustomers;
  /** Facts of each customer that have been received so far, by the id of the root. */
  readonly facts: ReadonlyMap<string, readonly ReceivedFact[]>;
}

/** Yields all customers of a workspace in pages, with the facts that had been received by the time `until`. */
export async function* knownPages(
  services: Services,
  workspace: string,
  types: readonly string[],
  until: number,
): AsyncGenerator<KnownPage> {
  const { profiles, events } = services.stores;
  const read = (page: Page): Promise<RootFacts[]> => profiles.rootFacts(workspace, page);
  for await (const roots of eachPage(read, ({ id }) => id, PAGE)) {
    const members = roots.flatMap((root) => root.members);
    const received = await events.received(workspace, members, types);
    const facts = new Map(roots.map((root) => [root.id, root.members.flatMap((member) => received.get(member) ?? [])]));
    yield {
      roots,
      facts,
      known: new KnownCustomers(
        [...facts].map(([id, own]) => ({ id, facts: own })),
        until,
      ),
    };
  }
}

/** Returns the event types that determine which orders count, for the given choices of orders. */
export const typesOfOrders = (orders: readonly Choice[]): string[] => [
  ...new Set([...FOLDED_TYPES, ...orders.flatMap(({ event }) => typesRead(event))]),
];

/** Changes the schedule of a model in a transaction. The transaction is retried after a write conflict. */
export async function changeSchedule(
  services: Services,
  workspace: string,
  key: string,
  edit: (before: ModelSchedule, tx: Tx) => Promise<ModelSchedule | undefined>,
): Promise<void> {
  const { stores } = services;
  for (let attempt = 1; ; attempt++)
    try {
      await stores.transact(async (tx) => {
        const before = (await stores.models.schedule(workspace, key, tx)) ?? { key, version: 0 };
        const after = await edit(before, tx);
        if (after) await stores.models.saveSchedule(workspace, { ...after, version: before.version + 1 }, tx);
      });
      return;
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
      await services.pause(Math.random() * Math.min(MOST_PAUSE_MS, 2 ** attempt));
    }
}

/** Returns the definition of a job's model. Returns undefined if the model has been retired. */
export async function modelOfJob(services: Services, job: Job): Promise<ModelDefinition | undefined> {
  const [model] = await services.stores.models.find(job.workspace, [modelKeyOf(job)]);
  return (model as ModelDefinition | undefined)?.retired === false ? model : undefined;
}
