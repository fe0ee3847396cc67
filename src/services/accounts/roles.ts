/** Roles are named sets of scopes. Some are built in, and each workspace can define others. */
import { listedNames } from '../../engine/values/clipped.js';
import { isScope, requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { conflict, forbidden, invalid, limit, StoreConflict } from '../base/errors.js';
import { definitionKey, identifier, nameAfter } from '../base/inputs.js';
import type { StoredRole, Tx, Workspace } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';

/** Maximum number of roles that a workspace defines. */
const MAX_ROLES = 100;
const MAX_SCOPES = 100;

/** The roles that every workspace has. They cannot be changed. */
const BUILT_IN: readonly StoredRole[] = [
  { key: 'admin', version: 1, name: 'Administrator', scopes: ['admin', 'introspect'] },
  {
    key: 'marketer',
    version: 1,
    name: 'Marketer',
    scopes: [
      'profiles:read',
      'segments:read',
      'analytics:read',
      'define',
      'coupons:write',
      'reach:read',
      'reach:admin',
      'introspect',
    ],
  },
  {
    key: 'analyst',
    version: 1,
    name: 'Analyst',
    scopes: ['profiles:read', 'segments:read', 'analytics:read', 'reach:read', 'introspect'],
  },
  {
    key: 'service',
    version: 1,
    name: 'Customer service',
    scopes: [
      'profiles:read',
      'profiles:read:personal',
      'segments:read',
      'reach:read',
      'reach:tasks',
      'events:write',
      'consents:write',
      'coupons:write',
    ],
  },
];

export interface Role extends StoredRole {
  readonly builtIn: boolean;
}

export interface RoleInput {
  readonly key: string;
  readonly name?: string | null;
  readonly scopes: readonly string[];
}

/** Returns the built-in roles and those of a workspace. */
export async function allRoles(services: Pick<Services, 'stores'>, workspace: string, tx?: Tx): Promise<Role[]> {
  const own = await services.stores.roles.list(workspace, { first: MAX_ROLES }, tx);
  return [...BUILT_IN.map((role) => ({ ...role, builtIn: true })), ...own.map((role) => ({ ...role, builtIn: false }))];
}

/** Returns the scopes of several roles together. Roles that do not exist add no scopes. */
export const scopesOf = (roles: readonly StoredRole[], keys: readonly string[]): ReadonlySet<string> =>
  new Set(roles.filter(({ key }) => keys.includes(key)).flatMap(({ scopes }) => scopes));

/** Returns the roles of the caller's workspace, the built-in ones first. */
export async function rolesOf(services: Services, principal: Principal): Promise<Role[]> {
  requireScope(principal, 'admin');
  return allRoles(services, (await enter(services, principal.workspace)).workspace.id);
}

/**
 * Defines a role, or replaces the scopes of an existing one. An absent name keeps its value. Open sessions of the
 * role's users get the new scopes from their next request on.
 */
export function defineRole(services: Services, principal: Principal, input: RoleInput): Promise<Role> {
  requireScope(principal, 'admin');
  definitionKey(input.key, 'input.key');
  if (BUILT_IN.some(({ key }) => key === input.key))
    throw conflict('ROLE_BUILT_IN', `the role ${input.key} is built in; define one under another key`, 'input.key');
  const scopes = checkedScopes(input.scopes);
  return change(services, principal, 'defineRole', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    requireScope(await services.credentials.mustHold(principal, workspace), 'admin');
    const save = async (tx: Tx): Promise<Role> => {
      const { roles } = services.stores;
      const [there] = await roles.find(workspace.id, [input.key], tx);
      if (!there && (await roles.list(workspace.id, { first: MAX_ROLES }, tx)).length >= MAX_ROLES)
        throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_ROLES} roles of its own`);
      const name = identifier(nameAfter(input.name, there?.name, input.key), 'input.name', 128);
      const role = { key: input.key, version: (there?.version ?? 0) + 1, name, scopes };
      await roles.save(workspace.id, role, tx);
      await mustStayAdmin(services, principal, tx);
      await raiseCredentials(services, workspace, tx);
      return { ...role, builtIn: false };
    };
    return { target: `${input.key}: ${scopes.join(' ')}`.slice(0, 500), at: now, save };
  });
}

/**
 * Throws when users would remove `admin` from themselves by changing their own role. Otherwise, a workspace could lose
 * its last administrator.
 */
async function mustStayAdmin(services: Services, { workspace, session }: Principal, tx: Tx): Promise<void> {
  const user = session && (await services.stores.users.get(workspace, session.user, tx));
  if (user && !scopesOf(await allRoles(services, workspace, tx), user.roles).has('admin'))
    throw conflict(
      'USER_IS_CALLER',
      'ask another administrator to take the scope admin from your role',
      'input.scopes',
    );
}

function checkedScopes(given: readonly string[]): string[] {
  if (given.length === 0 || given.length > MAX_SCOPES)
    throw invalid('LIST_SIZE_INVALID', `give 1 to ${MAX_SCOPES} scopes`, 'input.scopes');
  given.forEach((scope, i) => {
    if (!isScope(scope)) throw invalid('SCOPE_UNKNOWN', 'no such scope exists', `input.scopes[${i}]`);
    if (scope === 'installation')
      throw forbidden(
        'SCOPE_MISSING',
        'only the command line of the installation grants the scope installation',
        `input.scopes[${i}]`,
      );
  });
  return [...new Set(given)].sort();
}

/** Throws BAD_USER_INPUT for a role that the workspace does not have. */
export async function checkRoles(
  services: Services,
  workspace: string,
  keys: readonly string[],
  tx: Tx,
): Promise<void> {
  if (keys.length === 0 || keys.length > MAX_ROLES)
    throw invalid('LIST_SIZE_INVALID', 'give at least one role', 'input.roles');
  const known = new Set((await allRoles(services, workspace, tx)).map(({ key }) => key));
  keys.forEach((key, i) => {
    if (!known.has(key))
      throw invalid('ROLE_UNKNOWN', `the workspace has the roles ${listedNames([...known])}`, `input.roles[${i}]`);
  });
}

/**
 * Raises the version of a workspace's credentials, so that every process reads users and roles again. Throws
 * StoreConflict if another transaction raised the version first.
 */
export async function raiseCredentials(services: Services, workspace: Workspace, tx: Tx): Promise<void> {
  const version = await services.stores.workspaces.raiseCredentials(workspace.id, tx);
  if (version !== workspace.credentialsVersion + 1) throw new StoreConflict('another credential was changed meanwhile');
}
