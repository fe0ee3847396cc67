/** Changes the definitions of coupons and packs in a random shop. They are redefined, retired, and defined again. */
import { met } from '../support/coverage.js';
import { DEFINE, DEFINE_PACK, MEMBERS, type DecidedShop } from './decided-shop.js';
import type { Pack, Terms } from './ledger-terms.js';
import { changedCoupon, changedPack, couponInput, packChangeInput, PACKS, REPORTED_COUPONS } from './random-coupons.js';

export async function redefine(shop: DecidedShop): Promise<void> {
  const { d, ledger, admin } = shop;
  const roll = d.next();
  if (roll < 0.25) return redefinePack(shop, ledger.packs.get(d.pick(PACKS))!);
  const free = freeCoupons(shop);
  if (roll < 0.4 && free.length > 0) {
    // Prefers a coupon of a retired pack. The pack can then be defined again while one of its coupons is retired.
    const ended = [...ledger.packs.values()].filter((pack) => pack.retired).flatMap((pack) => pack.items);
    const terms = shop.liked(free, ({ key }) => ended.some((item) => item.coupon === key));
    return retire(shop, terms);
  }
  // Used coupons are picked more often, to test that the promises made with a use are kept.
  const isUsed = ({ key }: Terms): boolean => ledger.uses.some((use) => use.coupon === key);
  const all = [...ledger.terms.values()];
  const ordered = d.chance(0.7) ? [...all.filter(isUsed), ...all.filter((terms) => !isUsed(terms))] : all;
  const changed = changedCoupon(d, ordered, ledger.now);
  await admin.ask(DEFINE, { i: couponInput(changed) });
  ledger.redefine({ ...changed, retired: false });
}

const HOUR = 3_600_000;

interface Held {
  readonly member: string;
  readonly coupon: string;
}

/**
 * Changes value, validity and return terms of every used coupon, to test that uses decided earlier keep their terms.
 */
export async function reviseUsed({ admin, ledger }: DecidedShop): Promise<void> {
  for (const terms of [...ledger.terms.values()]) {
    if (!ledger.uses.some((use) => use.coupon === terms.key && use.claim !== undefined)) continue;
    const { faceValue, returnOnRefund, retired: _retired, ...others } = terms;
    const revised: Terms = {
      ...others,
      ...(faceValue === undefined ? {} : { faceValue: faceValue + 700 }),
      validHours: 2,
      returnOnRefund: REPORTED_COUPONS.includes(terms.key) ? returnOnRefund : !returnOnRefund,
    };
    await admin.ask(DEFINE, { i: couponInput(revised) });
    ledger.redefine(revised);
    met('coupon change', `used ${terms.kind}`);
  }
}

/** Moves the start of a coupon that customers hold into the future. Returns these customers with the coupon. */
export async function postponeHeld(shop: DecidedShop): Promise<readonly Held[]> {
  const { admin, ledger } = shop;
  const holds = (member: string, key: string): boolean =>
    !('reason' in ledger.whichClaim(key, shop.customer(member), undefined));
  const held = [...ledger.terms.values()]
    .filter(({ retired }) => !retired)
    .map(({ key }) => MEMBERS.filter((member) => holds(member, key)).map((member): Held => ({ member, coupon: key })))
    .find((holders) => holders.length > 0);
  if (!held) return [];
  const postponed: Terms = { ...ledger.terms.get(held[0].coupon)!, from: ledger.now + 12 * HOUR, until: undefined };
  await admin.ask(DEFINE, { i: couponInput(postponed) });
  ledger.redefine(postponed);
  return held;
}

/** Returns the coupons that can be claimed and belong to no active pack. */
function freeCoupons({ ledger }: DecidedShop): Terms[] {
  const packs = [...ledger.packs.values()].filter((pack) => !pack.retired);
  const packed = new Set(packs.flatMap((pack) => pack.items.map((item) => item.coupon)));
  return [...ledger.terms.values()].filter(({ key }) => !packed.has(key));
}

async function retire({ admin, ledger }: DecidedShop, terms: Terms): Promise<void> {
  await admin.ask('mutation($k:String!){retireCoupon(key:$k){key}}', { k: terms.key });
  ledger.redefine({ ...terms, retired: true });
  met('coupon change', 'retired');
}

async function redefinePack(shop: DecidedShop, pack: Pack): Promise<void> {
  const { d, ledger, admin } = shop;
  if (pack.retired || d.chance(0.5)) {
    // Sometimes one coupon of the pack is retired before the pack is defined again.
    const ended = freeCoupons(shop).find(({ key }) => pack.items.some((item) => item.coupon === key));
    if (ended && d.chance(0.5)) await retire(shop, ended);
    const changed = changedPack(d, pack);
    await admin.ask(DEFINE_PACK, { i: packChangeInput(changed) });
    ledger.packs.set(pack.key, changed);
  } else {
    await admin.ask('mutation($k:String!){retireCouponPack(key:$k){key}}', { k: pack.key });
    ledger.packs.set(pack.key, { ...pack, retired: true });
    met('coupon change', 'pack retired');
  }
}
