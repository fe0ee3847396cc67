/**
 * Sessions of signed-in users. The cookie contains the workspace and a random secret of 256 bits, of which only the
 * hash is stored. A session ends after 12 hours without use, and 7 days after signing in. Its scopes are those of the
 * user's roles at the time of each request. Each operation reads the session itself, and uses users and roles at the
 * version in the workspace's document, so that every change applies at once on every process.
 */
import { LRUCache } from 'lru-cache';
import { forbidden, notFound, ServiceError } from '../base/errors.js';
import { requireScope, WORKSPACE_ID, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { identifier } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { StoredRole, StoredSession, StoredUser, Stores, Tx, Workspace } from '../base/ports.js';
import { enter } from '../base/room.js';
import { hashOf, newSecret } from '../base/secrets.js';
import type { Services, Sessions } from '../base/services.js';
import { allRoles, scopesOf } from './roles.js';
import { subjectOfUser } from './users.js';

const HOUR_MS = 3600_000;
export const IDLE_MS = 12 * HOUR_MS;
export const LIFETIME_MS = 7 * 24 * HOUR_MS;
/** Minimum interval between two records of a session's use. */
const NOTED_EVERY_MS = 5 * 60_000;
/** Maximum number of open sessions of a user. When a user starts one more, the oldest session ends. */
const MAX_SESSIONS = 20;
/** Maximum number of workspaces with cached users, and maximum number of cached users and roles in total. */
const MAX_WORKSPACES = 200;
const MAX_HOLDERS = 50_000;

const COOKIE = /^([a-z0-9_.-]{1,97})\.([A-Za-z0-9_-]{43})$/;

const sessionEnded = (): ServiceError => new ServiceError('SESSION_ENDED', 'the session has ended; sign in again');

interface Known {
  readonly of: string;
  readonly users: ReadonlyMap<string, StoredUser>;
  readonly roles: readonly StoredRole[];
}

/** Checks sessions. Users and roles are cached at the version of the workspace's credentials. */
export class KeptSessions implements Sessions {
  private readonly cached = new LRUCache<string, Known>({
    max: MAX_WORKSPACES,
    maxSize: MAX_HOLDERS,
    sizeCalculation: ({ users, roles }) => 1 + users.size + roles.length,
  });

  constructor(private readonly stores: Stores) {}

  async current(principal: Principal, w: Workspace): Promise<Principal> {
    if (!principal.session) return principal;
    const { user, roles } = await this.holder(principal.session.hash, w);
    return { ...principal, scopes: scopesOf(roles, user.roles) };
  }

  /**
   * Returns the session with this hash, its user and all roles of the workspace. Throws UNAUTHENTICATED if the session
   * has ended.
   */
  async holder(
    hash: string,
    w: Workspace,
  ): Promise<{ readonly session: StoredSession; readonly user: StoredUser; readonly roles: readonly StoredRole[] }> {
    const [session, { users, roles }] = await Promise.all([this.stores.sessions.get(w.id, hash), this.known(w)]);
    const user = session && users.get(session.user);
    if (!user || user.retiredAt !== undefined || hasEnded(session, this.stores.now())) throw sessionEnded();
    return { session, user, roles };
  }

  private async known(w: Workspace): Promise<Known> {
    const of = `${w.createdAt}@${w.credentialsVersion}`;
    const there = this.cached.get(w.id);
    if (there?.of === of) return there;
    const [users, roles] = await Promise.all([this.stores.users.active(w.id), allRoles({ stores: this.stores }, w.id)]);
    const known = { of, users: new Map(users.map((user) => [user.id, user])), roles };
    this.cached.set(w.id, known);
    return known;
  }
}

/** Whether a session has expired, either because it was not used for a while or because of its age. */
const hasEnded = ({ usedAt, expiresAt }: StoredSession, now: number): boolean =>
  now >= expiresAt || now >= usedAt + IDLE_MS;

/**
 * Authenticates the value of a session cookie and returns its principal. Records the use of the session. Throws the
 * same UNAUTHENTICATED error for every cookie without an open session.
 */
export async function openSession(services: Services, cookie: string): Promise<Principal> {
  const [, id, secret] = COOKIE.exec(cookie) ?? [];
  if (id === undefined || !WORKSPACE_ID.test(id)) throw sessionEnded();
  const workspace = await services.stores.workspaces.get(id);
  if (!workspace) throw sessionEnded();
  const hash = hashOf(secret);
  const { session, user, roles } = await services.sessions.holder(hash, workspace);
  const now = services.stores.now();
  if (now - session.usedAt >= NOTED_EVERY_MS) await services.stores.sessions.noteUse(workspace.id, hash, now);
  return {
    workspace: workspace.id,
    subject: subjectOfUser(user.id),
    scopes: scopesOf(roles, user.roles),
    expiresAt: session.expiresAt,
    token: { id: session.id, issuedAt: session.createdAt, workspaceCreatedAt: workspace.createdAt },
    session: { hash, user: user.id },
  };
}

/**
 * Starts a new session of a user within a transaction, and returns the value of its cookie. A session always gets a new
 * secret, so that a cookie set before the sign-in is not valid afterwards.
 */
export async function startSession(
  services: Pick<Services, 'stores'>,
  workspace: string,
  { user, device }: { readonly user: string; readonly device?: string | undefined },
  tx: Tx,
): Promise<string> {
  const { sessions } = services.stores;
  const now = services.stores.now();
  const secret = newSecret(256);
  const started: StoredSession = {
    id: newId(now),
    hash: hashOf(secret),
    user,
    createdAt: now,
    usedAt: now,
    expiresAt: now + LIFETIME_MS,
    ...(device === undefined ? {} : { device }),
  };
  const open = await sessions.of(workspace, user, tx);
  for (const { id } of open.slice(MAX_SESSIONS - 1)) await sessions.remove(workspace, user, id, tx);
  await sessions.insert(workspace, started, tx);
  return `${workspace}.${secret}`;
}

/** Returns the user id of a caller who signed in. Throws FORBIDDEN for a caller with a token. */
export function mustBeUser({ session }: Principal): string {
  if (!session) throw forbidden('SESSION_NEEDED', 'this is about the person who is signed in, and a token is of none');
  return session.user;
}

/** Returns the signed-in user. */
export async function me(services: Services, principal: Principal): Promise<StoredUser> {
  const user = await services.stores.users.get(principal.workspace, mustBeUser(principal));
  if (!user) throw sessionEnded();
  return user;
}

/** Returns the open sessions of the caller, newest first. */
export async function ownSessions(
  services: Services,
  principal: Principal,
): Promise<(StoredSession & { readonly current: boolean })[]> {
  const user = mustBeUser(principal);
  const now = services.stores.now();
  return (await services.stores.sessions.of(principal.workspace, user))
    .filter((session) => !hasEnded(session, now))
    .map((session) => ({ ...session, current: session.hash === principal.session!.hash }));
}

/** Ends one session of the caller. Requests and streams of the session are rejected at once, on every process. */
export function endSession(services: Services, principal: Principal, id: string): Promise<boolean> {
  const user = mustBeUser(principal);
  return change(services, principal, 'endSession', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<boolean> => {
      if ((await services.stores.sessions.remove(workspace.id, user, id, tx)) === 0)
        throw notFound('SESSION_NOT_FOUND', 'the session', 'id');
      return true;
    };
    return { target: id.slice(0, 64), at: now, save };
  });
}

/**
 * Ends all sessions of a user. Ending another user's sessions requires the scope `admin`. Returns the number of ended
 * sessions.
 */
export function endSessionsOf(services: Services, principal: Principal, user: string): Promise<number> {
  if (principal.session?.user !== user) requireScope(principal, 'admin');
  identifier(user, 'user', 64);
  return change(services, principal, 'endSessions', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = (tx: Tx): Promise<number> => services.stores.sessions.remove(workspace.id, user, undefined, tx);
    return { target: user, at: now, save };
  });
}
