/** Packs of coupons: defining and retiring them, and claiming all coupons of one together. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { CouponPack, PackItem } from '../../engine/coupons/pack-definition.js';
import { foldName } from '../../engine/coupons/names.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/changes.js';
import { conflict, invalid, notFound } from '../base/errors.js';
import { definitionKey, targetOf, text, type TargetInput } from '../base/inputs.js';
import type { Page, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { submitOne } from '../write-path/writes.js';
import { count, given, mustFollow, readTerms, refuseLateTotal, termsInput } from './claim-terms.js';
import { eligibilityOf } from './coupon-eligibility.js';
import { resultOf, type CouponResult } from './coupons.js';

/** Claims of one pack together: each is a fact of the customer. */
const MOST_CLAIMS = 50;

interface PackItemInput {
  /** Key or code. */
  readonly coupon: string;
  readonly count?: number | null;
}

export interface CouponPackInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly coupons?: readonly PackItemInput[] | null;
  readonly eligible?: string | null;
  readonly perCustomerLimit?: number | null;
  readonly totalLimit?: number | null;
  readonly from?: string | null;
  readonly until?: string | null;
}

/** Defines a pack, or gives it a new version in which what is left out stays and null takes it away. */
export function defineCouponPack(s: Services, p: Principal, input: CouponPackInput): Promise<CouponPack> {
  requireScope(p, 'define');
  return change(s, p, 'defineCouponPack', async () => {
    const { workspace, catalogue, now } = await enter(s, p.workspace);
    definitionKey(input.key, 'input.key');
    const [there] = await s.stores.couponPacks.find(workspace.id, [input.key]);
    const pack: CouponPack = {
      ...(await readPack(s, p, input, there, catalogue)),
      version: (there?.version ?? 0) + 1,
      retired: false,
      savedAt: now,
      savedBy: p.subject,
    };
    refuseLateTotal(there, pack, 'pack');
    return { target: pack.key, at: now, save: (tx) => saveNext(s, workspace.id, pack, tx) };
  });
}

/** Ends a pack: nobody claims it any more; claims made stay good. */
export function retireCouponPack(s: Services, p: Principal, key: string): Promise<CouponPack> {
  requireScope(p, 'define');
  return change(s, p, 'retireCouponPack', async () => {
    const { workspace, now } = await enter(s, p.workspace);
    const there = await needed(s, p, key);
    const ended = { ...there, version: there.version + 1, retired: true, savedAt: now, savedBy: p.subject };
    return { target: key, at: now, save: (tx) => saveNext(s, workspace.id, ended, tx) };
  });
}

export async function findCouponPack(s: Services, p: Principal, key: string): Promise<CouponPack | undefined> {
  requireScope(p, 'segments:read');
  return (await s.stores.couponPacks.find((await enter(s, p.workspace)).workspace.id, [key]))[0];
}

export async function listCouponPacks(s: Services, p: Principal, page: Page): Promise<CouponPack[]> {
  requireScope(p, 'segments:read');
  return s.stores.couponPacks.list((await enter(s, p.workspace)).workspace.id, page);
}

export type PackClaim = CouponResult & Required<Pick<CouponResult, 'packClaim' | 'claims'>>;

/** Claims every coupon of a pack in one transaction: all of them, or none and the reason of the first that refuses. */
export async function claimCouponPack(
  s: Services,
  p: Principal,
  input: TargetInput & { readonly pack: string },
): Promise<PackClaim> {
  requireScope(p, 'coupons:write');
  const { key, coupons } = await needed(s, p, input.pack);
  const { catalogue } = await enter(s, p.workspace);
  const outcome = await submitOne(
    s,
    p,
    {
      kind: 'pack',
      origin: { actor: p.subject, operation: 'claimCouponPack' },
      target: targetOf(input, catalogue, 'input'),
      pack: key,
      coupons: coupons.map((item) => item.coupon),
    },
    'input',
  );
  return resultOf(outcome) as PackClaim;
}

async function needed(s: Services, p: Principal, key: string): Promise<CouponPack> {
  const [pack] = await s.stores.couponPacks.find(p.workspace, [key]);
  if (!pack) throw notFound('COUPON_PACK_NOT_FOUND', 'the pack');
  return pack;
}

async function saveNext(s: Services, workspace: string, pack: CouponPack, tx: Tx): Promise<CouponPack> {
  const [there] = await s.stores.couponPacks.find(workspace, [pack.key], tx);
  mustFollow(there, pack, 'pack');
  await s.stores.couponPacks.save(workspace, pack, tx);
  return pack;
}

/** As it would have been given, but for its coupons and who may claim it: those are kept as they are. */
const inputOf = (pack: CouponPack): CouponPackInput => ({
  ...termsInput(pack),
  key: pack.key,
  name: pack.name,
  description: pack.description,
});

async function readPack(
  s: Services,
  p: Principal,
  input: CouponPackInput,
  there: CouponPack | undefined,
  catalogue: Catalogue,
): Promise<Omit<CouponPack, 'version' | 'retired' | 'savedAt' | 'savedBy'>> {
  const next = there ? { ...inputOf(there), ...given(input) } : input;
  const terms = readTerms(next);
  const { name, description } = next;
  return {
    key: input.key,
    name: text(name ?? input.key, 'input.name', 128),
    coupons: there && input.coupons === undefined ? there.coupons : await readItems(s, p, input.coupons ?? []),
    ...eligibilityOf(p, input, there, catalogue),
    ...(description === undefined || description === null
      ? {}
      : { description: text(description, 'input.description', 2000) }),
    ...terms,
  };
}

/** Each coupon by its key, in the order given. */
async function readItems(s: Services, p: Principal, items: readonly PackItemInput[]): Promise<PackItem[]> {
  const path = 'input.coupons';
  if (items.length === 0 || items.length > MOST_CLAIMS)
    throw invalid('COUPON_PACK_INVALID', `a pack has from 1 to ${MOST_CLAIMS} coupons`, path);
  const read: PackItem[] = [];
  for (const [i, item] of items.entries()) {
    const at = `${path}[${i}]`;
    const [coupon] = await s.stores.coupons.named(p.workspace, [foldName(text(item.coupon, `${at}.coupon`))]);
    if (!coupon) throw invalid('COUPON_UNKNOWN', 'no coupon has this key or code', `${at}.coupon`);
    if (coupon.retired) throw conflict('COUPON_RETIRED', `coupon ${coupon.key} has ended`, `${at}.coupon`);
    if (coupon.group)
      throw invalid('COUPON_PACK_INVALID', `coupon ${coupon.key} is claimed by two: a pack is for one`, `${at}.coupon`);
    if (read.some((other) => other.coupon === coupon.key))
      throw invalid('COUPON_PACK_INVALID', `coupon ${coupon.key} is named twice: give its count`, `${at}.coupon`);
    read.push({ coupon: coupon.key, count: count(item.count, `${at}.count`) ?? 1 });
  }
  const claims = read.reduce((all, item) => all + item.count, 0);
  if (claims > MOST_CLAIMS)
    throw invalid('COUPON_PACK_INVALID', `a pack has at most ${MOST_CLAIMS} claims, not ${claims}`, path);
  return read;
}
