/** Simulates the past of customers that a bulk load creates, as if their facts had arrived when they happened. */
import { identityText } from '../../../engine/identity/identity.js';
import type { Identity } from '../../../engine/types.js';
import { targetsOf, type Intake } from '../../base/write-intakes.js';

export class LoadedPast {
  private readonly first = new Map<string, number>();

  /** `since` is the start of the ledger, in ms. Memberships are tracked from then on. */
  constructor(
    private readonly since: number,
    intakes: readonly Intake[],
  ) {
    for (const intake of intakes) {
      const at = instantOf(intake);
      if (at === undefined) continue;
      for (const target of targetsOf(intake)) if ('identities' in target) this.note(target.identities, at);
    }
  }

  private note(identities: readonly Identity[], at: number): void {
    for (const identity of identities) {
      const text = identityText(identity);
      this.first.set(text, Math.min(at, this.first.get(text) ?? at));
    }
  }

  /** Returns the time of the first fact that contains an identity, but not later than `now`. */
  createdAt(identity: Identity, now: number): number {
    return Math.min(this.first.get(identityText(identity)) ?? now, now);
  }

  /**
   * Returns the time from which a new customer is evaluated. This is the creation time or the start of the ledger,
   * whichever is later, but not later than `now`.
   */
  evaluatedFrom(createdAt: number, now: number): number {
    return Math.min(Math.max(createdAt, this.since), now);
  }
}

function instantOf(intake: Intake): number | undefined {
  if (intake.kind === 'event') return intake.event.at;
  return intake.kind === 'tag' || intake.kind === 'link' ? intake.at : undefined;
}
