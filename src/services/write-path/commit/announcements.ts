/** Collects the transitions of a transaction and the other changes to customers that subscribers are notified of. */
import type { Transition } from '../../../engine/types.js';
import { newId } from '../../base/ids.js';
import type { StoredTransition, ProfileNews, ProfileRecord } from '../../base/ports.js';
import { isAnonymousReceipt } from '../../base/ports/profiles.js';
import { type Customer } from '../customers.js';
import { namesOf } from '../customer-names.js';

export class Announcements {
  readonly transitions: StoredTransition[] = [];
  /** Changes to customers that did not cause a transition. */
  readonly news: ProfileNews[] = [];

  constructor(
    private readonly workspace: string,
    private readonly now: number,
    /**
     * Whether changes to customers are not announced. This is the case in a dry run. It is also the case in a bulk
     * load, because nothing reads the changes of the workspace yet.
     */
    private readonly silent: boolean,
    /**
     * Whether each transition is recorded with the time at which it took effect. This is the case when a bulk load also
     * generates the earlier history of its customers.
     */
    private readonly isPast: boolean,
  ) {}

  /**
   * Announces the transitions of a customer. The customer's new data is announced with the last transition, or
   * separately if there are no transitions.
   */
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
    const isSilent = this.silent || isAnonymousReceipt(customer.record);
    if (isSilent || (customer.news.length === 0 && transitions.length === 0)) return undefined;
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
