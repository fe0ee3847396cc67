/** Creates the operator of the demo shop, and a link that signs the operator in without a password. */
import { OWN_SOURCE } from '../../engine/facts/vocabulary.js';
import { StoreConflict } from '../base/errors.js';
import { newId } from '../base/ids.js';
import type { StoredUser, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { raiseCredentials } from './roles.js';
import { MAX_USERS, newLink, pathOfLink } from './users.js';

const OPERATOR = 'installation operator';
const HOURS = 24;
/** Maximum number of attempts to create the link. Attempts conflict when several processes start at the same time. */
const MAX_TRIES = 20;

/**
 * Returns the path of a link that signs in once, within a day, as the operator of a workspace. The operator is an
 * administrator without an e-mail address. A new link replaces the earlier one. Returns undefined if an administrator
 * has retired the operator, or if the workspace has no room for another user.
 */
export async function operatorLink(services: Services, workspaceId: string): Promise<string | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await services.stores.transact((tx) => makeLink(services, workspaceId, tx));
    } catch (error) {
      if (!(error instanceof StoreConflict) || tries === MAX_TRIES) throw error;
    }
  }
}

async function makeLink(services: Services, workspaceId: string, tx: Tx): Promise<string | undefined> {
  const { users, audit } = services.stores;
  const { workspace, now: at } = await enter(services, workspaceId);
  const now = services.stores.now();
  const there = await users.byExternal(workspace.id, OPERATOR, tx);
  if (there?.retiredAt !== undefined) return undefined;
  if (!there && (await users.countActive(workspace.id, tx)) >= MAX_USERS) return undefined;
  const id = there?.id ?? newId(now);
  const { stored: link, text } = newLink(workspace.id, id, now, false, HOURS);
  if (there) await users.update(workspace.id, id, { link }, tx);
  else await users.insert(workspace.id, operator(id, now, link), tx);
  await raiseCredentials(services, workspace, tx);
  await audit.insert([{ workspace: workspace.id, actor: OWN_SOURCE, operation: 'operatorLink', target: id, at }], tx);
  return pathOfLink(text, false);
}

const operator = (id: string, createdAt: number, link: StoredUser['link']): StoredUser => ({
  id,
  name: 'Operator',
  roles: ['admin'],
  external: OPERATOR,
  ...(link === undefined ? {} : { link }),
  createdAt,
  createdBy: OWN_SOURCE,
});
