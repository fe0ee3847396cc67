/**
 * Checks that a verified token still gives access to its workspace. The token must have been issued for this workspace,
 * not for an earlier one with the same id. It must not be revoked. The check does not rely on the change feed. Every
 * operation reads the workspace's document, and uses the revocations at exactly the version stored in that document. A
 * revocation therefore applies to every operation that starts after the response to the revocation.
 */
import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../base/access.js';
import type { Credentials, Sessions } from '../base/services.js';
import { ServiceError } from '../base/errors.js';
import type { Revocations, StoredWriteKey, Stores, Workspace } from '../base/ports.js';

/** Maximum number of write keys of a workspace, including revoked ones. */
const ALL_KEYS = { first: 1000 };

interface Known {
  readonly of: string;
  readonly revocations: Revocations;
  readonly keys: ReadonlyMap<string, StoredWriteKey>;
}

/**
 * Maximum number of workspaces with cached credentials, and maximum number of cached revocations and write keys in
 * total.
 */
const MAX_WORKSPACES = 1000;
const MAX_CREDENTIALS = 200_000;
/**
 * Minimum interval in ms between two records of a token's use. The records show whether a token is in use, but not how
 * often it is used.
 */
const NOTED_EVERY_MS = 3600_000;
const MAX_NOTED = 10_000;

export class KeptCredentials implements Credentials {
  private readonly cached = new LRUCache<string, Known>({
    max: MAX_WORKSPACES,
    maxSize: MAX_CREDENTIALS,
    sizeCalculation: ({ revocations: { tokens, subjects }, keys }) => 1 + tokens.size + subjects.size + keys.size,
  });
  /** The time at which each token's use was last recorded. */
  private readonly noted = new LRUCache<string, number>({ max: MAX_NOTED });

  constructor(
    private readonly stores: Stores,
    private readonly sessions: Pick<Sessions, 'current'>,
  ) {}

  /**
   * Throws UNAUTHENTICATED for a token that was revoked or rotated, for a session that has ended, and for credentials
   * of an earlier workspace. Returns the principal with its current scopes.
   */
  async mustHold(principal: Principal, w: Workspace): Promise<Principal> {
    const { token, subject, session } = principal;
    if (!token) return principal;
    if (!isOf(w, token))
      throw new ServiceError(
        'TOKEN_OF_EARLIER_WORKSPACE',
        'this token was issued for an earlier workspace of this id; get a new one',
      );
    if (w.credentialsVersion > 0) {
      const { tokens, subjects } = (await this.known(w)).revocations;
      const until = Math.max(subjects.get(subject) ?? -Infinity, subjects.get(EVERY_SUBJECT) ?? -Infinity);
      if ((token.id !== undefined && tokens.has(token.id)) || (token.issuedAt ?? -Infinity) < until)
        throw new ServiceError('TOKEN_REVOKED', 'this token was revoked; get a new one');
    }
    if (
      token.secretHash !== undefined &&
      !opens(await this.writeKey(w, token.id!), token.secretHash, this.stores.now())
    )
      throw unknownKey();
    if (session) return this.sessions.current(principal, w);
    if (token.id !== undefined) this.noteUse(w.id, token.id);
    return principal;
  }

  async writeKey(w: Workspace, id: string): Promise<StoredWriteKey | undefined> {
    return w.credentialsVersion > 0 ? (await this.known(w)).keys.get(id) : undefined;
  }

  private async known(w: Workspace): Promise<Known> {
    const of = `${w.createdAt}@${w.credentialsVersion}`;
    const there = this.cached.get(w.id);
    if (there?.of === of) return there;
    const { credentials } = this.stores;
    const [revocations, keys] = await Promise.all([
      credentials.revocations(w.id),
      credentials.writeKeys(w.id, ALL_KEYS),
    ]);
    const known = { of, revocations, keys: new Map(keys.map((key) => [key.id, key])) };
    this.cached.set(w.id, known);
    return known;
  }

  /** Records the use of a token in the background. The operation does not wait for this, and the record may be lost. */
  private noteUse(workspace: string, id: string): void {
    const key = `${workspace}|${id}`;
    const now = this.stores.now();
    if (now - (this.noted.get(key) ?? -Infinity) < NOTED_EVERY_MS) return;
    this.noted.set(key, now);
    void this.stores.credentials.noteUse(workspace, id, now).catch(() => undefined);
  }
}

/** Whether a secret with this hash is currently valid for a write key. */
function opens(key: StoredWriteKey | undefined, hash: string, now: number): boolean {
  const given = Buffer.from(hash);
  return (
    key?.secrets.some(
      (each) => (each.until === undefined || each.until > now) && timingSafeEqual(Buffer.from(each.hash), given),
    ) ?? false
  );
}

export function unknownKey(): ServiceError {
  return new ServiceError('TOKEN_INVALID', 'the write key is not valid here');
}

/** Represents all subjects when tokens are revoked by subject. It is not a valid subject name. */
export const EVERY_SUBJECT = '*';

/**
 * Whether a token belongs to this workspace. If the token contains a creation time, the workspace must have the same
 * creation time. Otherwise, the token belongs to the workspace that existed when the token was issued.
 */
function isOf(w: Workspace, token: NonNullable<Principal['token']>): boolean {
  if (token.workspaceCreatedAt !== undefined) return token.workspaceCreatedAt === w.createdAt;
  return !w.reused || (token.issuedAt ?? -Infinity) >= w.createdAt;
}
