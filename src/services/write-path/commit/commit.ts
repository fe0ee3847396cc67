/**
 * Runs one write transaction: reads the customers that its intakes address, lets the engine decide, and writes
 * profiles, facts and transitions together.
 */
import { normalForm } from '../../../engine/identity/identity.js';
import type { Catalogues } from '../../base/catalogues.js';
import { clockOf } from '../../base/clock.js';
import { notFound } from '../../base/errors.js';
import { targetsOf, withIdentities, type Intake, type Outcome } from '../../base/intake.js';
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
import { loadFacts, type LoadedFacts } from './facts.js';
import { Links } from './links.js';
import { LoadedPast } from './loaded-past.js';
import { Outcomes } from './outcomes.js';
import { Removals } from './removals.js';
import { rebuildTags, settleAll, type Settled } from './settling.js';
import { Steps } from './steps.js';
import { store } from './store.js';
import { Tags } from './tags.js';
import type { Snapshot } from './snapshot.js';
import type { Transaction } from './transaction.js';

/** Input of one transaction. */
export interface CommitInput {
  readonly stores: Stores;
  readonly catalogues: Catalogues;
  readonly cache: FactCache;
  readonly workspace: string;
  readonly intakes: readonly Intake[];
  readonly dues: readonly DueKind[];
  /** True if customer changes are not announced. */
  readonly silent: boolean;
  /** In a bulk load that gives new customers a past: the start of their ledger in ms. */
  readonly pastSince?: number;
}

export interface CommitResult {
  /** In the order of the intakes. */
  readonly outcomes: readonly Outcome[];
  /** Current roots of the customers, by the names that the transaction used for them. */
  readonly roots: readonly (readonly [name: string, root: string])[];
  /** Called after the commit: the cache stores the facts that were evaluated. */
  committed(): void;
}

/**
 * Runs one transaction. Throws `StoreConflict` if another transaction committed first. The order of steps matters:
 *
 * 1. The snapshot: the workspace's clock and exactly the catalogue of its version.
 * 2. Outcomes that do not depend on the customer: repetitions under a key, refusals, duplicates.
 * 3. Identity resolution: every link of the intakes is applied before any fact is recorded under a customer.
 * 4. Removals: facts of sources that are taken back. Customers that lost some are evaluated as a whole.
 * 5. Facts: events, tag writes, links and checks.
 * 6. Deciders, with the facts of their customers, including those of this transaction.
 * 7. Dues: each registration receives the dues of the settled customers that have fallen. Its decisions become facts.
 * 8. Settling: each touched customer is evaluated once, after its last fact.
 * 9. Everything is written. Counts come last, because most write conflicts happen there.
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
  const steps = new Steps({ transaction, events, tags, links, checks, erasures, deciders });

  outcomes.refuse((intake) => steps.refusal(intake));
  const pending = outcomes.pending();
  await links.join(pending);
  await new Removals(transaction).remove();
  await tags.load(pending);
  snapshot.intakes.forEach((intake, index) => {
    if (!isDecided(intake)) outcomes.take(index, () => steps.take(intake));
  });
  // A repetition within the transaction may belong to a customer that was not known before.
  outcomes.amendDuplicates((event) => events.duplicate(event));

  const decisions = new Decisions(transaction, deciders, links, events);
  for (const intake of pending) if (isDecided(intake)) decisions.address(intake);
  const loaded = await loadFacts(transaction, input.cache);
  checks.purge(loaded.facts);
  await decisions.decide(loaded.facts, outcomes);
  await outcomes.store();

  await rebuildTags(transaction);
  await lookUpLists(transaction, customers.all());
  const dues = await Dues.open(snapshot, input.dues);
  dues.fall(transaction, loaded, events);
  const changed = checks.changed();
  const settled = settleAll(transaction, loaded.facts, { changed, announcements, dues });
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
  // The rules of identities may have changed since they were read.
  const current = catalogue.regroupedSince(0)
    ? intakes.map((intake) =>
        withIdentities(intake, (identity) => normalForm(identity, (name) => catalogue.namespace(name))),
      )
    : intakes;
  const past = pastSince === undefined ? undefined : new LoadedPast(pastSince, current);
  return {
    workspace,
    snapshot: {
      ...{ stores, workspace: id, catalogue, now, tx, intakes: current, triggers: workspace.triggers },
      ...(past ? { past } : {}),
    },
  };
}
