/**
 * Checks that a verified token still gives access to its workspace: it was issued for this workspace, not for an
 * earlier one with the same id, and it was not revoked. This does not rely on the change feed. Every operation reads
 * the workspace's document, and revocations are read at exactly the version in it, so a revocation applies to every
 * operation that starts after its response.
 */
import { timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Principal } from '../base/access.js';
import type { Credentials } from '../base/services.js';
import { ServiceError } from '../base/errors.js';
import type { Revocations, StoredWriteKey, Stores, Workspace } from '../base/ports.js';

/** Maximum number of write keys of a workspace, including revoked ones. */
const ALL_KEYS = { first: 1000 };

interface Known {
  readonly of: string;
  readonly revocations: Revocations;
  readonly keys: ReadonlyMap<string, StoredWriteKey>;
}

/** Maximum number of workspaces with cached credentials. */
const MAX_WORKSPACES = 1000;
/** The use of a token is recorded at most this often. The record shows whether a token is in use, not how often. */
const NOTED_EVERY_MS = 3600_000;
const MAX_NOTED = 10_000;

export class KeptCredentials implements Credentials {
  private readonly cached = new LRUCache<string, Known>({ max: MAX_WORKSPACES });
  /** The time at which the use of each token was last recorded. */
  private readonly noted = new LRUCache<string, number>({ max: MAX_NOTED });

  constructor(private readonly stores: Stores) {}

  /** Throws UNAUTHENTICATED for a token that was revoked or rotated, or that is of an earlier workspace. */
  async mustHold({ token, subject }: Principal, w: Workspace): Promise<void> {
    if (!token) return;
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
    if (token.id !== undefined) this.noteUse(w.id, token.id);
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

  /** Runs in the background. The operation does not wait for it, and the record may be lost. */
  private noteUse(workspace: string, id: string): void {
    const key = `${workspace}|${id}`;
    const now = this.stores.now();
    if (now - (this.noted.get(key) ?? -Infinity) < NOTED_EVERY_MS) return;
    this.noted.set(key, now);
    void this.stores.credentials.noteUse(workspace, id, now).catch(() => undefined);
  }
}

/** Whether a text of this hash opens a write key now. */
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

/** Means all subjects when tokens are revoked by subject. No real subject has this name. */
export const EVERY_SUBJECT = '*';

/**
 * Whether the token belongs to this workspace. A token with the workspace's creation time must match it. A token
 * without it belongs to the workspace that existed when it was issued.
 */
function isOf(w: Workspace, token: NonNullable<Principal['token']>): boolean {
  if (token.workspaceCreatedAt !== undefined) return token.workspaceCreatedAt === w.createdAt;
  return !w.reused || (token.issuedAt ?? -Infinity) >= w.createdAt;
}
