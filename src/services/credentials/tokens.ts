/** Issues, lists and revokes tokens for other callers. A token never has more permissions than its issuer. */
import {
  hasScope,
  isMachineSubject,
  isScope,
  isSubject,
  maySpeakAs,
  requireScope,
  type Principal,
} from '../base/access.js';
import { change } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { EVERY_SUBJECT } from './credentials.js';
import { conflict, forbidden, invalid, limit, StoreConflict } from '../base/errors.js';
import { refuseKey } from '../base/idempotency.js';
import { identifier, instant, text } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { IssuedToken, Page, Tx } from '../base/ports.js';

export interface TokenToIssue {
  readonly workspace: string;
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly lifetimeSeconds: number;
  /**
   * Trust class of the token, such as `SERVER` or `PUBLIC`. When absent, the endpoint that receives a request
   * determines the class.
   */
  readonly keyClass?: Principal['keyClass'] | undefined;
  /** Id of the token. Defaults to a new id. */
  readonly id?: string;
  /** Time of issue, in ms. Defaults to now. */
  readonly issuedAt?: number;
  /**
   * Creation time of the workspace. It distinguishes workspaces with the same id. A token without it is valid for any
   * workspace that existed when the token was issued.
   */
  readonly workspaceCreatedAt?: number;
}

/** Signs a token. Deployments whose signing key is held by another party do not have this function. */
export type IssueToken = (token: TokenToIssue) => string;

export interface IssueTokenInput {
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly hours: number;
  readonly label?: string | null;
}

const MAX_HOURS = 8784;
/** Maximum number of active revocations of a workspace. Every process keeps all of them in memory. */
const MAX_REVOKED = 20_000;

/**
 * Issues a token for the caller's own workspace. The token is returned only once. The stored record does not contain
 * the token.
 */
export async function issueToken(
  services: Services,
  principal: Principal,
  issue: IssueToken | undefined,
  input: IssueTokenInput,
): Promise<{ readonly token: string; readonly id: string; readonly expiresAt: number }> {
  requireScope(principal, 'tokens:issue');
  if (!issue)
    throw conflict(
      'TOKENS_ISSUED_ELSEWHERE',
      'this server only checks tokens; issue them where their private key is kept',
    );
  refuseKey(principal, 'a token is issued');
  const { subject, scopes } = input;
  const label = input.label ? { label: text(input.label, 'input.label', 128) } : {};
  return change(services, principal, 'issueToken', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    // The roles of a user may have changed since the operation began.
    const present = await services.credentials.mustHold(principal, workspace);
    requireScope(present, 'tokens:issue');
    // Tokens expire by real time, even in a sandbox.
    const issuedAt = services.stores.now();
    const lifetimeSeconds = checkIssue(present, input, issuedAt);
    const id = newId(issuedAt);
    const expiresAt = Math.ceil(issuedAt / 1000 + lifetimeSeconds) * 1000;
    const by = {
      issuedBy: principal.subject,
      ...(principal.token?.id === undefined ? {} : { issuedWith: principal.token.id }),
    };
    const save = async (tx: Tx): Promise<{ token: string; id: string; expiresAt: number }> => {
      await services.stores.credentials.insert(
        workspace.id,
        { id, subject, scopes, ...label, ...by, issuedAt, expiresAt },
        tx,
      );
      // A changed credentials version means that the issuer's own token may have been revoked after it was checked.
      // Throw in this case.
      if ((await services.stores.workspaces.raiseCredentials(workspace.id, tx)) !== workspace.credentialsVersion + 1)
        throw new StoreConflict('a credential was revoked meanwhile');
      const { createdAt: workspaceCreatedAt } = workspace;
      const claims = { workspace: workspace.id, subject, scopes, lifetimeSeconds, id, issuedAt, workspaceCreatedAt };
      // The new token gets the key class of the issuer, because a token must not issue a token that is trusted more
      // than itself.
      const { keyClass } = principal;
      return { token: issue({ ...claims, keyClass }), id, expiresAt };
    };
    return { target: `${subject}: ${scopes.join(' ')}`.slice(0, 500), at: now, save };
  });
}

/**
 * Throws when the token would exceed the issuer's permissions in scopes, subject or expiry. Issuers with `admin` may
 * set a later expiry. Returns the lifetime in seconds.
 */
function checkIssue(p: Principal, { subject, scopes, hours }: IssueTokenInput, now: number): number {
  if (!isMachineSubject(subject))
    throw invalid(
      'SOURCE_INVALID',
      'a subject is letters, digits and _ . : @ -, at most 64, not the server itself, and no person (user:)',
      'input.subject',
    );
  if (scopes.length === 0 || scopes.length > 100)
    throw invalid('LIST_SIZE_INVALID', 'give 1 to 100 scopes', 'input.scopes');
  scopes.forEach((scope, i) => {
    if (!isScope(scope)) throw invalid('SCOPE_UNKNOWN', 'no such scope exists', `input.scopes[${i}]`);
    if (!hasScope(p, scope))
      throw forbidden('SCOPE_MISSING', `this token lacks the scope ${scope}`, `input.scopes[${i}]`);
  });
  if (!(hours > 0 && hours <= MAX_HOURS))
    throw invalid('NUMBER_INVALID', `hours lie between 0 and ${MAX_HOURS}`, 'input.hours');
  const lifetimeSeconds = Math.max(1, Math.round(hours * 3600));
  if (hasScope(p, 'admin')) return lifetimeSeconds;
  maySpeakAs(p, subject, 'input.subject');
  if (now + lifetimeSeconds * 1000 > p.expiresAt)
    throw forbidden(
      'TOKEN_OUTLIVES_ISSUER',
      'a token issued without the scope admin expires no later than the token it is issued with',
      'input.hours',
    );
  return lifetimeSeconds;
}

/**
 * Returns a page of the tokens issued by this server, newest first. Expired tokens stay in the list for another month.
 */
export async function tokensOf(
  services: Services,
  principal: Principal,
  page: Page,
  filter: { readonly subject?: string },
): Promise<IssuedToken[]> {
  requireScope(principal, 'admin');
  return services.stores.credentials.page((await enter(services, principal.workspace)).workspace.id, page, filter);
}

export interface Revoked {
  /** Ids of the tokens that this call revoked. */
  readonly ids: readonly string[];
  /** Whether the requested token was issued by this server. Tokens issued elsewhere can be revoked too. */
  readonly recorded: boolean;
}

/** Revokes one token. With `withIssued`, also revokes every token issued with it, directly or indirectly. */
export function revokeToken(
  services: Services,
  principal: Principal,
  given: string,
  withIssued: boolean,
): Promise<Revoked> {
  requireScope(principal, 'admin');
  const id = identifier(given, 'id', 128);
  return change(services, principal, 'revokeToken', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<Revoked> => {
      const ids: string[] = [];
      for (const x of withIssued ? await withDescendants(services, workspace.id, id, tx) : [id])
        if (
          await services.stores.credentials.revokeToken(workspace.id, x, services.stores.now(), principal.subject, tx)
        )
          ids.push(x);
      await checkRevocations(services, workspace.id, 'revoke by subject instead', 'id', tx);
      if (ids.length > 0) await services.stores.workspaces.raiseCredentials(workspace.id, tx);
      const recorded = (await services.stores.credentials.get(workspace.id, id, tx)) !== undefined;
      return { ids, recorded };
    };
    return { target: id, at: now, save };
  });
}

/** Throws LIMIT_EXCEEDED if a workspace has too many revocations. Every process keeps all of them in memory. */
async function checkRevocations(
  { stores }: Services,
  workspace: string,
  advice: string,
  path: string,
  tx: Tx,
): Promise<void> {
  if ((await stores.credentials.countRevoked(workspace, tx)) > MAX_REVOKED)
    throw limit('REVOCATIONS_TOO_MANY', `a workspace keeps at most ${MAX_REVOKED} revocations; ${advice}`, path);
}

async function withDescendants(s: Services, workspace: string, id: string, tx: Tx): Promise<string[]> {
  const all = new Set([id]);
  for (let next: readonly string[] = [id]; next.length > 0;) {
    next = (await s.stores.credentials.issuedWith(workspace, next, tx)).filter((x) => !all.has(x));
    for (const x of next) all.add(x);
  }
  return [...all];
}

/**
 * Revokes every token of a subject that was issued before a given time, by any issuer. The subject `*` means all
 * subjects. Returns that time.
 */
export function revokeTokensOf(
  services: Services,
  principal: Principal,
  subject: string,
  issuedBefore?: string,
): Promise<number> {
  requireScope(principal, 'admin');
  if (subject !== EVERY_SUBJECT && !isSubject(subject))
    throw invalid(
      'SOURCE_INVALID',
      'a subject is letters, digits and _ . : @ -, at most 64; * stands for all',
      'subject',
    );
  return change(services, principal, 'revokeTokensOf', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const until = services.stores.now();
    const before = issuedBefore === undefined ? until : instant(issuedBefore, 'issuedBefore');
    if (before > until) throw invalid('INSTANT_NOT_PAST', 'issuedBefore must not be in the future', 'issuedBefore');
    const save = async (tx: Tx): Promise<number> => {
      await services.stores.credentials.revokeSubject(workspace.id, subject, before, principal.subject, tx);
      // A revocation of all subjects includes the earlier revocations of single subjects.
      if (subject === EVERY_SUBJECT)
        await services.stores.credentials.forgetSubjects(workspace.id, EVERY_SUBJECT, before, tx);
      else await checkRevocations(services, workspace.id, 'revoke all subjects (*) instead', 'subject', tx);
      await services.stores.workspaces.raiseCredentials(workspace.id, tx);
      return before;
    };
    return { target: `${subject} ${new Date(before).toISOString()}`, at: now, save };
  });
}
