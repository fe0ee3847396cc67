/** Collects the outcomes of the intakes in the given order. Intakes with an idempotency key are processed only once. */
import type { EventIntake, Intake, Origin, Outcome } from '../../base/write-intakes.js';
import type { Customers } from '../customers.js';
import type { Snapshot } from './snapshot.js';

export class Outcomes {
  /** Number of accepted facts of each mutation. */
  readonly accepted = new Map<Origin, number>();
  private readonly outcomes: (Outcome | undefined)[] = [];
  /** Outcomes to store under an idempotency key. Each entry contains the key and the index of the outcome. */
  private readonly kept: (readonly [key: string, index: number])[] = [];

  private constructor(
    private readonly snapshot: Snapshot,
    private readonly before: ReadonlyMap<string, Outcome>,
  ) {}

  static async load(snapshot: Snapshot): Promise<Outcomes> {
    const keys = snapshot.intakes.flatMap((intake) => keyOf(intake) ?? []);
    const before = keys.length > 0 ? await snapshot.stores.idempotency.outcomes(keys, snapshot.tx) : new Map();
    return new Outcomes(snapshot, before);
  }

  /**
   * Sets the outcomes that are already stored under idempotency keys, and the rejections that do not depend on the
   * customer.
   */
  refuse(refusal: (intake: Intake) => Outcome | undefined): void {
    this.snapshot.intakes.forEach((intake, index) => {
      const before = this.before.get(keyOf(intake) ?? '');
      if (before) this.outcomes[index] = before;
      else {
        const refused = refusal(intake);
        if (refused) this.note(index, refused);
      }
    });
  }

  /** Returns the intakes that have no outcome yet. */
  pending(): Intake[] {
    return this.snapshot.intakes.filter((_, index) => this.outcomes[index] === undefined);
  }

  /** Sets the outcome of an intake, unless it already has one. */
  take(index: number, decide: () => Outcome): void {
    if (this.outcomes[index] === undefined) this.note(index, decide());
  }

  at(index: number): Outcome | undefined {
    return this.outcomes[index];
  }

  /** Updates the outcomes of duplicates when their customers are known. */
  amendDuplicates(duplicate: (intake: EventIntake) => Outcome): void {
    this.snapshot.intakes.forEach((intake, index) => {
      if (intake.kind === 'event' && this.outcomes[index]?.status === 'DUPLICATE')
        this.outcomes[index] = duplicate(intake);
    });
  }

  private note(index: number, outcome: Outcome): void {
    const intake = this.snapshot.intakes[index];
    this.outcomes[index] = outcome;
    if (outcome.status === 'ACCEPTED' && intake.kind !== 'check')
      this.accepted.set(intake.origin, (this.accepted.get(intake.origin) ?? 0) + 1);
    const key = keyOf(intake);
    if (key !== undefined) this.kept.push([key, index]);
  }

  /** Stores the outcomes under their idempotency keys. */
  async store(): Promise<void> {
    const { stores, workspace, tx } = this.snapshot;
    if (this.kept.length === 0) return;
    const outcomes = this.kept.map(([key, index]) => [key, this.outcomes[index]!] as const);
    await stores.idempotency.insertOutcomes(workspace, outcomes, tx);
  }

  /** Returns all outcomes. A profile id in an outcome is the root of the customer at the end of the transaction. */
  all(customers: Customers): Outcome[] {
    return this.outcomes.map((outcome) =>
      outcome?.profile !== undefined && customers.has(outcome.profile)
        ? { ...outcome, profile: customers.rootOf(outcome.profile) }
        : outcome!,
    );
  }
}

const keyOf = (intake: Intake): string | undefined => ('once' in intake ? intake.once : undefined);
