/**
 * `strata verify`: checks the segment memberships in a live database. It compares them with the memberships that a
 * simple reference implementation computes from the facts.
 */
import { parseArgs } from 'node:util';
import { Catalogue } from '../engine/definitions/catalogue.js';
import { identityText } from '../engine/identity/identity.js';
import { itemLookups, type LoadedItemCatalogue } from '../engine/items/item-catalogue.js';
import type { ListDefinition } from '../engine/lists/list.js';
import type { TagWrite, Value } from '../engine/types.js';
import { familyNamed } from '../engine/facts/event-retention.js';
import { countedUnder } from '../engine/memberships/settle.js';
import { ItemCache } from '../services/base/item-cache.js';
import { holds, type World } from '../reference/language.js';
import type { Page, ProfileRecord, Stores } from '../services/base/ports.js';
import { isAnonymousReceipt } from '../services/base/ports/profiles.js';
import { CliError, localConfig, type Command } from './command.js';
import { entryPages } from '../services/base/list-values.js';
import { Progress } from './progress.js';
import { withStores } from './stores.js';
import { verifyBudgets } from './verify-budgets.js';
import { wrongReceipts } from './verify-receipts.js';
import { eachPage } from '../services/base/pages.js';

const PAGE = 200;

export const verify: Command = {
  help: `strata verify [--workspace demo] [--customers 1000] [--segment KEY] [--budgets]

Reads customers with their facts from the database, evaluates every segment with a plain reading of the
language that shares no code with the engine, and compares: membership at the instant each customer was last
evaluated, and at its next flip. Anonymous receipts must be in no segment. Changes nothing; the server may
run meanwhile.

  --customers N   how many, spread over the whole workspace (default 1000; 0 means all)
  --segment KEY   only this one; a layer is model.layer
  --budgets       compare the contacts of everyone with the contact budgets instead

Exit code 1 when something differs.`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        workspace: { type: 'string', default: 'demo' },
        customers: { type: 'string', default: '1000' },
        segment: { type: 'string' },
        budgets: { type: 'boolean', default: false },
      },
    });
    const wanted = Number(values.customers);
    if (!Number.isInteger(wanted) || wanted < 0) throw new CliError('--customers is a whole number.');
    return withStores(localConfig(), (stores) =>
      values.budgets
        ? verifyBudgets(stores, values.workspace)
        : compare(stores, values.workspace, wanted, values.segment),
    );
  },
};

async function compare(
  stores: Stores,
  workspace: string,
  wanted: number,
  segment: string | undefined,
): Promise<number> {
  const w = await stores.workspaces.get(workspace);
  if (!w) throw new CliError(`There is no workspace ${workspace}.`);
  const d = stores.definitions;
  const kept = await d.retentions(workspace);
  const [tags, segments, models] = [
    await d.tags(workspace),
    await d.segments(workspace),
    await d.layerModels(workspace),
  ];
  // The keys of all segments with stored memberships, including layers but not drafts.
  const lists = await stores.lists.all(workspace);
  const items = await new ItemCache(stores, () => undefined).load(
    workspace,
    await stores.itemCatalogues.all(workspace),
  );
  const setting = { zone: w.zone, currency: w.currency, items: itemLookups(items) };
  const catalogue = new Catalogue(w.catalogueVersion, setting, tags, segments, [], models, [], lists, items);
  const live = catalogue.allSegments();
  const keys = live.map((s) => s.key).filter((k) => segment === undefined || k === segment);
  if (keys.length === 0) throw new CliError('There is no such segment.');
  const retentions = new Map(kept.flatMap((r) => familyNamed(r.family).types.map((type) => [type, r.ms] as const)));
  const values = await readValues(stores, lists);
  const world = {
    tags: new Map(catalogue.allTags().map((t) => [t.key, t])),
    segments: new Map(live.map((s) => [s.key, s.condition])),
    retentions,
    zone: w.zone,
    currency: w.currency,
    catalogues: entriesOf(items),
  };

  const total = await stores.profiles.countRoots(workspace);
  const every = wanted === 0 ? 1 : Math.max(1, Math.floor(total / wanted));
  const progress = new Progress();
  const differences = await wrongReceipts(stores, workspace);
  let seen = 0;
  let pairs = 0;
  let behind = 0;
  const read = async (page: Page): Promise<ProfileRecord[]> => {
    const { watermark } = (await stores.workspaces.get(workspace)) ?? w;
    return (await stores.profiles.roots(workspace, page)).map((root) => countedUnder(root, watermark));
  };
  for await (const roots of eachPage(read, ({ id }) => id, PAGE)) {
    const chosen = roots.filter((_, i) => (seen + i) % every === 0);
    for (const [root, facts] of await readFacts(stores, workspace, chosen, lists, values)) {
      if (root.evaluation.catalogueVersion < w.catalogueVersion) {
        behind++;
        continue;
      }
      const found = isAnonymousReceipt(root)
        ? [`profile ${root.id}: an anonymous receipt is stored as a customer`]
        : differing(root, { ...world, ...facts }, keys);
      pairs += keys.length;
      // If a fact has arrived during the check, the profile has a newer version, and the difference is ignored.
      if (found.length > 0 && (await stores.profiles.find(workspace, [root.id]))[0]?.version === root.version)
        differences.push(...found);
    }
    seen += roots.length;
    progress.show(seen, total, `verifying ${workspace}`);
  }
  progress.end(`${pairs.toLocaleString('en')} pairs of customer and segment compared`);
  console.log(
    `${differences.length} differences${behind > 0 ? `; ${behind} customers were still being brought under a newer definition` : ''}`,
  );
  for (const d of differences.slice(0, 50)) console.log(`  ${d}`);
  return differences.length > 0 ? 1 : 0;
}

type Facts = Pick<World, 'events' | 'writes' | 'lists'>;
type Values = NonNullable<World['lists']>['values'];

/** Returns the entries of all item catalogues. */
function entriesOf(items: readonly LoadedItemCatalogue[]): NonNullable<World['catalogues']> {
  const byKey = new Map(
    items.map((one) => [one.key, new Map([...one.items.all()].map(({ key, values }) => [key, values]))] as const),
  );
  const products = items.find(({ kind }) => kind === 'PRODUCTS');
  return { byKey, ...(products ? { products: byKey.get(products.key)! } : {}) };
}

/** Returns the values of all value lists, by list key. */
async function readValues(stores: Stores, lists: readonly ListDefinition[]): Promise<Values> {
  const out = new Map<string, readonly Value[]>();
  for (const { key, type, content } of lists) {
    if (type === undefined) continue;
    const entries: string[] = [];
    for await (const some of entryPages(stores, content)) for (const entry of some) entries.push(entry);
    out.set(key, type === 'NUMBER' ? entries.map(Number) : entries);
  }
  return out;
}

async function readFacts(
  stores: Stores,
  workspace: string,
  roots: readonly ProfileRecord[],
  lists: readonly ListDefinition[],
  values: Values,
): Promise<(readonly [ProfileRecord, Facts])[]> {
  const members = roots.flatMap((r) => r.members);
  if (members.length === 0) return [];
  const [standing, events, writes] = await Promise.all([
    stores.lists.standing(
      workspace,
      roots.flatMap((r) => r.identities),
    ),
    stores.events.facts(workspace, members),
    stores.tagFacts.ofProfiles(workspace, members),
  ]);
  return roots.map((r) => {
    const byTag = new Map<string, TagWrite[]>();
    for (const f of r.members.flatMap((m) => writes.get(m) ?? [])) byTag.set(f.tag, [...(byTag.get(f.tag) ?? []), f]);
    const identities = new Set(r.identities.map(identityText));
    const contents = new Set(
      standing.flatMap(({ content, identity }) => (identities.has(identityText(identity)) ? [content] : [])),
    );
    const keys = lists.flatMap((list) => (contents.has(list.content) ? [list.key] : []));
    const ofLists = { values, standing: new Set(keys) };
    return [r, { lists: ofLists, events: r.members.flatMap((m) => events.get(m) ?? []), writes: byTag }] as const;
  });
}

/**
 * Describes the differences between the stored state and the facts. The texts contain ids and segment keys, but no
 * values.
 */
function differing(root: ProfileRecord, world: World, keys: readonly string[]): string[] {
  const at = root.evaluation.evaluatedAt;
  return keys.flatMap((key) => {
    const state = root.evaluation.segments.find((s) => s.segment === key);
    const condition = world.segments.get(key)!;
    const truth = holds(condition, world, at);
    const iso = (t: number): string => new Date(t).toISOString();
    if ((state?.member ?? false) !== truth)
      return [
        `profile ${root.id}, segment ${key}: stored ${state?.member ? 'in' : 'out'}, by its facts ${truth ? 'in' : 'out'} at ${iso(at)}`,
      ];
    const flip = state?.nextFlipAt;
    if (flip !== undefined && (holds(condition, world, flip) === truth || holds(condition, world, flip - 1) !== truth))
      return [`profile ${root.id}, segment ${key}: no flip at ${iso(flip)}`];
    return [];
  });
}
