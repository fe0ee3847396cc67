/** Handles the events of a transaction. Finds rejected and duplicate events, and records the others. */
import { retentionOf } from '../../../engine/facts/event-retention.js';
import { FUTURE_SKEW_MS } from '../../../engine/facts/vocabulary.js';
import type { EventFact } from '../../../engine/types.js';
import { DAY } from '../../../engine/time/time.js';
import type { EventIntake, Outcome, Target } from '../../base/write-intakes.js';
import type { KnownEvent, StoredEvent } from '../../base/ports.js';
import type { Customers } from '../customers.js';
import type { Deciders } from '../deciders/deciders.js';
import type { Erasures } from './erasures.js';
import type { Links } from './links.js';
import type { Snapshot } from './snapshot.js';

/**
 * Events accepted in this transaction or an earlier one. An event of this transaction has no profile until it is
 * recorded.
 */
type KnownEvents = Map<string, Pick<KnownEvent, 'hash'> & Partial<KnownEvent>>;

export class Events {
  readonly recorded: StoredEvent[] = [];

  private constructor(
    private readonly snapshot: Snapshot,
    private readonly known: KnownEvents,
  ) {}

  static async load(snapshot: Snapshot): Promise<Events> {
    const { stores, workspace, intakes, tx } = snapshot;
    const ids = intakes.flatMap((intake) => (intake.kind === 'event' ? [intake.event.id] : []));
    return new Events(snapshot, ids.length > 0 ? await stores.events.known(workspace, ids, tx) : new Map());
  }

  /** Returns the customers of repeated events. */
  repeated(): Target[] {
    return this.snapshot.intakes.flatMap((intake) => {
      const known = intake.kind === 'event' ? this.known.get(intake.event.id) : undefined;
      return known?.profile !== undefined && known.hash === (intake as EventIntake).bodyHash
        ? [{ profile: known.profile }]
        : [];
    });
  }

  duplicate({ event }: EventIntake): Outcome {
    const profile = this.known.get(event.id)?.profile;
    return { status: 'DUPLICATE', ...(profile === undefined ? {} : { profile }) };
  }

  /**
   * Returns a rejection or duplicate outcome that does not depend on the customer. If there is none, returns undefined,
   * and later copies of the event are treated as duplicates.
   */
  refusal(intake: EventIntake, erasures: Erasures, deciders: Deciders): Outcome | undefined {
    const { event, bodyHash, identities } = intake;
    // Check for an erasure before checking for duplicates. Otherwise the result would depend on whether the erased
    // event has already been removed.
    const erased = erasures.refusal(identities, event.at);
    if (erased) return erased;
    const known = this.known.get(event.id);
    if (known !== undefined) return known.hash === bodyHash ? this.duplicate(intake) : REUSED;
    const refused = this.outOfTime(event) ?? deciders.refusal(intake);
    if (!refused) this.known.set(event.id, { hash: bodyHash });
    return refused;
  }

  private outOfTime({ at, type }: EventFact): Outcome | undefined {
    const { now, catalogue } = this.snapshot;
    if (at > now + FUTURE_SKEW_MS) return IN_FUTURE;
    const retention = retentionOf(type, catalogue.setting);
    if (at > now - retention) return undefined;
    return {
      status: 'REJECTED',
      reason: 'EVENT_TOO_OLD',
      message: `occurredAt is older than the retention of ${retention / DAY} days`,
      path: 'occurredAt',
    };
  }

  take(intake: EventIntake, customers: Customers, links: Links, deciders: Deciders): Outcome {
    const { event, bodyHash, identities } = intake;
    const { profile, merged } = links.addressee(identities);
    this.known.set(event.id, { hash: bodyHash, profile });
    this.record(customers, profile, deciders.binds(intake) ? { ...event, binding: true } : event, intake);
    return { status: 'ACCEPTED', profile, merged };
  }

  record(
    customers: Customers,
    profile: string,
    event: EventFact,
    { source, messageId, bodyHash }: Pick<EventIntake, 'source' | 'messageId' | 'bodyHash'>,
  ): void {
    const customer = customers.of(profile);
    customer.events.push(event);
    customer.news.push({ id: event.id, at: event.at, event: event.type });
    customer.touched = true;
    this.recorded.push({
      ...event,
      profile,
      identity: customers.identityOf(profile),
      source,
      messageId,
      receivedAt: this.snapshot.now,
      bodyHash,
    });
  }

  /**
   * Marks an event of this transaction as decided by this system, both in the facts to evaluate and in the events to
   * store.
   */
  bind(event: EventFact, customers: Customers, profile: string): void {
    const { events } = customers.of(profile);
    const isEvent = ({ id }: EventFact): boolean => id === event.id;
    events.splice(events.findIndex(isEvent), 1, { ...event, binding: true });
    const index = this.recorded.findIndex(isEvent);
    this.recorded[index] = { ...this.recorded[index], binding: true };
  }
}

const REUSED: Outcome = {
  status: 'REJECTED',
  reason: 'MESSAGE_ID_REUSED',
  message: 'an event with this messageId and another body was accepted before; the first one stays',
  path: 'messageId',
};

const IN_FUTURE: Outcome = {
  status: 'REJECTED',
  reason: 'EVENT_IN_FUTURE',
  message: 'occurredAt is more than 5 minutes in the future',
  path: 'occurredAt',
};
