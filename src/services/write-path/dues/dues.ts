/**
 * Handles planned work (`Due`) of all kinds in one transaction. Passes work whose time has come to the handler of its
 * kind, and computes when a customer next has planned work.
 */
import type { Transition } from '../../../engine/types.js';
import { OWN_SOURCE } from '../../../engine/facts/vocabulary.js';
import { earliestDue, fallenBy, withDues, withoutKind, type Due } from '../../../engine/memberships/dues.js';
import type { ProfileRecord } from '../../base/ports.js';
import { isAnonymousReceipt } from '../../base/ports/profiles.js';
import type { Events } from '../commit/events.js';
import type { LoadedFacts } from '../commit/facts.js';
import type { Snapshot } from '../commit/snapshot.js';
import type { Transaction } from '../commit/transaction.js';
import type { Customer } from '../customers.js';
import type { DueCustomer, DueKind, OpenDues, PlannedDue } from './due-kind.js';

export class Dues {
  private readonly names: ReadonlySet<string>;

  private constructor(
    private readonly kinds: readonly DueKind[],
    private readonly opened: readonly (readonly [kind: string, open: OpenDues])[],
  ) {
    this.names = new Set(kinds.map(({ name }) => name));
  }

  static async open(snapshot: Snapshot, kinds: readonly DueKind[]): Promise<Dues> {
    const opened: (readonly [string, OpenDues])[] = [];
    for (const kind of kinds) if (kind.open) opened.push([kind.name, await kind.open(snapshot)]);
    return new Dues(kinds, opened);
  }

  /**
   * Plans work for every customer that the transaction evaluates, and handles the work whose time has come. The
   * resulting events are recorded like any other facts. An anonymous receipt is not a customer and has no planned work.
   */
  fall(transaction: Transaction, facts: LoadedFacts, events: Events): void {
    if (this.opened.length === 0) return;
    for (const customer of transaction.customers.all())
      if (customer.touched && !isAnonymousReceipt(customer.record)) this.fallOf(customer, transaction, facts, events);
  }

  /** Returns the planned work of an evaluated customer, including work that follows from its transitions. */
  follow({ record, former }: Customer, transitions: readonly Transition[]): readonly Due[] {
    const { id, dues } = record;
    if (transitions.length === 0) return dues;
    const planned = this.opened.flatMap(([kind, open]) =>
      (open.follow?.({ id, transitions, formerly: former?.segments }) ?? []).map((due) => ({
        ...due,
        kind,
        profile: id,
      })),
    );
    return withDues(dues, planned);
  }

  /** Returns the time of the next planned work of a customer after its evaluation. */
  next(record: ProfileRecord): number {
    const nextOf = (kind: DueKind): number => kind.next?.(record) ?? earliestDue(record.dues, kind.name);
    return Math.min(...this.kinds.map(nextOf));
  }

  async store(): Promise<void> {
    for (const [, open] of this.opened) await open.store?.();
  }

  private fallOf(customer: Customer, transaction: Transaction, facts: LoadedFacts, events: Events): void {
    const { now, customers } = transaction;
    const { id } = customer.record;
    const profile = { profile: id };
    const ofKind = (kind: string): DueCustomer => dueCustomer(customer, facts, kind);
    const keep = (dues: readonly Due[]): void => {
      if (dues !== customer.record.dues) customer.record = { ...customer.record, dues };
    };
    for (const [kind, open] of this.opened) {
      const plans = open.plan?.(ofKind(kind));
      const planned = plans?.map((plan) => ({ ...plan, ...profile, kind }));
      if (planned) keep(withDues(withoutKind(customer.record.dues, kind), planned));
    }
    for (const [kind, open] of this.opened) {
      const { fallen, left } = fallenBy(customer.record.dues, kind, now);
      if (fallen.length === 0) continue;
      const consequences = open.fall(ofKind(kind), fallen);
      for (const due of consequences.dues ?? []) this.check(due, now);
      keep(
        withDues(
          left,
          (consequences.dues ?? []).map((due) => ({ ...due, ...profile })),
        ),
      );
      for (const event of consequences.events ?? []) {
        const messageId = event.id.slice(OWN_SOURCE.length + 1);
        events.record(customers, id, event, { source: OWN_SOURCE, messageId, bodyHash: '' });
      }
    }
  }

  /**
   * Throws for planned work of an unknown kind, and for work whose time has already come. Such work would be handled
   * immediately and could keep the ticker busy forever.
   */
  private check({ kind, at }: PlannedDue, now: number): void {
    if (!this.names.has(kind)) throw new Error(`a due is planned under ${kind}, which is not registered`);
    if (!(at > now)) throw new Error(`a due of ${kind} is planned for an instant that has passed`);
  }
}

function dueCustomer({ record, events, starts, former }: Customer, facts: LoadedFacts, kind: string): DueCustomer {
  const { id, members, identities, tags, lists, evaluation } = record;
  return {
    ...{ id, members, identities },
    subject: { facts: facts.facts.get(id)!.with(events), tags, lists },
    evaluatedAt: former?.evaluatedAt ?? evaluation.evaluatedAt,
    segments: evaluation.segments,
    news: facts.provided.has(id) ? undefined : new Set(events.map((event) => event.id)),
    starts: starts ?? new Set(),
    dues: record.dues.filter((due) => due.kind === kind),
  };
}
