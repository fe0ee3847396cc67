/**
 * Popularity report. It shows counts and rates of coupon issues, claims and uses, grouped by an attribute of the
 * coupon.
 */
import { quantileOf } from '../../../engine/analyses/analysis.js';
import { Growing } from '../../../engine/columns/dictionary.js';
import { DecimalSum, formatDecimal } from '../../../engine/values/decimal.js';
import type { CouponColumns } from '../../../engine/coupons/coupon-columns.js';
import type { Coupon } from '../../../engine/coupons/coupon-definition.js';
import { DAY } from '../../../engine/time/time.js';
import type { Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { invalid } from '../../base/errors.js';
import { couponParts, openReport, type CouponPart, type CouponScope } from './scan.js';

const COUPON_DIMENSIONS = [
  'COUPON',
  'KIND',
  'STORE',
  'FACE_VALUE',
  'PLATFORM',
  'CHANNEL',
  'CAMPAIGN',
  'COST_BEARER',
  'PACK',
  'ALL',
] as const;
export type CouponDimension = (typeof COUPON_DIMENSIONS)[number];

/**
 * Determines which facts are counted. EACH counts every fact that occurred in the period. ISSUE counts the claims and
 * uses that followed an issue in the period. CLAIM counts the claims in the period and the uses of these claims.
 */
const COHORTS = ['EACH', 'ISSUE', 'CLAIM'] as const;
export type Cohort = (typeof COHORTS)[number];

/** Specifies how the days from claim to use are summarized. */
export interface DaysToUseInput {
  /** Upper bounds of the ranges in days, ascending. An additional range without an upper bound follows the last one. */
  readonly upTo?: readonly number[] | null;
  /** Quantiles to compute, each from 0 to 1. */
  readonly quantiles?: readonly number[] | null;
}

/** Pack index of claims that do not belong to a pack. */
const NO_PACK = -1;
/** Used in place of a list of packs when the report is not grouped by pack. */
const WHATEVER_PACK = [undefined];

const DAY_BUCKETS = [1, 2, 3, 7, 14, 30] as const;
const MOST_RANGES = 50;

export interface PopularityRow {
  /** Value of the attribute. Absent for coupons that do not have the attribute. */
  readonly group?: string;
  readonly issued: number;
  readonly claimed: number;
  readonly used: number;
  /** Uses in orders without a customer. `used`, `returned` and `discount` include such orders, the rates do not. */
  readonly unattributed: number;
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
  readonly maxDays?: number;
  readonly quantileDays: readonly { readonly quantile: number; readonly days?: number }[];
  readonly days: readonly { readonly upTo?: number; readonly uses: number }[];
  readonly usesPerCustomer: readonly { readonly uses: number; readonly customers: number }[];
}

interface Sum {
  issued: number;
  claimed: number;
  used: number;
  unattributed: number;
  expired: number;
  returned: number;
  repeated: number;
  issuedTo: number;
  claimedBy: number;
  usedBy: number;
  newCustomers: number;
  readonly discount: DecimalSum;
  /** Number of uses by the customer that is currently being processed. It is set to 0 for the next customer. */
  own: number;
  /** Days from claim to use, one number for each use. */
  readonly days: Growing<Float64Array>;
  readonly perCustomer: Map<number, number>;
}

const nothing = (): Sum => ({
  issued: 0,
  claimed: 0,
  used: 0,
  unattributed: 0,
  expired: 0,
  returned: 0,
  repeated: 0,
  issuedTo: 0,
  claimedBy: 0,
  usedBy: 0,
  newCustomers: 0,
  discount: new DecimalSum(),
  own: 0,
  days: Growing.floats(),
  perCustomer: new Map(),
});

export async function couponPopularity(
  services: Services,
  principal: Principal,
  scope: CouponScope,
  by: CouponDimension,
  cohort: Cohort,
  daysToUse: DaysToUseInput = {},
): Promise<{ asOf: number; rows: PopularityRow[] }> {
  const ranges = readRanges(daysToUse.upTo ?? DAY_BUCKETS);
  const quantiles = readQuantiles(daysToUse.quantiles ?? []);
  const r = await openReport(services, principal, scope);
  const sums = new Map<string, Sum>();
  // A receipt has neither offers nor claims. Its uses are therefore counted only for the cohort EACH.
  for await (const part of couponParts(services, r, scope, { receipts: cohort === 'EACH' })) {
    const { columns } = part;
    const sumOf = (group: string): Sum => {
      let sum = sums.get(group);
      if (!sum) sums.set(group, (sum = nothing()));
      return sum;
    };
    const groups = by === 'PACK' ? [] : columns.coupons.map((key) => sumOf(groupOf(by, key, r.coupons.get(key))));
    if (part.part.isOfReceipts) {
      addReceipts(part, (h) => (by === 'PACK' ? sumOf('') : groups[columns.codes[h]]));
      continue;
    }
    // Histories are sorted by customer, so each customer's histories are consecutive.
    const open: Sum[] = [];
    let customer = -1;
    const close = (): void => {
      for (const sum of open) {
        sum.perCustomer.set(sum.own, (sum.perCustomer.get(sum.own) ?? 0) + 1);
        sum.own = 0;
      }
      open.length = 0;
    };
    for (let h = 0; h < columns.customers.length; h++) {
      if (!part.wanted(h)) continue;
      if (columns.customers[h] !== customer) {
        close();
        customer = columns.customers[h];
      }
      const packs = by === 'PACK' ? packsOf(columns, h) : WHATEVER_PACK;
      for (const pack of packs) {
        const sum = pack === undefined ? groups[columns.codes[h]] : sumOf(columns.packs[pack] ?? '');
        const n = add(sum, r.room.now, part, h, cohort, pack);
        if (n > 0 && sum.own === 0) open.push(sum);
        sum.own += n;
      }
    }
    close();
  }
  return {
    asOf: r.room.now,
    rows: [...sums]
      .filter(([, x]) => x.issued + x.claimed + x.used + x.returned + x.expired > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, x]) => rowOf(group, x, ranges, quantiles)),
  };
}

function readRanges(bounds: readonly number[]): readonly number[] {
  const rising = bounds.every((b, i) => Number.isFinite(b) && b > (bounds[i - 1] ?? 0));
  if (bounds.length > MOST_RANGES || !rising)
    throw invalid(
      'NUMBER_INVALID',
      `expected at most ${MOST_RANGES} numbers of days above 0, each above the one before`,
      'daysToUse.upTo',
    );
  return bounds;
}

function readQuantiles(shares: readonly number[]): readonly number[] {
  if (shares.length > MOST_RANGES || !shares.every((share) => share >= 0 && share <= 1))
    throw invalid('NUMBER_INVALID', `expected at most ${MOST_RANGES} shares from 0 to 1`, 'daysToUse.quantiles');
  return shares;
}

/** Returns the indexes of the packs to which the claims in a history belong. NO_PACK is always included. */
function packsOf({ claims }: CouponColumns, h: number): Iterable<number> {
  return new Set([NO_PACK, ...claims.pack.subarray(claims.starts[h], claims.starts[h + 1])]);
}

/**
 * Returns how often a coupon was offered to a customer, and when it was first offered. The time is Infinity if the
 * coupon was never offered.
 */
function issuesIn(
  { columns, counts }: CouponPart,
  h: number,
): { readonly offers: number; readonly firstIssue: number } {
  const { starts, at } = columns.issues;
  let offers = 0;
  let firstIssue = Infinity;
  for (let row = starts[h]; row < starts[h + 1]; row++) {
    if (!counts(columns.customers[h], at[row])) continue;
    offers++;
    firstIssue = Math.min(firstIssue, at[row]);
  }
  return { offers, firstIssue };
}

/**
 * Adds a customer's history with one coupon to the sums. If `pack` is given, only claims from that pack are added.
 * Returns the number of uses.
 */
function add(sum: Sum, now: number, part: CouponPart, h: number, cohort: Cohort, pack: number | undefined): number {
  const { columns, counts } = part;
  const { claims, uses } = columns;
  const customer = columns.customers[h];
  const isOfPack = (claim: number): boolean =>
    pack === undefined || (claim < 0 ? NO_PACK : claims.pack[claim]) === pack;
  const { offers, firstIssue } = issuesIn(part, h);
  const claimInCohort = (row: number): boolean =>
    cohort === 'ISSUE' ? claims.at[row] >= firstIssue : counts(customer, claims.at[row]);
  const useInCohort = (row: number, claim: number): boolean => {
    if (cohort === 'EACH') return counts(customer, uses.at[row]);
    return cohort === 'CLAIM' ? claim >= 0 && claimInCohort(claim) : uses.at[row] >= firstIssue;
  };
  let claimed = 0;
  for (let row = claims.starts[h]; row < claims.starts[h + 1]; row++) {
    if (!isOfPack(row)) continue;
    const own = claimInCohort(row);
    if (own) claimed++;
    if (
      claims.expiresAt[row] <= now &&
      !claims.used[row] &&
      (cohort === 'EACH' ? counts(customer, claims.expiresAt[row]) : own)
    )
      sum.expired++;
  }
  let standing = 0;
  for (let row = uses.starts[h]; row < uses.starts[h + 1]; row++) {
    const claim = uses.claim[row];
    if (!isOfPack(claim)) continue;
    if (!useInCohort(row, claim)) continue;
    if (uses.returned[row]) {
      sum.returned++;
      continue;
    }
    standing++;
    sum.newCustomers += uses.first[row];
    sum.discount.add(uses.cost[row]);
    // The claim can be later than the order, because an order can name a coupon before the coupon is claimed. Count
    // this as 0 days.
    if (claim >= 0) sum.days.push(Math.max(0, uses.at[row] - claims.at[claim]) / DAY);
  }
  // Issues are not assigned to a pack.
  const issued = pack === undefined || pack === NO_PACK ? offers : 0;
  sum.issued += issued;
  sum.claimed += claimed;
  sum.used += standing;
  sum.repeated += Math.max(0, standing - 1);
  if (issued > 0) sum.issuedTo++;
  if (claimed > 0) sum.claimedBy++;
  if (standing > 0) sum.usedBy++;
  return standing;
}

/** Adds the uses of coupons in orders without a customer. */
function addReceipts({ columns, wanted, counts }: CouponPart, sumOf: (history: number) => Sum): void {
  const { customers: receipts, uses } = columns;
  for (let h = 0; h < receipts.length; h++) {
    if (!wanted(h)) continue;
    const sum = sumOf(h);
    for (let row = uses.starts[h]; row < uses.starts[h + 1]; row++) {
      if (!counts(receipts[h], uses.at[row])) continue;
      if (uses.returned[row]) {
        sum.returned++;
        continue;
      }
      sum.used++;
      sum.unattributed++;
      sum.discount.add(uses.cost[row]);
    }
  }
}

function rowOf(group: string, x: Sum, ranges: readonly number[], quantiles: readonly number[]): PopularityRow {
  // The values are sorted only if a requested field needs it.
  let sorted: Float64Array | undefined;
  const inOrder = (): Float64Array => (sorted ??= x.days.sealed().sort());
  const share = (a: number, b: number): number | undefined => (b === 0 ? undefined : a / b);
  /** Returns the number of uses that took fewer days than `bound`. */
  const below = (bound: number): number => {
    const days = inOrder();
    let [low, high] = [0, days.length];
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (days[mid] < bound) low = mid + 1;
      else high = mid;
    }
    return low;
  };
  const bounds = [...ranges, undefined];
  return {
    ...(group === '' ? {} : { group }),
    issued: x.issued,
    claimed: x.claimed,
    used: x.used,
    unattributed: x.unattributed,
    expired: x.expired,
    returned: x.returned,
    repeated: x.repeated,
    issuedTo: x.issuedTo,
    claimedBy: x.claimedBy,
    usedBy: x.usedBy,
    claimRate: share(x.claimed, x.issued),
    useRate: share(x.used - x.unattributed, x.claimed),
    newCustomers: x.newCustomers,
    newShare: share(x.newCustomers, x.used - x.unattributed),
    discount: x.discount.value(),
    get meanDays() {
      return x.days.length === 0 ? undefined : inOrder().reduce((a, b) => a + b, 0) / x.days.length;
    },
    get medianDays() {
      const [days, middle] = [inOrder(), x.days.length >> 1];
      if (days.length === 0) return undefined;
      return days.length % 2 ? days[middle] : (days[middle - 1] + days[middle]) / 2;
    },
    get maxDays() {
      return x.days.length === 0 ? undefined : inOrder()[x.days.length - 1];
    },
    get quantileDays() {
      return quantiles.map((quantile) => ({ quantile, days: quantileOf(inOrder(), quantile) }));
    },
    get days() {
      return bounds.map((upTo, i) => ({
        upTo,
        uses: (upTo === undefined ? x.days.length : below(upTo)) - (i === 0 ? 0 : below(bounds[i - 1]!)),
      }));
    },
    usesPerCustomer: [...x.perCustomer].sort(([a], [b]) => a - b).map(([uses, customers]) => ({ uses, customers })),
  };
}

/** The groups by which the coupon uses of a part are counted. */
export interface UseGroups {
  /** Labels of the groups. A label is empty for a coupon or claim without the attribute. */
  readonly labels: readonly string[];
  /**
   * Returns the index of the label of a use. `code` is the index of the coupon. `claim` is the row of the claim, or -1
   * if there is none.
   */
  readonly of: (code: number, claim: number) => number;
}

export function useGroups(
  by: CouponDimension,
  { coupons: keys, packs, claims }: CouponColumns,
  coupons: ReadonlyMap<string, Coupon>,
): UseGroups {
  if (by === 'PACK')
    return { labels: ['', ...packs], of: (_code, claim) => 1 + (claim < 0 ? NO_PACK : claims.pack[claim]) };
  return { labels: keys.map((key) => groupOf(by, key, coupons.get(key))), of: (code) => code };
}

/**
 * Returns the label of the group to which a coupon belongs. It is empty when the coupon does not have the attribute.
 */
function groupOf(by: Exclude<CouponDimension, 'PACK'>, key: string, c: Coupon | undefined): string {
  switch (by) {
    case 'COUPON':
      return key;
    case 'KIND':
      return c?.kind ?? '';
    case 'STORE':
      return c?.store ?? '';
    case 'FACE_VALUE':
      return c?.faceValue === undefined ? '' : formatDecimal(c.faceValue);
    case 'PLATFORM':
      return c?.platform ?? '';
    case 'CHANNEL':
      return c?.channel ?? '';
    case 'CAMPAIGN':
      return c?.campaign ?? '';
    case 'COST_BEARER':
      return c?.costBearer ?? '';
    case 'ALL':
      return 'all';
  }
}
