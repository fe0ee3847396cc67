/** Named lists: defining them, changing and replacing their entries, and reading them. */
import type { Catalogue } from '../engine/catalogue.js';
import { LIST_EFFECTS, fixedField } from '../engine/definitions/effects.js';
import { usersOfList } from '../engine/definitions/users.js';
import { isBlocked, MAX_IDENTITY_LENGTH, normaliseIdentity } from '../engine/identity.js';
import { LIST_TYPES } from '../engine/lists/list-entries.js';
import {
  MAX_LIST_ENTRIES,
  MAX_LIST_VALUE,
  MAX_LISTS,
  MAX_VALUE_BYTES_IN_WORKSPACE,
  MAX_VALUES_IN_WORKSPACE,
  type ListDefinition,
} from '../engine/lists/list.js';
import { mayLookUp, requireScope, type Principal } from './access.js';
import { change, nextVersion } from './changes.js';
import { enter, type Room, type Services } from './context.js';
import { conflict, invalid, limit, notFound, ServiceError, StoreConflict } from './errors.js';
import { definitionKey, identifier, oneOf, text, visibleIdentity } from './inputs.js';
import { newId } from './intake.js';
import { bytesOf, noteJob, startListJob } from './list-jobs.js';
import type { Job, ListReplacement, Page, Tx } from './ports.js';

/** Entries of one call. */
export const MAX_ENTRIES_AT_ONCE = 10_000;
/** Changes of a list of values that can be followed. */
const FOLLOWABLE = 100;

export interface ListInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly namespace?: string | null;
  readonly type?: string | null;
}

/** An entry that was not taken: its place in the call, and why. */
export interface RejectedEntry {
  readonly index: number;
  readonly error: ServiceError;
}

export interface ChangedList {
  readonly list: ListDefinition;
  /** Entries that were added, or removed. */
  readonly changed: number;
  /** Entries that were there already, or were not there; what is given twice counts once. */
  readonly unchanged: number;
  readonly rejected: readonly RejectedEntry[];
  /** Evaluates the customers it concerns; absent where nothing changed. */
  readonly job?: Job;
}

/** Defines a list, or changes its name and description: what it is of stays. */
export async function defineList(s: Services, p: Principal, input: ListInput): Promise<ListDefinition> {
  requireScope(p, 'define');
  return change(s, p, 'defineList', async () => {
    const room = await enter(s, p.workspace);
    const { catalogue, now } = room;
    definitionKey(input.key, 'input.key');
    const there = catalogue.list(input.key);
    const of = readKind(input, catalogue, there);
    if (!there && catalogue.allLists().length >= MAX_LISTS)
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_LISTS} lists`);
    const description = input.description === undefined ? there?.description : input.description;
    const save = async (tx: Tx): Promise<ListDefinition> => {
      await nextVersion(s, room, tx);
      const kept = there && (await current(s, p.workspace, there.id, tx));
      const saved: ListDefinition = {
        ...(kept ?? { id: newId(now), content: newId(now), size: 0, bytes: 0, version: 1 }),
        key: input.key,
        ...of,
        name: text(input.name ?? there?.name ?? input.key, 'input.name', 128),
        description: description ? text(description, 'input.description', 2000) : undefined,
        savedAt: now,
        savedBy: p.subject,
      };
      await s.stores.lists.save(p.workspace, saved, tx);
      return saved;
    };
    return { target: input.key, at: now, save };
  });
}

function readKind(
  input: ListInput,
  catalogue: Catalogue,
  there: ListDefinition | undefined,
): Pick<ListDefinition, 'namespace' | 'type'> {
  const given = { namespace: input.namespace ?? undefined, type: input.type ?? undefined };
  if (there && given.namespace === undefined && given.type === undefined)
    return there.namespace === undefined ? { type: there.type } : { namespace: there.namespace };
  if ((given.namespace === undefined) === (given.type === undefined))
    throw invalid('ALTERNATIVES_CONFLICT', 'a list is of identities or of values: give namespace or type', 'input');
  if (given.namespace !== undefined && !catalogue.namespace(given.namespace))
    throw invalid('NAMESPACE_UNKNOWN', 'no identity namespace has this name', 'input.namespace');
  const of =
    given.namespace === undefined
      ? { type: oneOf(given.type, LIST_TYPES, undefined, 'input.type') }
      : { namespace: given.namespace };
  const fixed =
    there &&
    fixedField<Pick<ListDefinition, 'namespace' | 'type'>>(
      { namespace: LIST_EFFECTS.namespace, type: LIST_EFFECTS.type },
      { namespace: there.namespace, type: there.type },
      of,
    );
  if (fixed)
    throw conflict(
      'LIST_FIELD_FIXED',
      'what a list is of cannot change; define one with another key',
      `input.${fixed}`,
    );
  return of;
}

export async function lists(s: Services, p: Principal): Promise<ListDefinition[]> {
  requireScope(p, 'segments:read');
  return s.stores.lists.all((await enter(s, p.workspace)).workspace.id);
}

export async function listOf(s: Services, p: Principal, key: string): Promise<ListDefinition | undefined> {
  return (await lists(s, p)).find((list) => list.key === key);
}

/** Entries in order of their value, by whoever may look customers up by what they are. */
export async function listEntries(s: Services, p: Principal, list: ListDefinition, page: Page): Promise<string[]> {
  requireScope(p, 'segments:read');
  if (list.namespace !== undefined) mayLookUp(p, list.namespace, 'entries');
  return s.stores.lists.page(list.content, page);
}

/** The list of a key as it is stored: who may change it may also look customers up by what it is of. */
function changeable(p: Principal, { catalogue }: Room, key: string): ListDefinition {
  const list = catalogue.list(key);
  if (!list) throw notFound('LIST_NOT_FOUND', 'the list', 'list');
  if (list.namespace !== undefined) mayLookUp(p, list.namespace, 'list');
  const { entries: _, ...definition } = list;
  return definition;
}

async function current(s: Services, workspace: string, id: string, tx: Tx): Promise<ListDefinition> {
  const list = (await s.stores.lists.all(workspace, tx)).find((one) => one.id === id);
  if (!list) throw new StoreConflict('the list was removed');
  return list;
}

/** Checks that definitions are those that entries were read under. */
async function mustBeAt(s: Services, room: Room, tx: Tx): Promise<void> {
  const w = await s.stores.workspaces.get(room.workspace.id, tx);
  if (w?.catalogueVersion !== room.catalogue.version) throw new StoreConflict('a definition was saved meanwhile');
}

interface ReadEntries {
  /** Each once. */
  readonly values: readonly string[];
  readonly repeated: number;
  readonly rejected: readonly RejectedEntry[];
}

/** Entries as the namespace or type of their list keeps them; what does not fit is answered by itself. */
function readEntries(
  entries: readonly unknown[],
  list: ListDefinition,
  catalogue: Catalogue,
  name: string,
): ReadEntries {
  if (entries.length > MAX_ENTRIES_AT_ONCE)
    throw limit('BATCH_TOO_LARGE', `at most ${MAX_ENTRIES_AT_ONCE} per call, this one has ${entries.length}`, name);
  const values = new Set<string>();
  const rejected: RejectedEntry[] = [];
  entries.forEach((entry, index) => {
    try {
      values.add(readEntry(entry, list, catalogue, `${name}[${index}]`));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      rejected.push({ index, error });
    }
  });
  return { values: [...values], repeated: entries.length - rejected.length - values.size, rejected };
}

function readEntry(entry: unknown, list: ListDefinition, catalogue: Catalogue, path: string): string {
  if (list.type === 'NUMBER') {
    if (typeof entry !== 'number' || !Number.isFinite(entry) || Math.abs(entry) > 1e14)
      throw invalid('LIST_ENTRY_TYPE', 'an entry of this list is a number between -1e14 and 1e14', path);
    return String(entry);
  }
  if (list.namespace === undefined) {
    const value = text(entry, path, MAX_LIST_VALUE);
    if (value === '') throw invalid('TEXT_EMPTY', 'an entry may not be empty', path);
    return value;
  }
  const given = identifier(entry, path, MAX_IDENTITY_LENGTH);
  visibleIdentity(given, path);
  const namespace = catalogue.namespace(list.namespace)!;
  const value = normaliseIdentity(namespace, given);
  if (value === undefined) throw invalid('IDENTITY_INVALID', `not a valid ${list.namespace}`, path);
  if (isBlocked(namespace, value) || isBlocked(namespace, given.trim()))
    throw invalid('IDENTITY_PLACEHOLDER', 'a placeholder names nobody', path);
  return value;
}

/** Throws where a list, or all value lists of the workspace together, would have more than they may. */
async function mustFit(
  s: Services,
  workspace: string,
  list: ListDefinition,
  after: { readonly size: number; readonly bytes: number },
  tx: Tx,
): Promise<void> {
  if (after.size > MAX_LIST_ENTRIES)
    throw limit('LIST_ENTRIES_TOO_MANY', `a list has at most ${MAX_LIST_ENTRIES} entries`, 'entries');
  if (list.namespace !== undefined) return;
  const others = (await s.stores.lists.all(workspace, tx)).filter((one) => one.type && one.id !== list.id);
  const size = others.reduce((n, one) => n + one.size, after.size);
  const bytes = others.reduce((n, one) => n + one.bytes, after.bytes);
  if (size > MAX_VALUES_IN_WORKSPACE || bytes > MAX_VALUE_BYTES_IN_WORKSPACE)
    throw limit(
      'LIST_ENTRIES_TOO_MANY',
      `the lists of values of a workspace have at most ${MAX_VALUES_IN_WORKSPACE} entries and ${MAX_VALUE_BYTES_IN_WORKSPACE} bytes together`,
      'entries',
    );
}

/** Adds entries to a list, or removes them. */
export async function changeList(
  s: Services,
  p: Principal,
  verb: 'add' | 'remove',
  key: string,
  entries: readonly unknown[],
): Promise<ChangedList> {
  requireScope(p, 'define');
  if (entries.length === 0) throw invalid('LIST_EMPTY', 'send at least one', 'entries');
  let read!: ReadEntries;
  const saved = await change(s, p, verb === 'add' ? 'addToList' : 'removeFromList', async () => {
    const room = await enter(s, p.workspace);
    const list = changeable(p, room, key);
    read = readEntries(entries, list, room.catalogue, 'entries');
    const save = (tx: Tx): Promise<Saved> => saveChange(s, room, list.id, verb, read.values, tx);
    return { target: key, at: room.now, save };
  });
  if (saved.job) startListJob(s, saved.job);
  return {
    ...saved,
    unchanged: read.values.length + read.repeated - saved.changed,
    rejected: read.rejected,
  };
}

type Saved = Pick<ChangedList, 'list' | 'changed' | 'job'>;

async function saveChange(
  s: Services,
  room: Room,
  id: string,
  verb: 'add' | 'remove',
  values: readonly string[],
  tx: Tx,
): Promise<Saved> {
  const { workspace } = room;
  await mustBeAt(s, room, tx);
  const list = await current(s, workspace.id, id, tx);
  const present = new Set(values.length > 0 ? await s.stores.lists.present(list.content, values, tx) : []);
  const changed = values.filter((value) => present.has(value) === (verb === 'remove'));
  if (changed.length === 0) return { list, changed: 0 };
  const sign = verb === 'add' ? 1 : -1;
  const after = { size: list.size + sign * changed.length, bytes: list.bytes + sign * bytesOf(changed) };
  if (verb === 'add') await mustFit(s, workspace.id, list, after, tx);
  const publishedAt = await nextVersion(s, room, tx);
  const version = list.version + 1;
  const saved = { ...list, ...after, version, ...(list.type ? { publishedAt } : {}) };
  await s.stores.lists.save(workspace.id, saved, tx);
  if (verb === 'add') await s.stores.lists.add(workspace.id, list, changed, tx);
  else await s.stores.lists.take(list.content, changed, tx);
  const [added, removed] = verb === 'add' ? [changed, []] : [[], changed];
  await s.stores.lists.noteChange(
    workspace.id,
    { list: list.id, content: list.content, version, added, removed, isOpen: list.namespace !== undefined },
    tx,
  );
  if (list.type) await s.stores.lists.removeNotesUntil(list.content, version - FOLLOWABLE, tx);
  return { list: saved, changed: changed.length, job: await noteJob(s, workspace.id, list.key, changed.length, tx) };
}

/** Replaces the entries of a list by those of one call. */
export async function replaceList(
  s: Services,
  p: Principal,
  key: string,
  entries: readonly unknown[],
): Promise<ChangedList> {
  const { id } = await beginReplacement(s, p, key);
  const sent = entries.length > 0 ? await sendEntries(s, p, id, entries) : undefined;
  const finished = await finishReplacement(s, p, id);
  return { ...finished, unchanged: sent?.unchanged ?? 0, rejected: sent?.rejected ?? [] };
}

/** Begins a replacement, whose entries are sent in several calls. One that was begun before is given up. */
export async function beginReplacement(s: Services, p: Principal, key: string): Promise<ListReplacement> {
  requireScope(p, 'define');
  return change(s, p, 'beginListReplacement', async () => {
    const room = await enter(s, p.workspace);
    const list = changeable(p, room, key);
    const save = async (tx: Tx): Promise<ListReplacement> => {
      await mustBeAt(s, room, tx);
      await abandonReplacements(s, p.workspace, list.id, tx);
      const replacement: ListReplacement = {
        id: newId(room.now),
        workspace: p.workspace,
        list: list.id,
        content: newId(room.now),
        size: 0,
        bytes: 0,
        catalogue: room.catalogue.version,
      };
      await s.stores.lists.beginReplacement(replacement, tx);
      return replacement;
    };
    return { target: key, at: room.now, save };
  });
}

async function abandonReplacements(s: Services, workspace: string, list: string, tx: Tx): Promise<void> {
  for (const { id, content } of await s.stores.lists.replacementsOf(workspace, list, tx)) {
    await s.stores.lists.endReplacement(id, tx);
    await s.stores.lists.noteChange(
      workspace,
      { list, content, version: 0, added: [], removed: [], isOpen: true, abandoned: true },
      tx,
    );
  }
}

/** The list a replacement is of, under the definitions of now. */
function replaced(p: Principal, room: Room, replacement: ListReplacement | undefined): ListDefinition {
  const key = room.catalogue.allLists().find((list) => list.id === replacement?.list)?.key;
  if (!replacement || key === undefined) throw notFound('LIST_REPLACEMENT_NOT_FOUND', 'the replacement', 'replacement');
  const list = changeable(p, room, key);
  const regroupedAt = list.namespace === undefined ? undefined : room.catalogue.namespace(list.namespace)?.regroupedAt;
  if ((regroupedAt ?? 0) > replacement.catalogue)
    throw conflict(
      'LIST_REPLACEMENT_OUTDATED',
      'the rules of the namespace changed since the replacement was begun; begin it again',
      'replacement',
    );
  return list;
}

/** Sends some entries of a replacement. Sent again they count once. */
export async function sendEntries(
  s: Services,
  p: Principal,
  id: string,
  entries: readonly unknown[],
): Promise<Pick<ChangedList, 'changed' | 'unchanged' | 'rejected'>> {
  requireScope(p, 'define');
  if (entries.length === 0) throw invalid('LIST_EMPTY', 'send at least one', 'entries');
  let read!: ReadEntries;
  const changed = await change(s, p, 'sendListEntries', async () => {
    const room = await enter(s, p.workspace);
    const list = replaced(p, room, await s.stores.lists.replacement(p.workspace, id));
    read = readEntries(entries, list, room.catalogue, 'entries');
    const save = async (tx: Tx): Promise<number> => {
      await mustBeAt(s, room, tx);
      const replacement = await s.stores.lists.replacement(p.workspace, id, tx);
      if (!replacement) throw new StoreConflict('the replacement has ended');
      const present = new Set(
        read.values.length > 0 ? await s.stores.lists.present(replacement.content, read.values, tx) : [],
      );
      const fresh = read.values.filter((value) => !present.has(value));
      if (fresh.length === 0) return 0;
      const bytes = bytesOf(fresh);
      await mustFit(
        s,
        p.workspace,
        list,
        { size: replacement.size + fresh.length, bytes: replacement.bytes + bytes },
        tx,
      );
      await s.stores.lists.add(p.workspace, { content: replacement.content, namespace: list.namespace }, fresh, tx);
      await s.stores.lists.growReplacement(id, fresh.length, bytes, tx);
      return fresh.length;
    };
    return { target: list.key, at: room.now, save };
  });
  return { changed, unchanged: read.values.length + read.repeated - changed, rejected: read.rejected };
}

/** Makes the entries of a replacement those of the list, all at once. */
export async function finishReplacement(s: Services, p: Principal, id: string): Promise<ChangedList> {
  requireScope(p, 'define');
  const saved = await change(s, p, 'finishListReplacement', async () => {
    const room = await enter(s, p.workspace);
    const { key } = replaced(p, room, await s.stores.lists.replacement(p.workspace, id));
    return { target: key, at: room.now, save: (tx) => saveReplacement(s, p, room, id, tx) };
  });
  startListJob(s, saved.job!);
  return { ...saved, unchanged: 0, rejected: [] };
}

async function saveReplacement(s: Services, p: Principal, room: Room, id: string, tx: Tx): Promise<Saved> {
  const publishedAt = await nextVersion(s, room, tx);
  const replacement = await s.stores.lists.replacement(p.workspace, id, tx);
  if (!replacement) throw new StoreConflict('the replacement has ended');
  const list = await current(s, p.workspace, replacement.list, tx);
  const { content, size, bytes } = replacement;
  await mustFit(s, p.workspace, list, { size, bytes }, tx);
  const version = list.version + 1;
  const saved = { ...list, content, size, bytes, version, ...(list.type ? { publishedAt } : {}) };
  await s.stores.lists.save(p.workspace, saved, tx);
  await s.stores.lists.endReplacement(id, tx);
  await endContent(s, p.workspace, list, tx);
  const job = await noteJob(s, p.workspace, list.key, list.size + size, tx);
  return { list: saved, changed: size, job };
}

/** What no longer counts is compared with what does, and removed. */
async function endContent(s: Services, workspace: string, list: ListDefinition, tx: Tx): Promise<void> {
  const { id, content, version, type } = list;
  // Changes of values are followed no longer. Customers of those of identities are still to be evaluated.
  if (type) await s.stores.lists.removeNotesUntil(content, version, tx);
  await s.stores.lists.noteChange(
    workspace,
    { list: id, content, version: version + 1, added: [], removed: [], isOpen: true, ended: true },
    tx,
  );
}

/** Removes a list with its entries. CONFLICT while something names it. */
export async function deleteList(s: Services, p: Principal, key: string): Promise<void> {
  requireScope(p, 'define');
  const job = await change(s, p, 'deleteList', async () => {
    const room = await enter(s, p.workspace);
    const list = changeable(p, room, key);
    const users = usersOfList(room.catalogue, key);
    if (users.length > 0) throw conflict('LIST_IN_USE', `list ${key} is used by ${users.join(', ')}`, 'list');
    const save = async (tx: Tx): Promise<Job> => {
      await nextVersion(s, room, tx);
      const last = await current(s, p.workspace, list.id, tx);
      await s.stores.lists.remove(p.workspace, key, tx);
      await abandonReplacements(s, p.workspace, list.id, tx);
      await endContent(s, p.workspace, last, tx);
      return noteJob(s, p.workspace, key, last.size, tx);
    };
    return { target: key, at: room.now, save };
  });
  startListJob(s, job);
}

/** Takes identities of an erased customer off every list. */
export async function forgetEntries(
  s: Services,
  workspace: string,
  identities: Parameters<Services['stores']['lists']['forget']>[1],
  tx: Tx,
): Promise<void> {
  const standing = await s.stores.lists.standing(workspace, identities, tx);
  if (standing.length === 0) return;
  await s.stores.lists.forget(workspace, identities, tx);
  for (const list of await s.stores.lists.all(workspace, tx)) {
    const gone = standing.flatMap(({ content, identity }) => (content === list.content ? [identity.value] : []));
    if (gone.length > 0)
      await s.stores.lists.save(
        workspace,
        { ...list, size: list.size - gone.length, bytes: list.bytes - bytesOf(gone) },
        tx,
      );
  }
}
