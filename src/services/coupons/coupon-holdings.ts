/** What a customer can claim, holds, has used and has let expire: read from the facts and the coupons of now. */
import type { Coupon } from '../../engine/coupons/definition.js';
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

/** All coupons of a workspace: read once for all customers of an operation. */
export interface CouponTerms {
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly names: CouponNames;
  /** How often those with a total limit were claimed. */
  readonly claimed: ReadonlyMap<string, number>;
  /** How far back it matters who may claim them. */
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
  /** As `positionOf` gives it. */
  readonly after?: string | undefined;
  readonly states?: readonly HoldingState[] | undefined;
}

/** Of one customer, all profiles of it together, as of the workspace's now. Needs `segments:read`, as coupons do. */
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
  // Claims are decided on the entries of now, which the profile may not have followed yet.
  const standing = await standingOf({ stores: services.stores, workspace: room.workspace.id, catalogue }, [root]);
  const customer = { ...subject, lists: standing(root) };
  return holdings(customer, withKeys(customer.facts, terms.names), { ...terms, catalogue, now })
    .filter((h) => states === undefined || states.includes(h.state))
    .filter((h) => from === undefined || comparePlaces(placeOf(h), from) > 0)
    .slice(0, first);
}

/** Where a holding stands among those of its customer: for a cursor. */
export const positionOf = (holding: Holding): string => JSON.stringify(placeOf(holding));

/** Throws CURSOR_INVALID where a position is not of this list. */
function readPlace(position: string): HoldingPlace {
  let place: unknown;
  try {
    place = JSON.parse(position);
  } catch {
    // Not of this list.
  }
  const types = Array.isArray(place) ? place.map((part) => typeof part).join() : '';
  if (types !== 'number,string,number,string')
    throw invalid('CURSOR_INVALID', 'this is not a cursor of this list', 'after');
  return place as HoldingPlace;
}
