/**
 * Records claims and uses sequentially by the rules of COUPONS.md. The ledger works on lists instead of facts, and
 * shares no code with the engine. Money is in cents, times in ms.
 */
import {
  costOf,
  discountOf,
  lineDiscounts,
  unfitFor,
  type Basket,
  type ClaimTerms,
  type Pack,
  type Terms,
} from './ledger-terms.js';

const HOUR = 3_600_000;

export interface Claim {
  readonly id: string;
  readonly coupon: string;
  customer: string;
  readonly at: number;
  /** Infinity means no expiry. */
  expiresAt: number;
  readonly pack?: string;
  /**
   * End of validity that was promised when the claim was made. It is -Infinity for a claim that another system
   * reported.
   */
  readonly promisedUntil: number;
  /** Set if the claim exceeds a limit. Such a claim appears only in reports. */
  readonly beyond?: true;
  /** Reported time at which the claim expired. */
  endedAt?: number;
}

export interface Use {
  readonly coupon: string;
  customer: string;
  readonly orderId: string;
  /** Time of the first report. */
  at: number;
  /** The claim that the decision consumed. Absent for a use reported only by an order. */
  claim?: string;
  discount?: number;
  /** Set if the discount was reported with an order in a foreign currency. Such a discount costs nothing. */
  isForeign?: true;
  /** Cost of the use. Absent if this system did not decide the use. */
  cost?: number;
  returnOnRefund: boolean;
  returnedAt?: number;
  /**
   * Discounts that another system reported again for this use, one for each repeated report. Each report is a separate
   * event.
   */
  echoes?: readonly number[];
}

export interface Order {
  readonly id: string;
  customer: string;
  readonly at: number;
  net: number;
  /** Set if the order is in a foreign currency. Reports then count no money of it. */
  readonly isForeign?: true;
  voidAt?: number;
}

export interface Happening {
  customer: string;
  readonly at: number;
  readonly coupon?: string;
  readonly pack?: string;
}

export interface Refused {
  readonly reason: string;
  /** For a pack, the path of the pack or coupon that caused the rejection. */
  readonly path?: string;
}

/** Returns whether a condition is true for a customer, according to the ledger. */
export type Eligible = (ledger: Ledger, customer: string) => boolean;

export class Ledger {
  readonly terms = new Map<string, Terms>();
  readonly packs = new Map<string, Pack>();
  readonly claims: Claim[] = [];
  readonly uses: Use[] = [];
  readonly orders: Order[] = [];
  readonly issues: Happening[] = [];
  readonly packClaims: Happening[] = [];
  readonly visits: Happening[] = [];
  readonly gold = new Set<string>();
  readonly listed = new Set<string>();
  /** Total cost, by coupon, of the uses that were not returned. This is the amount that the cost limit restricts. */
  readonly spent = new Map<string, number>();
  /** Number of claims by all customers. The map key is the coupon key, or `pack:` and the key of a pack. */
  readonly claimed = new Map<string, number>();

  constructor(
    public now: number,
    private readonly eligible: ReadonlyMap<string, Eligible>,
  ) {}

  claimsOf(customer: string, coupon: string): Claim[] {
    return this.claims.filter((claim) => claim.customer === customer && claim.coupon === coupon && !claim.beyond);
  }

  packClaimsOf(customer: string, pack: string): number {
    return this.packClaims.filter((claim) => claim.pack === pack && claim.customer === customer).length;
  }

  /** Counts the events that report uses, including those of other systems. */
  redemptionsOf(customer: string): number {
    return this.decided(customer).reduce((count, use) => count + 1 + (use.echoes ?? []).length, 0);
  }

  standingOrders(customer: string, at = this.now): Order[] {
    return this.orders.filter((o) => o.customer === customer && o.at <= at && (o.voidAt ?? Infinity) > at);
  }

  private refusedTerms(
    what: 'COUPON' | 'COUPON_PACK',
    terms: ClaimTerms,
    own: number,
    all: number,
  ): string | undefined {
    if (terms.retired) return `${what}_RETIRED`;
    if (terms.from !== undefined && this.now < terms.from) return `${what}_NOT_STARTED`;
    if (terms.until !== undefined && this.now >= terms.until) return `${what}_ENDED`;
    if (own >= (terms.perCustomer ?? Infinity)) return `${what}_CLAIM_LIMIT`;
    return all >= (terms.total ?? Infinity) ? `${what}_EXHAUSTED` : undefined;
  }

  private refusedCustomer(
    what: 'COUPON' | 'COUPON_PACK',
    { eligible }: ClaimTerms,
    customer: string,
  ): string | undefined {
    return eligible === undefined || this.eligible.get(eligible)!(this, customer) ? undefined : `${what}_NOT_ELIGIBLE`;
  }

  /**
   * Returns the reason why a customer may not make `times` claims now. `others` is the number of concurrent claims by
   * other customers.
   */
  whyNotClaim(coupon: string, customer: string, times = 1, others = 0): string | undefined {
    const terms = this.terms.get(coupon)!;
    const own = this.claimsOf(customer, coupon).length;
    const all = (this.claimed.get(coupon) ?? 0) + others;
    const after = (n: number): string | undefined => this.refusedTerms('COUPON', terms, own + n, all + n);
    const further = Array.from({ length: times }, (_, n) => after(n)).find((reason) => reason !== undefined);
    return after(0) ?? this.refusedCustomer('COUPON', terms, customer) ?? further;
  }

  whyNotClaimPack(key: string, customer: string): Refused | undefined {
    const pack = this.packs.get(key)!;
    const reason =
      this.refusedTerms('COUPON_PACK', pack, this.packClaimsOf(customer, key), this.claimed.get(`pack:${key}`) ?? 0) ??
      this.refusedCustomer('COUPON_PACK', pack, customer);
    if (reason) return { reason, path: 'input.pack' };
    for (const [i, { coupon, count }] of pack.items.entries()) {
      const refused = this.whyNotClaim(coupon, customer, count);
      if (refused) return { reason: refused, path: `input.pack.coupons[${i}]` };
    }
    return undefined;
  }

  addClaim(id: string, coupon: string, customer: string, pack?: string): Claim {
    const at = this.now;
    const promisedUntil = endOf(this.terms.get(coupon)!, at);
    const claim: Claim = {
      id,
      coupon,
      customer,
      at,
      expiresAt: promisedUntil,
      promisedUntil,
      ...(pack === undefined ? {} : { pack }),
    };
    this.claims.push(claim);
    add(this.claimed, coupon, 1);
    return claim;
  }

  /**
   * Adds a claim that another system reports. Within the limits, it counts like a claim decided by this system. Beyond
   * the limits, only reports include the claim.
   */
  reportClaim(id: string, coupon: string, customer: string): boolean {
    const terms = this.terms.get(coupon)!;
    const counts =
      this.claimsOf(customer, coupon).length < (terms.perCustomer ?? Infinity) &&
      (this.claimed.get(coupon) ?? 0) < (terms.total ?? Infinity);
    const at = this.now;
    const claim: Claim = { id, coupon, customer, at, expiresAt: endOf(terms, at), promisedUntil: -Infinity };
    this.claims.push(counts ? claim : { ...claim, beyond: true });
    if (counts) add(this.claimed, coupon, 1);
    return counts;
  }

  expire(claim: Claim): void {
    claim.endedAt = this.now;
    claim.expiresAt = Math.min(claim.expiresAt, this.now);
  }

  /**
   * Changes the terms of a coupon. Earlier claims keep at least their promised validity, and earlier uses keep their
   * terms of return.
   */
  redefine(terms: Terms): void {
    this.terms.set(terms.key, terms);
    for (const claim of this.claims)
      if (claim.coupon === terms.key)
        claim.expiresAt = Math.min(
          Math.max(claim.promisedUntil, endOf(terms, claim.at)),
          Math.max(claim.endedAt ?? Infinity, claim.at),
        );
  }

  addPackClaim(pack: string, customer: string): void {
    this.packClaims.push({ customer, at: this.now, pack });
    add(this.claimed, `pack:${pack}`, 1);
  }

  /** Returns the customer's uses that were decided by this system. These uses have a claim. */
  private decided(customer: string): Use[] {
    return this.uses.filter((use) => use.claim !== undefined && use.customer === customer);
  }

  isOpen(claim: Claim): boolean {
    return (
      this.now < claim.expiresAt && !this.uses.some((use) => use.claim === claim.id && use.returnedAt === undefined)
    );
  }

  /** Returns the use on an order, if there is one that was not returned. */
  usedOn(coupon: string, customer: string, orderId: string): Use | undefined {
    return this.decided(customer).find(
      (use) => use.coupon === coupon && use.orderId === orderId && use.returnedAt === undefined,
    );
  }

  /**
   * Returns the claims that a use may consume. These are the earliest open claims, so there are several only if their
   * times are equal. If there is none, returns the reason.
   */
  whichClaim(coupon: string, customer: string, wanted?: string): readonly Claim[] | Refused {
    const own = this.claimsOf(customer, coupon).filter((claim) => wanted === undefined || claim.id === wanted);
    const open = own.filter((claim) => this.isOpen(claim));
    if (open.length > 0) return open.filter((claim) => claim.at === open[0].at);
    const last = own.at(-1);
    if (!last) return { reason: 'COUPON_NOT_CLAIMED' };
    return { reason: this.now >= last.expiresAt ? 'COUPON_EXPIRED' : 'COUPON_USED' };
  }

  whyNotUse(coupon: string, customer: string, basket: Basket): string | undefined {
    const terms = this.terms.get(coupon)!;
    if (terms.from !== undefined && this.now < terms.from) return 'COUPON_NOT_STARTED';
    const unfit = unfitFor(terms, basket);
    if (unfit) return unfit;
    const others = this.decided(customer).filter(
      (use) => use.orderId === basket.orderId && use.coupon !== coupon && use.returnedAt === undefined,
    );
    if (
      others.length > 0 &&
      ![coupon, ...others.map((use) => use.coupon)].every((key) => this.terms.get(key)!.stackable)
    )
      return 'COUPON_NOT_STACKABLE';
    const cost = costOf(terms, discountOf(terms, basket));
    const left = (terms.costLimit ?? Infinity) - (this.spent.get(coupon) ?? 0);
    return cost > 0 && cost > left ? 'COUPON_COST_LIMIT' : undefined;
  }

  addUse(coupon: string, customer: string, basket: Basket, claim: string): Use {
    const terms = this.terms.get(coupon)!;
    const discount = discountOf(terms, basket);
    const cost = costOf(terms, discount);
    const { returnOnRefund } = terms;
    const use =
      this.reportedOn(coupon, customer, basket.orderId) ??
      this.startUse(coupon, customer, basket.orderId, returnOnRefund);
    add(this.spent, coupon, cost);
    delete use.isForeign;
    return Object.assign(use, { claim, discount, cost, returnOnRefund });
  }

  /** Returns the use reported by an order. A decision on the same order turns it into a use that consumes a claim. */
  private reportedOn(coupon: string, customer: string, orderId: string): Use | undefined {
    return this.uses.find(
      (use) =>
        use.claim === undefined &&
        use.returnedAt === undefined &&
        use.coupon === coupon &&
        use.customer === customer &&
        use.orderId === orderId,
    );
  }

  private startUse(coupon: string, customer: string, orderId: string, returnOnRefund: boolean): Use {
    const use: Use = { coupon, customer, orderId, at: this.now, returnOnRefund };
    this.uses.push(use);
    return use;
  }

  /** Returns the discount by line, if the current terms give the same discount. */
  linesOf(coupon: string, basket: Basket, discount: number): number[] | undefined {
    const terms = this.terms.get(coupon)!;
    const isOfLines = terms.products !== undefined || terms.kind === 'BUY_N_GET_M';
    if (isOfLines && discountOf(terms, basket) !== discount) return undefined;
    return lineDiscounts(terms, basket, discount);
  }

  /** Cancels a use manually. The result is false if the use had already been returned, otherwise true. */
  giveBack(coupon: string, customer: string, orderId: string): boolean | Refused {
    const own = this.uses.filter((u) => u.coupon === coupon && u.customer === customer && u.orderId === orderId);
    const use = own.find((u) => u.returnedAt === undefined);
    if (!use) return own.length > 0 ? false : { reason: 'COUPON_NOT_USED' };
    use.returnedAt = this.now;
    add(this.spent, coupon, -(use.cost ?? 0));
    return true;
  }

  /**
   * Refunds part of an order, or all of it if `amount` is absent. The coupons of the order are returned when no amount
   * is left. They are returned again if the whole order is refunded once more.
   */
  refund(order: Order, amount?: number): void {
    if (amount !== undefined && order.voidAt !== undefined) return;
    order.net = amount === undefined ? 0 : Math.max(0, order.net - amount);
    if (order.net > 0) return;
    order.voidAt ??= this.now;
    for (const use of this.uses)
      if (use.orderId === order.id && use.customer === order.customer && use.returnOnRefund)
        use.returnedAt ??= this.now;
  }

  /** Merges the customer `other` into the customer `one`. */
  merge(one: string, other: string): void {
    for (const list of [this.claims, this.uses, this.orders, this.issues, this.packClaims, this.visits])
      for (const entry of list) if (entry.customer === other) entry.customer = one;
    for (const set of [this.gold, this.listed]) if (set.has(other)) set.add(one);
  }
}

const endOf = ({ until = Infinity, validHours }: Terms, claimedAt: number): number =>
  Math.min(until, validHours === undefined ? Infinity : claimedAt + validHours * HOUR);

const add = (counts: Map<string, number>, key: string, n: number): unknown =>
  counts.set(key, (counts.get(key) ?? 0) + n);
