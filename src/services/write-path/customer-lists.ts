/** Determines which lists contain the customers of a write transaction. */
import { distinctIdentities, identityText, normalForm } from '../../engine/identity/identity.js';
import type { Identity } from '../../engine/types.js';
import type { ProfileRecord } from '../base/ports.js';
import type { Snapshot } from './commit/snapshot.js';

/** A customer of the transaction whose lists are determined. */
interface Listed {
  record: ProfileRecord;
  readonly touched: boolean;
  /** Ids of lists that the customer entered or left. */
  listsChanged?: readonly string[];
}

/** Data source for looking up lists. Without a transaction, the current entries are read. */
type Lookup = Pick<Snapshot, 'stores' | 'workspace' | 'catalogue'> & Partial<Pick<Snapshot, 'tx'>>;

/**
 * Returns a function that looks up which lists contain a customer, based on the entries that the transaction sees.
 * Nothing is stored.
 */
export async function standingOf(
  { stores, workspace, catalogue, tx }: Lookup,
  records: readonly ProfileRecord[],
): Promise<(record: ProfileRecord) => ReadonlySet<string>> {
  const { namespaces, ids } = catalogue.identityLists();
  // After identity rules change, list entries may already have the new form of an identity while the customer still has
  // the old form.
  const formsOf = ({ identities }: ProfileRecord): Identity[] =>
    identities
      .filter((i) => namespaces.has(i.namespace))
      .flatMap((i) => [i, normalForm(i, (n) => catalogue.namespace(n))]);
  const identities = distinctIdentities(records.flatMap(formsOf));
  const standing = identities.length > 0 ? await stores.lists.standing(workspace, identities, tx) : [];
  const listsOf = new Map<string, string[]>();
  for (const { content, identity } of standing) {
    const id = ids.get(content);
    // Skip entries of sets that no list currently uses.
    if (id === undefined) continue;
    const text = identityText(identity);
    listsOf.set(text, [...(listsOf.get(text) ?? []), id]);
  }
  return (record) => new Set(formsOf(record).flatMap((form) => listsOf.get(identityText(form)) ?? []));
}

/**
 * Looks up the lists of every customer that will be written, even if neither the lists nor the customer's identities
 * changed.
 */
export async function lookUpLists(snapshot: Snapshot, customers: Iterable<Listed>): Promise<void> {
  const touched = [...customers].filter((c) => c.touched);
  const records = touched.map((c) => c.record);
  const standing = await standingOf(snapshot, records);
  for (const c of touched) {
    const before = c.record.lists;
    const lists = standing(c.record);
    c.listsChanged = [...[...before].filter((id) => !lists.has(id)), ...[...lists].filter((id) => !before.has(id))];
    if (c.listsChanged.length > 0) c.record = { ...c.record, lists };
  }
}
