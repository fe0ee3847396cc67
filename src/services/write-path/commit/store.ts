/**
 * Writes the results of a transaction. These are profiles, facts and transitions, and entries of the audit log and the
 * change feed.
 */
import { OWN_SOURCE } from '../../../engine/facts/vocabulary.js';
import type { Origin } from '../../base/write-intakes.js';
import type { ProfileRecord, StoredEvent, Stores, TagFact } from '../../base/ports.js';
import type { Customer } from '../customers.js';
import type { Announcements } from './announcements.js';
import type { Transaction } from './transaction.js';
import { yieldIfLarge } from './turns.js';

type AuditEntry = Parameters<Stores['audit']['insert']>[0][number];

export interface Decided {
  /** Customers that were evaluated. */
  readonly records: readonly ProfileRecord[];
  /** Customers whose facts or profiles changed. */
  readonly changed: ReadonlySet<Customer>;
  readonly events: readonly StoredEvent[];
  /** Ids of events to remove. */
  readonly purged: readonly string[];
  readonly tagFacts: readonly TagFact[];
  /** Number of accepted facts by mutation. */
  readonly accepted: ReadonlyMap<Origin, number>;
  readonly announcements: Announcements;
}

export async function store(transaction: Transaction, decided: Decided): Promise<void> {
  const { stores, workspace, customers, now, tx } = transaction;
  const audited = (actor: string, operation: string, facts: number): AuditEntry => ({
    workspace,
    actor,
    operation,
    target: `${facts} ${facts === 1 ? 'fact' : 'facts'}`,
    at: now,
  });
  await yieldIfLarge(transaction);
  await customers.store(decided.records);
  if (decided.purged.length > 0) {
    await stores.events.remove(workspace, decided.purged, tx);
    await stores.audit.insert([audited(OWN_SOURCE, 'retention', decided.purged.length)], tx);
  }
  if (decided.events.length > 0) await stores.events.insert(workspace, decided.events, tx);
  if (decided.tagFacts.length > 0) await stores.tagFacts.insert(workspace, decided.tagFacts, tx);
  const { transitions, news } = decided.announcements;
  if (transitions.length > 0) await stores.transitions.insert(transitions, tx);
  const entries = [...decided.accepted].map(([{ actor, operation }, facts]) => audited(actor, operation, facts));
  if (entries.length > 0) await stores.audit.insert(entries, tx);
  if (news.length > 0) await stores.news.insert(workspace, news, tx);
  await storeCustomerNews(transaction, decided);
}

/** Announces in the change feed which customers changed, were merged into others, or were only evaluated. */
async function storeCustomerNews(transaction: Transaction, { records, changed }: Decided): Promise<void> {
  const { stores, workspace, catalogue, customers, tx } = transaction;
  const ids = new Set([...changed].map(({ record }) => record.id));
  const evaluated = records.flatMap(({ id }) => (ids.has(id) ? [] : [id]));
  const removed = [...customers.absorbed()];
  if (records.length + removed.length === 0) return;
  await stores.news.customers(workspace, { catalogue: catalogue.version, changed: [...ids], removed, evaluated }, tx);
}
