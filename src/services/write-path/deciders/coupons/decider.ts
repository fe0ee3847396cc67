/** Decider for coupons and packs that this system manages. It decides claims, uses and returns. */
import type { Coupon } from '../../../../engine/coupons/coupon-definition.js';
import { ORDER_EVENTS } from '../../../../engine/coupons/history.js';
import type { FactSet } from '../../../../engine/facts/facts.js';
import type { Condition } from '../../../../engine/types.js';
import type { CustomerFacts } from '../../../../engine/segments/evaluate.js';
import { type CouponIntake, type EventIntake, type Intake, type PackIntake } from '../../../base/write-intakes.js';
import { newId } from '../../../base/ids.js';
import type { Snapshot } from '../../commit/snapshot.js';
import type { DecidedCustomer, Decider, DeciderKind, Decision, Refusal } from '../decider.js';
import { claimCoupon, claimPack, countsAsClaim } from './claims.js';
import { CouponBook } from './coupon-book.js';
import { couponEvent, couponOf } from './coupon-events.js';
import { giveBack, useCoupon } from './uses.js';

/** The intakes that this decider handles. */
type ClaimIntake = CouponIntake | PackIntake;

export const couponDecider: DeciderKind = {
  name: 'coupons',
  // Claims of the same coupon change the same count. They do not conflict if they are in the same transaction.
  sharedCounts: (intake: ClaimIntake) =>
    intake.kind === 'pack'
      ? [`pack:${intake.pack}`, ...intake.coupons.map((key) => `coupon:${key}`)]
      : [`coupon:${intake.coupon}`],
  // A claim may create a customer. A use or return may not.
  mayCreateCustomer: (intake: ClaimIntake) =>
    intake.kind === 'pack' || intake.does.what === 'claim' || intake.does.what === 'issue',
  async open(snapshot: Snapshot): Promise<Decider> {
    const book = new CouponBook(snapshot);
    const named = (of: (intake: Intake) => string | undefined): string[] => [
      ...new Set(snapshot.intakes.map(of).filter((key) => key !== undefined)),
    ];
    await book.loadPacks(named((intake) => (intake.kind === 'pack' ? intake.pack : undefined)));
    const ofPacks = [...book.packs.values()].flatMap((pack) => pack.coupons.map((item) => item.coupon));
    await book.loadCoupons([...named(couponNamedBy), ...ofPacks]);
    await book.loadCounts();
    return new CouponDecider(snapshot, book);
  },
};

function couponNamedBy(intake: Intake): string | undefined {
  if (intake.kind === 'coupon') return intake.coupon;
  return intake.kind === 'event' ? couponOf(intake.event) : undefined;
}

class CouponDecider implements Decider {
  constructor(
    private readonly snapshot: Snapshot,
    private readonly book: CouponBook,
  ) {}

  /**
   * Rejects events about a coupon that this system manages, unless the sender may decide on coupons. An order may name
   * any coupon.
   */
  refusal({ event, mayDecide }: EventIntake): Refusal | undefined {
    if (mayDecide || ORDER_EVENTS.includes(event.type as never) || !this.book.named(couponOf(event))) return undefined;
    const message = 'this coupon is run here: this token lacks the scope coupons:write';
    return { reason: 'SCOPE_MISSING', message, path: 'type' };
  }

  /**
   * Whether an event counts as decided by this system without a further check. Claims are checked individually in
   * `counts`.
   */
  binds({ event, mayDecide }: EventIntake): boolean {
    return mayDecide === true && event.type !== 'coupon_claimed' && this.book.named(couponOf(event)) !== undefined;
  }

  observes({ event, mayDecide }: EventIntake): boolean {
    return event.type === 'coupon_claimed' && mayDecide === true;
  }

  counts({ event }: EventIntake, facts: FactSet): boolean {
    return countsAsClaim(this.book, event, facts);
  }

  prepare(customers: readonly DecidedCustomer[]): Promise<void> {
    return this.book.loadCouponsOf(customers.map(({ facts }) => facts));
  }

  conditions(intake: ClaimIntake): readonly Condition[] {
    const { coupons, packs } = this.book;
    const eligible = (key: string): Condition | undefined => coupons.get(key)?.eligible;
    if (intake.kind === 'coupon')
      return intake.does.what === 'claim' ? [eligible(intake.coupon)].flatMap((condition) => condition ?? []) : [];
    const pack = packs.get(intake.pack);
    const conditions = [pack?.eligible, ...(pack?.coupons ?? []).map(({ coupon }) => eligible(coupon))];
    return conditions.flatMap((condition) => condition ?? []);
  }

  refusalOfCustomers(_intake: ClaimIntake, customers: readonly (string | undefined)[]): Refusal | undefined {
    if (customers.length < 2) return undefined;
    const [customer, partner] = customers;
    if (partner === undefined)
      return {
        reason: 'COUPON_PARTNER_NOT_FOUND',
        message: 'the profile of the partner was not found',
        path: 'partner',
      };
    return partner === customer
      ? { reason: 'COUPON_PARTNER_IDENTICAL', message: 'the partner is this customer', path: 'partner' }
      : undefined;
  }

  decide(intake: ClaimIntake, customers: readonly CustomerFacts[]): Decision {
    if (intake.kind === 'pack') return claimPack(this.book, intake.pack, customers[0], this.snapshot);
    const coupon = this.book.coupons.get(intake.coupon);
    if (!coupon) return { reason: 'COUPON_NOT_FOUND', message: `coupon ${intake.coupon} was not found` };
    return this.decideCoupon(coupon, intake, customers);
  }

  private decideCoupon(coupon: Coupon, { does }: CouponIntake, customers: readonly CustomerFacts[]): Decision {
    const { book, snapshot } = this;
    switch (does.what) {
      case 'issue':
        return this.issue(coupon);
      case 'claim':
        return claimCoupon(book, coupon, customers, snapshot);
      case 'redeem':
        return useCoupon(book, coupon, does, book.keyed(customers[0].facts), snapshot);
      case 'return':
        return giveBack(book, coupon, does.orderId, book.keyed(customers[0].facts), snapshot);
    }
  }

  private issue(coupon: Coupon): Decision {
    if (coupon.retired) return { reason: 'COUPON_RETIRED', message: `coupon ${coupon.key} has ended` };
    const { now } = this.snapshot;
    return { events: [[couponEvent('coupon_issued', coupon, now, newId(now), {})]], result: { coupon: {} } };
  }

  store(): Promise<void> {
    return this.book.storeCounts();
  }
}
