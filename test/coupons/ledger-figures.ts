/** Computes coupon reports and the coupons of each customer from the entries of a ledger. Money is in cents. */
import type { Claim, Happening, Ledger, Order, Use } from './ledger.js';
import { costOf, type Terms } from './ledger-terms.js';

const DAY = 86_400_000;
export const money = (cents: number): string => String(cents / 100);

/** Dimensions of reports, each with the attribute of a coupon. `PACK` is an attribute of the claim instead. */
export const DIMENSIONS: Readonly<Record<string, (terms: Terms) => string | undefined>> = {
  COUPON: (terms) => terms.key,
  KIND: (terms) => terms.kind,
  STORE: (terms) => terms.store,
  FACE_VALUE: (terms) => (terms.faceValue === undefined ? undefined : money(terms.faceValue)),
  PLATFORM: (terms) => terms.platform,
  CHANNEL: (terms) => terms.channel,
  CAMPAIGN: (terms) => terms.campaign,
  COST_BEARER: (terms) => terms.costBearer,
  PACK: () => undefined,
  ALL: () => 'all',
};
export type Dimension = keyof typeof DIMENSIONS;

/** A use and the claim that it consumes in reports. A use that only an order reports also consumes a claim. */
interface Taken {
  readonly use: Use;
  readonly claim: Claim | undefined;
}

/**
 * Matches uses with claims. A use consumes the claim recorded with it. Otherwise it consumes the earliest open claim
 * that no other use names.
 */
export function takenClaims({ uses, claims }: Ledger): Taken[] {
  const named = new Set(uses.map((use) => use.claim));
  const out: Taken[] = [];
  const isFree = (claim: Claim, at: number): boolean =>
    !out.some((taken) => taken.claim === claim && (taken.use.returnedAt ?? Infinity) > at);
  for (const use of [...uses].sort((a, b) => a.at - b.at)) {
    const claim =
      use.claim === undefined
        ? claims.find(
            (c) =>
              c.customer === use.customer &&
              c.coupon === use.coupon &&
              !named.has(c.id) &&
              c.at <= use.at &&
              use.at < c.expiresAt &&
              isFree(c, use.at),
          )
        : claims.find((c) => c.id === use.claim);
    out.push({ use, claim });
  }
  return out;
}

const isFirst = ({ orders }: Ledger, { customer, orderId, at }: Use): boolean =>
  !orders.some((o) => o.customer === customer && o.at < at && o.id !== orderId && (o.voidAt ?? Infinity) > at);

const costIn = (ledger: Ledger, use: Use): number => {
  const terms = ledger.terms.get(use.coupon)!;
  if (use.cost !== undefined) return use.cost;
  if (terms.kind === 'GIFT') return costOf(terms, 0);
  return use.isForeign ? 0 : (use.discount ?? terms.faceValue ?? 0);
};

export interface Period {
  readonly from: number;
  readonly to: number;
}
export type Cohort = 'EACH' | 'ISSUE' | 'CLAIM';

const pairs = (list: readonly { customer: string; coupon?: string }[]): number =>
  new Set(list.map((x) => `${x.customer} ${x.coupon}`)).size;

export interface PopularityRow {
  readonly group: string | null;
  readonly issued: number;
  readonly claimed: number;
  readonly used: number;
  readonly expired: number;
  readonly returned: number;
  readonly repeated: number;
  readonly issuedTo: number;
  readonly claimedBy: number;
  readonly usedBy: number;
  readonly newCustomers: number;
  readonly discount: string;
  readonly maxDays: number | null;
  readonly usesPerCustomer: readonly { uses: number; customers: number }[];
}

/** The entries counted in one report row. */
interface Counted {
  readonly issues: Happening[];
  readonly claims: Claim[];
  readonly expired: Claim[];
  readonly uses: Taken[];
}

/** Returns the rows of `couponPopularity`. */
export function popularity(ledger: Ledger, by: Dimension, cohort: Cohort, { from, to }: Period): PopularityRow[] {
  const within = (at: number): boolean => at >= from && at < to && at <= ledger.now;
  const taken = takenClaims(ledger);
  const nameOf = (coupon: string, pack?: string): string =>
    (by === 'PACK' ? pack : DIMENSIONS[by](ledger.terms.get(coupon)!)) ?? '';
  const issues = ledger.issues.filter((x) => within(x.at));
  const firstIssue = (x: { customer: string; coupon: string }): number =>
    Math.min(...issues.filter((i) => i.customer === x.customer && i.coupon === x.coupon).map((i) => i.at));
  const isClaimWanted = (claim: Claim): boolean =>
    cohort === 'ISSUE' ? claim.at >= firstIssue(claim) : within(claim.at);
  const isUseWanted = ({ use, claim }: Taken): boolean => {
    if (cohort === 'EACH') return within(use.at);
    return cohort === 'CLAIM' ? claim !== undefined && isClaimWanted(claim) : use.at >= firstIssue(use);
  };
  const groups = new Map<string, Counted>();
  const of = (group: string): Counted => {
    if (!groups.has(group)) groups.set(group, { issues: [], claims: [], expired: [], uses: [] });
    return groups.get(group)!;
  };
  for (const issue of issues) of(nameOf(issue.coupon!)).issues.push(issue);
  for (const claim of ledger.claims) {
    const own = of(nameOf(claim.coupon, claim.pack));
    if (isClaimWanted(claim)) own.claims.push(claim);
    const isUsed = taken.some((x) => x.claim === claim && x.use.returnedAt === undefined);
    const isCounted = cohort === 'EACH' ? within(claim.expiresAt) : isClaimWanted(claim);
    if (claim.expiresAt <= ledger.now && !isUsed && isCounted) own.expired.push(claim);
  }
  for (const x of taken.filter(isUseWanted)) of(nameOf(x.use.coupon, x.claim?.pack)).uses.push(x);
  return [...groups]
    .filter(([, x]) => x.issues.length + x.claims.length + x.expired.length + x.uses.length > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, x]) => rowOf(ledger, group, x));
}

function rowOf(ledger: Ledger, group: string, x: Counted): PopularityRow {
  const standing = x.uses.filter(({ use }) => use.returnedAt === undefined);
  const uses = standing.map(({ use }) => use);
  return {
    group: group === '' ? null : group,
    issued: x.issues.length,
    claimed: x.claims.length,
    used: uses.length,
    expired: x.expired.length,
    returned: x.uses.length - uses.length,
    repeated: uses.length - pairs(uses),
    issuedTo: pairs(x.issues),
    claimedBy: pairs(x.claims),
    usedBy: pairs(uses),
    newCustomers: uses.filter((use) => isFirst(ledger, use)).length,
    discount: money(uses.reduce((sum, use) => sum + costIn(ledger, use), 0)),
    maxDays: standing.reduce<number | null>(
      (most, { use, claim }) => (claim ? Math.max(most ?? 0, (use.at - claim.at) / DAY) : most),
      null,
    ),
    usesPerCustomer: spread(uses),
  };
}

function spread(uses: readonly Use[]): { uses: number; customers: number }[] {
  const of = new Map<string, number>();
  for (const { customer } of uses) of.set(customer, (of.get(customer) ?? 0) + 1);
  return [...new Set(of.values())]
    .sort((a, b) => a - b)
    .map((n) => ({ uses: n, customers: [...of.values()].filter((x) => x === n).length }));
}

/** Returns the group of a use. The group is an empty text if the coupon or claim lacks the attribute. */
const groupOf = ({ terms }: Ledger, by: Dimension, { use, claim }: Taken): string =>
  (by === 'PACK' ? claim?.pack : DIMENSIONS[by](terms.get(use.coupon)!)) ?? '';

/** Returns the rows of `couponAcquisition`, without figures of later orders. */
export function acquisition(ledger: Ledger, by: Dimension): object[] {
  const standing = takenClaims(ledger).filter(({ use }) => use.returnedAt === undefined);
  const labelOf = (x: Taken): string => groupOf(ledger, by, x);
  const firstOf = (customer: string): Taken | undefined =>
    standing
      .filter(({ use }) => use.customer === customer && isFirst(ledger, use))
      .sort((a, b) => a.use.at - b.use.at || (a.use.coupon < b.use.coupon ? -1 : 1))[0];
  const brought = [...new Set(standing.map(({ use }) => use.customer))].flatMap((customer) => firstOf(customer) ?? []);
  const isSince = (o: Order, { customer, at, orderId }: Use): boolean =>
    o.customer === customer && (o.at >= at || o.id === orderId);
  return [...new Set(standing.map(labelOf))].sort().map((group) => {
    const own = brought.filter((x) => labelOf(x) === group);
    const sum = (list: readonly number[]): string => money(list.reduce((a, b) => a + b, 0));
    return {
      group: group === '' ? null : group,
      customers: own.length,
      cost: sum(standing.filter((x) => labelOf(x) === group).map(({ use }) => costIn(ledger, use))),
      revenue: sum(
        own.flatMap(({ use }) => ledger.orders.filter((o) => isSince(o, use)).map((o) => (o.isForeign ? 0 : o.net))),
      ),
    };
  });
}

/** Returns the rows of `couponPreference` for new and existing customers, unordered. */
export function preference(ledger: Ledger, by: Dimension): object[] {
  const standing = takenClaims(ledger).filter(({ use }) => use.returnedAt === undefined);
  const rows = new Map<string, Use[]>();
  for (const { use, claim } of standing) {
    const name = JSON.stringify([isFirst(ledger, use) ? 'new' : 'old', groupOf(ledger, by, { use, claim })]);
    rows.set(name, [...(rows.get(name) ?? []), use]);
  }
  return [...rows].map(([name, uses]) => {
    const [customers, group] = JSON.parse(name) as [string, string];
    const cost = uses.reduce((sum, use) => sum + costIn(ledger, use), 0);
    return {
      customers,
      group: group === '' ? null : group,
      uses: uses.length,
      usedBy: new Set(uses.map((u) => u.customer)).size,
      discount: money(cost),
    };
  });
}

const iso = (at: number | undefined): string | null =>
  at === undefined || at === Infinity ? null : new Date(at).toISOString();

/** Returns a customer's coupons, each as one string, unordered. */
export function holdings(ledger: Ledger, customer: string): string[] {
  const entry = (state: string, key: string, more: object): string => JSON.stringify({ state, key, ...more });
  const claimable = [...ledger.terms.values()].flatMap((terms) => {
    const parties = terms.group ? 2 : 1;
    if (ledger.whyNotClaim(terms.key, customer, 1, parties - 1)) return [];
    const own = (terms.perCustomer ?? Infinity) - ledger.claimsOf(customer, terms.key).length;
    const all = Math.floor(((terms.total ?? Infinity) - (ledger.claimed.get(terms.key) ?? 0)) / parties);
    const left = Math.min(own, all);
    return entry('CLAIMABLE', terms.key, { claimsLeft: left === Infinity ? null : left });
  });
  const termsOf = (claim: Claim | undefined): object => ({
    claim: claim?.id ?? null,
    pack: claim?.pack ?? null,
    claimedAt: iso(claim?.at),
    expiresAt: iso(claim?.expiresAt),
  });
  const own = ledger.uses.filter((use) => use.customer === customer);
  const held = ledger.claims.flatMap((claim) => {
    const uses = own.filter((use) => use.claim === claim.id);
    if (claim.customer !== customer || claim.beyond || uses.some((use) => use.returnedAt === undefined)) return [];
    const state = ledger.now < claim.expiresAt ? 'HELD' : 'EXPIRED';
    return entry(state, claim.coupon, { ...termsOf(claim), usedAt: null, returnedAt: iso(uses.at(-1)?.returnedAt) });
  });
  const used = own.flatMap((use) => {
    if (use.returnedAt !== undefined && use.claim !== undefined) return [];
    const claim = ledger.claims.find((c) => c.id === use.claim);
    return entry(use.returnedAt === undefined ? 'USED' : 'EXPIRED', use.coupon, {
      ...termsOf(claim),
      usedAt: iso(use.at),
      returnedAt: iso(use.returnedAt),
      orderId: use.orderId,
      discount: use.discount === undefined || use.isForeign ? null : money(use.discount),
    });
  });
  return [...claimable, ...held, ...used].sort();
}
