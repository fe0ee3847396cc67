/**
 * Collects warnings for the arguments of a coupon report. It reports coupons that were never observed, and checks the
 * conditions of the segments.
 */
import { couponUnseen, type ConditionWarning } from '../../../engine/seen-values/unseen.js';
import type { Expectation } from '../../../engine/seen-values/expected-values.js';
import type { Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { conditionWarnings, unseenWarnings } from '../../segments/condition-warnings.js';
import { couponParts, openReport, type CouponScope } from './scan.js';

/** The arguments of a report, without the arguments of its scope. */
export interface AskedReport {
  readonly coupon?: string | null;
  readonly segments?: readonly string[] | null;
  /** Whether the report adds up the amounts of paid orders. */
  readonly ofMoney?: boolean;
}

/**
 * The amounts of paid orders. Only amounts in the workspace's currency count. Their warnings have the path `currency`.
 */
const AMOUNTS: readonly Expectation[] = [{ kind: 'currency', event: 'order_paid', path: 'currency' }];

/**
 * Returns the warnings for a report. Paths refer to the arguments, e.g. `scope.coupons[1]` or
 * `scope.segment.all[0].tag`. A report of money also warns if no paid order is in the workspace's currency.
 */
export async function reportWarnings(
  services: Services,
  principal: Principal,
  scope: CouponScope,
  { coupon, segments, ofMoney }: AskedReport = {},
): Promise<ConditionWarning[]> {
  const report = await openReport(services, principal, scope);
  const { catalogue } = report.room;
  const asked = [
    ...(scope.coupons ?? []).map((key, i) => ({ key, path: `scope.coupons[${i}]` })),
    ...(coupon ? [{ key: coupon, path: 'coupon' }] : []),
  ];
  const known = new Set(report.coupons.keys());
  const everywhere = { ...scope, coupons: null, segment: null };
  if (asked.some(({ key }) => !known.has(key)))
    for await (const { columns, wanted } of couponParts(services, report, everywhere, { receipts: true }))
      for (let history = 0; history < columns.codes.length; history++)
        if (wanted(history)) known.add(columns.coupons[columns.codes[history]]);
  const conditions = [
    ...(scope.segment ? [{ key: scope.segment, path: 'scope.segment' }] : []),
    ...(segments ?? []).map((key, i) => ({ key, path: `by.segments[${i}]` })),
  ].flatMap(({ key, path }) => {
    const condition = catalogue.segment(key);
    return condition ? [{ condition, path }] : [];
  });
  return [
    ...asked.filter(({ key }) => !known.has(key)).map(({ key, path }) => couponUnseen(key, path, known)),
    ...(await conditionWarnings(services, principal, conditions)),
    ...(ofMoney ? await unseenWarnings(services, principal, AMOUNTS) : []),
  ];
}
