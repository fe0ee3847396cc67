/**
 * Signing in with a password or with a link. Every failure takes the same work and returns the same error, so that it
 * does not reveal which accounts exist. Successful and failed sign-ins of existing users are recorded in the audit log
 * with the user's id.
 */
import { timingSafeEqual } from 'node:crypto';
import { WORKSPACE_ID } from '../base/access.js';
import { clockOf } from '../base/clock.js';
import { invalid, ServiceError, StoreConflict } from '../base/errors.js';
import type { StoredUser, Tx, Workspace } from '../base/ports.js';
import { hashOf } from '../base/secrets.js';
import type { Services } from '../base/services.js';
import { checkedPassword } from './passwords.js';
import { startSession } from './sessions.js';
import { normalisedEmail, subjectOfUser } from './users.js';

export interface SignedIn {
  readonly workspace: string;
  readonly user: string;
  /** Value of the session cookie. */
  readonly cookie: string;
}

export interface PasswordSignIn {
  readonly workspace: unknown;
  readonly email: unknown;
  readonly password: unknown;
  readonly device?: string | undefined;
}

export interface LinkSignIn {
  readonly link: unknown;
  readonly password?: unknown;
  readonly device?: string | undefined;
}

const MAX_NAME = 256;
const LINK = /^([a-z0-9_.-]{1,97})\.([0-9a-f]{1,64})\.([A-Za-z0-9_-]{43})$/;
/** Maximum number of attempts at a sign-in when the user is changed at the same time. */
const MAX_TRIES = 10;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_NAME) : '');

/** Returns the given workspace id. For a value that is not a workspace id, returns `-`, which no workspace has. */
const workspaceOf = (value: unknown): string => (WORKSPACE_ID.test(textOf(value)) ? textOf(value) : '-');

/** Returns the key under which attempts at an account are counted, whether or not the account exists. */
export const accountOf = ({ workspace, email }: PasswordSignIn): string =>
  hashOf(`${workspaceOf(workspace)} ${normalisedEmail(textOf(email))}`);

/**
 * Signs a user in by password. Throws UNAUTHENTICATED, with the same message for every cause, and UNAVAILABLE when too
 * many attempts of the same account or address are waiting. Calls `onTurn` when the attempt's turn comes, before it
 * reads anything.
 */
export async function signIn(
  services: Services,
  given: PasswordSignIn,
  asker = accountOf(given),
  onTurn: () => void = () => undefined,
): Promise<SignedIn> {
  const { workspace, user } = await services.passwords.inTurn(asker, () => {
    onTurn();
    return holderOf(services, given);
  });
  return begin(services, workspace, user.id, given.device, (current) => {
    // The sign-in fails if the user or the password was changed while the hash was computed.
    if (current.password !== user.password) throw new StoreConflict('the user was changed meanwhile');
    return Promise.resolve();
  });
}

/** Returns the user with the given password. Throws UNAUTHENTICATED if the password is wrong. */
async function holderOf(
  services: Services,
  given: PasswordSignIn,
): Promise<{ readonly workspace: Workspace; readonly user: StoredUser }> {
  const { stores, passwords } = services;
  const [workspace, user] = await Promise.all([
    stores.workspaces.get(workspaceOf(given.workspace)),
    stores.users.byEmail(workspaceOf(given.workspace), normalisedEmail(textOf(given.email))),
  ]);
  const holds = await passwords.matches(given.password, user?.password);
  if (holds && workspace && user) return { workspace, user };
  // The response does not wait for the record. Otherwise, its timing would reveal that the account exists.
  if (workspace && user) void record(services, workspace, user, 'signInFailed').catch(() => undefined);
  throw new ServiceError('SIGN_IN_FAILED', 'the workspace, the e-mail address or the password is wrong');
}

const linkInvalid = (): ServiceError =>
  new ServiceError('SIGN_IN_LINK_INVALID', 'the link was used or has expired; ask an administrator for a new one');

/**
 * Returns the key under which sign-in attempts with a user's links are counted. Undefined for a text that is not a
 * link.
 */
export function accountOfLink(link: unknown): string | undefined {
  const [, workspace, user] = LINK.exec(textOf(link)) ?? [];
  return workspace === undefined ? undefined : `link ${workspace} ${user}`;
}

/**
 * Signs a user in by a link, which can be used only once. If the link sets a password, `password` becomes the new
 * password and the user's earlier sessions end. Throws UNAUTHENTICATED if the link is not valid.
 */
export async function signInByLink(services: Services, given: LinkSignIn): Promise<SignedIn> {
  const { stores, passwords } = services;
  const [, id, userId, secret] = LINK.exec(textOf(given.link)) ?? [];
  if (id === undefined || !WORKSPACE_ID.test(id)) throw linkInvalid();
  const [workspace, user] = await Promise.all([stores.workspaces.get(id), stores.users.get(id, userId)]);
  if (!workspace || !user) throw linkInvalid();
  checkLink(user, secret, stores.now());
  if (user.link?.setsPassword && given.password === undefined)
    throw invalid('PASSWORD_MISSING', 'choose a password', 'password');
  const chosen = user.link?.setsPassword ? checkedPassword(given.password) : undefined;
  const password = chosen && (await passwords.inTurn(userId, () => passwords.hash(chosen)));
  return begin(services, workspace, userId, given.device, async (current, tx) => {
    checkLink(current, secret, stores.now());
    await stores.users.update(id, userId, { link: null, ...(password === undefined ? {} : { password }) }, tx);
    if (password !== undefined) await stores.sessions.remove(id, userId, undefined, tx);
  });
}

function checkLink({ link, retiredAt }: StoredUser, secret: string, now: number): void {
  if (!link || retiredAt !== undefined || link.until <= now) throw linkInvalid();
  if (!timingSafeEqual(Buffer.from(link.hash), Buffer.from(hashOf(secret)))) throw linkInvalid();
}

/**
 * Starts a session and adds its audit entry in one transaction. `prepare` checks the user as read by the transaction.
 */
export async function begin(
  services: Services,
  workspace: Workspace,
  userId: string,
  device: string | undefined,
  prepare: (user: StoredUser, tx: Tx) => Promise<void>,
): Promise<SignedIn> {
  const { stores } = services;
  for (let tries = 1; ; tries++) {
    try {
      return await stores.transact(async (tx) => {
        const user = await stores.users.get(workspace.id, userId, tx);
        if (!user || user.retiredAt !== undefined)
          throw new ServiceError('SIGN_IN_FAILED', 'the user was retired; ask an administrator');
        await prepare(user, tx);
        const cookie = await startSession(services, workspace.id, { user: userId, device }, tx);
        await stores.audit.insert([entryOf(services, workspace, userId, 'signIn')], tx);
        return { workspace: workspace.id, user: userId, cookie };
      });
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
      if (tries === MAX_TRIES)
        throw new ServiceError('SIGN_IN_FAILED', 'the user was changed meanwhile; sign in again');
    }
  }
}

const entryOf = (services: Services, workspace: Workspace, user: string, operation: string) => ({
  workspace: workspace.id,
  actor: subjectOfUser(user),
  operation,
  target: user,
  at: clockOf(workspace, services.stores.now()),
});

/** Adds an audit entry about a user. */
function record(services: Services, workspace: Workspace, user: StoredUser, operation: string): Promise<void> {
  return services.stores.transact((tx) =>
    services.stores.audit.insert([entryOf(services, workspace, user.id, operation)], tx),
  );
}

/** Ends a session because its user signs out, and adds an audit entry. */
export async function signOut(services: Services, workspace: string, sessionId: string, user: string): Promise<void> {
  const entered = await services.stores.workspaces.get(workspace);
  if (!entered) return;
  await services.stores.transact(async (tx) => {
    await services.stores.sessions.remove(workspace, user, sessionId, tx);
    await services.stores.audit.insert([entryOf(services, entered, user, 'signOut')], tx);
  });
}
