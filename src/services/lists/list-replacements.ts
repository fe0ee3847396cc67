/**
 * Replaces all entries of a list. The new entries are uploaded in batches and take effect together when the replacement
 * is finished.
 */
import type { ListDefinition } from '../../engine/lists/list.js';
import { requireScope, type Principal } from '../base/access.js';
import { change, nextVersion } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { conflict, invalid, notFound, StoreConflict } from '../base/errors.js';
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
import type { ListReplacement, Tx } from '../base/ports.js';

/** Replaces all entries of a list in one call. */
export async function replaceList(
  services: Services,
  principal: Principal,
  key: string,
  entries: readonly unknown[],
): Promise<ChangedList> {
  const { id } = await beginReplacement(services, principal, key);
  const sent = entries.length > 0 ? await sendEntries(services, principal, id, entries) : undefined;
  const finished = await finishReplacement(services, principal, id);
  return { ...finished, unchanged: sent?.unchanged ?? 0, rejected: sent?.rejected ?? [] };
}

/**
 * Starts a replacement whose entries are uploaded in several requests. Any unfinished replacement of the same list is
 * discarded.
 */
export async function beginReplacement(
  services: Services,
  principal: Principal,
  key: string,
): Promise<ListReplacement> {
  requireScope(principal, 'define');
  return change(services, principal, 'beginListReplacement', async () => {
    const room = await enter(services, principal.workspace);
    const list = changeable(principal, room, key);
    const save = async (tx: Tx): Promise<ListReplacement> => {
      await mustBeAt(services, room, tx);
      await abandonReplacements(services, principal.workspace, list.id, tx);
      const replacement: ListReplacement = {
        id: newId(room.now),
        workspace: principal.workspace,
        list: list.id,
        content: newId(room.now),
        size: 0,
        bytes: 0,
        catalogue: room.catalogue.version,
      };
      await services.stores.lists.beginReplacement(replacement, tx);
      return replacement;
    };
    return { target: key, at: room.now, save };
  });
}

/** Returns the list to which a replacement belongs, with its current definition. */
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

/** Uploads entries of a replacement. An entry that is uploaded several times is stored and counted once. */
export async function sendEntries(
  services: Services,
  principal: Principal,
  id: string,
  entries: readonly unknown[],
): Promise<Pick<ChangedList, 'changed' | 'unchanged' | 'rejected'>> {
  requireScope(principal, 'define');
  if (entries.length === 0) throw invalid('LIST_EMPTY', 'send at least one', 'entries');
  let read!: ReadEntries;
  const changed = await change(services, principal, 'sendListEntries', async () => {
    const room = await enter(services, principal.workspace);
    const list = replaced(principal, room, await services.stores.lists.replacement(principal.workspace, id));
    read = readEntries(entries, list, room.catalogue, 'entries');
    const save = async (tx: Tx): Promise<number> => {
      await mustBeAt(services, room, tx);
      const replacement = await services.stores.lists.replacement(principal.workspace, id, tx);
      if (!replacement) throw new StoreConflict('the replacement has ended');
      const present = new Set(
        read.values.length > 0 ? await services.stores.lists.present(replacement.content, read.values, tx) : [],
      );
      const fresh = read.values.filter((value) => !present.has(value));
      if (fresh.length === 0) return 0;
      const bytes = bytesOfEntries(fresh);
      await mustFit(
        services,
        principal.workspace,
        list,
        { size: replacement.size + fresh.length, bytes: replacement.bytes + bytes },
        tx,
      );
      await services.stores.lists.add(
        principal.workspace,
        { content: replacement.content, namespace: list.namespace },
        fresh,
        tx,
      );
      await services.stores.lists.growReplacement(id, fresh.length, bytes, tx);
      return fresh.length;
    };
    return { target: list.key, at: room.now, save };
  });
  return { changed, unchanged: read.values.length + read.repeated - changed, rejected: read.rejected };
}

/** Replaces the entries of the list with the uploaded entries in one transaction. */
export async function finishReplacement(services: Services, principal: Principal, id: string): Promise<ChangedList> {
  requireScope(principal, 'define');
  const saved = await change(services, principal, 'finishListReplacement', async () => {
    const room = await enter(services, principal.workspace);
    const { key } = replaced(principal, room, await services.stores.lists.replacement(principal.workspace, id));
    return { target: key, at: room.now, save: (tx) => saveReplacement(services, principal, room, id, tx) };
  });
  startListJob(services, saved.job!);
  return { ...saved, unchanged: 0, rejected: [] };
}

async function saveReplacement(s: Services, p: Principal, room: Room, id: string, tx: Tx): Promise<SavedChange> {
  const publishedAt = await nextVersion(s, room, 'lists', tx);
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
