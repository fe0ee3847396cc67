/** The roots of customers: a profile belongs to one, by its own id or any member's. */
import { notFound } from '../base/errors.js';
import type { ProfileRecord } from '../base/ports.js';
import type { Services } from '../base/services.js';

/** The root of the customer a profile id belongs to, by its own or any member's id. */
export async function loadRoot(services: Services, workspace: string, id: string): Promise<ProfileRecord> {
  const [record] = await rootsOf(services, workspace, [id]);
  if (!record) throw notFound('PROFILE_NOT_FOUND', 'the profile');
  return record;
}

/** The roots of some profiles, in the order asked; undefined for unknown ids. */
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
