/** The lists that customers of a write transaction stand in. */
import type { Catalogue } from '../engine/catalogue.js';
import { distinctIdentities, identityText, normalForm } from '../engine/identity.js';
import type { Identity } from '../engine/model.js';
import type { ProfileRecord, Stores, Tx } from './ports.js';

/** A customer of the transaction. */
interface Listed {
  record: ProfileRecord;
  readonly touched: boolean;
  /** Ids of lists that it stands in now and did not, or did and does not. */
  listsChanged?: readonly string[];
}

/** Looks up the lists of every customer that is written, whatever changed of the lists or of its identities. */
export async function lookUpLists(
  stores: Stores,
  workspace: string,
  catalogue: Catalogue,
  customers: Iterable<Listed>,
  tx: Tx,
): Promise<void> {
  const { namespaces, ids } = catalogue.identityLists();
  const touched = [...customers].filter((c) => c.touched);
  // Entries may have taken the form of changed rules before their customer does.
  const formsOf = (i: Identity): Identity[] => [i, normalForm(i, (n) => catalogue.namespace(n))];
  const identities = distinctIdentities(touched.flatMap((c) => c.record.identities.flatMap(formsOf))).filter((i) =>
    namespaces.has(i.namespace),
  );
  const standing = identities.length > 0 ? await stores.lists.standing(workspace, identities, tx) : [];
  const listsOf = new Map<string, string[]>();
  for (const { content, identity } of standing) {
    const id = ids.get(content);
    // Another content of the list, which does not count yet or no longer.
    if (id === undefined) continue;
    const text = identityText(identity);
    listsOf.set(text, [...(listsOf.get(text) ?? []), id]);
  }
  for (const c of touched) {
    const before = c.record.lists;
    const forms = c.record.identities.flatMap(formsOf);
    const lists = new Set(forms.flatMap((form) => listsOf.get(identityText(form)) ?? []));
    c.listsChanged = [...[...before].filter((id) => !lists.has(id)), ...[...lists].filter((id) => !before.has(id))];
    if (c.listsChanged.length > 0) c.record = { ...c.record, lists };
  }
}
