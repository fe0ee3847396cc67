/** Signs in users with an identity from an OpenID provider. The user is created at the first sign-in. */
import { clockOf } from '../base/clock.js';
import { ServiceError, StoreConflict } from '../base/errors.js';
import { identifier } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { StoredUser, Tx, Workspace } from '../base/ports.js';
import { hashOf } from '../base/secrets.js';
import type { ProvidedIdentity, Services } from '../base/services.js';
import { allRoles, raiseCredentials } from './roles.js';
import { begin, type SignedIn } from './sign-in.js';
import { checkedEmail, MAX_USERS, subjectOfUser } from './users.js';

const MAX_TRIES = 10;

/**
 * Signs a person in. The user gets the provider's roles that exist in the workspace. Throws UNAUTHENTICATED if there
 * are none, and for a retired user.
 */
export async function signInByProvider(
  services: Services,
  workspaceId: string,
  identity: ProvidedIdentity,
  device: string | undefined,
): Promise<SignedIn> {
  for (let tries = 1; ; tries++) {
    try {
      const { workspace, user } = await userOf(services, workspaceId, identity);
      return await begin(services, workspace, user, device, () => Promise.resolve());
    } catch (error) {
      if (!(error instanceof StoreConflict) || tries === MAX_TRIES) throw error;
    }
  }
}

const refused = (message: string): ServiceError => new ServiceError('SIGN_IN_FAILED', message);

/** Returns the id of the user of an identity, with the roles that the provider lists now. */
async function userOf(
  services: Services,
  workspaceId: string,
  identity: ProvidedIdentity,
): Promise<{ readonly workspace: Workspace; readonly user: string }> {
  const { stores } = services;
  const workspace = await stores.workspaces.get(workspaceId);
  if (!workspace) throw refused('the workspace of the identity provider does not exist; see STRATA_OIDC_WORKSPACE');
  const known = new Set((await allRoles(services, workspaceId)).map(({ key }) => key));
  const roles = [...new Set(identity.roles)].filter((role) => known.has(role)).sort();
  if (roles.length === 0) throw refused('the identity provider lists no role of this workspace for you');
  // Only a hash of the identity is stored, so that it can be kept when the user is retired.
  const external = hashOf(`${identity.issuer} ${identity.subject}`);
  const there = await stores.users.byExternal(workspaceId, external);
  if (there?.retiredAt !== undefined) throw refused('your user was retired; ask an administrator');
  if (there && there.roles.join(' ') === roles.join(' ')) return { workspace, user: there.id };
  const user = await stores.transact((tx) => saved(services, workspace, { there, external, roles, identity }, tx));
  return { workspace: (await stores.workspaces.get(workspaceId)) ?? workspace, user };
}

interface Known {
  readonly there: StoredUser | undefined;
  readonly external: string;
  readonly roles: readonly string[];
  readonly identity: ProvidedIdentity;
}

/** Returns the e-mail address and the name, if `createUser` would accept them. Leaves out invalid values. */
function checkedIdentity({ email, name }: ProvidedIdentity): { readonly email?: string; readonly name?: string } {
  return {
    ...accepted('email', () => (email === undefined ? undefined : checkedEmail(email))),
    ...accepted('name', () =>
      name === undefined ? undefined : identifier(name.slice(0, 128).toWellFormed(), 'name', 128),
    ),
  };
}

function accepted<Key extends string>(key: Key, check: () => string | undefined): { readonly [K in Key]?: string } {
  try {
    return { [key]: check() } as { readonly [K in Key]?: string };
  } catch (error) {
    if (error instanceof ServiceError) return {};
    throw error;
  }
}

async function saved(
  services: Services,
  workspace: Workspace,
  { there, external, roles, identity }: Known,
  tx: Tx,
): Promise<string> {
  const { users, audit } = services.stores;
  const now = services.stores.now();
  const id = there?.id ?? newId(now);
  if (there) await users.update(workspace.id, id, { roles }, tx);
  else {
    if ((await users.countActive(workspace.id, tx)) >= MAX_USERS)
      throw refused('the workspace has no room for another user');
    const { email, name } = checkedIdentity(identity);
    // An e-mail address belongs to one user. The first user with the address keeps it.
    const isFree = email !== undefined && !(await users.byEmail(workspace.id, email, tx));
    await users.insert(
      workspace.id,
      {
        id,
        ...(isFree ? { email } : {}),
        ...(name === undefined ? {} : { name }),
        roles,
        external,
        createdAt: now,
        createdBy: subjectOfUser(id),
      },
      tx,
    );
  }
  await raiseCredentials(services, workspace, tx);
  const operation = there ? 'changeUserRoles' : 'createUser';
  const target = `${id} ${roles.join(' ')}`.slice(0, 500);
  const at = clockOf(workspace, now);
  await audit.insert([{ workspace: workspace.id, actor: subjectOfUser(id), operation, target, at }], tx);
  return id;
}
