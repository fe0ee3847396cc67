/** Adds, replaces and removes entries of catalogues. */
import {
  MAX_ITEM_BYTES_IN_WORKSPACE,
  MAX_ITEMS,
  MAX_ITEMS_IN_WORKSPACE,
  type ItemCatalogue,
  type LoadedItemCatalogue,
} from '../../engine/items/item-catalogue.js';
import { changedFields, type Item, type ItemChange } from '../../engine/items/items.js';
import { requireScope, type Principal } from '../base/access.js';
import { change, nextVersion } from '../base/operator-changes.js';
import { invalid, limit, notFound } from '../base/errors.js';
import { newId } from '../base/ids.js';
import type { Job, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import type { Misfit } from '../base/misfits.js';
import { Slices } from '../base/slices.js';
import { readEntries, sizeOfItem, type EntryInput, type ReadItems, type RejectedEntry } from './entry-inputs.js';
import { noteItemJob, startItemJob } from './item-jobs.js';

export type CatalogueAction = 'ADD' | 'REPLACE' | 'REMOVE';

/**
 * Maximum number of stored notes about removed entries of a catalogue. Above it, the notes are deleted, and other
 * processes read the whole catalogue again.
 */
const MOST_REMOVED = 5000;

interface SavedChange {
  readonly catalogue: ItemCatalogue;
  /** Number of entries that were added, changed or removed. */
  readonly changed: number;
  /** Job that evaluates the affected customers. Absent when nothing changed. */
  readonly job?: Job;
}

export interface ChangedCatalogue extends SavedChange {
  /**
   * Number of valid entries without effect. Either the catalogue already was in the requested state, or a later entry
   * has the same key.
   */
  readonly unchanged: number;
  readonly rejected: readonly RejectedEntry[];
}

export interface CatalogueChange {
  readonly key: string;
  readonly action: CatalogueAction;
  readonly entries: readonly (EntryInput | Misfit)[];
  /** Whether to only validate the entries and count the changes, without storing anything. */
  readonly dryRun?: boolean;
}

/**
 * Changes entries of a catalogue in one transaction, as one new version. ADD stores the given entries and replaces
 * entries with the same key. REMOVE removes the entries with the given keys. REPLACE replaces all entries of the
 * catalogue with the given ones.
 */
export async function changeItemCatalogue(
  services: Services,
  principal: Principal,
  request: CatalogueChange,
): Promise<ChangedCatalogue> {
  requireScope(principal, 'define');
  const { key } = request;
  if (request.entries.length === 0) throw invalid('LIST_EMPTY', 'send at least one', 'entries');
  if (request.dryRun) {
    const { catalogue, read, plan } = await prepare(services, await enter(services, principal.workspace), request);
    const { items: _, ...definition } = catalogue;
    return { catalogue: definition, changed: plan.changes.length, ...countsOf(request, read, plan) };
  }
  let prepared!: Prepared;
  const saved = await change(services, principal, 'changeCatalogue', async () => {
    const room = await enter(services, principal.workspace);
    prepared = await prepare(services, room, request);
    const { catalogue, plan } = prepared;
    const total = plan.changes.length > 0 ? await services.stores.profiles.countRoots(principal.workspace) : 0;
    const save = (tx: Tx): Promise<SavedChange> => saveChange({ services, room, catalogue, plan, total }, tx);
    return { target: key, at: room.now, save };
  });
  if (saved.job) startItemJob(services, saved.job);
  prepared ??= await prepare(services, await enter(services, principal.workspace), request);
  return { ...saved, ...countsOf(request, prepared.read, prepared.plan) };
}

interface Prepared {
  readonly catalogue: LoadedItemCatalogue;
  readonly read: ReadItems;
  readonly plan: Plan;
}

/** Parses and compares the entries in time slices, because a replacement is compared with all earlier entries. */
async function prepare(services: Services, room: Room, { key, action, entries }: CatalogueChange): Promise<Prepared> {
  const catalogue = room.catalogue.itemCatalogue(key);
  if (!catalogue) throw notFound('CATALOGUE_NOT_FOUND', 'the catalogue', 'key');
  const slices = new Slices(services);
  const read = await readEntries(entries, catalogue, slices);
  if (action === 'REPLACE' && read.rejected.length > 0) throw read.rejected[0].error;
  const plan = await planOf(catalogue, action, read, slices);
  mustFit(room, key, plan.counted);
  return { catalogue, read, plan };
}

const countsOf = (
  { entries }: CatalogueChange,
  { rejected }: ReadItems,
  { kept }: Plan,
): Pick<ChangedCatalogue, 'unchanged' | 'rejected'> => ({
  unchanged: entries.length - rejected.length - kept,
  rejected,
});

interface Plan {
  readonly changes: readonly ItemChange[];
  /** Number of the given entries that are part of `changes`. */
  readonly kept: number;
  /** All entries after the change. Set only for a replacement. */
  readonly whole?: readonly Item[];
  /** Names of the fields with changed values. */
  readonly fields: ReadonlySet<string>;
  /** Numbers of entries, bytes and removal notes of the catalogue after the change. */
  readonly counted: Counted;
}

async function planOf(
  catalogue: LoadedItemCatalogue,
  action: CatalogueAction,
  { items: given, sizes }: ReadItems,
  slices: Slices,
): Promise<Plan> {
  const { items } = catalogue;
  const fields = new Set<string>();
  const changes: ItemChange[] = [];
  const note = (key: string, after: Item['values'] | undefined): void => {
    const before = items.valuesOf(key);
    const differing = changedFields(before, after);
    if (differing.length === 0 && (before === undefined) === (after === undefined)) return;
    for (const name of differing) fields.add(name);
    changes.push(after ? { key, values: after } : { key });
  };
  for (const { key, values } of given.values()) {
    if (slices.isOver()) await slices.next();
    note(key, action === 'REMOVE' ? undefined : values);
  }
  const kept = changes.length;
  if (action !== 'REPLACE')
    return { changes, kept, fields, counted: await countedAfter(catalogue, changes, sizes, slices) };
  for (const { key } of items.all()) {
    if (slices.isOver()) await slices.next();
    if (!given.has(key)) note(key, undefined);
  }
  // Only the given entries remain, so the sizes of the earlier ones do not matter.
  const bytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const counted = { size: given.size, bytes, removed: 0 };
  return { changes, kept, fields, counted, whole: [...given.values()] };
}

interface Saving {
  readonly services: Services;
  readonly room: Room;
  readonly catalogue: LoadedItemCatalogue;
  readonly plan: Plan;
  readonly total: number;
}

async function saveChange({ services, room, catalogue, plan, total }: Saving, tx: Tx): Promise<SavedChange> {
  const { items: _, ...before } = catalogue;
  const { changes, fields, whole, counted } = plan;
  if (changes.length === 0) return { catalogue: before, changed: 0 };
  const store = services.stores.itemCatalogues;
  const workspace = room.workspace.id;
  const publishedAt = await nextVersion(services, room, 'itemCatalogues', tx);
  const version = before.version + 1;
  const published = { ...before.publishedAt, ...Object.fromEntries([...fields].map((name) => [name, publishedAt])) };
  let saved: ItemCatalogue = { ...before, ...counted, version, publishedAt: published };
  if (whole) saved = { ...saved, content: newId(services.stores.now()), followableFrom: version };
  await store.put(workspace, saved.content, version, whole ?? changes, tx);
  if (saved.removed > MOST_REMOVED) {
    await store.clearRemoved(workspace, saved.content, tx);
    saved = { ...saved, removed: 0, followableFrom: version };
  }
  await store.save(workspace, saved, tx);
  return {
    catalogue: saved,
    changed: changes.length,
    job: await noteItemJob(services, workspace, saved.key, total, tx),
  };
}

type Counted = Pick<ItemCatalogue, 'size' | 'bytes' | 'removed'>;

async function countedAfter(
  before: LoadedItemCatalogue,
  changes: readonly ItemChange[],
  sizes: ReadonlyMap<string, number>,
  slices: Slices,
): Promise<Counted> {
  let { size, bytes, removed } = before;
  const { items } = before;
  for (const { key, values } of changes) {
    if (slices.isOver()) await slices.next();
    const earlier = items.valuesOf(key);
    if (earlier) bytes -= sizeOfItem({ key, values: earlier });
    if (values) bytes += sizes.get(key)!;
    else removed++;
    size += Number(values !== undefined) - Number(earlier !== undefined);
  }
  return { size, bytes, removed };
}

/** Throws LIMIT_EXCEEDED when the catalogue, or all catalogues of the workspace together, would be too large. */
function mustFit({ catalogue }: Room, key: string, after: Counted): void {
  const others = catalogue.allItemCatalogues().filter((one) => one.key !== key);
  const size = others.reduce((sum, one) => sum + one.size, after.size);
  const bytes = others.reduce((sum, one) => sum + one.bytes, after.bytes);
  if (after.size > MAX_ITEMS)
    throw limit('CATALOGUE_ENTRIES_TOO_MANY', `a catalogue has at most ${MAX_ITEMS} entries`, 'entries');
  if (size > MAX_ITEMS_IN_WORKSPACE || bytes > MAX_ITEM_BYTES_IN_WORKSPACE)
    throw limit(
      'CATALOGUE_ENTRIES_TOO_MANY',
      `the catalogues of a workspace have at most ${MAX_ITEMS_IN_WORKSPACE} entries and ${MAX_ITEM_BYTES_IN_WORKSPACE} bytes together`,
      'entries',
    );
}
