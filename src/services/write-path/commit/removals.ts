/** Removes the facts of a source from customers when a check requests it. */
import { isKeptForGood } from '../../../engine/facts/event-retention.js';
import { OWN_SOURCE } from '../../../engine/facts/vocabulary.js';
import type { Customer } from '../customers.js';
import { rebuiltTags } from '../customer-tags.js';
import type { Transaction } from './transaction.js';

export class Removals {
  constructor(private readonly transaction: Transaction) {}

  /**
   * Removes the facts of the sources for which a check requests it. Must run before the facts of the transaction are
   * recorded, because the remaining facts are read from the store.
   */
  async remove(): Promise<void> {
    const { intakes, customers } = this.transaction;
    const asked = new Map<Customer, Set<string>>();
    for (const intake of intakes) {
      if (intake.kind !== 'check' || intake.removeSource === undefined || !customers.has(intake.profile)) continue;
      const customer = customers.of(intake.profile);
      asked.set(customer, (asked.get(customer) ?? new Set()).add(intake.removeSource));
    }
    for (const [customer, sources] of asked) for (const source of sources) await this.removeFrom(customer, source);
  }

  private async removeFrom(customer: Customer, source: string): Promise<void> {
    const { stores, workspace, catalogue, now, tx } = this.transaction;
    const { members, evaluation } = customer.record;
    const events = (await stores.events.idsOf(workspace, members, source, tx)).filter(
      ({ type }) => !isKeptForGood(type),
    );
    if (events.length > 0)
      await stores.events.remove(
        workspace,
        events.map(({ id }) => id),
        tx,
      );
    const writes = await stores.tagFacts.removeFrom(workspace, members, source, tx);
    const facts = events.length + writes;
    if (facts === 0) return;
    const at = Math.min(now, evaluation.evaluatedAt);
    const tags = await rebuiltTags(stores, catalogue, customer.record, at, tx);
    customer.record = { ...customer.record, tags };
    customer.touched = true;
    customer.regrouped ??= 'REMOVAL';
    const target = `${source}: ${facts} ${facts === 1 ? 'fact' : 'facts'}`;
    await stores.audit.insert([{ workspace, actor: OWN_SOURCE, operation: 'removeSource', target, at: now }], tx);
  }
}
