/** Verifies tokens for all transports. Issues tokens if the secret is configured. */
import { createHash, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import type { ReasonOf } from '../reasons/index.js';
import { isKeyClass, isMachineSubject, WORKSPACE_ID, type Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { newId } from '../services/base/ids.js';
import type { TokenToIssue } from '../services/credentials/tokens.js';
import { TOKEN_EXPIRED } from './expiry.js';
import { repeatsName } from './json.js';

export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithm: 'HS256' | 'RS256' | 'ES256';
  /** The shared secret for HS256, or the public key as PEM. */
  readonly key: string;
}

const MAX_TOKEN = 8192;
const MAX_SCOPES = 100;
const MAX_ID = 128;
const LEEWAY_S = 30;

const refused = (reason: ReasonOf<'UNAUTHENTICATED'>, message: string): ServiceError =>
  new ServiceError(reason, message);

/** Maximum number of verified tokens in the cache. An entry occupies at most about 4 KiB. */
export const MAX_VERIFIED = 1000;

export class Tokens {
  private readonly key: KeyObject;
  /** Verified tokens by their hash, with the principal and the time of verification in milliseconds. */
  private readonly known = new LRUCache<string, { readonly principal: Principal; readonly verifiedAt: number }>({
    max: MAX_VERIFIED,
  });

  /** Throws if the settings are incomplete or invalid. */
  constructor(private readonly settings: TokenSettings) {
    if (!settings.issuer || !settings.audience) throw new Error('issuer and audience of tokens must be set');
    if (settings.algorithm === 'HS256') {
      if (settings.key.length < 32) throw new Error('the token secret must have at least 32 characters');
      this.key = createSecretKey(Buffer.from(settings.key));
    } else {
      this.key = createPublicKey(settings.key);
      const wanted = settings.algorithm === 'RS256' ? 'rsa' : 'ec';
      if (this.key.asymmetricKeyType !== wanted) throw new Error(`${settings.algorithm} needs a key of type ${wanted}`);
    }
  }

  /** Number of cached verified tokens. */
  get verified(): number {
    return this.known.size;
  }

  /**
   * Returns the principal of a token, or throws UNAUTHENTICATED. Errors do not reveal the content of the token. The
   * result is cached until the token expires, because neither the token nor the key can change.
   */
  verify(token: string | undefined, nowMs: number): Principal {
    if (token === undefined || token === '')
      throw refused('TOKEN_MISSING', 'a token is needed: send "Authorization: Bearer <token>"');
    if (token.length > MAX_TOKEN) throw refused('TOKEN_INVALID', 'the token is too long');
    const hash = createHash('sha256').update(token).digest('base64');
    const known = this.known.get(hash);
    // If the clock was set back, the token may not be valid yet, so it is verified again.
    if (known && nowMs >= known.verifiedAt && nowMs < known.principal.expiresAt) return known.principal;
    const principal = this.check(token, nowMs);
    this.known.set(hash, { principal, verifiedAt: nowMs });
    return principal;
  }

  private check(token: string, nowMs: number): Principal {
    let complete: jwt.Jwt;
    try {
      complete = jwt.verify(token, this.key, {
        algorithms: [this.settings.algorithm],
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        complete: true,
        clockTimestamp: Math.floor(nowMs / 1000),
        clockTolerance: 0,
      });
    } catch (error) {
      // The signature is verified before the expiry, so the error reveals an expiry only for authentic tokens.
      throw error instanceof jwt.TokenExpiredError
        ? refused('TOKEN_EXPIRED', TOKEN_EXPIRED)
        : refused('TOKEN_INVALID', 'the token is not valid here');
    }
    const { header, payload } = complete;
    if (token.split('.', 2).some((part) => repeatsName(Buffer.from(part, 'base64url').toString('utf8'))))
      throw refused('TOKEN_CLAIMS_INVALID', 'the token is not valid here');
    if (header.crit !== undefined || (header as { b64?: unknown }).b64 !== undefined)
      throw refused('TOKEN_CLAIMS_INVALID', 'the token is not valid here');
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
      throw refused('TOKEN_CLAIMS_INVALID', 'the token is not valid here');
    return principalOf(payload, nowMs);
  }

  /** Issues a token. Throws if only a public key is configured. */
  issue(p: TokenToIssue): string {
    if (this.settings.algorithm !== 'HS256')
      throw new Error(`tokens are issued where the private key of ${this.settings.issuer} is kept`);
    const { id, issuedAt = Date.now(), workspaceCreatedAt } = p;
    return jwt.sign(
      {
        workspace: p.workspace,
        ...(workspaceCreatedAt === undefined ? {} : { workspace_created: workspaceCreatedAt }),
        scope: p.scopes.join(' '),
        ...(p.keyClass === undefined ? {} : { keyClass: p.keyClass }),
        // `iat` has millisecond precision, because it is compared with the times of revocations and of the creation of
        // the workspace.
        iat: issuedAt / 1000,
        exp: Math.ceil(issuedAt / 1000 + p.lifetimeSeconds),
      },
      this.key,
      {
        algorithm: 'HS256',
        issuer: this.settings.issuer,
        audience: this.settings.audience,
        subject: p.subject,
        jwtid: id ?? newId(issuedAt),
      },
    );
  }
}

/** Converts token claims to a principal. Throws UNAUTHENTICATED for missing or malformed claims. */
function principalOf(claims: Readonly<Record<string, unknown>>, nowMs: number): Principal {
  const { exp, iat, jti, sub, workspace, workspace_created: workspaceCreatedAt, scope, keyClass } = claims;
  if (typeof exp !== 'number' || !Number.isSafeInteger(exp) || exp > 253_402_300_799)
    throw refused('TOKEN_CLAIMS_INVALID', 'the token has no valid expiry');
  if (iat !== undefined && (typeof iat !== 'number' || iat > nowMs / 1000 + LEEWAY_S))
    throw refused('TOKEN_CLAIMS_INVALID', 'the token is not valid here');
  if (typeof sub !== 'string' || !isMachineSubject(sub))
    throw refused('TOKEN_CLAIMS_INVALID', 'the token has no valid subject');
  if (typeof workspace !== 'string' || !WORKSPACE_ID.test(workspace))
    throw refused('TOKEN_CLAIMS_INVALID', 'the token has no valid workspace');
  if (jti !== undefined && (typeof jti !== 'string' || jti === '' || jti.length > MAX_ID))
    throw refused('TOKEN_CLAIMS_INVALID', 'the token has no valid id');
  if (workspaceCreatedAt !== undefined && !Number.isSafeInteger(workspaceCreatedAt))
    throw refused('TOKEN_CLAIMS_INVALID', 'the token has no valid workspace');
  const listed = typeof scope === 'string' ? scope.split(' ').filter((s) => s !== '') : scope;
  const scopes = Array.isArray(listed) ? listed : [];
  if (scopes.length > MAX_SCOPES || scopes.some((s) => typeof s !== 'string' || s.length > 64))
    throw refused('TOKEN_CLAIMS_INVALID', 'the token has no valid scopes');
  if (keyClass !== undefined && !isKeyClass(keyClass))
    throw refused('TOKEN_CLAIMS_INVALID', 'the token has no valid keyClass');
  return {
    workspace,
    subject: sub,
    scopes: new Set(scopes as string[]),
    expiresAt: exp * 1000,
    ...(keyClass === undefined ? {} : { keyClass }),
    token: {
      ...(jti === undefined ? {} : { id: jti }),
      ...(iat === undefined ? {} : { issuedAt: iat * 1000 }),
      ...(workspaceCreatedAt === undefined ? {} : { workspaceCreatedAt: workspaceCreatedAt as number }),
    },
  };
}

/** Returns the token of an `Authorization: Bearer` header, or undefined for any other header. */
export function bearer(header: string | undefined): string | undefined {
  const m = /^Bearer +([^\s]+)$/i.exec(header ?? '');
  return m?.[1];
}
