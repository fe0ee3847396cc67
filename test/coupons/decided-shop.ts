/**
 * A shop whose customers claim, use and return coupons at random through the API. Every response is compared with a
 * simple ledger.
 */
import assert from 'node:assert/strict';
import { met } from '../support/coverage.js';
import type { Dice } from '../support/dice.js';
import type { Caller, TestServer } from '../support/server.js';
import { Ledger, type Claim, type Refused } from './ledger.js';
import type { Basket } from './ledger-terms.js';
import {
  basketInput,
  COUPONS,
  couponInput,
  ELIGIBLE,
  packInput,
  PACKS,
  randomBasket,
  randomCoupon,
  randomPack,
} from './random-coupons.js';

export const MEMBERS = ['A', 'B', 'C', 'D', 'E', 'F'];
type Reply = Awaited<ReturnType<Caller['ask']>>;

export const DEFINE = 'mutation($i:DefineCouponInput!){defineCoupon(input:$i){version}}';
export const DEFINE_PACK = 'mutation($i:DefineCouponPackInput!){defineCouponPack(input:$i){version}}';
const CLAIM = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim partnerClaim expiresAt}}';
const CLAIM_PACK = 'mutation($i:ClaimCouponPackInput!){claimCouponPack(input:$i){claims{coupon claim expiresAt}}}';
const REDEEM = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already claim discount lines{lineId discount}}}';
const RETURN = 'mutation($i:ReturnCouponInput!){returnCoupon(input:$i){already}}';
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';

const iso = (at: number): string => new Date(at).toISOString();
const endOf = ({ expiresAt }: Claim): string | null => (expiresAt === Infinity ? null : iso(expiresAt));

export class DecidedShop {
  readonly ledger: Ledger;
  readonly baskets: { readonly member: string; readonly basket: Basket }[] = [];
  /**
   * Maps each member to the member under whose name the ledger lists the customer. Two merged customers have the same
   * name.
   */
  readonly customers = new Map(MEMBERS.map((member) => [member, member]));
  message = 0;

  private constructor(
    readonly d: Dice,
    readonly admin: Caller,
    readonly web: Caller,
    start: number,
  ) {
    this.ledger = new Ledger(start, new Map([...ELIGIBLE].map(([name, { holds }]) => [name, holds])));
  }

  static async open(server: TestServer, id: string, d: Dice, start: number): Promise<DecidedShop> {
    const admin = await server.sandbox(id, iso(start));
    const shop = new DecidedShop(d, admin, server.caller(id, ['events:write'], 'web'), start);
    await admin.ask(
      `mutation{
        a:defineSegment(input:{key:"buyers",expression:"count(order_paid) >= 2"},wait:true){job{id}}
        b:defineLayerModel(input:{key:"stage",layers:[{key:"many",when:"count(order_paid) >= 2"},{key:"once",when:"count(order_paid) >= 1"},{key:"rest"}]},wait:true){job{id}}
        c:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}
        d:defineList(input:{key:"vip",namespace:"member_id"}){key}
      }`,
    );
    for (const [i] of COUPONS.entries()) {
      const terms = randomCoupon(d, i, start);
      shop.ledger.terms.set(terms.key, terms);
      await admin.ask(DEFINE, { i: couponInput(terms) });
    }
    for (const key of PACKS) {
      const pack = randomPack(d, key, start);
      shop.ledger.packs.set(key, pack);
      await admin.ask(DEFINE_PACK, { i: packInput(pack) });
    }
    for (const member of MEMBERS) await shop.event(admin, member, 'searched', {});
    return shop;
  }

  customer(member: string): string {
    return this.customers.get(member)!;
  }

  identities(member: string): { namespace: string; value: string }[] {
    return [{ namespace: 'member_id', value: member }];
  }

  private async call(query: string, i: object): Promise<Reply> {
    const { data, errors } = await this.admin.send(query, { i });
    if (!errors) return Object.values(data)[0];
    return { reason: errors[0].extensions.reason, path: errors[0].extensions.inputPath, message: errors[0].message };
  }

  async event(by: Caller, member: string, type: string, more: object): Promise<void> {
    const e = {
      messageId: `m${++this.message}`,
      type,
      occurredAt: iso(this.ledger.now),
      identities: this.identities(member),
      ...more,
    };
    assert.equal((await by.ask(INGEST, { e: [e] })).ingestEvents.accepted, 1);
  }

  async advance(ms: number): Promise<void> {
    this.ledger.now += ms;
    await this.admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: iso(this.ledger.now) });
  }

  /** Advances the clock if needed, so that uses and changes of orders have different times and a defined order. */
  async tick(): Promise<void> {
    if (this.lastTick === this.ledger.now) await this.advance(1);
    this.lastTick = this.ledger.now;
  }

  private lastTick = -1;

  /**
   * Picks an element from a list, mostly one that the shop accepts, because too many rejections would leave few claims
   * to test.
   */
  liked<T>(list: readonly T[], passes: (one: T) => boolean): T {
    const good = this.d.chance(0.6) ? list.filter(passes) : [];
    return this.d.pick(good.length > 0 ? good : list);
  }

  readonly mayClaim = (member: string, key: string): boolean =>
    this.ledger.whyNotClaim(key, this.customer(member)) === undefined;
  readonly mayClaimPack = (member: string, key: string): boolean =>
    this.ledger.whyNotClaimPack(key, this.customer(member)) === undefined;

  private refused(what: string, answer: Reply, expected: Refused): void {
    assert.equal(answer.reason, expected.reason, `${what}: ${JSON.stringify(answer)}`);
    if (expected.path !== undefined) assert.equal(answer.path, expected.path, what);
    met('coupon answer', `${what} ${expected.reason}`);
  }

  /** Returns the key or code of a coupon, in one of several spellings. */
  spelled(coupon: string): string {
    const code = this.ledger.terms.get(coupon)!.code ?? coupon;
    return this.d.pick([coupon, code, ` ${code.toLowerCase()}`, coupon.toUpperCase()]);
  }

  async claim(member: string, coupon: string): Promise<void> {
    const { ledger, d } = this;
    const customer = this.customer(member);
    const { group } = ledger.terms.get(coupon)!;
    const others = MEMBERS.filter((other) => this.customer(other) !== customer);
    const partner = d.chance(group ? 0.7 : 0.04) ? d.pick(others) : undefined;
    const answer = await this.call(CLAIM, {
      coupon: this.spelled(coupon),
      identities: this.identities(member),
      ...(partner === undefined ? {} : { partner: { identities: this.identities(partner) } }),
    });
    if (group !== (partner !== undefined))
      return this.refused('claim', answer, {
        reason: group ? 'COUPON_PARTNER_MISSING' : 'COUPON_PARTNER_NOT_ALLOWED',
      });
    const reason =
      ledger.whyNotClaim(coupon, customer) ??
      (partner === undefined ? undefined : ledger.whyNotClaim(coupon, this.customer(partner), 1, 1));
    if (reason) return this.refused('claim', answer, { reason });
    assert.ok(answer.claim, `claim ${coupon}: ${JSON.stringify(answer)}`);
    assert.equal(answer.expiresAt, endOf(ledger.addClaim(answer.claim, coupon, customer)));
    if (partner !== undefined) ledger.addClaim(answer.partnerClaim, coupon, this.customer(partner));
    met('coupon answer', partner === undefined ? 'claim' : 'claim by two');
  }

  async claimPack(member: string, pack: string): Promise<void> {
    const { ledger } = this;
    const customer = this.customer(member);
    const answer = await this.call(CLAIM_PACK, { pack, identities: this.identities(member) });
    const refused = ledger.whyNotClaimPack(pack, customer);
    if (refused) return this.refused('pack', answer, refused);
    this.claimedPack(answer, pack, customer);
  }

  private claimedPack(answer: Reply, pack: string, customer: string): void {
    const expected = this.ledger.packs
      .get(pack)!
      .items.flatMap(({ coupon, count }) => Array<string>(count).fill(coupon));
    assert.deepEqual(
      answer.claims?.map((claim: Reply) => claim.coupon),
      expected,
      `${pack}: ${JSON.stringify(answer)}`,
    );
    for (const { claim, coupon, expiresAt } of answer.claims)
      assert.equal(expiresAt, endOf(this.ledger.addClaim(claim, coupon, customer, pack)));
    this.ledger.addPackClaim(pack, customer);
    met('coupon answer', 'pack');
  }

  /** Returns a new order, or an earlier one of the customer, sometimes with different goods. */
  private basketOf(member: string, coupon: string): Basket {
    const { d } = this;
    const customer = this.customer(member);
    const known = this.baskets.filter((x) => this.customer(x.member) === customer);
    const there = known.length > 0 && d.chance(0.4) ? d.pick(known).basket : undefined;
    if (there && d.chance(0.8)) return there;
    const orderId = there?.orderId ?? `o${this.baskets.length}`;
    const some = Array.from({ length: 8 }, () => randomBasket(d, orderId));
    const basket = this.liked(some, (one) => this.ledger.whyNotUse(coupon, customer, one) === undefined);
    if (!there) this.baskets.push({ member, basket });
    return basket;
  }

  /** Returns the coupon of a claim. Usable claims and rarely used kinds are preferred. */
  private heldCoupon(held: readonly Claim[]): string {
    const { ledger } = this;
    const kindOf = (coupon: string): string => ledger.terms.get(coupon)!.kind;
    const usesOf = ({ coupon }: Claim): number => ledger.uses.filter((u) => kindOf(u.coupon) === kindOf(coupon)).length;
    const open = held.filter((claim) => ledger.isOpen(claim));
    const rare = open.filter((claim) => usesOf(claim) === Math.min(...open.map(usesOf)));
    return this.d.pick(rare.length > 0 && this.d.chance(0.7) ? rare : held).coupon;
  }

  private someCoupon(member: string): string {
    const held = this.ledger.claims.filter((claim) => claim.customer === this.customer(member));
    return held.length > 0 && this.d.chance(0.9) ? this.heldCoupon(held) : this.d.pick(COUPONS);
  }

  async use(member: string, coupon = this.someCoupon(member)): Promise<void> {
    const { ledger, d } = this;
    const customer = this.customer(member);
    const basket = this.basketOf(member, coupon);
    const some = d.chance(0.9) ? ledger.claimsOf(customer, coupon) : ledger.claims;
    const wanted = some.length > 0 && d.chance(0.3) ? d.pick(some).id : undefined;
    await this.tick();
    const answer = await this.call(REDEEM, {
      ...basketInput(basket),
      coupon: this.spelled(coupon),
      identities: this.identities(member),
      ...(wanted === undefined ? {} : { claim: wanted }),
    });
    const before = ledger.usedOn(coupon, customer, basket.orderId);
    if (before) {
      assert.deepEqual([answer.already, answer.claim], [true, before.claim]);
      return this.discounted(answer, coupon, basket, before.discount!, 'use again');
    }
    const claims = ledger.whichClaim(coupon, customer, wanted);
    if ('reason' in claims) return this.refused('use', answer, claims);
    const reason = ledger.whyNotUse(coupon, customer, basket);
    if (reason) return this.refused('use', answer, { reason });
    assert.equal(answer.already, false, `use ${coupon}: ${JSON.stringify(answer)}`);
    assert.ok(
      claims.some((claim) => claim.id === answer.claim),
      'the earliest claim that is open',
    );
    const use = ledger.addUse(coupon, customer, basket, answer.claim);
    met('coupon use', ledger.terms.get(coupon)!.kind);
    this.discounted(answer, coupon, basket, use.discount!, 'use');
  }

  private discounted(answer: Reply, coupon: string, basket: Basket, discount: number, what: string): void {
    const shown = JSON.stringify([this.ledger.terms.get(coupon), basket]);
    assert.equal(Math.round(Number(answer.discount) * 100), discount, shown);
    const lines = this.ledger.linesOf(coupon, basket, discount);
    assert.deepEqual(
      answer.lines?.map((line: Reply) => Math.round(Number(line.discount) * 100)) ?? undefined,
      lines,
      shown,
    );
    met('coupon answer', lines ? `${what} by line` : what);
  }

  async giveBack(member: string): Promise<void> {
    const { ledger, d } = this;
    const customer = this.customer(member);
    const own = ledger.uses.filter((use) => use.customer === customer);
    const { coupon, orderId } =
      own.length > 0 && d.chance(0.9)
        ? this.liked(own, (use) => use.returnedAt === undefined)
        : { coupon: 'k0', orderId: 'none' };
    const answer = await this.call(RETURN, { coupon, identities: this.identities(member), orderId });
    const back = ledger.giveBack(coupon, customer, orderId);
    if (typeof back === 'object') return this.refused('return', answer, back);
    assert.deepEqual(answer, { already: !back });
    met('coupon answer', back ? 'return' : 'return again');
  }

  /** Claims many packs at once. No limit is exceeded, and the ledger continues from the accepted claims. */
  async rush(): Promise<void> {
    const { d } = this;
    const wishes = Array.from({ length: 12 }, () => ({ member: d.pick(MEMBERS), pack: d.pick(PACKS) }));
    const before = this.claimCounts();
    const answers = await Promise.all(
      wishes.map(({ member, pack }) => this.call(CLAIM_PACK, { pack, identities: this.identities(member) })),
    );
    answers.forEach((answer, i) => {
      const { pack, member } = wishes[i];
      if (answer.claims) this.claimedPack(answer, pack, this.customer(member));
      else assert.match(answer.reason, /^COUPON_/);
    });
    // Lowering a limit below the number of existing claims revokes none of these claims.
    for (const [what, { count, most }] of this.claimCounts())
      assert.ok(count <= Math.max(most, before.get(what)!.count), `${what}: ${count} of ${most}`);
  }

  /** Returns the number of claims of each coupon and pack, in total and by customer, with their limits. */
  private claimCounts(): Map<string, { count: number; most: number }> {
    const { ledger } = this;
    const out = new Map<string, { count: number; most: number }>();
    for (const { key, total = Infinity, perCustomer = Infinity } of ledger.terms.values()) {
      out.set(key, { count: ledger.claimed.get(key) ?? 0, most: total });
      for (const m of MEMBERS) out.set(`${key} ${m}`, { count: ledger.claimsOf(m, key).length, most: perCustomer });
    }
    for (const { key, total = Infinity, perCustomer = Infinity } of ledger.packs.values()) {
      out.set(key, { count: ledger.claimed.get(`pack:${key}`) ?? 0, most: total });
      for (const m of MEMBERS) out.set(`${key} ${m}`, { count: ledger.packClaimsOf(m, key), most: perCustomer });
    }
    return out;
  }
}
