/** Storage of tokens, write keys and revocations. */
import type { WriteKeyRules } from '../access.js';
import type { Page, Tx } from './transaction.js';

/** A token issued by this server. Times are in ms on the database's clock. */
export interface IssuedToken {
  readonly id: string;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Describes the purpose of the token. */
  readonly label?: string;
  /** The subject that issued the token. `issuedWith` is the id of the token that the subject used. */
  readonly issuedBy: string;
  readonly issuedWith?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Approximate time of the last use. It is recorded at most once an hour. */
  readonly usedAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/**
 * A write key, which is embedded in pages and apps and does not expire. The stored record does not allow the text of
 * the key to be recovered.
 */
export interface StoredWriteKey extends WriteKeyRules {
  /** The source of the events that are sent with the key. */
  readonly source: string;
  readonly label?: string;
  readonly createdBy: string;
  /** Id of the token with which the key was created. */
  readonly createdWith?: string;
  readonly createdAt: number;
  /** SHA-256 hashes of the secret part of the key. A former secret stays valid until the time `until`. */
  readonly secrets: readonly { readonly hash: string; readonly until?: number }[];
  readonly usedAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/**
 * Revoked credentials. `tokens` contains the ids of revoked tokens. `subjects` maps a subject to a time: all tokens
 * issued to this subject before that time are invalid.
 */
export interface Revocations {
  readonly tokens: ReadonlySet<string>;
  readonly subjects: ReadonlyMap<string, number>;
}

/** Stores tokens, write keys and revocations. The token texts themselves are not stored. */
export interface CredentialStore {
  insert(workspace: string, token: IssuedToken, tx: Tx): Promise<void>;
  get(workspace: string, id: string, tx?: Tx): Promise<IssuedToken | undefined>;
  /** Returns a page of the tokens issued by this server, newest first. */
  page(workspace: string, page: Page, filter: { readonly subject?: string }): Promise<IssuedToken[]>;
  /** Returns the ids of the tokens that were issued with the given tokens. */
  issuedWith(workspace: string, ids: readonly string[], tx: Tx): Promise<string[]>;
  countRevoked(workspace: string, tx: Tx): Promise<number>;
  /**
   * Revokes a token. Returns false when the token was already revoked. If the token has no record, a record with only
   * the revocation is created.
   */
  revokeToken(workspace: string, id: string, at: number, by: string, tx: Tx): Promise<boolean>;
  /** Revokes every token of a subject that was issued before the time `before`. */
  revokeSubject(workspace: string, subject: string, before: number, by: string, tx: Tx): Promise<void>;
  /**
   * Deletes revocations of subjects whose time is not after `before`. The revocation of the subject `except` is kept.
   */
  forgetSubjects(workspace: string, except: string, before: number, tx: Tx): Promise<void>;
  revocations(workspace: string): Promise<Revocations>;
  insertWriteKey(workspace: string, key: StoredWriteKey, tx: Tx): Promise<void>;
  /** Returns write keys, newest first, including revoked ones. */
  writeKeys(workspace: string, page: Page, tx?: Tx): Promise<StoredWriteKey[]>;
  writeKey(workspace: string, id: string, tx?: Tx): Promise<StoredWriteKey | undefined>;
  replaceSecrets(workspace: string, id: string, secrets: StoredWriteKey['secrets'], tx: Tx): Promise<void>;
  /** Records that a token was used. Does nothing if no record of the token is stored. */
  noteUse(workspace: string, id: string, at: number): Promise<void>;
}
