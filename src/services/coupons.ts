/** Coupons: defining them, and issuing, claiming, using and giving them back. */
import { COUPON_KINDS, type Coupon, type CouponKind } from '../engine/coupons/coupon.js';
import { foldName, namesOf } from '../engine/coupons/names.js';
import { minorUnit } from '../engine/currency.js';
import { formatDecimal } from '../engine/decimal.js';
import { COUPON_EFFECTS, fixedField } from '../engine/definitions/effects.js';
import { formatDuration, parseDuration, SECOND } from '../engine/time.js';
import type { Catalogue } from '../engine/catalogue.js';
import { requireScope, type Principal } from './access.js';
import { change } from './changes.js';
import { enter, type Services } from './context.js';
import { orderLines, type OrderLineInput } from './event-inputs.js';
import { writeEach, type ItemResult } from './events.js';
import { conflict, invalid, limit, notFound, StoreConflict } from './errors.js';
import { formerCodes, printedCode } from './coupon-codes.js';
import type { CouponIntake, CouponOutcome } from './intake.js';
import { definitionKey, identifier, instant, money, oneOf, targetOf, text, type TargetInput } from './inputs.js';
import type { Misfit } from './misfits.js';
import type { Page, Tx } from './ports.js';
import { submitOne } from './writes.js';

export interface CouponInput {
  readonly key: string;
  readonly code?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly kind: string;
  readonly faceValue?: string | null;
  readonly percentOff?: string | null;
  readonly mostOff?: string | null;
  readonly threshold?: string | null;
  readonly buy?: number | null;
  readonly get?: number | null;
  readonly stackable?: boolean | null;
  readonly store?: string | null;
  readonly platform?: string | null;
  readonly channel?: string | null;
  readonly campaign?: string | null;
  readonly costBearer?: string | null;
  readonly perCustomerLimit?: number | null;
  readonly totalLimit?: number | null;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly validFor?: string | null;
  readonly returnOnRefund?: boolean | null;
  readonly group?: boolean | null;
}

const MAX_ISSUES = 1000;

/** Defines a coupon, or gives it a new version in which what is left out stays and null takes it away; its kind and whether it is for two never change. */
export function defineCoupon(s: Services, p: Principal, input: CouponInput): Promise<Coupon> {
  requireScope(p, 'define');
  return change(s, p, 'defineCoupon', async () => {
    const { workspace, now } = await enter(s, p.workspace);
    definitionKey(input.key, 'input.key');
    const [there] = await s.stores.coupons.find(workspace.id, [input.key]);
    payableAmounts(input, minorUnit(workspace.currency));
    const coupon: Coupon = {
      ...readCoupon(there ? { ...inputOf(there), ...given(input) } : input),
      ...formerCodes(there, input),
      version: (there?.version ?? 0) + 1,
      retired: false,
      savedAt: now,
      savedBy: p.subject,
    };
    if (fixedField(COUPON_EFFECTS, there, coupon))
      throw conflict(
        'COUPON_KIND_FIXED',
        'the kind of a coupon, and whether it is for two, cannot change once it is defined',
        'input.kind',
      );
    // Only the claims of a coupon with a total limit are counted: a count begun later would be short.
    if (there && there.total === undefined && coupon.total !== undefined)
      throw conflict(
        'COUPON_TOTAL_LIMIT_FIXED',
        'a total limit is given when a coupon is first defined; later it can be changed, not added',
        'input.totalLimit',
      );
    return { target: coupon.key, at: now, save: (tx) => saveNext(s, workspace.id, coupon, tx) };
  });
}

/** What a coupon takes off can be paid: its amounts are whole minor units of the workspace's currency. */
function payableAmounts(input: CouponInput, unit: bigint): void {
  for (const field of ['faceValue', 'mostOff'] as const) {
    const given = input[field];
    if (given === undefined || given === null || money(given, `input.${field}`) % unit === 0n) continue;
    throw invalid(
      'COUPON_AMOUNT_TOO_FINE',
      `give a multiple of ${formatDecimal(unit)}, the smallest amount in the currency of this workspace`,
      `input.${field}`,
    );
  }
}

/** What an input says: fields that are left out are not in it. */
const given = (input: CouponInput): CouponInput =>
  Object.fromEntries(Object.entries(input).filter(([, v]) => v !== undefined)) as unknown as CouponInput;

/** A coupon as it would have been given. */
function inputOf(c: Coupon): CouponInput {
  const amount = (v: bigint | undefined): string | undefined => (v === undefined ? undefined : formatDecimal(v));
  const iso = (t: number | undefined): string | undefined => (t === undefined ? undefined : new Date(t).toISOString());
  return {
    ...c,
    faceValue: amount(c.faceValue),
    percentOff: amount(c.share === undefined ? undefined : c.share * 100n),
    mostOff: amount(c.most),
    threshold: amount(c.threshold),
    perCustomerLimit: c.perCustomer,
    totalLimit: c.total,
    from: iso(c.from),
    until: iso(c.until),
    validFor: c.validForMs === undefined ? undefined : formatDuration(c.validForMs),
  };
}

/** Ends a coupon: nobody claims it any more; claims made stay good. */
export function retireCoupon(s: Services, p: Principal, key: string): Promise<Coupon> {
  requireScope(p, 'define');
  return change(s, p, 'retireCoupon', async () => {
    const { workspace, now } = await enter(s, p.workspace);
    const [there] = await s.stores.coupons.find(workspace.id, [key]);
    if (!there) throw notFound('COUPON_NOT_FOUND', 'the coupon');
    return {
      target: key,
      at: now,
      save: (tx) =>
        saveNext(
          s,
          workspace.id,
          { ...there, version: there.version + 1, retired: true, savedAt: now, savedBy: p.subject },
          tx,
        ),
    };
  });
}

/** Compare-and-set on the version: after a rival the change is prepared anew. */
async function saveNext(s: Services, workspace: string, coupon: Coupon, tx: Tx): Promise<Coupon> {
  const [there] = await s.stores.coupons.find(workspace, [coupon.key], tx);
  if ((there?.version ?? 0) !== coupon.version - 1)
    throw new StoreConflict('this coupon was redefined in the meantime');
  const [other] = (await s.stores.coupons.named(workspace, namesOf(coupon), tx)).filter((c) => c.key !== coupon.key);
  if (other)
    throw conflict(
      'COUPON_CODE_TAKEN',
      `coupon ${other.key} has or had this name; names are compared without case`,
      namesOf(other).includes(foldName(coupon.key)) ? 'input.key' : 'input.code',
    );
  await s.stores.coupons.save(workspace, coupon, tx);
  return coupon;
}

function readCoupon(input: CouponInput): Omit<Coupon, 'version' | 'retired' | 'savedAt' | 'savedBy'> {
  const kind = oneOf<CouponKind>(input.kind, COUPON_KINDS, undefined, 'input.kind');
  const amount = (v: string | null | undefined, path: string): bigint | undefined => {
    if (v === undefined || v === null) return undefined;
    const m = money(v, path);
    if (m < 0n) throw invalid('AMOUNT_NEGATIVE', 'give a positive amount', path);
    return m;
  };
  const count = (v: number | null | undefined, path: string): number | undefined => {
    if (v === undefined || v === null) return undefined;
    if (!Number.isInteger(v) || v < 1) throw invalid('NUMBER_INVALID', 'expected a whole number from 1', path);
    return v;
  };
  const needs = (v: unknown, field: keyof CouponInput, kinds: readonly CouponKind[], needed = true): void => {
    if (kinds.includes(kind) && needed && v === undefined)
      throw invalid('COUPON_FIELD_MISSING', `${kind} needs ${field}`, `input.${field}`);
    if (!kinds.includes(kind) && v !== undefined)
      throw invalid('COUPON_FIELD_NOT_ALLOWED', `${kind} has no ${field}`, `input.${field}`);
  };
  const faceValue = amount(input.faceValue, 'input.faceValue');
  const percent = amount(input.percentOff, 'input.percentOff');
  const most = amount(input.mostOff, 'input.mostOff');
  const threshold = amount(input.threshold, 'input.threshold');
  const [buy, get] = [count(input.buy, 'input.buy'), count(input.get, 'input.get')];
  needs(percent, 'percentOff', ['DISCOUNT']);
  needs(most, 'mostOff', ['DISCOUNT'], false);
  needs(buy, 'buy', ['BUY_N_GET_M']);
  needs(get, 'get', ['BUY_N_GET_M']);
  if (faceValue === undefined && ['FULL_REDUCTION', 'FIXED_AMOUNT', 'EXCHANGE', 'GIFT'].includes(kind))
    throw invalid('COUPON_FIELD_MISSING', `${kind} needs faceValue`, 'input.faceValue');
  if (kind === 'FULL_REDUCTION' && threshold === undefined)
    throw invalid(
      'COUPON_FIELD_MISSING',
      'FULL_REDUCTION needs threshold: the amount from which on it reduces',
      'input.threshold',
    );
  if (percent !== undefined && (percent === 0n || percent > 1_000_000n || percent % 100n !== 0n))
    throw invalid(
      'COUPON_SHARE_INVALID',
      'expected a share from 0.01 to 100 percent, with at most 2 decimals',
      'input.percentOff',
    );
  const from = input.from === undefined || input.from === null ? undefined : instant(input.from, 'input.from');
  const until = input.until === undefined || input.until === null ? undefined : instant(input.until, 'input.until');
  if (from !== undefined && until !== undefined && until <= from)
    throw invalid('RANGE_REVERSED', 'until must be after from', 'input.until');
  const validForMs =
    input.validFor === undefined || input.validFor === null ? undefined : parseDuration(input.validFor);
  if (input.validFor !== undefined && input.validFor !== null && (validForMs === undefined || validForMs < SECOND))
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration such as P7D', 'input.validFor');
  const optional = (
    field: 'description' | 'store' | 'platform' | 'channel' | 'campaign' | 'costBearer',
    most_: number,
  ): Record<string, string> => (input[field] ? { [field]: text(input[field], `input.${field}`, most_) } : {});
  const defined = (o: Record<string, unknown>): object =>
    Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));
  return {
    key: input.key,
    ...printedCode(input.code),
    name: text(input.name ?? input.key, 'input.name', 128),
    kind,
    stackable: input.stackable ?? false,
    returnOnRefund: input.returnOnRefund ?? true,
    group: input.group ?? false,
    ...optional('description', 2000),
    ...optional('store', 64),
    ...optional('platform', 64),
    ...optional('channel', 64),
    ...optional('campaign', 64),
    ...optional('costBearer', 64),
    ...defined({
      faceValue,
      share: percent === undefined ? undefined : percent / 100n,
      most,
      threshold,
      buy,
      get,
      perCustomer: count(input.perCustomerLimit, 'input.perCustomerLimit'),
      total: count(input.totalLimit, 'input.totalLimit'),
      from,
      until,
      validForMs,
    }),
  };
}

/** By its key or a code of it. */
export async function findCoupon(s: Services, p: Principal, key: string): Promise<Coupon | undefined> {
  requireScope(p, 'segments:read');
  return (await s.stores.coupons.named(p.workspace, [foldName(key)]))[0];
}

export async function listCoupons(s: Services, p: Principal, page: Page): Promise<Coupon[]> {
  requireScope(p, 'segments:read');
  return s.stores.coupons.list((await enter(s, p.workspace)).workspace.id, page);
}

/** Tells that a coupon was offered, item by item. */
export async function issueCoupon(
  s: Services,
  p: Principal,
  coupon: string,
  customers: readonly (TargetInput | Misfit)[],
): Promise<ItemResult[]> {
  requireScope(p, 'coupons:write');
  if (customers.length === 0) throw invalid('LIST_EMPTY', 'name at least one customer', 'customers');
  if (customers.length > MAX_ISSUES)
    throw limit(
      'BATCH_TOO_LARGE',
      `at most ${MAX_ISSUES} customers per call, this one has ${customers.length}`,
      'customers',
    );
  const { key } = await needed(s, p, coupon);
  const { catalogue } = await enter(s, p.workspace);
  return writeEach(
    s,
    p,
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
  readonly profile: string;
  /** True when this had been done before. */
  readonly already: boolean;
  readonly dryRun: boolean;
}

export interface ClaimInput extends TargetInput {
  readonly coupon: string;
  readonly partner?: TargetInput | null;
}

export function claimCoupon(s: Services, p: Principal, input: ClaimInput): Promise<CouponResult> {
  return act(s, p, 'claimCoupon', input, (catalogue) => ({
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

export function redeemCoupon(s: Services, p: Principal, input: RedeemInput): Promise<CouponResult> {
  return act(s, p, 'redeemCoupon', input, () => {
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
  s: Services,
  p: Principal,
  input: TargetInput & { readonly coupon: string; readonly orderId: string },
): Promise<CouponResult> {
  return act(s, p, 'returnCoupon', input, () => ({
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
  return {
    profile: outcome.profile!,
    already: outcome.status === 'DUPLICATE',
    dryRun: outcome.dryRun,
    ...outcome.coupon,
  };
}

/** The coupon of a name: its key or a code of it. */
async function needed(s: Services, p: Principal, name: string): Promise<Coupon> {
  const [coupon] = await s.stores.coupons.named(p.workspace, [foldName(name)]);
  if (!coupon) throw notFound('COUPON_NOT_FOUND', 'the coupon');
  return coupon;
}
