/** The token of this browser tab, and the API client that uses it. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { StrataClient, type RequestOptions } from '../../../src/client/client.js';
import { StrataError } from '../../../src/client/error.js';
import { claimsOf } from '../../token.js';

const KEY = 'strata.token';

let offered: string | undefined;

/**
 * Returns the token of this tab or of the link (`#token=...`), and removes it from the address bar. The token of a link
 * is only offered if it could replace a signed-in user without confirmation: if the tab has another unexpired token, or
 * if the tab has no token and the browser has a session.
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

/** Returns the token of a link that waits for confirmation. Later calls return undefined. */
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

/** Returns the token of this tab, or undefined if the tab uses the session of the browser or nobody is signed in. */
export const tokenOfTab = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

/** Header without which the server does not accept the session cookie. Pages of other origins cannot send it. */
export const PAGE_HEADERS = { 'x-strata-request': '1' } as const;

/** Name of the window event that is dispatched when the server reports that the session has ended. */
export const SESSION_ENDED = 'strata-session-ended';

/** Returns the claims of a token, by default of the token of this tab. */
export const claims = (token = sessionStorage.getItem(KEY)): ReturnType<typeof claimsOf> => claimsOf(token);

/** One invalid field of an input. */
export interface ApiFault {
  readonly path: string;
  readonly message: string;
  readonly reason: StrataError['reason'];
}

/** An API error in the form that the pages show. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly reason: StrataError['reason'],
    readonly path?: string,
    /** All invalid fields, if the server found several. */
    readonly faults: readonly ApiFault[] = [],
  ) {
    super(message);
  }
}

let client: StrataClient | undefined;
/** Returns the client of this tab. It is created at the first call and after the token has changed. */
export function strata(): StrataClient {
  client ??= new StrataClient({
    url: `${location.origin}/graphql`,
    token: tokenOfTab,
    retries: 2,
  });
  return client;
}

/**
 * Options for a mutation whose response contains a secret or an address. Without an idempotency key, the server does
 * not store the response.
 */
export const UNKEPT: RequestOptions = { idempotencyKey: null };

/** Sends a document once. Throws an `ApiError` if the server rejects it. */
export async function ask<R, V>(document: TypedDocumentNode<R, V>, variables: V, options?: RequestOptions): Promise<R> {
  try {
    return await strata().request(document, variables, options);
  } catch (error) {
    if (error instanceof StrataError && error.reason === 'SESSION_ENDED') dispatchEvent(new Event(SESSION_ENDED));
    throw error instanceof StrataError
      ? new ApiError(error.errors[0].message, error.code, error.reason, error.path, faultsIn(error))
      : error;
  }
}

function faultsIn({ errors, reason }: StrataError): ApiFault[] {
  return (errors[0].extensions?.faults ?? []).map((fault) => ({ ...fault, reason: fault.reason ?? reason }));
}
