/** Admits callers to their workspace. Every authenticated request passes through this module. */
import { asPartner, hasScope, type Principal } from '../base/access.js';
import { ServiceError } from '../base/errors.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';

/**
 * Admits the caller of a verified token to its workspace. Returns the principal and the workspace. If the subject is a
 * partner, the principal is restricted to the partner's grants.
 *
 * @throws UNAUTHENTICATED for a token that is no longer valid.
 *
 * @throws FORBIDDEN for a suspended partner.
 *
 * @throws NOT_FOUND when the workspace does not exist or is being removed.
 */
export async function admit(
  services: Services,
  principal: Principal,
): Promise<{ readonly principal: Principal; readonly room?: Room }> {
  let room: Room;
  try {
    room = await enter(services, principal.workspace);
  } catch (error) {
    // A token that may create workspaces can name a workspace that does not exist yet. In this case, the token keeps
    // only the scope `installation`.
    if (error instanceof ServiceError && error.reason === 'WORKSPACE_NOT_FOUND' && hasScope(principal, 'installation'))
      return { principal: { ...principal, scopes: new Set(['installation']) } };
    throw error;
  }
  const current = await services.credentials.mustHold(principal, room.workspace);
  const partner = room.catalogue.partner(current.subject);
  return { principal: partner ? asPartner(current, partner) : current, room };
}
