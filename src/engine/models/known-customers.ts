/** Restores the facts of customers that were known at a cutoff time. Facts that were received later are left out. */
import { PartBuilder, type ColumnPart } from '../columns/part.js';
import { FactSet } from '../facts/facts.js';
import type { EventFact } from '../types.js';
import { DAY } from '../time/time.js';

export interface ReceivedFact {
  readonly event: EventFact;
  /** Time at which the fact was received, in ms. */
  readonly receivedAt: number;
}

export interface KnownCustomer {
  readonly id: string;
  readonly facts: readonly ReceivedFact[];
}

interface TimedFact {
  readonly event: EventFact;
  readonly knownAt: number;
  readonly isHistory: boolean;
}

/**
 * Customers with the facts that had been received by a given time. Facts that occurred before the first fact of the
 * customer was received are imported history, and count as known since they occurred. All other facts count as known
 * since they were received.
 */
export class KnownCustomers {
  /** All facts that had been received by the time `until`. The customers are in the given order. */
  readonly part: ColumnPart;
  /** Whether a fact counts as known since it occurred, although it was received more than a day later. */
  readonly hasHistory: boolean;
  private readonly customers: readonly { readonly id: string; readonly facts: readonly TimedFact[] }[];

  constructor(
    customers: readonly KnownCustomer[],
    private readonly until: number,
  ) {
    this.customers = customers.map(({ id, facts }) => ({ id, facts: timed(facts, until) }));
    this.hasHistory = this.customers.some(({ facts }) => facts.some(({ isHistory }) => isHistory));
    this.part = this.partOf(() => true);
  }

  /** Returns the same customers with only the facts that were known at the cutoff time `cut`. */
  partAt(cut: number): ColumnPart {
    const isLate = ({ event, knownAt }: TimedFact): boolean => event.at <= cut && knownAt > cut;
    if (cut >= this.until || !this.customers.some(({ facts }) => facts.some(isLate))) return this.part;
    return this.partOf(({ knownAt }) => knownAt <= cut);
  }

  private partOf(isKnown: (fact: TimedFact) => boolean): ColumnPart {
    const builder = new PartBuilder();
    for (const { id, facts } of this.customers)
      builder.add({
        id,
        factsVersion: 0,
        createdAt: 0,
        facts: FactSet.of(facts.filter(isKnown).map(({ event }) => event)),
        tags: new Map(),
        lists: new Set(),
      });
    return builder.sealed();
  }
}

function timed(facts: readonly ReceivedFact[], until: number): TimedFact[] {
  const received = facts.filter(({ receivedAt }) => receivedAt <= until);
  const first = received.reduce((least, { receivedAt }) => Math.min(least, receivedAt), Infinity);
  return received.map(({ event, receivedAt }) => ({
    event,
    knownAt: event.at < first ? event.at : receivedAt,
    isHistory: event.at < first && receivedAt - event.at > DAY,
  }));
}
