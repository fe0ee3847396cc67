/** A shop whose customers claim, use and give back at random, through the API; every answer is compared with a ledger kept by hand. */
import assert from 'node:assert/strict';
import { met } from '../support/coverage.js';
import type { Dice } from '../support/dice.js';
import type { Caller, TestServer } from '../support/server.js';
import { Ledger, type Claim, type Order, type Refused } from './ledger.js';
import type { Basket, Pack } from './ledger-terms.js';
import {
  basketInput,
  changedCoupon,
  changedPack,
  COUPONS,
  couponInput,
  decimal,
  ELIGIBLE,
  packChangeInput,
  packInput,
  PACKS,
  randomBasket,
  randomCoupon,
  randomPack,
  REPORTED_COUPONS,
} from './random-coupons.js';

const HOUR = 3_600_000;
export const MEMBERS = ['A', 'B', 'C', 'D', 'E', 'F'];
type Reply = Awaited<ReturnType<Caller['ask']>>;

const DEFINE = 'mutation($i:DefineCouponInput!){defineCoupon(input:$i){version}}';
const DEFINE_PACK = 'mutation($i:DefineCouponPackInput!){defineCouponPack(input:$i){version}}';
const CLAIM = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim partnerClaim expiresAt}}';
const CLAIM_PACK = 'mutation($i:ClaimCouponPackInput!){claimCouponPack(input:$i){claims{coupon claim expiresAt}}}';
const REDEEM = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already claim discount lines{lineId discount}}}';
const RETURN = 'mutation($i:ReturnCouponInput!){returnCoupon(input:$i){already}}';
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';

const iso = (at: number): string => new Date(at).toISOString();
const endOf = ({ expiresAt }: Claim): string | null => (expiresAt === Infinity ? null : iso(expiresAt));

export class DecidedShop {
  readonly ledger: Ledger;
  private readonly baskets: { readonly member: string; readonly basket: Basket }[] = [];
  /** The member whose name each customer has in the ledger: two who were merged have one. */
  private readonly customers = new Map(MEMBERS.map((member) => [member, member]));
  private message = 0;

  private constructor(
    private readonly d: Dice,
    readonly admin: Caller,
    private readonly web: Caller,
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

  private identities(member: string): { namespace: string; value: string }[] {
    return [{ namespace: 'member_id', value: member }];
  }

  private async call(query: string, i: object): Promise<Reply> {
    const { data, errors } = await this.admin.send(query, { i });
    if (!errors) return Object.values(data)[0];
    return { reason: errors[0].extensions.reason, path: errors[0].extensions.inputPath, message: errors[0].message };
  }

  private async event(by: Caller, member: string, type: string, more: object): Promise<void> {
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

  /** Uses, and what becomes of orders, are at instants of their own: which of two came first is no question then. */
  private async tick(): Promise<void> {
    if (this.lastTick === this.ledger.now) await this.advance(1);
    this.lastTick = this.ledger.now;
  }

  private lastTick = -1;

  /** One thing that happens. */
  async step(): Promise<void> {
    const { d } = this;
    const member = d.pick(MEMBERS);
    const roll = d.next();
    if (roll < 0.2)
      return this.claim(
        member,
        this.liked(COUPONS, (key) => this.mayClaim(member, key)),
      );
    if (roll < 0.32)
      return this.claimPack(
        member,
        this.liked(PACKS, (key) => this.mayClaimPack(member, key)),
      );
    if (roll < 0.58) return this.use(member);
    if (roll < 0.63) return this.giveBack(member);
    if (roll < 0.7) return this.pay();
    if (roll < 0.75) return this.refund();
    if (roll < 0.82) return this.report(member);
    if (roll < 0.94) return this.redefine();
    return this.advance(d.pick([1, HOUR, 4 * HOUR, 8 * HOUR]));
  }

  /** Any of a list, but mostly one that the shop lets through: refusals alone would leave little to refuse. */
  private liked<T>(list: readonly T[], passes: (one: T) => boolean): T {
    const good = this.d.chance(0.6) ? list.filter(passes) : [];
    return this.d.pick(good.length > 0 ? good : list);
  }

  private readonly mayClaim = (member: string, key: string): boolean =>
    this.ledger.whyNotClaim(key, this.customer(member)) === undefined;
  private readonly mayClaimPack = (member: string, key: string): boolean =>
    this.ledger.whyNotClaimPack(key, this.customer(member)) === undefined;

  private refused(what: string, answer: Reply, expected: Refused): void {
    assert.equal(answer.reason, expected.reason, `${what}: ${JSON.stringify(answer)}`);
    if (expected.path !== undefined) assert.equal(answer.path, expected.path, what);
    met('coupon answer', `${what} ${expected.reason}`);
  }

  /** A coupon by its key or its code, as people spell it. */
  private spelled(coupon: string): string {
    const code = this.ledger.terms.get(coupon)!.code ?? coupon;
    return this.d.pick([coupon, code, ` ${code.toLowerCase()}`, coupon.toUpperCase()]);
  }

  private async claim(member: string, coupon: string): Promise<void> {
    const { ledger, d } = this;
    const customer = this.customer(member);
    const { group } = ledger.terms.get(coupon)!;
    const others = MEMBERS.filter((other) => this.customer(other) !== customer);
    const partner = d.chance(group ? 0.8 : 0.04) ? d.pick(others) : undefined;
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

  private async claimPack(member: string, pack: string): Promise<void> {
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

  /** An order that is new, or was there before: whole again, or with other goods. */
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

  private async use(member: string): Promise<void> {
    const { ledger, d } = this;
    const customer = this.customer(member);
    const held = ledger.claims.filter((claim) => claim.customer === customer);
    const coupon =
      held.length > 0 && d.chance(0.9) ? this.liked(held, (claim) => ledger.isOpen(claim)).coupon : d.pick(COUPONS);
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

  private async giveBack(member: string): Promise<void> {
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

  /** An order is paid: with the coupon that was used on it, or one that nobody decided about, or none. */
  private async pay(): Promise<void> {
    const { d, ledger } = this;
    const isPaid = (id: string): boolean => ledger.orders.some((order) => order.id === id);
    const open = this.baskets.filter(({ basket }) => !isPaid(basket.orderId) && basket.amount > 0);
    if (open.length === 0) return;
    const { member, basket } = d.pick(open);
    const customer = this.customer(member);
    const { orderId } = basket;
    await this.tick();
    const used = ledger.uses.filter((use) => use.customer === customer && use.orderId === orderId);
    const order = { orderId, amount: decimal(basket.amount) };
    if (used.length > 0) {
      // What the order says of the discount is less than what was decided: that one counts.
      const named = d.chance(0.6) ? { coupon: d.pick(used).coupon, properties: { discount: 0.25 } } : {};
      await this.event(this.admin, member, 'order_paid', { order, ...named });
    } else if (d.chance(0.5)) {
      const coupon = d.pick(REPORTED_COUPONS);
      const discount = d.chance(0.5) ? 175 : undefined;
      const properties = discount === undefined ? {} : { properties: { discount: discount / 100 } };
      await this.event(this.web, member, 'order_paid', { order, coupon: this.spelled(coupon), ...properties });
      const { returnOnRefund } = ledger.terms.get(coupon)!;
      const said = discount === undefined ? {} : { discount };
      ledger.uses.push({ coupon, customer, orderId, at: ledger.now, returnOnRefund, ...said });
      met('coupon use', 'reported by an order');
    } else await this.event(this.web, member, 'order_paid', { order });
    ledger.orders.push({ id: orderId, customer, at: ledger.now, net: basket.amount });
  }

  private async refund(): Promise<void> {
    const { d, ledger } = this;
    if (ledger.orders.length === 0) return;
    const isUsedOn = ({ id }: Order): boolean =>
      ledger.uses.some((u) => u.orderId === id && u.returnedAt === undefined);
    const order = this.liked(ledger.orders, isUsedOn);
    const amount = d.chance(0.5) ? d.pick([300, 2500, 9000]) : undefined;
    await this.tick();
    const named = { orderId: order.id, ...(amount === undefined ? {} : { amount: decimal(amount) }) };
    const type = amount === undefined && d.chance(0.5) ? 'order_cancelled' : 'order_refunded';
    const standing = ledger.uses.filter((use) => use.returnedAt === undefined).length;
    const member = MEMBERS.find((m) => this.customer(m) === order.customer)!;
    await this.event(this.web, member, type, { order: named });
    ledger.refund(order, amount);
    const back = standing - ledger.uses.filter((use) => use.returnedAt === undefined).length;
    if (back > 0) met('coupon use', `given back by ${type}`);
  }

  /** What others say of a customer: offers, claims made elsewhere, ends of claims, visits, tags and lists. */
  private async report(member: string): Promise<void> {
    const { d, ledger, admin } = this;
    const customer = this.customer(member);
    // Half of them of a coupon that has a limit, which many are beyond.
    const limited = COUPONS.filter((key) => ledger.terms.get(key)!.perCustomer ?? ledger.terms.get(key)!.total);
    const coupon = d.pick(limited.length > 0 && d.chance(0.5) ? limited : COUPONS);
    const happening = { customer, at: ledger.now };
    const identities = this.identities(member);
    const what = d.pick(['issue', 'issue', 'claim', 'expire', 'visit', 'tag', 'list']);
    if (what === 'issue') {
      await this.event(admin, member, 'coupon_issued', { properties: { couponId: coupon } });
      ledger.issues.push({ ...happening, coupon });
    } else if (what === 'claim') {
      const id = `told${this.message}`;
      await this.event(admin, member, 'coupon_claimed', { properties: { couponId: coupon, claimId: id } });
      if (!ledger.reportClaim(id, coupon, customer)) met('coupon report', 'claim beyond a limit');
    } else if (what === 'expire') {
      const open = ledger.claims.filter((claim) => claim.customer === customer && ledger.isOpen(claim));
      if (open.length === 0) return;
      const claim = d.pick(open);
      await this.event(admin, member, 'coupon_expired', { properties: { couponId: claim.coupon, claimId: claim.id } });
      ledger.expire(claim);
    } else if (what === 'visit') {
      await this.event(admin, member, 'visit', {});
      ledger.visits.push(happening);
    } else if (what === 'tag') {
      const t = [{ identities, tag: 'level', value: 'gold', observedAt: iso(ledger.now) }];
      await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t });
      ledger.gold.add(customer);
    } else {
      await admin.ask('mutation($e:[ListValue!]!){addToList(list:"vip",entries:$e){changed}}', { e: [member] });
      ledger.listed.add(customer);
    }
    met('coupon report', what);
  }

  private async redefine(): Promise<void> {
    const { d, ledger, admin } = this;
    const roll = d.next();
    if (roll < 0.25) return this.redefinePack(ledger.packs.get(d.pick(PACKS))!);
    const packs = [...ledger.packs.values()].filter((pack) => !pack.retired);
    const packed = new Set(packs.flatMap((pack) => pack.items.map((item) => item.coupon)));
    const free = [...ledger.terms.values()].filter(({ key }) => !packed.has(key));
    if (roll < 0.4 && free.length > 0) {
      const terms = d.pick(free);
      await admin.ask('mutation($k:String!){retireCoupon(key:$k){key}}', { k: terms.key });
      ledger.redefine({ ...terms, retired: true });
      return met('coupon change', 'retired');
    }
    const changed = changedCoupon(d, [...ledger.terms.values()], ledger.now);
    await admin.ask(DEFINE, { i: couponInput(changed) });
    ledger.redefine({ ...changed, retired: false });
  }

  private async redefinePack(pack: Pack): Promise<void> {
    const { d, ledger, admin } = this;
    if (pack.retired || d.chance(0.5)) {
      const changed = changedPack(d, pack);
      await admin.ask(DEFINE_PACK, { i: packChangeInput(changed) });
      ledger.packs.set(pack.key, changed);
    } else {
      await admin.ask('mutation($k:String!){retireCouponPack(key:$k){key}}', { k: pack.key });
      ledger.packs.set(pack.key, { ...pack, retired: true });
      met('coupon change', 'pack retired');
    }
  }

  /** Many claims of packs at once: no limit is passed, and afterwards the shop goes on from exactly what was let in. */
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
    // A limit that was lowered below what had been claimed takes nothing back.
    for (const [what, { count, most }] of this.claimCounts())
      assert.ok(count <= Math.max(most, before.get(what)!.count), `${what}: ${count} of ${most}`);
  }

  /** Claims of each coupon and pack, of all and of each customer, with their limits. */
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

  /** Two customers turn out to be one. */
  async merge(): Promise<void> {
    const [one, other] = [this.d.pick(MEMBERS.slice(0, 3)), this.d.pick(MEMBERS.slice(3))];
    const id = async (member: string): Promise<string> =>
      (await this.admin.ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: this.identities(member)[0] }))
        .profile.id;
    const [a, b] = [await id(one), await id(other)];
    if (a === b) return;
    await this.admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', { a, b });
    const [into, from] = [this.customer(one), this.customer(other)];
    this.ledger.merge(into, from);
    for (const member of MEMBERS) if (this.customer(member) === from) this.customers.set(member, into);
    met('coupon report', 'merge');
  }
}
