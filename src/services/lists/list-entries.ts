/** Parses entries of named lists, and checks every change to the entries. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { isBlocked, MAX_IDENTITY_LENGTH, normaliseIdentity } from '../../engine/identity/identity.js';
import {
  MAX_LIST_ENTRIES,
  MAX_LIST_VALUE,
  MAX_VALUE_BYTES_IN_WORKSPACE,
  MAX_VALUES_IN_WORKSPACE,
  type ListDefinition,
} from '../../engine/lists/list.js';
import { mayLookUp, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { invalid, limit, notFound, ServiceError, StoreConflict } from '../base/errors.js';
import { identifier, text, visibleIdentity } from '../base/inputs.js';
import type { Job, Tx } from '../base/ports.js';

/** Maximum number of entries in one call. */
const MAX_ENTRIES_AT_ONCE = 10_000;

/** A rejected entry, with its index in the request and the reason. */
export interface RejectedEntry {
  readonly index: number;
  readonly error: ServiceError;
}

export interface ChangedList {
  readonly list: ListDefinition;
  /** Number of entries that were added or removed. */
  readonly changed: number;
  /**
   * When adding, the number of entries that were already present. When removing, the number of entries that were
   * absent. An entry that occurs several times in the request counts once.
   */
  readonly unchanged: number;
  readonly rejected: readonly RejectedEntry[];
  /** Job that evaluates the affected customers. Absent when nothing changed. */
  readonly job?: Job;
}

/** Result of a transaction that changed a list. */
export type SavedChange = Pick<ChangedList, 'list' | 'changed' | 'job'>;

/**
 * Returns the list with the given key, if the caller may change it. For an identity list, the caller must be allowed to
 * look up customers by the namespace of the list.
 */
export function changeable(principal: Principal, { catalogue }: Room, key: string): ListDefinition {
  const list = catalogue.list(key);
  if (!list) throw notFound('LIST_NOT_FOUND', 'the list', 'list');
  if (list.namespace !== undefined) mayLookUp(principal, list.namespace, 'list');
  const { entries: _, ...definition } = list;
  return definition;
}

export async function current(services: Services, workspace: string, id: string, tx: Tx): Promise<ListDefinition> {
  const list = (await services.stores.lists.all(workspace, tx)).find((one) => one.id === id);
  if (!list) throw new StoreConflict('the list was removed');
  return list;
}

/** Throws StoreConflict when the definitions have changed since the entries were parsed. */
export async function mustBeAt(services: Services, room: Room, tx: Tx): Promise<void> {
  const w = await services.stores.workspaces.get(room.workspace.id, tx);
  if (w?.catalogueVersion !== room.catalogue.version) throw new StoreConflict('a definition was saved meanwhile');
}

export interface ReadEntries {
  /** The valid values, without duplicates. */
  readonly values: readonly string[];
  readonly repeated: number;
  readonly rejected: readonly RejectedEntry[];
}

/** Normalizes entries to the namespace or type of their list. Invalid entries are rejected individually. */
export function readEntries(
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

/**
 * Throws LIMIT_EXCEEDED when the list would exceed its size limit. Also throws when all value lists of the workspace
 * together would exceed their common limit.
 */
export async function mustFit(
  services: Services,
  workspace: string,
  list: ListDefinition,
  after: { readonly size: number; readonly bytes: number },
  tx: Tx,
): Promise<void> {
  if (after.size > MAX_LIST_ENTRIES)
    throw limit('LIST_ENTRIES_TOO_MANY', `a list has at most ${MAX_LIST_ENTRIES} entries`, 'entries');
  if (list.namespace !== undefined) return;
  const others = (await services.stores.lists.all(workspace, tx)).filter((one) => one.type && one.id !== list.id);
  const size = others.reduce((n, one) => n + one.size, after.size);
  const bytes = others.reduce((n, one) => n + one.bytes, after.bytes);
  if (size > MAX_VALUES_IN_WORKSPACE || bytes > MAX_VALUE_BYTES_IN_WORKSPACE)
    throw limit(
      'LIST_ENTRIES_TOO_MANY',
      `the lists of values of a workspace have at most ${MAX_VALUES_IN_WORKSPACE} entries and ${MAX_VALUE_BYTES_IN_WORKSPACE} bytes together`,
      'entries',
    );
}

/**
 * Notes that the current set of entries of a list is being replaced. A job compares the replaced set with the new one,
 * and then removes the replaced set.
 */
export async function endContent(services: Services, workspace: string, list: ListDefinition, tx: Tx): Promise<void> {
  const { id, content, version, type } = list;
  // Remove the change notes of a value list, because no process needs them any more. Keep the notes of an identity
  // list, because the affected customers must still be evaluated.
  if (type) await services.stores.lists.removeNotesUntil(content, version, tx);
  await services.stores.lists.noteChange(
    workspace,
    { list: id, content, version: version + 1, added: [], removed: [], isOpen: true, ended: true },
    tx,
  );
}

export async function abandonReplacements(services: Services, workspace: string, list: string, tx: Tx): Promise<void> {
  for (const { id, content } of await services.stores.lists.replacementsOf(workspace, list, tx)) {
    await services.stores.lists.endReplacement(id, tx);
    await services.stores.lists.noteChange(
      workspace,
      { list, content, version: 0, added: [], removed: [], isOpen: true, abandoned: true },
      tx,
    );
  }
}
