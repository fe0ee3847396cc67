/** The token of this tab, and the client that sends it. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { StrataClient, type RequestOptions } from '../../../src/client/client.js';
import { StrataError } from '../../../src/client/error.js';
import { claimsOf } from '../../token.js';

const KEY = 'strata.token';

let offered: string | undefined;

/**
 * The token kept for this tab, or that of the link (`#token=...`), which does not stay in the address. While a token
 * is kept that has not expired, another one is only offered: a link must not change who somebody is without a question.
 */
export function takeToken(): string | undefined {
  const given = /[#&]token=([^&]+)/.exec(location.hash)?.[1];
  if (given) {
    history.replaceState(null, '', `${location.pathname}#/`);
    const token = decodeURIComponent(given);
    const kept = sessionStorage.getItem(KEY);
    const { exp } = claims();
    if (!kept || kept === token || (exp !== undefined && exp * 1000 < Date.now())) sessionStorage.setItem(KEY, token);
    else offered = token;
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** The token of a link that waits for an answer; asked for once. */
export function takeOffered(): string | undefined {
  const token = offered;
  offered = undefined;
  return token;
}

export function setToken(token: string | undefined): void {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
  void client?.close();
  client = undefined;
}

/** What the token of this tab, or another, says of itself. */
export const claims = (token = sessionStorage.getItem(KEY)): ReturnType<typeof claimsOf> => claimsOf(token);

/** A refusal as the pages show it. */
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
/** The client of this tab; a new token makes a new one. */
export function strata(): StrataClient {
  client ??= new StrataClient({
    url: `${location.origin}/graphql`,
    token: () => sessionStorage.getItem(KEY) ?? '',
    retries: 2,
  });
  return client;
}

/** Sends a document once; throws an `ApiError` where the server refuses. */
export async function ask<R, V>(document: TypedDocumentNode<R, V>, variables: V, options?: RequestOptions): Promise<R> {
  try {
    return await strata().request(document, variables, options);
  } catch (error) {
    throw error instanceof StrataError
      ? new ApiError(error.errors[0].message, error.code, error.reason, error.path)
      : error;
  }
}
