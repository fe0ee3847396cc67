/** Rejects facts about erased identities if they are dated before the erasure. */
import { identityText, inOtherForm } from '../../../engine/identity/identity.js';
import type { Identity } from '../../../engine/types.js';
import { targetsOf, type Outcome } from '../../base/write-intakes.js';
import type { Snapshot } from './snapshot.js';

export class Erasures {
  private constructor(
    private readonly snapshot: Snapshot,
    /** Time of the erasure of each identity, by identity text. */
    private readonly tombstones: ReadonlyMap<string, number>,
  ) {}

  static async load(snapshot: Snapshot, erasures: number): Promise<Erasures> {
    if (erasures === 0) return new Erasures(snapshot, new Map());
    const { stores, workspace, intakes, tx } = snapshot;
    const identities = intakes
      .flatMap(targetsOf)
      .flatMap((target) => ('identities' in target ? target.identities : []));
    const forms = identities.flatMap((identity) => formsOf(snapshot, identity));
    return new Erasures(snapshot, await stores.tombstones.find(workspace, forms, tx));
  }

  refusal(identities: readonly Identity[], at: number): Extract<Outcome, { status: 'REJECTED' }> | undefined {
    const until = (identity: Identity): number => this.tombstones.get(identityText(identity)) ?? -Infinity;
    const isErased = (identity: Identity): boolean =>
      formsOf(this.snapshot, identity).some((form) => at <= until(form));
    if (this.tombstones.size === 0 || !identities.some(isErased)) return undefined;
    return {
      status: 'REJECTED',
      reason: 'IDENTITY_ERASED',
      message: 'one of these identities was erased; facts dated before the erasure are rejected',
      path: 'identities',
    };
  }
}

/**
 * Returns all forms of an identity. A tombstone is stored under the form that the identity had when it was erased. The
 * rules of the namespace may have changed since then.
 */
function formsOf({ catalogue }: Snapshot, identity: Identity): Identity[] {
  const changed = catalogue.namespace(identity.namespace)?.regroupedAt !== undefined;
  return changed ? [identity, inOtherForm(identity.namespace, identity.value)] : [identity];
}
