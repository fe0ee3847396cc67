/** Defines named lists, changes their entries, and reads them. */
import { listedNames } from '../../engine/values/clipped.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { LIST_EFFECTS, fixedField } from '../../engine/definitions/effects.js';
import { LIST_TYPES } from '../../engine/lists/list-entries.js';
import { MAX_LISTS, type ListDefinition } from '../../engine/lists/list.js';
import { mayLookUp, requireScope, type Principal } from '../base/access.js';
import { DefinitionReferences } from '../base/definition-references.js';
import { change, nextVersion } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { conflict, invalid, limit } from '../base/errors.js';
import { definitionKey, nameAfter, oneOf, text } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import {
  abandonReplacements,
  changeable,
  current,
  endContent,
  mustBeAt,
  mustFit,
  readEntries,
  type ChangedList,
  type ReadEntries,
  type SavedChange,
} from './list-entries.js';
import { noteJob, startListJob } from './list-jobs.js';
import { bytesOfEntries } from '../base/list-values.js';
import type { Job, Page, Tx } from '../base/ports.js';

/**
 * Number of recent versions of a value list for which changes are kept. A process whose copy is older than these
 * versions reads the whole list again.
 */
const FOLLOWABLE = 100;

export interface ListInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly namespace?: string | null;
  readonly type?: string | null;
}

/**
 * Defines a list, or changes the name and description of an existing one. The namespace or type of a list cannot
 * change.
 */
export async function defineList(services: Services, principal: Principal, input: ListInput): Promise<ListDefinition> {
  requireScope(principal, 'define');
  return change(services, principal, 'defineList', async () => {
    const room = await enter(services, principal.workspace);
    const { catalogue, now } = room;
    definitionKey(input.key, 'input.key');
    const there = catalogue.list(input.key);
    const of = readKind(input, catalogue, there);
    if (!there && catalogue.allLists().length >= MAX_LISTS)
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_LISTS} lists`);
    const description = input.description === undefined ? there?.description : input.description;
    const save = async (tx: Tx): Promise<ListDefinition> => {
      await nextVersion(services, room, 'lists', tx);
      const kept = there && (await current(services, principal.workspace, there.id, tx));
      const saved: ListDefinition = {
        ...(kept ?? { id: newId(now), content: newId(now), size: 0, bytes: 0, version: 1 }),
        key: input.key,
        ...of,
        name: text(nameAfter(input.name, there?.name, input.key), 'input.name', 128),
        description: description ? text(description, 'input.description', 2000) : undefined,
        savedAt: now,
        savedBy: principal.subject,
      };
      await services.stores.lists.save(principal.workspace, saved, tx);
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

export async function lists(services: Services, principal: Principal): Promise<ListDefinition[]> {
  requireScope(principal, 'segments:read');
  return services.stores.lists.all((await enter(services, principal.workspace)).workspace.id);
}

export async function listOf(
  services: Services,
  principal: Principal,
  key: string,
): Promise<ListDefinition | undefined> {
  return (await lists(services, principal)).find((list) => list.key === key);
}

/**
 * Returns a page of entries, sorted by value. For an identity list, the caller must be allowed to look up customers by
 * its namespace.
 */
export async function listEntries(
  services: Services,
  principal: Principal,
  list: ListDefinition,
  page: Page,
): Promise<string[]> {
  requireScope(principal, 'segments:read');
  if (list.namespace !== undefined) mayLookUp(principal, list.namespace, 'entries');
  return services.stores.lists.page(list.content, page);
}

/** Adds entries to a list or removes entries from it. */
export async function changeList(
  services: Services,
  principal: Principal,
  verb: 'add' | 'remove',
  key: string,
  entries: readonly unknown[],
): Promise<ChangedList> {
  requireScope(principal, 'define');
  if (entries.length === 0) throw invalid('LIST_EMPTY', 'send at least one', 'entries');
  let read!: ReadEntries;
  const saved = await change(services, principal, verb === 'add' ? 'addToList' : 'removeFromList', async () => {
    const room = await enter(services, principal.workspace);
    const list = changeable(principal, room, key);
    read = readEntries(entries, list, room.catalogue, 'entries');
    const save = (tx: Tx): Promise<SavedChange> => saveChange(services, room, list.id, verb, read.values, tx);
    return { target: key, at: room.now, save };
  });
  if (saved.job) startListJob(services, saved.job);
  return {
    ...saved,
    unchanged: read.values.length + read.repeated - saved.changed,
    rejected: read.rejected,
  };
}

async function saveChange(
  s: Services,
  room: Room,
  id: string,
  verb: 'add' | 'remove',
  values: readonly string[],
  tx: Tx,
): Promise<SavedChange> {
  const { workspace } = room;
  await mustBeAt(s, room, tx);
  const list = await current(s, workspace.id, id, tx);
  const present = new Set(values.length > 0 ? await s.stores.lists.present(list.content, values, tx) : []);
  const changed = values.filter((value) => present.has(value) === (verb === 'remove'));
  if (changed.length === 0) return { list, changed: 0 };
  const sign = verb === 'add' ? 1 : -1;
  const after = { size: list.size + sign * changed.length, bytes: list.bytes + sign * bytesOfEntries(changed) };
  if (verb === 'add') await mustFit(s, workspace.id, list, after, tx);
  const publishedAt = await nextVersion(s, room, 'lists', tx);
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

/**
 * Deletes a list and its entries.
 *
 * @throws CONFLICT while a definition refers to the list.
 */
export async function deleteList(services: Services, principal: Principal, key: string): Promise<void> {
  requireScope(principal, 'define');
  const job = await change(services, principal, 'deleteList', async () => {
    const room = await enter(services, principal.workspace);
    const list = changeable(principal, room, key);
    const references = (await DefinitionReferences.read(services, room)).toList(key);
    if (references.length > 0)
      throw conflict('LIST_IN_USE', `list ${key} is used by ${listedNames(references)}`, 'list');
    const save = async (tx: Tx): Promise<Job> => {
      await nextVersion(services, room, 'lists', tx);
      const last = await current(services, principal.workspace, list.id, tx);
      await services.stores.lists.remove(principal.workspace, key, tx);
      await abandonReplacements(services, principal.workspace, list.id, tx);
      await endContent(services, principal.workspace, last, tx);
      return noteJob(services, principal.workspace, key, last.size, tx);
    };
    return { target: key, at: room.now, save };
  });
  startListJob(services, job);
}

/** Removes the identities of an erased customer from every list. */
export async function forgetEntries(
  services: Services,
  workspace: string,
  identities: Parameters<Services['stores']['lists']['forget']>[1],
  tx: Tx,
): Promise<void> {
  const standing = await services.stores.lists.standing(workspace, identities, tx);
  if (standing.length === 0) return;
  await services.stores.lists.forget(workspace, identities, tx);
  for (const list of await services.stores.lists.all(workspace, tx)) {
    const forgotten = standing.flatMap(({ content, identity }) => (content === list.content ? [identity.value] : []));
    if (forgotten.length > 0)
      await services.stores.lists.save(
        workspace,
        { ...list, size: list.size - forgotten.length, bytes: list.bytes - bytesOfEntries(forgotten) },
        tx,
      );
  }
}
