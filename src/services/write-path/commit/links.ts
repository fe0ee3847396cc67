/** Resolves identities. Links in the intakes merge customers, and splits separate them. */
import type { Link, LinkDecision } from '../../../engine/identity/identity-fold.js';
import type { Identity } from '../../../engine/types.js';
import { targetsOf, type CheckIntake, type Intake, type Target } from '../../base/write-intakes.js';
import { mayCreateCustomer } from '../deciders/registry.js';
import { linkId } from '../identity-graph.js';
import { unmergeOf } from '../unmerges.js';
import type { Transaction } from './transaction.js';

export class Links {
  /** The decision about each link of the transaction. */
  private decisions: ReadonlyMap<string, LinkDecision> = new Map();
  /** Ids of links that merged two customers in this transaction and that no outcome has reported yet. */
  private joining = new Set<string>();

  constructor(private readonly transaction: Transaction) {}

  /** Regroups customers by all links and splits of the given intakes. */
  async join(open: readonly Intake[]): Promise<void> {
    const { customers, now } = this.transaction;
    const links = open.flatMap((intake) => this.linksOf(intake));
    const unmerges = open.flatMap((intake) => (intake.kind === 'unmerge' ? [unmergeOf(customers, intake, now)] : []));
    const rootsOf = (link: Link): string[] =>
      link.identities.map((identity) => customers.rootOf(customers.profileOf(identity)));
    const roots = new Map(links.map((link) => [link.id, rootsOf(link)]));
    const again = open.flatMap((intake) =>
      intake.kind === 'check' && this.regroups(intake) && customers.has(intake.profile)
        ? customers.of(intake.profile).record.identities
        : [],
    );
    this.decisions = await customers.regroup(links, unmerges, again);
    const joins = ({ id }: Link): boolean =>
      this.decisions.get(id)?.accepted === true && roots.get(id)![0] !== roots.get(id)![1];
    this.joining = new Set(links.filter(joins).map((link) => link.id));
  }

  private linksOf(intake: Intake): Link[] {
    const { customers, now } = this.transaction;
    const isPublic = 'isPublic' in intake && intake.isPublic === true;
    const at = (isPublic ? undefined : instantOf(intake)) ?? now;
    return targetsOf(intake).flatMap((target) => {
      if (!('identities' in target) || !this.isKnown(intake, target)) return [];
      for (const identity of target.identities) customers.profileOf(identity);
      const links = customers.linksOf(target.identities, at);
      if (isPublic) return links.map((link) => ({ ...link, isPublic }));
      return intake.kind === 'link' && intake.explicit ? links.map(byHand) : links;
    });
  }

  /**
   * Whether a check must regroup its customer. This is the case if the check requests it with `regroup`, or if the
   * identity rules changed after the check's catalogue version `since`.
   */
  private regroups({ regroup, since }: CheckIntake): boolean {
    return regroup === true || (since !== undefined && this.transaction.catalogue.regroupedSince(since));
  }

  /**
   * Whether a target of an intake exists or may be created. Facts create unknown customers. For other intakes, the
   * decider specifies whether an unknown customer is created.
   */
  isKnown(intake: Intake, target: Target): boolean {
    const { customers } = this.transaction;
    if (!('identities' in target)) return customers.has(target.profile);
    return mayCreateCustomer(intake) || target.identities.some((identity) => customers.ownerOf(identity) !== undefined);
  }

  /** Returns the profile for which a fact is recorded. It is the profile of the identity with the highest priority. */
  addressed(target: Target): string {
    const { customers } = this.transaction;
    return 'profile' in target ? target.profile : customers.profileOf(customers.ordered(target.identities)[0]);
  }

  /** Returns the profile for which a fact is recorded, and the decisions about the links to the other identities. */
  addressee(
    identities: readonly Identity[],
    explicit = false,
  ): { readonly profile: string; readonly merged: boolean; readonly refused: string[] } {
    const { customers, now } = this.transaction;
    const links = customers.linksOf(identities, now).map((link) => (explicit ? byHand(link) : link));
    const merged = links.filter((link) => this.joining.delete(link.id)).length > 0;
    const refused = links.flatMap((link) => {
      const decision = this.decisions.get(link.id);
      return decision && 'reason' in decision ? [decision.reason] : [];
    });
    return { profile: this.addressed({ identities }), merged, refused };
  }
}

/** Returns the time of the facts in an intake, or undefined if it is the time of the commit. */
function instantOf(intake: Intake): number | undefined {
  if (intake.kind === 'event') return intake.event.at;
  return intake.kind === 'tag' || intake.kind === 'link' ? intake.at : undefined;
}

/**
 * Returns a link as decided by a person. The result has its own id, so it is stored separately from the observed link.
 */
const byHand = (link: Link): Link => ({
  ...link,
  id: linkId(link.identities[0], link.identities[1], true),
  explicit: true,
});
