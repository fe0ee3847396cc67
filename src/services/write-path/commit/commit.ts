/**
 * Runs one write transaction. It reads the customers to which the intakes refer and evaluates them with the engine.
 * Profiles, facts and transitions are written together.
 */
import { normalForm } from '../../../engine/identity/identity.js';
import { digestsOf } from '../../base/stable-random.js';
import type { Catalogues } from '../../base/catalogues.js';
import { clockOf } from '../../base/clock.js';
import { notFound } from '../../base/errors.js';
import { targetsOf, withIdentities, type Intake, type Outcome } from '../../base/write-intakes.js';
import type { Stores, Tx, Workspace } from '../../base/ports.js';
import type { FactCache } from '../../base/services.js';
import { lookUpLists } from '../customer-lists.js';
import { Customers } from '../customers.js';
import { Deciders } from '../deciders/deciders.js';
import { isDecided } from '../deciders/registry.js';
import { Dues } from '../dues/dues.js';
import type { DueKind } from '../dues/due-kind.js';
import { Announcements } from './announcements.js';
import { Checks } from './checks.js';
import { Decisions } from './decisions.js';
import { Erasures } from './erasures.js';
import { Events } from './events.js';
import { CustomerSizes } from './customer-sizes.js';
import { loadFacts, type LoadedFacts } from './facts.js';
import { Links } from './links.js';
import { LoadedPast } from './loaded-past.js';
import { Outcomes } from './outcomes.js';
import { Removals } from './removals.js';
import { rebuildTags, settleAll, type Settled } from './settling.js';
import { Steps } from './steps.js';
import { store } from './store.js';
import { Tags } from './tags.js';
import { yieldIfLarge } from './turns.js';
import type { Snapshot } from './snapshot.js';
import type { Transaction } from './transaction.js';

/** Input of a write transaction, including the services that it uses. */
export interface CommitInput {
  readonly stores: Stores;
  readonly catalogues: Catalogues;
  readonly cache: FactCache;
  readonly workspace: string;
  readonly intakes: readonly Intake[];
  readonly dues: readonly DueKind[];
  /** Whether changes to customers are not announced. */
  readonly silent: boolean;
  /**
   * Time at which the ledger of new customers starts, in ms. Set only in a bulk load that also generates the earlier
   * history of these customers.
   */
  readonly pastSince?: number;
  /**
   * Called before the facts of the customers are loaded, with their estimated size. It waits until there is memory for
   * them, or throws `TooManyFacts` if the intakes must be divided over several transactions.
   */
  readonly claim: (bytes: number) => Promise<void>;
}

export interface CommitResult {
  /** The outcomes in the order of the intakes. */
  readonly outcomes: readonly Outcome[];
  /** Identities that the transaction used, as text, each with the current root profile of its customer. */
  readonly roots: readonly (readonly [name: string, root: string])[];
  /** Stores the evaluated facts in the cache. Must be called after the commit. */
  committed(): void;
}

/**
 * Runs one write transaction. The order of the steps matters:
 * 1. Snapshot: read the workspace's clock, and the catalogue at exactly the workspace's version.
 * 2. Outcomes that do not depend on the customer's facts: requests repeated under an idempotency key, rejections,
 *    duplicates, and facts of customers that are too large.
 * 3. Identity resolution: apply all links of the intakes before any fact is recorded for a customer.
 * 4. Removals: remove the facts of removed sources. Customers that lost facts are evaluated as a whole.
 * 5. Facts: record events, tag writes, links and checks.
 * 6. Deciders: run them with the facts of their customers, including the facts of this transaction.
 * 7. Planned work: handle the work (`Due`) whose time has come, each kind with its own handler. The resulting decisions
 *    become facts.
 * 8. Settling: evaluate each touched customer once, after its last fact.
 * 9. Store: write everything. Counts are written last, because most write conflicts happen there.
 * @throws StoreConflict if another transaction committed first.
 */
export async function commit(input: CommitInput, tx: Tx): Promise<CommitResult> {
  const { snapshot, workspace } = await open(input, tx);
  const events = await Events.load(snapshot);
  const erasures = await Erasures.load(snapshot, workspace.erasures);
  const announcements = new Announcements(snapshot.workspace, snapshot.now, input.silent, snapshot.past !== undefined);
  const customers = new Customers(snapshot, workspace.watermark, (record, transitions) =>
    announcements.announce(record, transitions),
  );
  await customers.load([...snapshot.intakes.flatMap(targetsOf), ...events.repeated()]);
  const transaction: Transaction = { ...snapshot, customers };
  const outcomes = await Outcomes.load(snapshot);
  const deciders = await Deciders.open(snapshot);
  const links = new Links(transaction);
  const tags = new Tags(transaction, links);
  const checks = new Checks(transaction);
  const sizes = new CustomerSizes(customers);
  const steps = new Steps({ transaction, events, tags, links, checks, erasures, deciders, sizes });

  outcomes.refuse((intake) => steps.refusal(intake));
  const pending = outcomes.pending();
  await links.join(pending);
  await new Removals(transaction).remove();
  await tags.load(pending);
  await yieldIfLarge(snapshot);
  snapshot.intakes.forEach((intake, index) => {
    if (!isDecided(intake)) outcomes.take(index, () => steps.take(intake));
  });
  // The customer of a duplicate may have been unknown until now, if the original event is part of this transaction.
  outcomes.amendDuplicates((event) => events.duplicate(event));

  const decisions = new Decisions(transaction, deciders, links, events);
  for (const intake of pending) if (isDecided(intake)) decisions.address(intake);
  const loaded = await loadFacts(transaction, input);
  checks.purge(loaded.facts);
  await decisions.decide(loaded.facts, outcomes);
  await outcomes.store();

  await rebuildTags(transaction);
  await lookUpLists(transaction, customers.all());
  const dues = await Dues.open(snapshot, input.dues);
  dues.fall(transaction, loaded, events);
  const changed = checks.changed();
  const settled = await settleAll(transaction, loaded.facts, { changed, announcements, dues });
  await store(transaction, {
    records: settled.map(({ record }) => record),
    changed,
    events: events.recorded,
    purged: checks.purged,
    tagFacts: tags.recorded,
    accepted: outcomes.accepted,
    announcements,
  });
  await deciders.store();
  await dues.store();
  return {
    outcomes: outcomes.all(customers),
    roots: customers.names(),
    committed: () => cacheFacts(input.cache, settled, loaded, customers),
  };
}

function cacheFacts(
  cache: FactCache,
  settled: readonly Settled[],
  { provided }: LoadedFacts,
  customers: Customers,
): void {
  for (const { record, facts } of settled)
    if (!provided.has(record.id)) cache.set(record.id, record.factsVersion, facts);
  for (const id of customers.absorbed()) cache.drop(id);
}

async function open(
  { stores, catalogues, workspace: id, intakes, pastSince }: CommitInput,
  tx: Tx,
): Promise<{ readonly snapshot: Snapshot; readonly workspace: Workspace }> {
  const workspace = await stores.workspaces.get(id, tx);
  if (!workspace) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
  const now = clockOf(workspace, stores.now());
  const catalogue = await catalogues.at(workspace, tx);
  // The identity rules may have changed since the identities were parsed.
  const current = catalogue.regroupedSince(0)
    ? intakes.map((intake) =>
        withIdentities(intake, (identity) => normalForm(identity, (name) => catalogue.namespace(name))),
      )
    : intakes;
  const past = pastSince === undefined ? undefined : new LoadedPast(pastSince, current);
  return {
    workspace,
    snapshot: {
      ...{ stores, workspace: id, catalogue, now, tx, intakes: current },
      ...{ triggers: workspace.triggers, digests: digestsOf(workspace) },
      ...(past ? { past } : {}),
    },
  };
}
