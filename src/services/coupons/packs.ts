/** Defines and retires coupon packs, and claims all coupons of a pack together. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { CouponPack, PackItem } from '../../engine/coupons/pack-definition.js';
import { foldName } from '../../engine/coupons/names.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooLarge, refuseTooMany } from '../base/definition-limits.js';
import { conflict, invalid, notFound } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { definitionKey, given, targetOf, text, type TargetInput } from '../base/inputs.js';
import type { Page, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { submitOne } from '../write-path/writes.js';
import { count, mustFollow, readTerms, refuseLateTotal, termsInput } from './claim-terms.js';
import { eligibilityOf } from './coupon-eligibility.js';
import { resultOf, type CouponResult } from './coupons.js';

/** Maximum number of claims in one pack. Each claim is a fact of the customer. */
const MOST_CLAIMS = 50;
/**
 * Maximum number of packs of a workspace, including retired ones. `MOST_CHARACTERS` limits their total size as JSON.
 */
const MAX_PACKS = 500;
const MOST_CHARACTERS = 16 * 1024 * 1024;

interface PackItemInput {
  /** Key or code of the coupon. */
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

/** Defines a pack, or a new version of an existing one. Absent fields keep their value, and null removes the value. */
export function defineCouponPack(
  services: Services,
  principal: Principal,
  input: CouponPackInput,
): Promise<CouponPack> {
  requireScope(principal, 'define');
  return change(services, principal, 'defineCouponPack', async () => {
    const { workspace, catalogue, now } = await enter(services, principal.workspace);
    definitionKey(input.key, 'input.key');
    const there = await findOne(services.stores.couponPacks, workspace.id, input.key);
    const pack: CouponPack = {
      ...(await readPack(services, principal, input, there, catalogue)),
      version: (there?.version ?? 0) + 1,
      retired: false,
      savedAt: now,
      savedBy: principal.subject,
    };
    refuseLateTotal(there, pack, 'pack');
    return { target: pack.key, at: now, save: (tx) => saveNext(services, workspace.id, pack, tx) };
  });
}

/** Retires a pack. It can no longer be claimed, but existing claims stay valid. */
export function retireCouponPack(services: Services, principal: Principal, key: string): Promise<CouponPack> {
  requireScope(principal, 'define');
  return change(services, principal, 'retireCouponPack', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const there = await needed(services, principal, key);
    const ended = { ...there, version: there.version + 1, retired: true, savedAt: now, savedBy: principal.subject };
    return { target: key, at: now, save: (tx) => saveNext(services, workspace.id, ended, tx) };
  });
}

export async function findCouponPack(
  services: Services,
  principal: Principal,
  key: string,
): Promise<CouponPack | undefined> {
  requireScope(principal, 'segments:read');
  const { workspace } = await enter(services, principal.workspace);
  return findOne(services.stores.couponPacks, workspace.id, key);
}

export async function listCouponPacks(services: Services, principal: Principal, page: Page): Promise<CouponPack[]> {
  requireScope(principal, 'segments:read');
  return services.stores.couponPacks.list((await enter(services, principal.workspace)).workspace.id, page);
}

export type PackClaim = CouponResult & Required<Pick<CouponResult, 'packClaim' | 'claims'>>;

/**
 * Claims every coupon of a pack in one transaction. If one claim is rejected, no claim is made, and the first rejection
 * is returned.
 */
export async function claimCouponPack(
  services: Services,
  principal: Principal,
  input: TargetInput & { readonly pack: string },
): Promise<PackClaim> {
  requireScope(principal, 'coupons:write');
  const { key, coupons } = await needed(services, principal, input.pack);
  const { catalogue } = await enter(services, principal.workspace);
  const outcome = await submitOne(
    services,
    principal,
    {
      kind: 'pack',
      origin: { actor: principal.subject, operation: 'claimCouponPack' },
      target: targetOf(input, catalogue, 'input'),
      pack: key,
      coupons: coupons.map((item) => item.coupon),
    },
    'input',
  );
  return resultOf(outcome) as PackClaim;
}

async function needed(s: Services, p: Principal, key: string): Promise<CouponPack> {
  const pack = await findOne(s.stores.couponPacks, p.workspace, key);
  if (!pack) throw notFound('COUPON_PACK_NOT_FOUND', 'the pack');
  return pack;
}

async function saveNext(s: Services, workspace: string, pack: CouponPack, tx: Tx): Promise<CouponPack> {
  const { couponPacks: packs } = s.stores;
  await refuseTooMany(s.stores, workspace, packs, pack.key, { most: MAX_PACKS, what: 'coupon packs' }, tx);
  mustFollow(await findOne(packs, workspace, pack.key, tx), pack, 'pack');
  await packs.save(workspace, pack, tx);
  const size = { most: MOST_CHARACTERS, what: 'coupon packs' };
  await refuseTooLarge((within) => packs.sizes(workspace, within), size, tx);
  return pack;
}

/**
 * Converts a pack back to the input that produces it. Coupons and eligibility are omitted, because they are kept as
 * stored.
 */
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

/** Replaces the name in each item with the key of its coupon. Keeps the given order. */
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
