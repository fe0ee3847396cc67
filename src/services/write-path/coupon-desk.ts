/** Coupons inside a write transaction: who may claim and use what, decided on the customer's facts and the count of all claims. */
import { costOf, decideUse, refuseCost, type OrderToPay, type Refusal } from '../../engine/coupons/coupon.js';
import { expiryOf, type Coupon } from '../../engine/coupons/definition.js';
import { discountOf, splitOverLines } from '../../engine/coupons/discount.js';
import {
  claimIdOf,
  COUPON_EVENTS,
  couponHistory,
  couponsIn,
  decidedHistory,
  nextOrdinal,
  ORDER_EVENTS,
  spentOn,
  type CouponHistory,
} from '../../engine/coupons/history.js';
import { whyNotClaim } from '../../engine/coupons/eligible.js';
import type { CouponPack } from '../../engine/coupons/pack-definition.js';
import { packCount, whyNotClaimPack } from '../../engine/coupons/packs.js';
import { foldName, namesOf, withKeys } from '../../engine/coupons/names.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { minorUnit } from '../../engine/values/currency.js';
import type { FactSet } from '../../engine/facts/facts.js';
import type { Condition, EventFact } from '../../engine/model.js';
import type { Subject } from '../../engine/segment/evaluate.js';
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import {
  eventId,
  isForDesk,
  newId,
  type CouponIntake,
  type CouponOutcome,
  type DeskIntake,
  type EventIntake,
  type Intake,
} from '../base/intake.js';
import type { CouponCount, Stores, Tx } from '../base/ports.js';

export type Decision =
  | {
      readonly events: readonly EventFact[];
      readonly partnerEvents?: readonly EventFact[];
      readonly outcome: CouponOutcome;
    }
  | { readonly duplicate: CouponOutcome }
  | (Refusal & { readonly path?: string });

/** Money as properties of events hold it: exact up to a hundred thousand million. */
const asProperty = (v: bigint): number => Number(v) / 10_000;

const NOTHING: CouponCount = { claimed: 0, spent: 0n };

const added = (count: CouponCount | undefined, more: CouponCount): CouponCount => ({
  claimed: (count?.claimed ?? 0) + more.claimed,
  spent: (count?.spent ?? 0n) + more.spent,
});

const ABOUT_COUPONS: ReadonlySet<string> = new Set([...COUPON_EVENTS, ...ORDER_EVENTS]);

/** The coupon an event speaks of: one of the coupon's own events, or an order it is used on. */
const couponOf = ({ type, coupon }: EventFact): string | undefined => (ABOUT_COUPONS.has(type) ? coupon : undefined);

/** The experiment an event assigns a customer to. */
function experimentOf({ type, properties }: EventFact): string | undefined {
  return type === 'experiment_assigned' ? String(properties?.experiment) : undefined;
}

export class CouponDesk {
  /** Experiments that are run here, of those the intakes name. */
  private experiments: ReadonlySet<string> = new Set();
  private packs: ReadonlyMap<string, CouponPack> = new Map();
  private readonly coupons = new Map<string, Coupon>();
  /** Keys of those coupons by all their names. */
  private readonly names = new Map<string, string>();
  private readonly counted = new Map<string, CouponCount>();
  private readonly added = new Map<string, CouponCount>();

  private constructor(
    private readonly stores: Stores,
    private readonly workspace: string,
    private readonly now: number,
    private readonly catalogue: Catalogue,
    /** The minor unit of the workspace's currency, scale 4. */
    private readonly unit: bigint,
  ) {}

  /** With what these intakes need of definitions and counts; nothing is read when they need none. */
  static async open(
    stores: Stores,
    workspace: string,
    now: number,
    catalogue: Catalogue,
    intakes: readonly Intake[],
    tx: Tx,
  ): Promise<CouponDesk> {
    const desk = new CouponDesk(stores, workspace, now, catalogue, minorUnit(catalogue.setting.currency));
    const named = (of: (i: Intake) => string | undefined): string[] => [
      ...new Set(intakes.map(of).filter((key) => key !== undefined)),
    ];
    await desk.loadPacks(
      named((i) => (i.kind === 'pack' ? i.pack : undefined)),
      tx,
    );
    await desk.load(
      [
        ...named((i) => (i.kind === 'coupon' ? i.coupon : i.kind === 'event' ? couponOf(i.event) : undefined)),
        ...[...desk.packs.values()].flatMap((pack) => pack.coupons.map((item) => item.coupon)),
      ],
      tx,
    );
    const experiments = named((i) => (i.kind === 'event' ? experimentOf(i.event) : undefined));
    if (experiments.length > 0)
      desk.experiments = new Set((await stores.experiments.find(workspace, experiments, tx)).map((e) => e.key));
    const limited = [
      ...[...desk.coupons.values()].flatMap((c) => ((c.total ?? c.costLimit) === undefined ? [] : [c.key])),
      ...[...desk.packs.values()].flatMap((pack) => (pack.total === undefined ? [] : [packCount(pack.key)])),
    ];
    if (limited.length > 0)
      for (const [key, count] of await stores.coupons.counts(workspace, limited, tx)) desk.counted.set(key, count);
    return desk;
  }

  private async loadPacks(keys: readonly string[], tx: Tx): Promise<void> {
    if (keys.length === 0) return;
    this.packs = new Map(
      (await this.stores.couponPacks.find(this.workspace, keys, tx)).map((pack) => [pack.key, pack]),
    );
  }

  private async load(given: readonly string[], tx: Tx): Promise<void> {
    const missing = [...new Set(given.map(foldName))].filter((name) => !this.names.has(name));
    if (missing.length === 0) return;
    for (const c of await this.stores.coupons.named(this.workspace, missing, tx)) {
      this.coupons.set(c.key, c);
      for (const name of namesOf(c)) this.names.set(name, c.key);
    }
  }

  private named(name: string | undefined): Coupon | undefined {
    return name === undefined ? undefined : this.coupons.get(this.names.get(foldName(name)) ?? '');
  }

  /** Reads the definitions of coupons that lie beside those to be used. */
  async beside(facts: Iterable<FactSet>, tx: Tx): Promise<void> {
    await this.load([...new Set([...facts].flatMap((f) => [...couponsIn(f)]))], tx);
  }

  /** What of a coupon or an experiment that is run here only those may report who may decide on it. An order may name any coupon. */
  refused({
    event,
    mayDecide,
  }: EventIntake): { readonly reason: 'SCOPE_MISSING'; readonly message: string } | undefined {
    if (mayDecide || ORDER_EVENTS.includes(event.type as never) || !this.runs(event)) return undefined;
    const what = event.type === 'experiment_assigned' ? 'experiment' : 'coupon';
    return { reason: 'SCOPE_MISSING', message: `this ${what} is run here: this token lacks the scope coupons:write` };
  }

  /** Whether an event counts as if it had been decided here. Claims are decided one by one: `counts` says it of those. */
  binds({ event, mayDecide }: EventIntake): boolean {
    return mayDecide === true && event.type !== 'coupon_claimed' && this.runs(event);
  }

  private runs(event: EventFact): boolean {
    return this.named(couponOf(event)) !== undefined || this.experiments.has(experimentOf(event) ?? '');
  }

  /** Whether a reported claim counts as one made here: once by its claim id, and within the limits. What is beyond them stays a report. */
  counts(i: EventIntake, before: FactSet): boolean {
    const c = CouponDesk.concerns(i) ? this.named(i.event.coupon) : undefined;
    if (!c) return false;
    const id = claimIdOf(i.event);
    const { claims } = decidedHistory(c.key, c, withKeys(before, this.names));
    if (claims.some((claim) => claim.id === id) || claims.length >= (c.perCustomer ?? Infinity)) return false;
    if (c.total === undefined) return true;
    if (this.countOf(c.key).claimed >= c.total) return false;
    this.count(c.key, { claimed: 1, spent: 0n });
    return true;
  }

  private countOf(key: string): CouponCount {
    return this.counted.get(key) ?? NOTHING;
  }

  private count(key: string, more: CouponCount): void {
    this.counted.set(key, added(this.counted.get(key), more));
    this.added.set(key, added(this.added.get(key), more));
  }

  /** What has to be true of a customer who claims. */
  conditions(i: DeskIntake): readonly Condition[] {
    if (i.kind === 'coupon')
      return i.does.what === 'claim'
        ? [this.coupons.get(i.coupon)?.eligible].flatMap((condition) => condition ?? [])
        : [];
    const pack = this.packs.get(i.pack);
    return [pack?.eligible, ...(pack?.coupons ?? []).map(({ coupon }) => this.coupons.get(coupon)?.eligible)].flatMap(
      (condition) => condition ?? [],
    );
  }

  /** What becomes of an intake, given its customer, and the other party to a group coupon. */
  decide(i: DeskIntake, customer: Subject, partner?: Subject): Decision {
    if (i.kind === 'pack') return this.claimPack(i.pack, customer);
    const facts = withKeys(customer.facts, this.names);
    const c = this.coupons.get(i.coupon);
    if (!c) return { reason: 'COUPON_NOT_FOUND', message: `coupon ${i.coupon} was not found` };
    switch (i.does.what) {
      case 'issue':
        return c.retired
          ? { reason: 'COUPON_RETIRED', message: `coupon ${c.key} has ended` }
          : { events: [this.event('coupon_issued', c, newId(this.now), {})], outcome: {} };
      case 'claim':
        return this.claim(c, customer, partner);
      case 'redeem':
        return this.redeem(c, i.does, facts);
      case 'return':
        return this.giveBack(c, i.does.orderId, facts);
    }
  }

  private claim(c: Coupon, customer: Subject, partner: Subject | undefined): Decision {
    if (c.group && !partner)
      return { reason: 'COUPON_PARTNER_MISSING', message: `coupon ${c.key} is claimed by two: name the partner` };
    if (!c.group && partner)
      return {
        reason: 'COUPON_PARTNER_NOT_ALLOWED',
        message: `coupon ${c.key} is not a group coupon: leave the partner out`,
      };
    const parties = partner ? [customer, partner] : [customer];
    for (const [n, party] of parties.entries()) {
      const keyed = withKeys(party.facts, this.names);
      const claimed = this.countOf(c.key).claimed + n;
      const refused = whyNotClaim(c, party, keyed, claimed, this.catalogue, this.now);
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
    if (c.total !== undefined) this.count(c.key, { claimed: made.length, spent: 0n });
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

  private claimPack(key: string, customer: Subject): Decision {
    const pack = this.packs.get(key);
    if (!pack) return { reason: 'COUPON_PACK_NOT_FOUND', message: `pack ${key} was not found` };
    const { coupons, catalogue, now } = this;
    const keyed = withKeys(customer.facts, this.names);
    const claimed = (of: string): number => this.countOf(of).claimed;
    const refused = whyNotClaimPack({ pack, coupons, customer, keyed, claimed, catalogue, now });
    if (refused) return refused;
    const packClaim = newId(now);
    const made = pack.coupons.flatMap(({ coupon, count }) =>
      Array.from({ length: count }, () => ({ coupon: coupons.get(coupon)!, claim: newId(now) })),
    );
    const events = made.map(({ coupon, claim }) =>
      this.event('coupon_claimed', coupon, `claim:${claim}`, { claimId: claim, pack: key, packClaim }),
    );
    for (const { coupon, count } of pack.coupons)
      if (coupons.get(coupon)!.total !== undefined) this.count(coupon, { claimed: count, spent: 0n });
    if (pack.total !== undefined) this.count(packCount(key), { claimed: 1, spent: 0n });
    const claims = made.map(({ coupon, claim }) => {
      const until = expiryOf(coupon, now);
      return { coupon: coupon.key, claim, ...(Number.isFinite(until) ? { expiresAt: until } : {}) };
    });
    return { events, outcome: { packClaim, claims } };
  }

  private redeem(
    c: Coupon,
    { order, claim }: Extract<CouponIntake['does'], { what: 'redeem' }>,
    facts: FactSet,
  ): Decision {
    const history = decidedHistory(c.key, c, facts, this.now);
    const before = history.uses.find((u) => u.orderId === order.orderId && u.returnedAt === undefined);
    if (before)
      return {
        duplicate: {
          ...(before.claim === undefined ? {} : { claim: before.claim }),
          ...(before.discount === undefined ? {} : this.takenBefore(c, order, before.discount)),
        },
      };
    const besides = [...couponsIn(facts)].filter(
      (k) =>
        k !== c.key &&
        this.historyOf(k, facts).uses.some((u) => u.orderId === order.orderId && u.returnedAt === undefined),
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
    const discount = discountOf(c, order, this.unit);
    const cost = costOf(c, discount);
    const beyond = refuseCost(c, cost, this.countOf(c.key).spent);
    if (beyond) return beyond;
    if (c.costLimit !== undefined) this.count(c.key, { claimed: 0, spent: cost });
    // Given back and used again on the same order, it is another use. The id is new: no count of facts that may go names it.
    const event = this.event('coupon_redeemed', c, `redeem:${newId(this.now)}`, {
      claimId: d.claim.id,
      useOfOrder: nextOrdinal(order.orderId, c.key, facts),
      orderId: order.orderId,
      discount: asProperty(discount),
    });
    return { events: [event], outcome: { claim: d.claim.id, ...this.takenOff(c, order, discount) } };
  }

  private takenOff(c: Coupon, order: OrderToPay, discount: bigint): Pick<CouponOutcome, 'discount' | 'lines'> {
    const lines = splitOverLines(c, order, discount, this.unit);
    return { discount, ...(lines ? { lines } : {}) };
  }

  /** A use keeps its discount; by line it is known only while the coupon takes off the same as then. */
  private takenBefore(c: Coupon, order: OrderToPay, discount: bigint): Pick<CouponOutcome, 'discount' | 'lines'> {
    const chosen = c.products !== undefined || c.kind === 'BUY_N_GET_M';
    return chosen && discountOf(c, order, this.unit) !== discount ? { discount } : this.takenOff(c, order, discount);
  }

  /** Of a coupon that is only reported every report counts. */
  private historyOf(key: string, facts: FactSet): CouponHistory {
    const c = this.coupons.get(key);
    return c ? decidedHistory(key, c, facts, this.now) : couponHistory(key, c, facts, this.now);
  }

  private giveBack(c: Coupon, orderId: string, facts: FactSet): Decision {
    const uses = couponHistory(c.key, c, facts, this.now).uses.filter((u) => u.orderId === orderId);
    const use = uses.find((u) => u.returnedAt === undefined);
    if (!use)
      return uses.length > 0
        ? { duplicate: {} }
        : { reason: 'COUPON_NOT_USED', message: `coupon ${c.key} was not used on this order` };
    if (c.costLimit !== undefined) this.count(c.key, { claimed: 0, spent: -spentOn(use, c, facts) });
    return {
      events: [
        this.event('coupon_returned', c, `return:${newId(this.now)}`, {
          orderId,
          useOfOrder: Math.max(1, nextOrdinal(orderId, c.key, facts) - 1),
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
    return isForDesk(i) || (i.kind === 'event' && i.event.type === 'coupon_claimed' && i.mayDecide === true);
  }

  async store(tx: Tx): Promise<void> {
    if (this.added.size > 0) await this.stores.coupons.addCounts(this.workspace, this.added, tx);
  }
}
