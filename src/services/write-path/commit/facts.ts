/** Loads the facts needed to evaluate the customers of a transaction. */
import { FactSet } from '../../../engine/facts/facts.js';
import type { FactCache } from '../../base/services.js';
import type { Customer } from '../customers.js';
import type { Transaction } from './transaction.js';

export interface LoadedFacts {
  /** Facts by customer id, without the events of this transaction. */
  readonly facts: Map<string, FactSet>;
  /**
   * Ids of customers whose facts were supplied with the check that evaluates them. The events in supplied facts have
   * other ids than the stored events, so these facts are not cached.
   */
  readonly provided: ReadonlySet<string>;
}

/** The cache of facts, and the function that claims memory for further facts. */
interface Memory {
  readonly cache: FactCache;
  readonly claim: (bytes: number) => Promise<void>;
}

/**
 * Loads the facts of customers that are evaluated or about which a decision is made. Cached or supplied facts are used
 * if they have exactly the required version. All other facts are read from the store, once there is memory for them.
 */
export async function loadFacts(transaction: Transaction, { cache, claim }: Memory): Promise<LoadedFacts> {
  await claim(bytesToLoad(transaction, cache));
  const facts = new Map<string, FactSet>();
  const provided = new Set<string>();
  const missing: Customer[] = [];
  const known = new Map(
    transaction.intakes.flatMap((intake) =>
      intake.kind === 'check' && intake.known ? [[intake.profile, intake.known] as const] : [],
    ),
  );
  for (const customer of transaction.customers.all()) {
    const { record, regrouped } = customer;
    if (!customer.touched && !customer.asked) continue;
    if (customer.isNew && !regrouped) {
      facts.set(record.id, FactSet.empty);
      continue;
    }
    const cached = regrouped ? undefined : cache.get(record.id, record.factsVersion);
    const given = regrouped || customer.asked || customer.news.length > 0 ? undefined : known.get(record.id);
    if (cached) facts.set(record.id, cached);
    else if (given?.factsVersion === record.factsVersion) {
      facts.set(record.id, given.facts);
      provided.add(record.id);
    } else missing.push(customer);
  }
  await read(transaction, missing, facts);
  return { facts, provided };
}

/** Returns the estimated size of the facts that `loadFacts` will read, in bytes. */
function bytesToLoad({ customers }: Transaction, cache: FactCache): number {
  let bytes = 0;
  for (const { touched, asked, regrouped, record } of customers.all())
    if ((touched || asked) && (regrouped || !cache.get(record.id, record.factsVersion))) bytes += record.factBytes;
  return bytes;
}

async function read(
  { stores, workspace, tx }: Transaction,
  customers: readonly Customer[],
  facts: Map<string, FactSet>,
): Promise<void> {
  if (customers.length === 0) return;
  const members = customers.flatMap(({ record }) => record.members);
  const byProfile = await stores.events.facts(workspace, members, tx);
  for (const { record } of customers)
    facts.set(record.id, FactSet.of(record.members.flatMap((member) => byProfile.get(member) ?? [])));
}
