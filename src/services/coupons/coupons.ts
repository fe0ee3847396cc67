/** Defines, issues, claims, uses and returns coupons. */
import { listedNames } from '../../engine/values/clipped.js';
import type { Coupon } from '../../engine/coupons/coupon-definition.js';
import { foldName, namesOf } from '../../engine/coupons/names.js';
import { minorUnit } from '../../engine/values/currency.js';
import { COUPON_EFFECTS } from '../../engine/coupons/coupon-effects.js';
import { fixedField } from '../../engine/definitions/effects.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooLarge, refuseTooMany } from '../base/definition-limits.js';
import { DefinitionReferences } from '../base/definition-references.js';
import { findOne } from '../base/find-one.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { orderLines, type OrderLineInput } from '../events/event-inputs.js';
import { writeEach, type ItemResult } from '../events/events.js';
import { conflict, invalid, notFound } from '../base/errors.js';
import { formerCodes } from './coupon-codes.js';
import { eligibilityOf } from './coupon-eligibility.js';
import { mustFollow, refuseLateTotal } from './claim-terms.js';
import { inputOf, payableAmounts, readCoupon, type CouponInput } from './coupon-inputs.js';
import type { CouponIntake, CouponOutcome } from '../base/write-intakes.js';
import { checkBatch, definitionKey, given, identifier, money, targetOf, type TargetInput } from '../base/inputs.js';
import type { Misfit } from '../base/misfits.js';
import type { Page, Tx } from '../base/ports.js';
import { submitOne } from '../write-path/writes.js';

const MAX_ISSUES = 1000;
/**
 * Maximum number of coupons of a workspace, including retired ones. `MOST_CHARACTERS` limits their total size as JSON.
 */
const MAX_COUPONS = 2000;
const MOST_CHARACTERS = 16 * 1024 * 1024;

/**
 * Defines a coupon, or a new version of an existing one. Absent fields keep their value, and null removes the value.
 * Two properties of a coupon can never change: its kind, and whether two customers must claim it together.
 */
export function defineCoupon(services: Services, principal: Principal, input: CouponInput): Promise<Coupon> {
  requireScope(principal, 'define');
  return change(services, principal, 'defineCoupon', async () => {
    const { workspace, catalogue, now } = await enter(services, principal.workspace);
    definitionKey(input.key, 'input.key');
    const there = await findOne(services.stores.coupons, workspace.id, input.key);
    payableAmounts(input, minorUnit(workspace.currency));
    const coupon: Coupon = {
      ...readCoupon(there ? { ...inputOf(there), ...given(input) } : input),
      ...formerCodes(there, input),
      ...eligibilityOf(principal, input, there, catalogue),
      version: (there?.version ?? 0) + 1,
      retired: false,
      savedAt: now,
      savedBy: principal.subject,
    };
    if (fixedField(COUPON_EFFECTS, there, coupon))
      throw conflict(
        'COUPON_KIND_FIXED',
        'the kind of a coupon, and whether it is for two, cannot change once it is defined',
        'input.kind',
      );
    refuseLateTotal(there, coupon, 'coupon');
    // The cost of uses is summed up only if the coupon had a cost limit from the start.
    if (there && there.costLimit === undefined && coupon.costLimit !== undefined)
      throw conflict(
        'COUPON_COST_LIMIT_FIXED',
        'a cost limit is given when a coupon is first defined; later it can be changed, not added',
        'input.costLimit',
      );
    return { target: coupon.key, at: now, save: (tx) => saveNext(services, workspace.id, coupon, tx) };
  });
}

/**
 * Retires a coupon. It can no longer be claimed, but existing claims stay valid. Throws CONFLICT while a pack or a
 * running experiment refers to it.
 */
export function retireCoupon(services: Services, principal: Principal, key: string): Promise<Coupon> {
  requireScope(principal, 'define');
  return change(services, principal, 'retireCoupon', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    const there = await findOne(services.stores.coupons, workspace.id, key);
    if (!there) throw notFound('COUPON_NOT_FOUND', 'the coupon');
    const references = await (await DefinitionReferences.read(services, room)).toCoupon(key);
    if (references.length > 0)
      throw conflict('COUPON_IN_USE', `coupon ${key} is used by ${listedNames(references)}`, 'key');
    return {
      target: key,
      at: now,
      save: (tx) =>
        saveNext(
          services,
          workspace.id,
          { ...there, version: there.version + 1, retired: true, savedAt: now, savedBy: principal.subject },
          tx,
        ),
    };
  });
}

async function saveNext(s: Services, workspace: string, coupon: Coupon, tx: Tx): Promise<Coupon> {
  const { coupons } = s.stores;
  await refuseTooMany(s.stores, workspace, coupons, coupon.key, { most: MAX_COUPONS, what: 'coupons' }, tx);
  const there = await findOne(coupons, workspace, coupon.key, tx);
  mustFollow(there, coupon, 'coupon');
  const [other] = (await coupons.named(workspace, namesOf(coupon), tx)).filter((c) => c.key !== coupon.key);
  if (other)
    throw conflict(
      'COUPON_CODE_TAKEN',
      `coupon ${other.key} has or had this name; names are compared without case`,
      namesOf(other).includes(foldName(coupon.key)) ? 'input.key' : 'input.code',
    );
  await coupons.save(workspace, coupon, tx);
  const size = { most: MOST_CHARACTERS, what: 'coupons' };
  await refuseTooLarge((within) => coupons.sizes(workspace, within), size, tx);
  return coupon;
}

/** Finds a coupon by its key or one of its codes. */
export async function findCoupon(services: Services, principal: Principal, key: string): Promise<Coupon | undefined> {
  requireScope(principal, 'segments:read');
  return (await services.stores.coupons.named(principal.workspace, [foldName(key)]))[0];
}

export async function listCoupons(services: Services, principal: Principal, page: Page): Promise<Coupon[]> {
  requireScope(principal, 'segments:read');
  return services.stores.coupons.list((await enter(services, principal.workspace)).workspace.id, page);
}

/** Records that a coupon was offered. Each item succeeds or fails individually. */
export async function issueCoupon(
  services: Services,
  principal: Principal,
  coupon: string,
  customers: readonly (TargetInput | Misfit)[],
): Promise<ItemResult[]> {
  requireScope(principal, 'coupons:write');
  checkBatch(customers, MAX_ISSUES, 'customers', { ask: 'name at least one customer', noun: 'customers' });
  const { key } = await needed(services, principal, coupon);
  const { catalogue } = await enter(services, principal.workspace);
  return writeEach(
    services,
    principal,
    'issueCoupon',
    customers,
    (x, i, origin) => ({
      kind: 'coupon',
      origin,
      target: targetOf(x, catalogue, `customers[${i}]`),
      coupon: key,
      does: { what: 'issue' },
    }),
    'customers',
  );
}

export interface CouponResult extends CouponOutcome {
  /** The profile id, if the caller may look the customer up by one of the identities. */
  readonly profile?: string;
  /** Whether an earlier request already had this effect. */
  readonly already: boolean;
  readonly dryRun: boolean;
}

export interface ClaimInput extends TargetInput {
  readonly coupon: string;
  readonly partner?: TargetInput | null;
}

export function claimCoupon(services: Services, principal: Principal, input: ClaimInput): Promise<CouponResult> {
  return act(services, principal, 'claimCoupon', input, (catalogue) => ({
    what: 'claim',
    ...(input.partner ? { partner: targetOf(input.partner, catalogue, 'input.partner') } : {}),
  }));
}

export interface RedeemInput extends TargetInput {
  readonly coupon: string;
  readonly claim?: string | null;
  readonly orderId: string;
  readonly amount: string;
  readonly shipping?: string | null;
  readonly lines?: readonly OrderLineInput[] | null;
  readonly store?: string | null;
  readonly platform?: string | null;
  readonly channel?: string | null;
}

export function redeemCoupon(services: Services, principal: Principal, input: RedeemInput): Promise<CouponResult> {
  return act(services, principal, 'redeemCoupon', input, () => {
    const notNegative = (value: string, field: string): bigint => {
      const amount = money(value, `input.${field}`);
      if (amount < 0n)
        throw invalid('AMOUNT_NEGATIVE', `the ${field} of an order must not be negative`, `input.${field}`);
      return amount;
    };
    const optional = <K extends string, V>(key: K, v: V | null | undefined): { [k in K]?: V } =>
      (v === undefined || v === null ? {} : { [key]: v }) as { [k in K]?: V };
    const order = {
      orderId: identifier(input.orderId, 'input.orderId'),
      amount: notNegative(input.amount, 'amount'),
      ...optional('store', input.store),
      ...optional('platform', input.platform),
      ...optional('channel', input.channel),
      ...(input.shipping ? { shipping: notNegative(input.shipping, 'shipping') } : {}),
      ...(input.lines ? { lines: orderLines(input.lines, 'input.lines') } : {}),
    };
    return { what: 'redeem', order, ...optional('claim', input.claim) };
  });
}

export function returnCoupon(
  services: Services,
  principal: Principal,
  input: TargetInput & { readonly coupon: string; readonly orderId: string },
): Promise<CouponResult> {
  return act(services, principal, 'returnCoupon', input, () => ({
    what: 'return',
    orderId: identifier(input.orderId, 'input.orderId'),
  }));
}

async function act(
  s: Services,
  p: Principal,
  operation: string,
  input: TargetInput & { readonly coupon: string },
  does: (catalogue: Catalogue) => CouponIntake['does'],
): Promise<CouponResult> {
  requireScope(p, 'coupons:write');
  const { key } = await needed(s, p, input.coupon);
  const { catalogue } = await enter(s, p.workspace);
  const outcome = await submitOne(
    s,
    p,
    {
      kind: 'coupon',
      origin: { actor: p.subject, operation },
      target: targetOf(input, catalogue, 'input'),
      coupon: key,
      does: does(catalogue),
    },
    'input',
  );
  return resultOf(outcome);
}

/** Converts the outcome of an accepted intake to a result of the API. */
export const resultOf = (outcome: Awaited<ReturnType<typeof submitOne>>): CouponResult => ({
  ...(outcome.profile === undefined ? {} : { profile: outcome.profile }),
  already: outcome.status === 'DUPLICATE',
  dryRun: outcome.dryRun,
  ...outcome.coupon,
});

/** Returns the coupon with this key or code. Throws NOT_FOUND when there is none. */
async function needed(s: Services, p: Principal, name: string): Promise<Coupon> {
  const [coupon] = await s.stores.coupons.named(p.workspace, [foldName(name)]);
  if (!coupon) throw notFound('COUPON_NOT_FOUND', 'the coupon');
  return coupon;
}
