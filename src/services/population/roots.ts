/** Finds the root profiles of customers. A customer is found by the id of its root or of any other member profile. */
import { invalid, notFound } from '../base/errors.js';
import type { ProfileRecord } from '../base/ports.js';
import { isAnonymousReceipt } from '../base/ports/profiles.js';
import type { Services } from '../base/services.js';

/** Returns the root of the customer to which a profile id belongs. Throws NOT_FOUND for an unknown id. */
export async function loadRoot(services: Services, workspace: string, id: string): Promise<ProfileRecord> {
  const [record] = await rootsOf(services, workspace, [id]);
  if (!record) throw notFound('PROFILE_NOT_FOUND', 'the profile');
  return record;
}

/** Like `loadRoot`, but also rejects an anonymous receipt, because it is not a customer. */
export async function loadCustomer(services: Services, workspace: string, id: string): Promise<ProfileRecord> {
  const record = await loadRoot(services, workspace, id);
  if (isAnonymousReceipt(record))
    throw invalid('RECEIPT_NAMES_NO_CUSTOMER', 'this profile is an anonymous receipt, not a customer', 'profile');
  return record;
}

/** Returns the roots of the given profiles, in the given order. The entry of an unknown id is undefined. */
export async function rootsOf(
  services: Services,
  workspace: string,
  ids: readonly string[],
): Promise<(ProfileRecord | undefined)[]> {
  const found = new Map((await services.stores.profiles.find(workspace, ids)).map((r) => [r.id, r]));
  const roots = [...new Set([...found.values()].map((r) => r.root))].filter((id) => !found.has(id));
  if (roots.length > 0) for (const r of await services.stores.profiles.find(workspace, roots)) found.set(r.id, r);
  return ids.map((id) => {
    const r = found.get(id);
    return r && found.get(r.root);
  });
}
