/**
 * Creates the demo workspace. The half-year of data of a customer is loaded in one transaction. Memberships of the last
 * weeks are evaluated day by day, so that the ledger has a realistic history.
 */
import { ascending } from '../../src/engine/values/ascending.js';
import type { Principal } from '../../src/services/base/access.js';
import { forEachAtOnce } from '../../src/services/base/at-once.js';
import type { Services } from '../../src/services/base/services.js';
import { defineCoupon } from '../../src/services/coupons/coupons.js';
import { defineExperiment } from '../../src/services/experiments/experiments.js';
import type { EventInput } from '../../src/services/events/event-inputs.js';
import { ingestEvents, type ItemResult } from '../../src/services/events/events.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { beginSampleData } from '../../src/services/base/sample-data-job.js';
import { jobDone } from '../../src/services/base/jobs.js';
import type { Label, Template } from '../../src/services/base/template-library.js';
import { installTemplate, type InstallInput } from '../../src/services/templates/templates.js';
import { defineTag } from '../../src/services/tags/tag-definitions.js';
import { writeTags } from '../../src/services/tags/tags.js';
import { runDueChecks } from '../../src/services/write-path/due-checks.js';
import { loadTogether, type LoadCall } from '../../src/services/write-path/load-together.js';
import { clockOf } from '../../src/services/base/clock.js';
import type { Workspace } from '../../src/services/base/ports.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { changeList, defineList } from '../../src/services/lists/lists.js';
import { claimCouponPack, defineCouponPack } from '../../src/services/coupons/packs.js';
import { COUPONS, EXPERIMENTS, LISTS, PACKS, SEGMENTS, TAGS } from './definitions.js';
import { installModels } from './models.js';
import { installStrategies } from './strategies.js';
import { generateShop, HISTORY_DAYS, type Shop, type TimedTag } from './generate.js';

export interface InstallOptions {
  readonly workspace: string;
  readonly seed: number;
  readonly customers: number;
  /** End of the history and start of the shop's clock, in ms. When absent, the clock shows real time. */
  readonly anchor?: number;
  readonly progress: (done: number, total: number, what: string) => void;
  /** Called when the workspace exists. It is still empty then, and its pages show how far it is filled. */
  readonly opened?: () => Promise<void>;
}

export interface Installed {
  readonly events: number;
  readonly accepted: number;
  readonly duplicates: number;
}

const DAY = 86_400_000;
/** For this number of days before the anchor (the end of the history), the ledger contains every membership change. */
const LEDGER_DAYS = 46;
/** Number of list entries sent in one call. */
const ENTRIES_AT_ONCE = 5000;
/** Number of customers who have already claimed a pack when the shop opens. */
const PACK_CLAIMS = 12;
/** Number of facts checked in one call. */
const CHUNK = 1000;
/** Number of facts after which no further customer is added to a transaction. */
const BATCH = 1000;
/** Number of concurrent transactions. One is evaluated while the database writes another. */
const AT_ONCE = 2;

const chosen = (parameters: Readonly<Record<string, string>>): Pick<InstallInput, 'parameters'> => ({
  parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
});

/** Template parameters for this shop where the defaults would give uninformative results. */
const PARAMETERS: Readonly<Record<string, Pick<InstallInput, 'parameters'>>> = {
  rfm: chosen({ potential_value: '300' }),
  lifecycle_activity: chosen({ loyal_visits: '4', growing_visits: '2' }),
  pack_ecommerce: chosen({ views: '2' }),
  pack_fresh_food: chosen({ wide: '4', medium: '2' }),
  pack_beauty: chosen({ skincare: 'Skincare', makeup: 'Makeup' }),
};

interface Arrival {
  readonly member: string;
  readonly event?: EventInput;
  readonly tag?: TimedTag;
}

/**
 * Returns the member number of the customer of an event. Message ids start with this number, even for anonymous events.
 */
function memberOf(event: EventInput): string {
  return event.messageId.slice(0, event.messageId.indexOf('-'));
}

type As = (subject: string) => Principal;

/** Loads the shop's facts and counts the outcomes. */
class Loader {
  accepted = 0;
  duplicates = 0;
  private done = 0;

  constructor(
    private readonly services: Services,
    private readonly workspace: string,
    private readonly as: As,
    private readonly progress: (done: number) => Promise<void>,
  ) {}

  /**
   * Loads all facts. Each transaction contains a batch of whole customers. Membership changes are recorded from `since`
   * (ms) on. Takes the batches out of the list, so that their memory is free afterwards.
   */
  async load(batches: (readonly Arrival[])[], since: number): Promise<void> {
    await forEachAtOnce(takenFrom(batches), AT_ONCE, (batch) => this.loadBatch(batch, since));
  }

  private async loadBatch(batch: readonly Arrival[], since: number): Promise<void> {
    await loadTogether(
      this.services,
      this.workspace,
      [...this.callsOfEvents(batch), ...this.callsOfTags(batch)],
      since,
    );
    await this.progress((this.done += batch.length));
  }

  private callsOfEvents(batch: readonly Arrival[]): LoadCall[] {
    return chunks(batch.flatMap((x) => x.event ?? [])).map(
      (events) => async (services) => this.count(await ingestEvents(services, this.as('shop-app'), events)),
    );
  }

  private callsOfTags(batch: readonly Arrival[]): LoadCall[] {
    return (['helpdesk', 'vendor', 'shop-app'] as const).flatMap((writer) =>
      (['set', 'record'] as const).flatMap((verb) => {
        const writes = batch.flatMap((x) => (x.tag?.writer === writer && x.tag.verb === verb ? x.tag.write : []));
        return chunks(writes).map(
          (chunk): LoadCall =>
            async (services) =>
              void (await writeTags(services, this.as(writer), verb, chunk, 'tags')),
        );
      }),
    );
  }

  private count(results: readonly ItemResult[]): void {
    for (const { status, message, path } of results)
      if (status === 'ACCEPTED') this.accepted++;
      else if (status === 'DUPLICATE') this.duplicates++;
      else throw new Error(`the demo shop made an event that was rejected: ${message} at ${path}`);
  }
}

function* takenFrom<T>(list: T[]): Iterable<T> {
  while (list.length > 0) yield list.shift()!;
}

const chunks = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / CHUNK) }, (_, i) => list.slice(i * CHUNK, (i + 1) * CHUNK));

/** Returns the facts that arrived by `until`, ordered by customer. Each batch contains several whole customers. */
function batchesOf({ events, tags }: Shop, until: number): Arrival[][] {
  const all: Arrival[] = [
    ...events.filter(({ arrives }) => arrives <= until).map(({ event }) => ({ member: memberOf(event), event })),
    ...tags.filter(({ at }) => at <= until).map((tag) => ({ member: tag.write.identities![0].value, tag })),
  ].sort((x, y) => ascending(x.member, y.member));
  const batches: Arrival[][] = [];
  let last: Arrival[] = [];
  all.forEach((arrival, i) => {
    if (last.length >= BATCH && arrival.member !== all[i - 1].member) batches.push(last.splice(0));
    last.push(arrival);
  });
  return [...batches, last];
}

/** Facts of a shop in batches, and how many there are. */
interface Prepared {
  readonly batches: (readonly Arrival[])[];
  readonly events: number;
  readonly total: number;
}

/** Generates the facts. Only the batches keep them, and each batch is dropped when it is loaded. */
function prepare({ seed, customers }: InstallOptions, anchor: number): Prepared {
  const shop = generateShop({ seed, customers, anchor });
  return {
    batches: batchesOf(shop, anchor),
    events: shop.events.length,
    total: shop.events.length + shop.tags.length,
  };
}

export async function installDemoShop(services: Services, options: InstallOptions): Promise<Installed> {
  const { workspace } = options;
  const as: As = (subject) => ({ workspace, subject, scopes: new Set(['admin']), expiresAt: Infinity });
  const anchor = options.anchor ?? services.stores.now();
  const start = anchor - (HISTORY_DAYS + 1) * DAY;
  await createWorkspace(services, {
    id: workspace,
    name: 'Demo shop',
    clock: new Date(start).toISOString(),
    running: false,
  });
  await options.opened?.();
  const { batches, events, total } = prepare(options, anchor);
  const job = await beginSampleData(services, workspace, total);
  const loader = new Loader(services, workspace, as, async (done) => {
    options.progress(done, total, 'loading half a year');
    await job.progress(done);
  });
  try {
    await fillShop(services, loader, { options, as, anchor, batches });
  } catch (error) {
    await job.end('FAILED').catch(() => undefined);
    throw error;
  }
  await job.end('DONE');
  return { events, accepted: loader.accepted, duplicates: loader.duplicates };
}

interface Filling extends Pick<Prepared, 'batches'> {
  readonly options: InstallOptions;
  readonly as: As;
  readonly anchor: number;
}

/** Defines the shop, loads its facts, and starts its clock. */
async function fillShop(services: Services, loader: Loader, filling: Filling): Promise<void> {
  const { options, as, anchor, batches } = filling;
  const { stores, mutex } = services;
  await mutex.take(options.workspace, async () => {
    await defineShop(services, as('strata'), options.customers);
    await installStrategies(services, as('strata'), anchor);
  });
  await stores.workspaces.setClock(options.workspace, { base: anchor, setAt: stores.now(), running: false });
  await loader.load(batches, anchor - LEDGER_DAYS * DAY);
  await installQuantileTemplates(services, as('strata'));
  await installModels(services, as('strata'));
  await openShop(services, as('shop-app'), options);
}

/** Fields of templates whose text is stored in definitions. */
const TEXTS: ReadonlySet<string> = new Set(['label', 'objective', 'advice']);

/** Returns the templates with names in both languages, like the shop's own definitions. */
function bilingual(templates: readonly Template[]): readonly Template[] {
  const joined = (name: string, value: unknown): unknown => {
    if (!TEXTS.has(name)) return value;
    const { en, zh } = value as Label;
    return { en: `${en} / ${zh}`, zh };
  };
  return JSON.parse(JSON.stringify(templates), joined) as Template[];
}

/** Installs templates that use quantiles. Quantiles can be computed only after customers exist. */
async function installQuantileTemplates(services: Services, principal: Principal): Promise<void> {
  const templates = bilingual(services.templates);
  for (const template of templates.filter((x) => x.quantiles)) {
    const { jobs } = await installTemplate(services, principal, templates, {
      key: template.key,
      language: 'en',
      dryRun: false,
      every: 'P7D',
    });
    for (const job of jobs) await jobDone(services, principal.workspace, job.id);
  }
}

/**
 * Defines the shop and installs the whole template library before any event, so that template layers have a history
 * too. The caller pauses other tasks of the workspace, so that later backfills process all definitions at once.
 */
async function defineShop(s: Services, operator: Principal, customers: number): Promise<void> {
  for (const tag of TAGS) await defineTag(s, operator, tag);
  for (const list of LISTS) {
    await defineList(s, operator, list.input);
    const all = list.entries(customers);
    for (let i = 0; i < all.length; i += ENTRIES_AT_ONCE)
      await changeList(s, operator, 'add', list.input.key, all.slice(i, i + ENTRIES_AT_ONCE));
  }
  for (const coupon of COUPONS) await defineCoupon(s, operator, coupon);
  for (const pack of PACKS) await defineCouponPack(s, operator, pack);
  for (const experiment of EXPERIMENTS) await defineExperiment(s, operator, experiment);
  for (const segment of SEGMENTS) await defineSegment(s, operator, segment);
  const templates = bilingual(s.templates);
  for (const template of templates.filter((x) => !x.quantiles))
    await installTemplate(s, operator, templates, {
      ...PARAMETERS[template.key],
      key: template.key,
      language: 'en',
      dryRun: false,
    });
}

/**
 * Starts the shop's clock. A few members of the club then claim its gift pack. The number of these members is small to
 * keep the start short.
 */
async function openShop(s: Services, shop: Principal, { workspace, anchor, customers }: InstallOptions): Promise<void> {
  await startClock(s, workspace, anchor);
  const [club] = LISTS;
  for (const { key } of PACKS)
    for (const value of club.entries(customers).slice(0, PACK_CLAIMS))
      await claimCouponPack(s, shop, { pack: key, identities: [{ namespace: 'member_id', value }] });
}

/**
 * Starts a sandbox's clock at the given time, and processes everything that is due by this time. Without `from`, the
 * clock shows real time. Real time is read at the start of this call and not earlier, because creating the shop takes
 * minutes.
 */
async function startClock(s: Services, workspace: string, from?: number): Promise<void> {
  const setAt = s.stores.now();
  await s.stores.workspaces.setClock(workspace, { base: from ?? setAt, setAt, running: true });
  await runDueChecks(s, (await s.stores.workspaces.get(workspace))!);
}

/** Corrects a clock that is behind real time. Shops created by an earlier version can have such a clock. */
export async function keepUp(services: Services, shop: Workspace): Promise<void> {
  const now = services.stores.now();
  if (clockOf(shop, now) < now) await startClock(services, shop.id);
}
