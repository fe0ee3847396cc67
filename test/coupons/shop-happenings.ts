/**
 * Actions in a random shop. Customers claim and use coupons, pay orders and are merged, other systems send reports, and
 * definitions change.
 */
import { met } from '../support/coverage.js';
import { MEMBERS, type DecidedShop } from './decided-shop.js';
import type { Claim, Order, Use } from './ledger.js';
import { COUPONS, decimal, PACKS, REPORTED_COUPONS } from './random-coupons.js';
import { redefine } from './shop-definitions.js';

const HOUR = 3_600_000;
const iso = (at: number): string => new Date(at).toISOString();

/** One action. */
export async function happen(shop: DecidedShop): Promise<void> {
  const { d } = shop;
  const member = d.pick(MEMBERS);
  const roll = d.next();
  if (roll < 0.2)
    return shop.claim(
      member,
      shop.liked(COUPONS, (key) => shop.mayClaim(member, key)),
    );
  if (roll < 0.32)
    return shop.claimPack(
      member,
      shop.liked(PACKS, (key) => shop.mayClaimPack(member, key)),
    );
  if (roll < 0.58) return shop.use(member);
  if (roll < 0.63) return shop.giveBack(member);
  if (roll < 0.7) return pay(shop);
  if (roll < 0.75) return refund(shop);
  if (roll < 0.82) return report(shop, member);
  if (roll < 0.94) return redefine(shop);
  return shop.advance(d.pick([1, HOUR, 4 * HOUR, 8 * HOUR]));
}

/** Pays an order. The payment names the coupon used on the order, a different coupon, or none. */
export async function pay(shop: DecidedShop): Promise<void> {
  const { d, ledger } = shop;
  const isPaid = (id: string): boolean => ledger.orders.some((order) => order.id === id);
  const open = shop.baskets.filter(({ basket }) => !isPaid(basket.orderId) && basket.amount > 0);
  if (open.length === 0) return;
  const { member, basket } = d.pick(open);
  const customer = shop.customer(member);
  const { orderId } = basket;
  await shop.tick();
  const used = ledger.uses.filter((use) => use.customer === customer && use.orderId === orderId);
  const foreign = Number(orderId.slice(1)) % 5 === 2 ? ({ isForeign: true } as const) : {};
  const order = { orderId, amount: decimal(basket.amount), ...(foreign.isForeign ? { currency: 'USD' } : {}) };
  if (foreign.isForeign) met('coupon report', 'order in a foreign currency');
  if (used.length > 0) {
    // The order reports a smaller discount than the server decided. The decided discount counts.
    const named = d.chance(0.6) ? { coupon: d.pick(used).coupon, properties: { discount: 0.25 } } : {};
    await shop.event(shop.admin, member, 'order_paid', { order, ...named });
  } else if (d.chance(0.5)) {
    const coupon = d.pick(REPORTED_COUPONS);
    const discount = d.chance(0.5) ? 175 : undefined;
    const properties = discount === undefined ? {} : { properties: { discount: discount / 100 } };
    await shop.event(shop.web, member, 'order_paid', { order, coupon: shop.spelled(coupon), ...properties });
    const { returnOnRefund } = ledger.terms.get(coupon)!;
    const said = discount === undefined ? {} : { discount, ...foreign };
    ledger.uses.push({ coupon, customer, orderId, at: ledger.now, returnOnRefund, ...said });
    met('coupon use', 'reported by an order');
  } else await shop.event(shop.web, member, 'order_paid', { order });
  ledger.orders.push({ id: orderId, customer, at: ledger.now, net: basket.amount, ...foreign });
}

export async function refund(shop: DecidedShop): Promise<void> {
  const { d, ledger } = shop;
  if (ledger.orders.length === 0) return;
  const isUsedOn = ({ id }: Order): boolean => ledger.uses.some((u) => u.orderId === id && u.returnedAt === undefined);
  const order = shop.liked(ledger.orders, isUsedOn);
  const amount = d.chance(0.5) ? d.pick([300, 2500, 9000]) : undefined;
  await shop.tick();
  const named = { orderId: order.id, ...(amount === undefined ? {} : { amount: decimal(amount) }) };
  const type = amount === undefined && d.chance(0.5) ? 'order_cancelled' : 'order_refunded';
  const standing = ledger.uses.filter((use) => use.returnedAt === undefined).length;
  const member = MEMBERS.find((m) => shop.customer(m) === order.customer)!;
  await shop.event(shop.web, member, type, { order: named });
  ledger.refund(order, amount);
  const back = standing - ledger.uses.filter((use) => use.returnedAt === undefined).length;
  if (back > 0) met('coupon use', `given back by ${type}`);
}

/** Repeats a decision as a report of another system, whose clock is a little behind and which knows fewer fields. */
async function echo(shop: DecidedShop, member: string): Promise<void> {
  const { ledger, d, admin } = shop;
  const customer = shop.customer(member);
  if (d.chance(0.5)) {
    const own = ledger.claims.filter((claim) => claim.customer === customer && claim.promisedUntil > -Infinity);
    if (own.length === 0) return;
    const { id, coupon, at } = shop.liked(own, (claim) => claim.pack !== undefined);
    const properties = { couponId: coupon, claimId: id };
    await shop.event(admin, member, 'coupon_claimed', { properties, occurredAt: iso(at - 1000) });
    return met('coupon report', 'echo of a claim');
  }
  const isOnce = (use: Use): boolean => ledger.uses.filter((u) => u.orderId === use.orderId).length === 1;
  const claimOf = (use: Use): Claim | undefined => ledger.claims.find((claim) => claim.id === use.claim);
  const uses = ledger.uses.filter(
    (use) => use.customer === customer && isOnce(use) && (claimOf(use)?.at ?? use.at) < use.at - 1,
  );
  if (uses.length === 0) return;
  const use = d.pick(uses);
  const properties = { couponId: use.coupon, orderId: use.orderId, discount: 0.5 };
  use.at--;
  use.echoes = [...(use.echoes ?? []), 50];
  await shop.event(admin, member, 'coupon_redeemed', { properties, occurredAt: iso(use.at) });
  met('coupon report', 'echo of a use');
}

/** Sends a report of another system about a customer: an offer, a claim, an expiry, a visit, a tag or a list entry. */
export async function report(shop: DecidedShop, member: string): Promise<void> {
  const { d, ledger, admin } = shop;
  const customer = shop.customer(member);
  // Half of the reports are for a coupon with a limit, so that many exceed it.
  const limited = COUPONS.filter((key) => ledger.terms.get(key)!.perCustomer ?? ledger.terms.get(key)!.total);
  const coupon = d.pick(limited.length > 0 && d.chance(0.5) ? limited : COUPONS);
  const happening = { customer, at: ledger.now };
  const identities = shop.identities(member);
  const what = d.pick(['issue', 'issue', 'claim', 'expire', 'visit', 'tag', 'list', 'echo', 'echo']);
  if (what === 'echo') return echo(shop, member);
  if (what === 'issue') {
    await shop.event(admin, member, 'coupon_issued', { properties: { couponId: coupon } });
    ledger.issues.push({ ...happening, coupon });
  } else if (what === 'claim') {
    const id = `told${shop.message}`;
    await shop.event(admin, member, 'coupon_claimed', { properties: { couponId: coupon, claimId: id } });
    if (!ledger.reportClaim(id, coupon, customer)) met('coupon report', 'claim beyond a limit');
  } else if (what === 'expire') {
    const open = ledger.claims.filter((claim) => claim.customer === customer && ledger.isOpen(claim));
    if (open.length === 0) return;
    const claim = d.pick(open);
    await shop.event(admin, member, 'coupon_expired', { properties: { couponId: claim.coupon, claimId: claim.id } });
    ledger.expire(claim);
  } else if (what === 'visit') {
    await shop.event(admin, member, 'visit', {});
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

/** Merges two random customers. */
export async function merge(shop: DecidedShop): Promise<void> {
  const [one, other] = [shop.d.pick(MEMBERS.slice(0, 3)), shop.d.pick(MEMBERS.slice(3))];
  const id = async (member: string): Promise<string> =>
    (await shop.admin.ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: shop.identities(member)[0] }))
      .profile.id;
  const [a, b] = [await id(one), await id(other)];
  if (a === b) return;
  await shop.admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', { a, b });
  const [into, from] = [shop.customer(one), shop.customer(other)];
  shop.ledger.merge(into, from);
  for (const member of MEMBERS) if (shop.customer(member) === from) shop.customers.set(member, into);
  met('coupon report', 'merge');
}
