/** Storage of roles, users and the sessions of signed-in users. Times are in ms on the database's clock. */
import type { Page, Tx } from './transaction.js';

export interface StoredRole {
  readonly key: string;
  readonly version: number;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** A link with which a user signs in once. Only the hash of its secret is stored. */
export interface SignInLink {
  readonly hash: string;
  readonly until: number;
  /** Whether the user chooses a new password with the link. */
  readonly setsPassword: boolean;
}

/** A person who may sign in. A retired user has neither e-mail address, name nor password. */
export interface StoredUser {
  readonly id: string;
  readonly email?: string;
  readonly name?: string;
  readonly roles: readonly string[];
  /** Hash of the password, with its salt and parameters. */
  readonly password?: string;
  readonly link?: SignInLink;
  /**
   * Hash of issuer and subject at an OpenID provider. It is kept when the user is retired, so that the identity cannot
   * sign in again.
   */
  readonly external?: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly retiredAt?: number;
}

export interface StoredSession {
  readonly id: string;
  /** SHA-256 hash of the secret in the cookie. */
  readonly hash: string;
  readonly user: string;
  readonly createdAt: number;
  /** Time of the last use. It is updated at most every few minutes. */
  readonly usedAt: number;
  readonly expiresAt: number;
  /** Browser and operating system, for example `Firefox, Linux`. */
  readonly device?: string;
}

export interface RoleStore {
  /** Returns the roles with these keys. */
  find(workspace: string, keys: readonly string[], tx?: Tx): Promise<StoredRole[]>;
  list(workspace: string, page: Page, tx?: Tx): Promise<StoredRole[]>;
  save(workspace: string, role: StoredRole, tx: Tx): Promise<void>;
}

/** Fields of a user that can be changed. Undefined keeps a field, and null removes it. */
interface UserChange {
  readonly roles?: readonly string[];
  readonly password?: string;
  readonly link?: SignInLink | null;
}

export interface UserStore {
  insert(workspace: string, user: StoredUser, tx: Tx): Promise<void>;
  get(workspace: string, id: string, tx?: Tx): Promise<StoredUser | undefined>;
  /** Returns the user who is not retired and has this e-mail address, in normalised form. */
  byEmail(workspace: string, email: string, tx?: Tx): Promise<StoredUser | undefined>;
  /** Returns the user with this hash of issuer and subject, including retired users. */
  byExternal(workspace: string, external: string, tx?: Tx): Promise<StoredUser | undefined>;
  /** Returns users, newest first, including retired ones. */
  list(workspace: string, page: Page, tx?: Tx): Promise<StoredUser[]>;
  /** Returns all users that are not retired. */
  active(workspace: string): Promise<StoredUser[]>;
  /** Returns the number of users that are not retired. */
  countActive(workspace: string, tx: Tx): Promise<number>;
  update(workspace: string, id: string, change: UserChange, tx: Tx): Promise<void>;
  /**
   * Removes the personal data, the password and the link of a user. The user is deleted after a year. A user with an
   * identity at a provider is never deleted, because the next sign-in with this identity would create a new user.
   */
  retire(workspace: string, id: string, at: number, tx: Tx): Promise<void>;
}

export interface SessionStore {
  insert(workspace: string, session: StoredSession, tx: Tx): Promise<void>;
  get(workspace: string, hash: string): Promise<StoredSession | undefined>;
  /** Returns the sessions of a user, newest first. */
  of(workspace: string, user: string, tx?: Tx): Promise<StoredSession[]>;
  noteUse(workspace: string, hash: string, at: number): Promise<void>;
  /** Removes a session of a user by its id, or all sessions of a user. Returns how many were removed. */
  remove(workspace: string, user: string, id: string | undefined, tx: Tx): Promise<number>;
}
