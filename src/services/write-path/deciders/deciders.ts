/** Combines all deciders of one transaction, so that callers treat them as one. */
import type { FactSet } from '../../../engine/facts/facts.js';
import type { Condition } from '../../../engine/types.js';
import type { DecidedIntake, EventIntake, Intake, Outcome } from '../../base/write-intakes.js';
import type { Snapshot } from '../commit/snapshot.js';
import type { DecidedCustomer, DecidedSubject, Decider, DeciderKind, Decision, Refusal } from './decider.js';
import { DECIDED_BY, DECIDERS } from './registry.js';

export class Deciders {
  private readonly all: readonly Decider[];

  private constructor(private readonly opened: ReadonlyMap<DeciderKind, Decider>) {
    this.all = [...opened.values()];
  }

  static async open(snapshot: Snapshot): Promise<Deciders> {
    const opened = new Map<DeciderKind, Decider>();
    for (const kind of DECIDERS) opened.set(kind, await kind.open(snapshot));
    return new Deciders(opened);
  }

  private of({ kind }: DecidedIntake): Decider {
    return this.opened.get(DECIDED_BY[kind])!;
  }

  /** Returns the first rejection of a reported event, if there is one. */
  refusal(intake: EventIntake): Outcome | undefined {
    for (const decider of this.all) {
      const refused = decider.refusal?.(intake);
      if (refused) return { status: 'REJECTED', ...refused };
    }
    return undefined;
  }

  binds(intake: EventIntake): boolean {
    return this.all.some((decider) => decider.binds?.(intake));
  }

  observes(intake: Intake): intake is EventIntake {
    return intake.kind === 'event' && this.all.some((decider) => decider.observes?.(intake));
  }

  counts(intake: EventIntake, facts: FactSet): boolean {
    const counted = this.all.map((decider) => decider.observes?.(intake) && decider.counts?.(intake, facts));
    return counted.includes(true);
  }

  conditions(intake: DecidedIntake): readonly Condition[] {
    return this.of(intake).conditions?.(intake) ?? [];
  }

  evaluatedFrom(intake: DecidedIntake): number {
    return this.of(intake).evaluatedFrom?.(intake) ?? Infinity;
  }

  async prepare(customers: readonly DecidedCustomer[]): Promise<void> {
    for (const decider of this.all) await decider.prepare?.(customers);
  }

  refusalOfCustomers(intake: DecidedIntake, customers: readonly (string | undefined)[]): Refusal | undefined {
    return this.of(intake).refusalOfCustomers?.(intake, customers);
  }

  decide(intake: DecidedIntake, customers: readonly DecidedSubject[]): Decision {
    return this.of(intake).decide!(intake, customers);
  }

  async store(): Promise<void> {
    for (const decider of this.all) await decider.store?.();
  }
}
