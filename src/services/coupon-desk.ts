/** Coupons inside a write transaction: who may claim and use what, decided on the customer's facts and the count of all claims. */
import { decideUse, expiryOf, refuseClaim, type Coupon, type Refusal } from '../engine/coupons/coupon.js';
import { claimIdOf, couponHistory, couponsIn } from '../engine/coupons/history.js';
import type { FactSet } from '../engine/facts.js';
import type { EventFact } from '../engine/model.js';
import { eventId, newId, type CouponIntake, type CouponOutcome, type EventIntake, type Intake } from './intake.js';
import type { Stores, Tx } from './ports.js';

/** The source of events that Strata itself makes. */
export const OWN_SOURCE = 'strata';

export type Decision =
  | {
      readonly events: readonly EventFact[];
      readonly partnerEvents?: readonly EventFact[];
      readonly outcome: CouponOutcome;
    }
  | { readonly duplicate: CouponOutcome }
  | Refusal;

/** Money as properties of events hold it: exact up to a hundred thousand million. */
const asProperty = (v: bigint): number => Number(v) / 10_000;

export class CouponDesk {
  private readonly coupons = new Map<string, Coupon>();
  private readonly counts = new Map<string, number>();
  private readonly added = new Map<string, number>();

  private constructor(
    private readonly stores: Stores,
    private readonly workspace: string,
    private readonly now: number,
  ) {}

  /** With what these intakes need of definitions and counts; nothing is read when they need none. */
  static async open(
    stores: Stores,
    workspace: string,
    now: number,
    intakes: readonly Intake[],
    tx: Tx,
  ): Promise<CouponDesk> {
    const desk = new CouponDesk(stores, workspace, now);
    const keys = new Set(
      intakes.flatMap((i) =>
        i.kind === 'coupon'
          ? [i.coupon]
          : i.kind === 'event' && i.event.type === 'coupon_claimed' && i.event.coupon !== undefined
            ? [i.event.coupon]
            : [],
      ),
    );
    await desk.load([...keys], tx);
    const limited = [...desk.coupons.values()].filter((c) => c.total !== undefined).map((c) => c.key);
    if (limited.length > 0)
      for (const [key, n] of await stores.coupons.claimed(workspace, limited, tx)) desk.counts.set(key, n);
    return desk;
  }

  private async load(keys: readonly string[], tx: Tx): Promise<void> {
    const missing = keys.filter((k) => !this.coupons.has(k));
    if (missing.length > 0)
      for (const c of await this.stores.coupons.find(this.workspace, missing, tx)) this.coupons.set(c.key, c);
  }

  /** Reads the definitions of coupons that lie beside those to be used. */
  async beside(facts: Iterable<FactSet>, tx: Tx): Promise<void> {
    await this.load([...new Set([...facts].flatMap((f) => [...couponsIn(f)]))], tx);
  }

  /** A claim told by an event counts as one made here, once by its claim id. */
  told(i: EventIntake, before: FactSet): void {
    const c =
      i.event.type === 'coupon_claimed' && i.event.coupon !== undefined ? this.coupons.get(i.event.coupon) : undefined;
    if (
      c?.total === undefined ||
      before.ofType('coupon_claimed').some((e) => e.coupon === c.key && claimIdOf(e) === claimIdOf(i.event))
    )
      return;
    this.count(c.key, 1);
  }

  private count(key: string, n: number): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + n);
    this.added.set(key, (this.added.get(key) ?? 0) + n);
  }

  /** What becomes of an intake, given the facts of its customer, and of the other party to a group coupon. */
  decide(i: CouponIntake, facts: FactSet, partner?: FactSet): Decision {
    const c = this.coupons.get(i.coupon);
    if (!c) return { reason: 'COUPON_NOT_FOUND', message: `coupon ${i.coupon} was not found` };
    switch (i.does.what) {
      case 'issue':
        return c.retired
          ? { reason: 'COUPON_RETIRED', message: `coupon ${c.key} has ended` }
          : { events: [this.event('coupon_issued', c, newId(this.now), {})], outcome: {} };
      case 'claim':
        return this.claim(c, facts, partner);
      case 'redeem':
        return this.redeem(c, i.does, facts);
      case 'return':
        return this.giveBack(c, i.does.orderId, facts);
    }
  }

  private claim(c: Coupon, facts: FactSet, partner: FactSet | undefined): Decision {
    if (c.group && !partner)
      return { reason: 'COUPON_PARTNER_MISSING', message: `coupon ${c.key} is claimed by two: name the partner` };
    if (!c.group && partner)
      return {
        reason: 'COUPON_PARTNER_NOT_ALLOWED',
        message: `coupon ${c.key} is not a group coupon: leave the partner out`,
      };
    const parties = partner ? [facts, partner] : [facts];
    for (const [n, f] of parties.entries()) {
      const refused = refuseClaim(c, couponHistory(c.key, c, f), (this.counts.get(c.key) ?? 0) + n, this.now);
      if (refused) return n === 0 ? refused : { ...refused, message: `the partner: ${refused.message}` };
    }
    const until = expiryOf(c, this.now);
    const group: Record<string, string> = partner ? { group: newId(this.now) } : {};
    const made = parties
      .map(() => newId(this.now))
      .map((claimId) => ({
        claimId,
        event: this.event('coupon_claimed', c, `claim:${claimId}`, { claimId, ...group }),
      }));
    if (c.total !== undefined) this.count(c.key, made.length);
    return {
      events: [made[0].event],
      ...(made[1] ? { partnerEvents: [made[1].event] } : {}),
      outcome: {
        claim: made[0].claimId,
        ...(made[1] ? { partnerClaim: made[1].claimId } : {}),
        ...(Number.isFinite(until) ? { expiresAt: until } : {}),
      },
    };
  }

  private redeem(
    c: Coupon,
    { order, claim }: Extract<CouponIntake['does'], { what: 'redeem' }>,
    facts: FactSet,
  ): Decision {
    const history = couponHistory(c.key, c, facts, this.now);
    const before = history.uses.find((u) => u.orderId === order.orderId && u.returnedAt === undefined);
    if (before)
      return {
        duplicate: {
          ...(before.claim === undefined ? {} : { claim: before.claim }),
          ...(before.discount === undefined ? {} : { discount: before.discount }),
        },
      };
    const besides = [...couponsIn(facts)].filter(
      (k) =>
        k !== c.key &&
        couponHistory(k, this.coupons.get(k), facts, this.now).uses.some(
          (u) => u.orderId === order.orderId && u.returnedAt === undefined,
        ),
    );
    // Of a coupon that is only reported it is not known whether it may stand beside another.
    const d = decideUse(
      c,
      history,
      order,
      besides.map((k) => this.coupons.get(k) ?? { ...c, key: k, stackable: false }),
      this.now,
      claim,
    );
    if ('reason' in d) return d;
    // Given back and used again on the same order, it is another use of another claim.
    const event = this.event('coupon_redeemed', c, `redeem:${d.claim.id}:${order.orderId}:${history.uses.length}`, {
      claimId: d.claim.id,
      orderId: order.orderId,
      discount: asProperty(d.discount),
    });
    return { events: [event], outcome: { claim: d.claim.id, discount: d.discount } };
  }

  private giveBack(c: Coupon, orderId: string, facts: FactSet): Decision {
    const uses = couponHistory(c.key, c, facts, this.now).uses.filter((u) => u.orderId === orderId);
    const use = uses.find((u) => u.returnedAt === undefined);
    if (!use)
      return uses.length > 0
        ? { duplicate: {} }
        : { reason: 'COUPON_NOT_USED', message: `coupon ${c.key} was not used on this order` };
    return {
      events: [
        this.event('coupon_returned', c, `return:${orderId}:${uses.length}`, {
          orderId,
          ...(use.claim === undefined ? {} : { claimId: use.claim }),
        }),
      ],
      outcome: {},
    };
  }

  private event(
    type: string,
    c: Coupon,
    messageId: string,
    properties: Readonly<Record<string, string | number>>,
  ): EventFact {
    const place = Object.fromEntries(
      (['store', 'platform', 'channel'] as const).flatMap((k) => (c[k] === undefined ? [] : [[k, c[k]]])),
    );
    const worth: Record<string, number> = c.faceValue === undefined ? {} : { faceValue: asProperty(c.faceValue) };
    return {
      id: eventId(OWN_SOURCE, `${c.key}:${messageId}`),
      type,
      at: this.now,
      coupon: c.key,
      properties: { couponId: c.key, ...place, ...worth, ...properties },
    };
  }

  /** Whether anything here depends on the facts of customers. */
  static concerns(i: Intake): boolean {
    return i.kind === 'coupon' || (i.kind === 'event' && i.event.type === 'coupon_claimed');
  }

  async store(tx: Tx): Promise<void> {
    if (this.added.size > 0) await this.stores.coupons.addClaimed(this.workspace, this.added, tx);
  }
}
