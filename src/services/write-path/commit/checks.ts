/**
 * Processes due checks. A check evaluates a customer who has no new facts, or removes events whose retention period has
 * ended.
 */
import { outlived } from '../../../engine/facts/event-retention.js';
import type { FactSet } from '../../../engine/facts/facts.js';
import type { CheckIntake, Outcome } from '../../base/write-intakes.js';
import type { Customer } from '../customers.js';
import type { Transaction } from './transaction.js';

export class Checks {
  /** Ids of events to remove. */
  readonly purged: string[] = [];
  private readonly purging = new Set<Customer>();

  constructor(private readonly transaction: Transaction) {}

  take({ profile, purge, since, lists, start }: CheckIntake): Outcome {
    const { catalogue, customers, now } = this.transaction;
    if (!customers.has(profile))
      return { status: 'REJECTED', reason: 'PROFILE_NOT_FOUND', message: 'the profile was not found' };
    const customer = customers.of(profile);
    const { nextCheckAt, catalogueVersion } = customer.record.evaluation;
    // The customer is evaluated only if this is still necessary. Another process or a new fact may already have caused
    // the evaluation.
    if (lists || nextCheckAt <= now || catalogueVersion < catalogue.version) customer.touched = true;
    if (start !== undefined) {
      customer.touched = true;
      customer.starts = new Set([...(customer.starts ?? []), start]);
    }
    if (since !== undefined && since < catalogue.version) {
      customer.touched = true;
      customer.since = Math.min(since, customer.since ?? since);
    }
    if (purge) {
      customer.asked = true;
      this.purging.add(customer);
    }
    return { status: 'ACCEPTED', profile };
  }

  /** Removes events whose retention period has ended from the facts of the customers that are being purged. */
  purge(facts: Map<string, FactSet>): void {
    const { catalogue, now } = this.transaction;
    for (const customer of this.purging) {
      const all = facts.get(customer.record.id)!;
      const expired = outlived(all, catalogue.setting, now, (type) => catalogue.eventLookback(type));
      if (expired.length === 0) continue;
      this.purged.push(...expired.map((event) => event.id));
      facts.set(customer.record.id, all.without(expired));
      // The profile is written too, so that no process continues to use cached facts of this customer.
      customer.touched = true;
    }
  }

  /** Returns the customers whose facts or profiles changed. */
  changed(): ReadonlySet<Customer> {
    return new Set([...this.transaction.customers.changed(), ...(this.purged.length > 0 ? this.purging : [])]);
  }
}
