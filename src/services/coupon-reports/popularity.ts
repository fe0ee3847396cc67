/** How coupons are taken and used: counts and rates, by what a coupon is. Every figure's meaning stands at its field. */
import { formatDecimal } from '../../engine/decimal.js';
import type { Coupon } from '../../engine/coupons/coupon.js';
import type { CouponHistory, Use } from '../../engine/coupons/history.js';
import { standingBefore } from '../../engine/coupons/orders.js';
import { DAY } from '../../engine/time.js';
import type { Principal } from '../access.js';
import type { Services } from '../context.js';
import { couponCustomers, openReport, type CouponCustomer, type CouponScope, type Report } from './scan.js';

export const COUPON_DIMENSIONS = ['COUPON', 'KIND', 'STORE', 'FACE_VALUE', 'PLATFORM', 'CHANNEL', 'CAMPAIGN', 'COST_BEARER', 'ALL'] as const;
export type CouponDimension = (typeof COUPON_DIMENSIONS)[number];

/** EACH: everything by its own instant. ISSUE, CLAIM: what became of those issued, or claimed, in the period. */
export const COHORTS = ['EACH', 'ISSUE', 'CLAIM'] as const;
export type Cohort = (typeof COHORTS)[number];

/** Upper bounds of the days from claim to use, whole days begun; the last is open. */
export const DAY_BUCKETS = [1, 2, 3, 7, 14, 30] as const;

export interface PopularityRow {
  /** Absent: coupons that say nothing of this. */
  readonly group?: string;
  readonly issued: number;
  readonly claimed: number;
  readonly used: number;
  readonly expired: number;
  readonly returned: number;
  readonly repeated: number;
  readonly issuedTo: number;
  readonly claimedBy: number;
  readonly usedBy: number;
  readonly claimRate?: number;
  readonly useRate?: number;
  readonly newCustomers: number;
  readonly newShare?: number;
  readonly discount: bigint;
  readonly meanDays?: number;
  readonly medianDays?: number;
  readonly days: readonly { readonly upTo?: number; readonly uses: number }[];
  readonly usesPerCustomer: readonly { readonly uses: number; readonly customers: number }[];
}

interface Sum {
  issued: number;
  claimed: number;
  used: number;
  expired: number;
  returned: number;
  repeated: number;
  issuedTo: number;
  claimedBy: number;
  usedBy: number;
  newCustomers: number;
  discount: bigint;
  days: number[];
  readonly perCustomer: Map<number, number>;
}

export async function couponPopularity(s: Services, p: Principal, scope: CouponScope, by: CouponDimension, cohort: Cohort): Promise<{ asOf: number; rows: PopularityRow[] }> {
  const r = await openReport(s, p, scope);
  const sums = new Map<string, Sum>();
  for await (const page of couponCustomers(s, r, scope)) {
    for (const customer of page) {
      const uses = new Map<string, number>();
      for (const [key, history] of customer.histories) {
        const group = groupOf(by, key, r.coupons.get(key));
        let sum = sums.get(group);
        if (!sum) sums.set(group, (sum = { issued: 0, claimed: 0, used: 0, expired: 0, returned: 0, repeated: 0, issuedTo: 0, claimedBy: 0, usedBy: 0, newCustomers: 0, discount: 0n, days: [], perCustomer: new Map() }));
        const n = add(sum, r, customer, key, history, cohort);
        if (n > 0) uses.set(group, (uses.get(group) ?? 0) + n);
      }
      for (const [group, n] of uses) {
        const { perCustomer } = sums.get(group)!;
        perCustomer.set(n, (perCustomer.get(n) ?? 0) + 1);
      }
    }
  }
  return { asOf: r.room.now, rows: [...sums].filter(([, x]) => x.issued + x.claimed + x.used + x.returned + x.expired > 0).sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, x]) => rowOf(group, x)) };
}

/** Adds what one customer did with one coupon; answers how often it was used. */
function add(sum: Sum, r: Report, customer: CouponCustomer, key: string, history: CouponHistory, cohort: Cohort): number {
  const counts = (at: number): boolean => r.within(at) && customer.in(at);
  const firstIssue = history.issued.find(counts);
  const issued = history.issued.filter(counts);
  const cohortClaims = new Set(history.claims.filter((c) => counts(c.at)).map((c) => c.id));
  const claims = cohort === 'ISSUE' ? history.claims.filter((c) => firstIssue !== undefined && c.at >= firstIssue) : history.claims.filter((c) => cohortClaims.has(c.id));
  const inCohort = (u: Use): boolean => (cohort === 'EACH' ? counts(u.at) : cohort === 'CLAIM' ? u.claim !== undefined && cohortClaims.has(u.claim) : firstIssue !== undefined && u.at >= firstIssue);
  const chosen = history.uses.filter(inCohort);
  const standing = chosen.filter((u) => u.returnedAt === undefined);
  const open = (id: string): boolean => !history.uses.some((u) => u.claim === id && u.returnedAt === undefined);
  const expired = (cohort === 'EACH' ? history.claims.filter((c) => counts(c.expiresAt)) : claims).filter((c) => c.expiresAt <= r.room.now && open(c.id));

  sum.issued += issued.length;
  sum.claimed += claims.length;
  sum.used += standing.length;
  sum.returned += chosen.length - standing.length;
  sum.expired += expired.length;
  sum.repeated += Math.max(0, standing.length - 1);
  if (issued.length > 0) sum.issuedTo++;
  if (claims.length > 0) sum.claimedBy++;
  if (standing.length > 0) sum.usedBy++;
  for (const u of standing) {
    if (standingBefore(customer.orders, u.at, u.orderId).length === 0) sum.newCustomers++;
    sum.discount += r.cost(key, u);
    const claim = u.claim === undefined ? undefined : history.claims.find((c) => c.id === u.claim);
    if (claim) sum.days.push((u.at - claim.at) / DAY);
  }
  return standing.length;
}

function rowOf(group: string, x: Sum): PopularityRow {
  const days = x.days.sort((a, b) => a - b);
  const share = (a: number, b: number): number | undefined => (b === 0 ? undefined : a / b);
  const middle = days.length >> 1;
  const bounds = [...DAY_BUCKETS, undefined];
  return {
    ...(group === '' ? {} : { group }), issued: x.issued, claimed: x.claimed, used: x.used, expired: x.expired, returned: x.returned, repeated: x.repeated, issuedTo: x.issuedTo, claimedBy: x.claimedBy, usedBy: x.usedBy,
    claimRate: share(x.claimed, x.issued), useRate: share(x.used, x.claimed), newCustomers: x.newCustomers, newShare: share(x.newCustomers, x.used), discount: x.discount,
    ...(days.length > 0 ? { meanDays: days.reduce((a, b) => a + b, 0) / days.length, medianDays: days.length % 2 ? days[middle] : (days[middle - 1] + days[middle]) / 2 } : {}),
    days: bounds.map((upTo, i) => ({ upTo, uses: days.filter((d) => (i === 0 || d >= bounds[i - 1]!) && (upTo === undefined || d < upTo)).length })),
    usesPerCustomer: [...x.perCustomer].sort(([a], [b]) => a - b).map(([uses, customers]) => ({ uses, customers })),
  };
}

/** The label a coupon is counted under; empty when it has none. */
export function groupOf(by: CouponDimension, key: string, c: Coupon | undefined): string {
  switch (by) {
    case 'COUPON': return key;
    case 'KIND': return c?.kind ?? '';
    case 'STORE': return c?.store ?? '';
    case 'FACE_VALUE': return c?.faceValue === undefined ? '' : formatDecimal(c.faceValue);
    case 'PLATFORM': return c?.platform ?? '';
    case 'CHANNEL': return c?.channel ?? '';
    case 'CAMPAIGN': return c?.campaign ?? '';
    case 'COST_BEARER': return c?.costBearer ?? '';
    case 'ALL': return 'all';
  }
}
