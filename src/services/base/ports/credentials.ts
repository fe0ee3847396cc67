/** Tokens and revocations. */
import type { WriteKeyRules } from '../access.js';
import type { Page, Tx } from './transaction.js';

/** A token that was issued here. Instants in ms of the database's clock. */
export interface IssuedToken {
  readonly id: string;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** What it is for. */
  readonly label?: string;
  /** The subject that issued it, and the id of the token it did so with. */
  readonly issuedBy: string;
  readonly issuedWith?: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** About when it was last used: noted once an hour. */
  readonly usedAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/** A write key: it stands in pages and apps and has no end date. What is kept of its text opens nothing. */
export interface StoredWriteKey extends WriteKeyRules {
  /** The source of what it delivers. */
  readonly source: string;
  readonly label?: string;
  readonly createdBy: string;
  /** The id of the token it was made with. */
  readonly createdWith?: string;
  readonly createdAt: number;
  /** SHA-256 of its secret part; a former one holds until an instant. */
  readonly secrets: readonly { readonly hash: string; readonly until?: number }[];
  readonly usedAt?: number;
  readonly revokedAt?: number;
  readonly revokedBy?: string;
}

/** What no longer opens a workspace: tokens by id, and by subject those issued before an instant. */
export interface Revocations {
  readonly tokens: ReadonlySet<string>;
  readonly subjects: ReadonlyMap<string, number>;
}

/** What opens a workspace. */
export interface CredentialStore {
  insert(workspace: string, token: IssuedToken, tx: Tx): Promise<void>;
  get(workspace: string, id: string, tx?: Tx): Promise<IssuedToken | undefined>;
  /** Tokens issued here, newest first. */
  page(workspace: string, page: Page, filter: { readonly subject?: string }): Promise<IssuedToken[]>;
  /** Ids of the tokens issued with some tokens. */
  issuedWith(workspace: string, ids: readonly string[], tx: Tx): Promise<string[]>;
  countRevoked(workspace: string, tx: Tx): Promise<number>;
  /** False when it had been revoked before. A token without a record gets one that only says that it is revoked. */
  revokeToken(workspace: string, id: string, at: number, by: string, tx: Tx): Promise<boolean>;
  /** Revokes every token of a subject issued before an instant. */
  revokeSubject(workspace: string, subject: string, before: number, by: string, tx: Tx): Promise<void>;
  revocations(workspace: string): Promise<Revocations>;
  insertWriteKey(workspace: string, key: StoredWriteKey, tx: Tx): Promise<void>;
  /** Write keys, newest first, revoked ones too. */
  writeKeys(workspace: string, page: Page, tx?: Tx): Promise<StoredWriteKey[]>;
  writeKey(workspace: string, id: string, tx?: Tx): Promise<StoredWriteKey | undefined>;
  replaceSecrets(workspace: string, id: string, secrets: StoredWriteKey['secrets'], tx: Tx): Promise<void>;
  /** Does nothing for a token without a record. */
  noteUse(workspace: string, id: string, at: number): Promise<void>;
}
