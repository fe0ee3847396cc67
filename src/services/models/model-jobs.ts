/** Parts that the jobs of models share: how they are started, and how they read customers as known at a cut. */
import { KnownCustomers, type ReceivedFact } from '../../engine/models/known-customers.js';
import type { ModelDefinition, ModelSchedule } from '../../engine/models/model-definition.js';
import { FOLDED_TYPES, typesRead } from '../../engine/facts/vocabulary.js';
import type { Choice } from '../../engine/analyses/events.js';
import { StoreConflict } from '../base/errors.js';
import { newId } from '../base/intake.js';
import type { Job, RootFacts, Tx } from '../base/ports.js';
import type { Services } from '../base/services.js';

/** Number of customers that are read in one query. */
const PAGE = 250;
const MOST_PAUSE_MS = 100;

const SUBJECT = 'model ';

/** Returns the key of the model of a job. */
const modelKeyOf = ({ subject }: Pick<Job, 'subject'>): string => subject.slice(SUBJECT.length);

/** Returns a new job of a model. It reads the facts that had been received by the time `cut`. */
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

/** Some customers, in the same order in `roots` and `known`. */
interface KnownPage {
  readonly roots: readonly RootFacts[];
  readonly known: KnownCustomers;
  /** Facts of each customer that have been received by now, by the id of the root. */
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
  for (let after: string | undefined; ;) {
    const roots = await profiles.rootFacts(workspace, { first: PAGE, ...(after === undefined ? {} : { after }) });
    if (roots.length === 0) return;
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
    if (roots.length < PAGE) return;
    after = roots.at(-1)!.id;
  }
}

/** Returns the event types that decide which orders of the given choices count. */
export const typesOfOrders = (orders: readonly Choice[]): string[] => [
  ...new Set([...FOLDED_TYPES, ...orders.flatMap(({ event }) => typesRead(event))]),
];

/** Changes the schedule of a model in a transaction. Other writers of the same model make it run again. */
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
