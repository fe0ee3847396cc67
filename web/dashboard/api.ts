/** How the dashboard talks to the server: typed documents over HTTP, and subscriptions that go on where they were. */
import { print, type OperationDefinitionNode } from 'graphql';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { createClient, type Client } from 'graphql-ws';
import { useCallback, useEffect, useRef, useState } from 'react';

const KEY = 'strata.token';

/** The token of the link (`#token=...`), kept for this tab; it does not stay in the address. */
export function takeToken(): string | undefined {
  const given = /[#&]token=([^&]+)/.exec(location.hash)?.[1];
  if (given) {
    sessionStorage.setItem(KEY, decodeURIComponent(given));
    history.replaceState(null, '', `${location.pathname}#/`);
  }
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function setToken(token: string | undefined): void {
  if (token) sessionStorage.setItem(KEY, token);
  else sessionStorage.removeItem(KEY);
  void socket?.dispose();
  socket = undefined;
}

/** What the token says of itself; it is checked by the server, not here. */
export function claims(): { readonly sub?: string; readonly workspace?: string; readonly scope?: string; readonly exp?: number } {
  try {
    return JSON.parse(atob(sessionStorage.getItem(KEY)!.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))) as object;
  } catch {
    return {};
  }
}

export class ApiError extends Error {
  constructor(message: string, readonly code: string, readonly path?: string) {
    super(message);
  }
}

export async function ask<R, V>(document: TypedDocumentNode<R, V>, variables: V): Promise<R> {
  const operationName = (document.definitions.find((d) => d.kind === 'OperationDefinition') as OperationDefinitionNode).name?.value;
  let reply: { data?: R; errors?: { message: string; extensions?: { code?: string; inputPath?: string } }[] };
  try {
    const res = await fetch('/graphql', { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ''}` }, body: JSON.stringify({ query: print(document), operationName, variables }) });
    reply = (await res.json()) as typeof reply;
  } catch {
    throw new ApiError('the server cannot be reached', 'UNAVAILABLE');
  }
  const [error] = reply.errors ?? [];
  if (error) throw new ApiError(error.message, error.extensions?.code ?? 'INTERNAL_SERVER_ERROR', error.extensions?.inputPath);
  return reply.data!;
}

export interface Asked<R> {
  readonly data?: R;
  readonly error?: ApiError;
  readonly loading: boolean;
  again(): void;
}

/** Asks when the variables change; what was answered stays until the next answer. `undefined` variables: nothing is asked. */
export function useAsk<R, V>(document: TypedDocumentNode<R, V>, variables: V | undefined): Asked<R> {
  const [state, setState] = useState<{ data?: R; error?: ApiError; loading: boolean }>({ loading: variables !== undefined });
  const [round, setRound] = useState(0);
  const key = variables === undefined ? undefined : JSON.stringify(variables);
  useEffect(() => {
    if (key === undefined) return;
    let current = true;
    setState((s) => ({ ...s, loading: true }));
    ask(document, JSON.parse(key) as V).then(
      (data) => current && setState({ data, loading: false }),
      (error: unknown) => current && setState((s) => ({ data: s.data, error: error as ApiError, loading: false })),
    );
    return () => {
      current = false;
    };
  }, [document, key, round]);
  return { ...state, again: useCallback(() => setRound((n) => n + 1), []) };
}

let socket: Client | undefined;
function live(): Client {
  socket ??= createClient({ url: `${location.origin.replace(/^http/, 'ws')}/graphql`, connectionParams: () => ({ authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ''}` }), retryAttempts: Infinity, shouldRetry: () => true, lazy: true });
  return socket;
}

/** Follows a subscription while the component is there; after a lost connection it goes on from the last cursor. */
export function useLive<R, V extends object>(document: TypedDocumentNode<R, V>, variables: V | undefined, each: (item: R) => void, cursorOf?: (item: R) => string): void {
  const latest = useRef(each);
  latest.current = each;
  const cursor = useRef(cursorOf);
  cursor.current = cursorOf;
  const key = variables === undefined ? undefined : JSON.stringify(variables);
  useEffect(() => {
    if (key === undefined) return;
    let over = false;
    let after: string | undefined;
    void (async () => {
      while (!over) {
        try {
          for await (const result of live().iterate<Record<string, unknown>>({ query: print(document), variables: { ...(JSON.parse(key) as object), ...(after ? { after } : {}) } })) {
            if (over) return;
            if (!result.data) break;
            after = cursor.current?.(result.data as R) ?? after;
            latest.current(result.data as R);
          }
        } catch {
          // Refused or lost: tried again below, anew if the cursor is what was refused.
          after = undefined;
        }
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    })();
    return () => {
      over = true;
    };
  }, [document, key]);
}
