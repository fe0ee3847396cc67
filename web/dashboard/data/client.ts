/** The token of this browser tab, and the API client that uses it. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { StrataClient, type RequestOptions } from '../../../src/client/client.js';
import { StrataError } from '../../../src/client/error.js';
import { claimsOf } from '../../token.js';

const KEY = 'strata.token';

let offered: string | undefined;

/**
 * Returns the token of this tab or the token in the link (`#token=...`). The token is removed from the address bar. If
 * the tab already has an unexpired token, a different token from a link is only offered, and so it is if the tab has no
 * token and the browser has a session. A link must not change the signed-in subject without confirmation.
 */
export function takeToken(hasSession: boolean): string | undefined {
  const given = /[#&]token=([^&]+)/.exec(location.hash)?.[1];
  if (given) {
    history.replaceState(null, '', `${location.pathname}#/`);
    const token = decodeURIComponent(given);
    const kept = sessionStorage.getItem(KEY);
    const { exp } = claims();
    const isFree = kept ? kept === token || (exp !== undefined && exp * 1000 < Date.now()) : !hasSession;
    if (isFree) sessionStorage.setItem(KEY, token);
    else offered = token;
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Returns the token from a link that waits for confirmation. Returns it only on the first call. */
export function takeOffered(): string | undefined {
  const token = offered;
  offered = undefined;
  return token;
}

export function setToken(token: string | undefined): void {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
  closeClient();
}

/** Closes the client. The next request uses a new one, with the current token or session. */
export function closeClient(): void {
  void client?.close();
  client = undefined;
}

/** Returns the token of this tab. Undefined if the tab uses the session of the browser, or if nobody is signed in. */
export const tokenOfTab = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

/** Header with which the server accepts the cookie of a session. Pages of other origins cannot send it. */
export const PAGE_HEADERS = { 'x-strata-request': '1' } as const;

/** Event of the window when the server says that the session has ended. */
export const SESSION_ENDED = 'strata-session-ended';

/** Returns the claims of a token. The default is the token of this tab. */
export const claims = (token = sessionStorage.getItem(KEY)): ReturnType<typeof claimsOf> => claimsOf(token);

/** An API error in the form that the pages show. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly reason: StrataError['reason'],
    readonly path?: string,
  ) {
    super(message);
  }
}

let client: StrataClient | undefined;
/** Returns the client of this tab. When the token changes, a new client is created. */
export function strata(): StrataClient {
  client ??= new StrataClient({
    url: `${location.origin}/graphql`,
    token: tokenOfTab,
    retries: 2,
  });
  return client;
}

/** Options of a mutation whose response has a secret or an address, so that the server does not keep it under a key. */
export const UNKEPT: RequestOptions = { idempotencyKey: null };

/** Sends a document once. Throws an `ApiError` if the server rejects it. */
export async function ask<R, V>(document: TypedDocumentNode<R, V>, variables: V, options?: RequestOptions): Promise<R> {
  try {
    return await strata().request(document, variables, options);
  } catch (error) {
    if (error instanceof StrataError && error.reason === 'SESSION_ENDED') dispatchEvent(new Event(SESSION_ENDED));
    throw error instanceof StrataError
      ? new ApiError(error.errors[0].message, error.code, error.reason, error.path)
      : error;
  }
}
