/**
 * Runs the deciders after identity resolution. Each intake that a decider handles becomes an event of a customer or is
 * rejected.
 */
import { OWN_SOURCE } from '../../../engine/facts/vocabulary.js';
import type { FactSet } from '../../../engine/facts/facts.js';
import { targetsOf, type DecidedIntake, type Outcome } from '../../base/write-intakes.js';
import type { ProfileRecord } from '../../base/ports.js';
import { wholeTags } from '../../population/whole-tags.js';
import { standingOf } from '../customer-lists.js';
import type { DecidedCustomer, DecidedSubject } from '../deciders/decider.js';
import type { Deciders } from '../deciders/deciders.js';
import { isDecided } from '../deciders/registry.js';
import type { Events } from './events.js';
import type { Links } from './links.js';
import type { Outcomes } from './outcomes.js';
import type { Transaction } from './transaction.js';

/** A function that returns the facts of a customer for a decider, including the facts of this transaction. */
type SubjectOf = (profile: string) => DecidedSubject;

export class Decisions {
  /** The profiles to which each intake refers. An entry is undefined if no profile was found. */
  private readonly addressed = new Map<DecidedIntake, readonly (string | undefined)[]>();

  constructor(
    private readonly transaction: Transaction,
    private readonly deciders: Deciders,
    private readonly links: Links,
    private readonly events: Events,
  ) {}

  /** Resolves the customers to which an intake refers, so that their facts are loaded. */
  address(intake: DecidedIntake): void {
    const { customers } = this.transaction;
    const profiles = targetsOf(intake).map((target) =>
      this.links.isKnown(intake, target) ? this.links.addressed(target) : undefined,
    );
    this.addressed.set(intake, profiles);
    for (const profile of profiles) if (profile !== undefined) customers.of(profile).asked = true;
  }

  /** Decides the intakes in the given order. Earlier decisions affect later ones. */
  async decide(facts: ReadonlyMap<string, FactSet>, outcomes: Outcomes): Promise<void> {
    const { intakes, customers } = this.transaction;
    if (!intakes.some((intake) => isDecided(intake) || this.deciders.observes(intake))) return;
    const factsOf = (profile: string): FactSet => {
      const customer = customers.of(profile);
      return facts.get(customer.record.id)!.with(customer.events);
    };
    await this.deciders.prepare(
      this.profiles().map((id): DecidedCustomer => ({ record: customers.of(id).record, facts: factsOf(id) })),
    );
    const subjectOf = await this.subjects(factsOf);
    intakes.forEach((intake, index) => {
      if (isDecided(intake)) outcomes.take(index, () => this.decideOne(intake, subjectOf));
      else if (this.deciders.observes(intake)) {
        const outcome = outcomes.at(index);
        if (outcome?.status !== 'ACCEPTED' || outcome.profile === undefined) return;
        if (this.deciders.counts(intake, factsOf(outcome.profile)))
          this.events.bind(intake.event, customers, outcome.profile);
      }
    });
  }

  private profiles(): string[] {
    return [...this.addressed.values()].flat().filter((profile) => profile !== undefined);
  }

  /** Reads the tags and lists that the conditions of the deciders need. */
  private async subjects(factsOf: (profile: string) => FactSet): Promise<SubjectOf> {
    const { catalogue, customers, now, tx } = this.transaction;
    const asked = this.asked();
    const conditions = [...this.addressed.keys()].flatMap((intake) => this.deciders.conditions(intake));
    // The conditions of a decider may look back further than any segment. The tag writes stored in profiles may then
    // not be sufficient.
    const lookback = catalogue.lookbackOf(...conditions);
    const from = Math.min(now, ...[...this.addressed.keys()].map((intake) => this.deciders.evaluatedFrom(intake)));
    const tags = await wholeTags(this.transaction, asked, () => from, lookback, tx);
    const standing = await standingOf(this.transaction, asked);
    return (profile) => {
      const { record } = customers.of(profile);
      return { record, facts: factsOf(profile), tags: tags.get(record.id) ?? record.tags, lists: standing(record) };
    };
  }

  /** Returns the customers for which a decider evaluates conditions. */
  private asked(): ProfileRecord[] {
    const { customers } = this.transaction;
    const profiles = [...this.addressed].flatMap(([intake, addressed]) =>
      this.deciders.conditions(intake).length > 0 ? addressed.filter((profile) => profile !== undefined) : [],
    );
    return [...new Set(profiles.map((profile) => customers.of(profile).record))];
  }

  private decideOne(intake: DecidedIntake, subjectOf: SubjectOf): Outcome {
    const { customers } = this.transaction;
    const addressed = this.addressed.get(intake)!;
    const [profile] = addressed;
    if (profile === undefined)
      return { status: 'REJECTED', reason: 'PROFILE_NOT_FOUND', message: 'the profile was not found', path: 'profile' };
    const roots = addressed.map((id) => (id === undefined ? undefined : customers.rootOf(id)));
    const refused = this.deciders.refusalOfCustomers(intake, roots);
    if (refused) return { status: 'REJECTED', ...refused };
    const profiles = addressed.filter((id) => id !== undefined);
    const decision = this.deciders.decide(intake, profiles.map(subjectOf));
    if ('reason' in decision) return { status: 'REJECTED', ...decision, profile };
    if ('duplicate' in decision) return { status: 'DUPLICATE', profile, ...decision.duplicate };
    decision.events.forEach((list, index) => {
      for (const event of list) {
        const messageId = event.id.slice(OWN_SOURCE.length + 1);
        this.events.record(customers, profiles[index], event, { source: OWN_SOURCE, messageId, bodyHash: '' });
      }
    });
    // The customer is written even if there is no event, so that concurrent decisions about the same customer conflict.
    customers.of(profile).touched = true;
    return { status: 'ACCEPTED', profile, ...decision.result };
  }
}
