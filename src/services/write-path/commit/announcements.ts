/** Collects the transitions and customer changes that the transaction announces. */
import type { Transition } from '../../../engine/model.js';
import { newId } from '../../base/intake.js';
import type { LedgerEntry, ProfileNews, ProfileRecord } from '../../base/ports.js';
import { namesOf, type Customer } from '../customers.js';

export class Announcements {
  readonly transitions: LedgerEntry[] = [];
  /** Changes to customers that caused no transition. */
  readonly news: ProfileNews[] = [];

  constructor(
    private readonly workspace: string,
    private readonly now: number,
    /** True if customer changes are not announced: during a bulk load that nobody can follow yet, or a dry run. */
    private readonly silent: boolean,
    /** True if each transition is recorded at its effect, as part of a loaded past. */
    private readonly isPast: boolean,
  ) {}

  /** Announces a customer's transitions. Its changes go with the last transition, or alone if it has none. */
  announce(record: ProfileRecord, transitions: readonly Transition[], news?: ProfileNews): void {
    const last = transitions.length - 1;
    transitions.forEach((transition, i) => {
      const recordedAt = this.isPast ? transition.effectiveAt : this.now;
      this.transitions.push({
        ...transition,
        id: newId(recordedAt),
        workspace: this.workspace,
        ...namesOf(record),
        recordedAt,
        ...(news && i === last ? { news } : {}),
      });
    });
    if (news && last < 0) this.news.push(news);
  }

  newsOf(customer: Customer, transitions: readonly Transition[]): ProfileNews | undefined {
    if (this.silent || (customer.news.length === 0 && transitions.length === 0)) return undefined;
    return {
      ...namesOf(customer.record),
      at: this.now,
      events: distinct(customer.news.map((fact) => fact.event)),
      tags: distinct(customer.news.map((fact) => fact.tag)),
      segments: distinct(transitions.map((transition) => transition.segment)),
    };
  }
}

const distinct = (names: readonly (string | undefined)[]): string[] => [
  ...new Set(names.filter((name) => name !== undefined)),
];
