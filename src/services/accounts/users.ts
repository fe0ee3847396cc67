/** Users are people who may sign in to the dashboard of a workspace. Each user has roles. */
import { requireScope, USER_SUBJECT, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { conflict, invalid, limit, notFound } from '../base/errors.js';
import { refuseKey } from '../base/idempotency.js';
import { identifier, text } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { Page, SignInLink, StoredUser, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import { hashOf, newSecret } from '../base/secrets.js';
import type { Services } from '../base/services.js';
import { checkRoles, raiseCredentials } from './roles.js';

/** Maximum number of users of a workspace, not counting retired users. */
export const MAX_USERS = 2000;
const LINK_HOURS = 72;
const HOUR_MS = 3600_000;
const EMAIL = /^[^\s\p{Cc}@"<>]{1,64}@[^\s\p{Cc}@"<>]{1,190}$/u;

export interface UserInput {
  readonly email: string;
  readonly name?: string | null;
  readonly roles: readonly string[];
}

/** A user and a link that signs the user in once. The link is returned only here. */
export interface InvitedUser {
  readonly user: StoredUser;
  /** Path of the link below the address of the dashboard. */
  readonly link: string;
  readonly expiresAt: number;
}

/** Returns the subject of a user. It is the source of everything that the user writes, and has no personal data. */
export const subjectOfUser = (id: string): string => `${USER_SUBJECT}${id}`;

/** Returns an e-mail address in normalised form. Users are found by this form. */
export const normalisedEmail = (email: string): string => email.trim().normalize('NFC').toLowerCase();

/** Creates a link that signs a user in once. Returns its stored form and its text. */
export function newLink(
  workspace: string,
  user: string,
  now: number,
  setsPassword: boolean,
  hours = LINK_HOURS,
): { readonly stored: SignInLink; readonly text: string } {
  const secret = newSecret(256);
  return {
    stored: { hash: hashOf(secret), until: now + hours * HOUR_MS, setsPassword },
    text: `${workspace}.${user}.${secret}`,
  };
}

/**
 * Returns the path of the page that accepts a link. The link follows the `#`, because browsers do not send that part to
 * servers.
 */
export const pathOfLink = (link: string, setsPassword: boolean): string =>
  `/#/${setsPassword ? 'invitation' : 'sign-in'}/${link}`;

/** Validates an e-mail address and returns its normalised form. Throws BAD_USER_INPUT for an invalid address. */
export function checkedEmail(given: string): string {
  const email = normalisedEmail(text(given, 'input.email', 254));
  if (!EMAIL.test(email)) throw invalid('EMAIL_INVALID', 'expected an address as name@example.com', 'input.email');
  return email;
}

/**
 * Throws for a request with an idempotency key, because its response with links and addresses would be stored for a
 * day.
 */
const refuseKept = (principal: Principal): void =>
  refuseKey(principal, 'users are changed', 'the response, with links and addresses,');

/** Creates a user and returns an invitation. The person uses its link to choose a password and sign in. */
export function createUser(services: Services, principal: Principal, input: UserInput): Promise<InvitedUser> {
  requireScope(principal, 'admin');
  refuseKept(principal);
  const email = checkedEmail(input.email);
  const name = identifier(input.name ?? email, 'input.name', 128);
  return change(services, principal, 'createUser', async () => {
    const { workspace, now: at } = await enter(services, principal.workspace);
    requireScope(await services.credentials.mustHold(principal, workspace), 'admin');
    const now = services.stores.now();
    const id = newId(now);
    const { stored, text: link } = newLink(workspace.id, id, now, true);
    const user: StoredUser = {
      id,
      email,
      name,
      roles: [...new Set(input.roles)],
      link: stored,
      createdAt: now,
      createdBy: principal.subject,
    };
    const save = async (tx: Tx): Promise<InvitedUser> => {
      const { users } = services.stores;
      await checkRoles(services, workspace.id, input.roles, tx);
      if (await users.byEmail(workspace.id, email, tx))
        throw conflict('EMAIL_TAKEN', 'a user of this workspace has this e-mail address', 'input.email');
      if ((await users.countActive(workspace.id, tx)) >= MAX_USERS)
        throw limit(
          'DEFINITIONS_TOO_MANY',
          `a workspace has at most ${MAX_USERS} users; retire those that are no longer needed`,
        );
      await users.insert(workspace.id, user, tx);
      await raiseCredentials(services, workspace, tx);
      return { user, link: pathOfLink(link, true), expiresAt: stored.until };
    };
    return { target: `${id} ${user.roles.join(' ')}`.slice(0, 500), at, save };
  });
}

/** Returns a page of the users of a workspace, newest first, including retired ones. */
export async function usersOf(services: Services, principal: Principal, page: Page): Promise<StoredUser[]> {
  requireScope(principal, 'admin');
  return services.stores.users.list((await enter(services, principal.workspace)).workspace.id, page);
}

async function mustFind(services: Services, workspace: string, id: string, tx: Tx): Promise<StoredUser> {
  const user = await services.stores.users.get(workspace, id, tx);
  if (!user || user.retiredAt !== undefined) throw notFound('USER_NOT_FOUND', 'the user', 'id');
  return user;
}

/** Changes one user in a transaction. Every process then reads the user again. */
function changeUser<T>(
  services: Services,
  principal: Principal,
  { operation, id, about = '' }: { readonly operation: string; readonly id: string; readonly about?: string },
  save: (workspace: string, user: StoredUser, tx: Tx) => Promise<T>,
): Promise<T> {
  requireScope(principal, 'admin');
  refuseKept(principal);
  identifier(id, 'id', 64);
  return change(services, principal, operation, async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    requireScope(await services.credentials.mustHold(principal, workspace), 'admin');
    return {
      target: `${id} ${about}`.trim().slice(0, 500),
      at: now,
      save: async (tx) => {
        const saved = await save(workspace.id, await mustFind(services, workspace.id, id, tx), tx);
        await raiseCredentials(services, workspace, tx);
        return saved;
      },
    };
  });
}

/** Replaces the roles of a user. Its open sessions have the new scopes from their next request on. */
export function changeUserRoles(
  services: Services,
  principal: Principal,
  id: string,
  roles: readonly string[],
): Promise<StoredUser> {
  const about = roles.join(' ');
  return changeUser(services, principal, { operation: 'changeUserRoles', id, about }, async (workspace, user, tx) => {
    refuseSelf(principal, id);
    await checkRoles(services, workspace, roles, tx);
    await services.stores.users.update(workspace, id, { roles: [...new Set(roles)] }, tx);
    return { ...user, roles };
  });
}

/** Throws when users would change or retire themselves. Otherwise, a workspace could lose its last administrator. */
function refuseSelf(principal: Principal, id: string): void {
  if (principal.session?.user === id)
    throw conflict('USER_IS_CALLER', 'ask another administrator to change or retire your own user', 'id');
}

/** Retires a user. Its sessions end, and its e-mail address, name and password are erased. Its id is kept. */
export function retireUser(services: Services, principal: Principal, id: string): Promise<StoredUser> {
  return changeUser(services, principal, { operation: 'retireUser', id }, async (workspace, user, tx) => {
    refuseSelf(principal, id);
    const retiredAt = services.stores.now();
    await services.stores.users.retire(workspace, id, retiredAt, tx);
    await services.stores.sessions.remove(workspace, id, undefined, tx);
    const { roles, createdAt, createdBy } = user;
    return { id, roles, createdAt, createdBy, retiredAt };
  });
}

/** Returns a new link for a user who forgot the password. It replaces an earlier link. */
export function resetUser(services: Services, principal: Principal, id: string): Promise<InvitedUser> {
  return changeUser(services, principal, { operation: 'resetUser', id }, async (workspace, user, tx) => {
    const { stored, text: link } = newLink(workspace, id, services.stores.now(), true);
    await services.stores.users.update(workspace, id, { link: stored }, tx);
    return { user: { ...user, link: stored }, link: pathOfLink(link, true), expiresAt: stored.until };
  });
}
