/** Converts list entries to their new form when the rules of their namespace change. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { normaliseIdentity } from '../../engine/identity/identity.js';
import { bytesOfEntries, entryPages } from '../base/list-values.js';
import type { Stores } from '../base/ports.js';

/** Number of entries to convert in one transaction. */
const BATCH = 1000;

/**
 * Converts the entries of identity lists to the form that the current rules define. A namespace such as `openid:<app>`
 * inherits the rules of `openid`, so its lists are converted too. Returns whether any entry changed. If so, customers
 * may now be in other lists than before.
 */
export async function renameEntries(
  stores: Stores,
  workspace: string,
  catalogue: Catalogue,
  namespace: string,
): Promise<boolean> {
  let isRenamed = false;
  for (const { key, content, namespace: named = '' } of catalogue.allLists()) {
    const rules = catalogue.namespace(named);
    if (!rules || (named !== namespace && !named.startsWith(`${namespace}:`))) continue;
    for await (const entries of entryPages(stores, content)) {
      const renamed = entries.flatMap((from) => {
        const to = normaliseIdentity(rules, from) ?? from;
        return to === from ? [] : [{ from, to }];
      });
      isRenamed ||= renamed.length > 0;
      for (let i = 0; i < renamed.length; i += BATCH) await rename(stores, workspace, key, renamed.slice(i, i + BATCH));
    }
  }
  return isRenamed;
}

async function rename(
  stores: Stores,
  workspace: string,
  key: string,
  renamed: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  const { lists } = stores;
  await stores.transact(async (tx) => {
    const list = (await lists.all(workspace, tx)).find((one) => one.key === key);
    if (!list) return;
    const before = renamed.map(({ from }) => from);
    // Entries that were removed since they were read must stay removed.
    const left = new Set(await lists.present(list.content, before, tx));
    const removed = before.filter((from) => left.has(from));
    if (removed.length === 0) return;
    const targets = [...new Set(renamed.flatMap(({ from, to }) => (left.has(from) ? [to] : [])))];
    const there = new Set(await lists.present(list.content, targets, tx));
    const added = targets.filter((to) => !there.has(to));
    await lists.take(list.content, removed, tx);
    if (added.length > 0) await lists.add(workspace, list, added, tx);
    const size = list.size - removed.length + added.length;
    const bytes = list.bytes - bytesOfEntries(removed) + bytesOfEntries(added);
    await lists.save(workspace, { ...list, size, bytes, version: list.version + 1 }, tx);
  });
}
