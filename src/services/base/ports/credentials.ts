/** Tokens and revocations. */
import type { WriteKeyRules } from '../access.js';
import type { Page, Tx } from './transaction.js';

/** A token issued here. Instants are in ms of the database's clock. */
export interface IssuedToken {
  readonly id: string;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Purpose of the token. */
  readonly label?: string;
  /** The issuing subject and the id of its token. */
  readonly issuedBy: string;
  readonly issuedWith?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Approximate time of the last use, recorded once an hour. */
  readonly usedAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/** A write key. It is embedded in pages and apps and does not expire. Its text cannot be recovered from the record. */
export interface StoredWriteKey extends WriteKeyRules {
  /** The source of the events it delivers. */
  readonly source: string;
  readonly label?: string;
  readonly createdBy: string;
  /** Id of the token that created it. */
  readonly createdWith?: string;
  readonly createdAt: number;
  /** SHA-256 of the secret part. A former secret is valid until an instant. */
  readonly secrets: readonly { readonly hash: string; readonly until?: number }[];
  readonly usedAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/** Revoked credentials: tokens by id, and by subject the instant before which issued tokens are invalid. */
export interface Revocations {
  readonly tokens: ReadonlySet<string>;
  readonly subjects: ReadonlyMap<string, number>;
}

/** Stored tokens, write keys and revocations. */
export interface CredentialStore {
  insert(workspace: string, token: IssuedToken, tx: Tx): Promise<void>;
  get(workspace: string, id: string, tx?: Tx): Promise<IssuedToken | undefined>;
  /** Returns tokens issued here, newest first. */
  page(workspace: string, page: Page, filter: { readonly subject?: string }): Promise<IssuedToken[]>;
  /** Returns the ids of tokens issued with the given tokens. */
  issuedWith(workspace: string, ids: readonly string[], tx: Tx): Promise<string[]>;
  countRevoked(workspace: string, tx: Tx): Promise<number>;
  /**
   * Returns false when the token was already revoked. A token without a record gets one that holds only the revocation.
   */
  revokeToken(workspace: string, id: string, at: number, by: string, tx: Tx): Promise<boolean>;
  /** Revokes every token of a subject issued before an instant. */
  revokeSubject(workspace: string, subject: string, before: number, by: string, tx: Tx): Promise<void>;
  revocations(workspace: string): Promise<Revocations>;
  insertWriteKey(workspace: string, key: StoredWriteKey, tx: Tx): Promise<void>;
  /** Returns write keys, newest first, including revoked ones. */
  writeKeys(workspace: string, page: Page, tx?: Tx): Promise<StoredWriteKey[]>;
  writeKey(workspace: string, id: string, tx?: Tx): Promise<StoredWriteKey | undefined>;
  replaceSecrets(workspace: string, id: string, secrets: StoredWriteKey['secrets'], tx: Tx): Promise<void>;
  /** Does nothing for a token without a record. */
  noteUse(workspace: string, id: string, at: number): Promise<void>;
}
