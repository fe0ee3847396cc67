/** Coupons whose eligibility names a definition: as long as one does, the definition is not retired. */
import type { Coupon } from '../../engine/coupons/coupon.js';
import type { Condition } from '../../engine/model.js';
import { walk } from '../../engine/segment/condition.js';
import type { Stores } from './ports.js';

const PAGE = 500;

/** Names of coupons that can still be claimed and whose condition has such a part, e.g. `coupon welcome`. */
export async function couponsNaming(
  stores: Stores,
  workspace: string,
  names: (part: Condition) => boolean,
): Promise<string[]> {
  const users: string[] = [];
  let after: string | undefined;
  do {
    const page: Coupon[] = await stores.coupons.list(workspace, {
      first: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { key, retired, eligible } of page)
      if (!retired && eligible && [...walk(eligible)].some(names)) users.push(`coupon ${key}`);
    after = page.length < PAGE ? undefined : page.at(-1)!.key;
  } while (after !== undefined);
  return users;
}
