/** Passes each kind of intake to the step that rejects or records it. */
import { areReceipts } from '../../../engine/identity/receipts.js';
import {
  targetsOf,
  type DecidedIntake,
  type Intake,
  type Outcome,
  type UnmergeIntake,
} from '../../base/write-intakes.js';
import { isAnonymousReceipt } from '../../base/ports/profiles.js';
import type { Deciders } from '../deciders/deciders.js';
import { isDecided } from '../deciders/registry.js';
import { refusedUnmerge } from '../unmerges.js';
import type { Checks } from './checks.js';
import type { CustomerSizes } from './customer-sizes.js';
import type { Erasures } from './erasures.js';
import type { Events } from './events.js';
import type { Links } from './links.js';
import type { Tags } from './tags.js';
import type { Transaction } from './transaction.js';

interface Parts {
  readonly transaction: Transaction;
  readonly events: Events;
  readonly tags: Tags;
  readonly links: Links;
  readonly checks: Checks;
  readonly erasures: Erasures;
  readonly deciders: Deciders;
  readonly sizes: CustomerSizes;
}

/** Kinds of intakes that need a customer. Other facts can also belong to an order without a customer. */
const OF_CUSTOMERS: ReadonlySet<Intake['kind']> = new Set(['tag', 'coupon', 'pack', 'reserve', 'show']);

/** Whether an intake needs a customer, but one of its targets contains only anonymous receipts. */
function namesReceiptsOnly(intake: Intake, { customers }: Transaction): boolean {
  if (!OF_CUSTOMERS.has(intake.kind)) return false;
  return targetsOf(intake).some((target) =>
    'identities' in target
      ? areReceipts(target.identities)
      : customers.has(target.profile) && isAnonymousReceipt(customers.of(target.profile).record),
  );
}

const RECEIPTS_ONLY: Outcome = {
  status: 'REJECTED',
  reason: 'RECEIPT_NAMES_NO_CUSTOMER',
  message: 'a receipt names an order, not a customer; name the customer by another identity',
  path: 'identities',
};

export class Steps {
  constructor(private readonly parts: Parts) {}

  /**
   * Returns an outcome that does not depend on the customer's facts, or undefined if there is none and processing
   * continues.
   */
  refusal(intake: Intake): Outcome | undefined {
    return this.refusalOfStep(intake) ?? this.parts.sizes.refusal(intake);
  }

  private refusalOfStep(intake: Intake): Outcome | undefined {
    const { transaction, events, tags, erasures, deciders } = this.parts;
    if (namesReceiptsOnly(intake, transaction)) return RECEIPTS_ONLY;
    if (isDecided(intake)) return undefined;
    switch (intake.kind) {
      case 'event':
        return events.refusal(intake, erasures, deciders);
      case 'tag':
        return tags.refusal(intake, erasures);
      case 'link':
        return erasures.refusal(intake.identities, intake.at ?? transaction.now);
      case 'unmerge':
        return refusedUnmerge(transaction.customers, intake);
      case 'check':
        return undefined;
    }
  }

  /** Records a fact for a customer. Runs after identity resolution. */
  take(intake: Exclude<Intake, DecidedIntake>): Outcome {
    const { transaction, events, tags, links, checks, deciders } = this.parts;
    switch (intake.kind) {
      case 'event':
        return events.take(intake, transaction.customers, links, deciders);
      case 'tag':
        return tags.take(intake);
      case 'link':
        return { status: 'ACCEPTED', ...links.addressee(intake.identities, intake.explicit) };
      case 'unmerge':
        return { status: 'ACCEPTED', profile: this.unmergedProfile(intake) };
      case 'check':
        return checks.take(intake);
    }
  }

  /**
   * Returns the customer that a split created. If the split only keeps two customers apart, returns the given profile.
   */
  private unmergedProfile({ profile, from }: UnmergeIntake): string {
    return 'other' in from ? profile : this.parts.transaction.customers.profileOf(from.identities[0]);
  }
}
