/**
 * Computes the coupons that a customer can claim, holds, has used or has let expire. The result is derived from the
 * customer's facts and the current coupon definitions.
 */
import type { Coupon } from '../../engine/coupons/coupon-definition.js';
import {
  comparePlaces,
  holdings,
  placeOf,
  type Holding,
  type HoldingPlace,
  type HoldingState,
} from '../../engine/coupons/holdings.js';
import { couponNames, withKeys, type CouponNames } from '../../engine/coupons/names.js';
import type { Lookback } from '../../engine/tags/tags.js';
import { requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { invalid } from '../base/errors.js';
import type { ProfileRecord } from '../base/ports.js';
import { subjectsOf } from '../population/subjects.js';
import { standingOf } from '../write-path/customer-lists.js';

/** All coupons of a workspace, read once for all customers of an operation. */
export interface CouponTerms {
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly names: CouponNames;
  /** Number of claims of each coupon with a total limit. */
  readonly claimed: ReadonlyMap<string, number>;
  /** How far back facts can influence whether a customer is eligible for a claim. */
  readonly lookback: Lookback;
}

const ALL = 1_000_000;

export async function couponTerms(services: Services, room: Room): Promise<CouponTerms> {
  const workspace = room.workspace.id;
  const list = await services.stores.coupons.list(workspace, { first: ALL });
  const limited = list.filter((c) => c.total !== undefined).map((c) => c.key);
  const counts = limited.length > 0 ? await services.stores.coupons.counts(workspace, limited) : [];
  return {
    coupons: new Map(list.map((c) => [c.key, c])),
    names: couponNames(list),
    lookback: room.catalogue.lookbackOf(...list.flatMap((c) => c.eligible ?? [])),
    claimed: new Map([...counts].map(([key, { claimed }]) => [key, claimed])),
  };
}

export interface HoldingsFilter {
  readonly first: number;
  /** Position of the last holding of the previous page, from `positionOf`. */
  readonly after?: string | undefined;
  readonly states?: readonly HoldingState[] | undefined;
}

/**
 * Returns the coupon holdings of one customer over all its profiles, at the current time of the workspace's clock.
 * Requires the scope `segments:read`, like reading coupons.
 */
export async function holdingsOf(
  services: Services,
  principal: Principal,
  room: Room,
  terms: CouponTerms,
  root: ProfileRecord,
  { first, after, states }: HoldingsFilter,
): Promise<Holding[]> {
  requireScope(principal, 'segments:read');
  const from = after === undefined ? undefined : readPlace(after);
  const { catalogue, now } = room;
  const [subject] = await subjectsOf(services, [root], () => now, terms.lookback);
  // Use the current list entries, as a claim does. The stored profile may not reflect them yet.
  const standing = await standingOf({ stores: services.stores, workspace: room.workspace.id, catalogue }, [root]);
  const customer = { ...subject, lists: standing(root) };
  return holdings(customer, withKeys(customer.facts, terms.names), { ...terms, catalogue, now })
    .filter((h) => states === undefined || states.includes(h.state))
    .filter((h) => from === undefined || comparePlaces(placeOf(h), from) > 0)
    .slice(0, first);
}

/** Returns the position of a holding in the customer's list of holdings. It is used in cursors. */
export const positionOf = (holding: Holding): string => JSON.stringify(placeOf(holding));

/** Parses a position from a cursor. Throws CURSOR_INVALID when it was not issued for a list of holdings. */
function readPlace(position: string): HoldingPlace {
  let place: unknown;
  try {
    place = JSON.parse(position);
  } catch {
    // Invalid JSON is rejected below.
  }
  const types = Array.isArray(place) ? place.map((part) => typeof part).join() : '';
  if (types !== 'number,string,number,string')
    throw invalid('CURSOR_INVALID', 'this is not a cursor of this list', 'after');
  return place as HoldingPlace;
}
