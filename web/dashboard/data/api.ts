/** How the dashboard talks to the server: typed documents over HTTP, and subscriptions that go on where they were. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { StrataClient, type RequestOptions } from '../../../src/client/client.js';
import { StrataError } from '../../../src/client/error.js';

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

/** What the token says of itself; it is checked by the server, not here. */
export function claims(token = sessionStorage.getItem(KEY)): {
  readonly sub?: string;
  readonly workspace?: string;
  readonly scope?: string;
  readonly exp?: number;
} {
  try {
    return JSON.parse(atob(token!.split('.')[1].replace(/-/g, '+').replace(/_/g, '/'))) as object;
  } catch {
    return {};
  }
}

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
function strata(): StrataClient {
  client ??= new StrataClient({
    url: `${location.origin}/graphql`,
    token: () => sessionStorage.getItem(KEY) ?? '',
    retries: 2,
  });
  return client;
}

export async function ask<R, V>(document: TypedDocumentNode<R, V>, variables: V, options?: RequestOptions): Promise<R> {
  try {
    return await strata().request(document, variables, options);
  } catch (error) {
    throw error instanceof StrataError
      ? new ApiError(error.errors[0].message, error.code, error.reason, error.path)
      : error;
  }
}

export interface Asked<R> {
  readonly data?: R;
  readonly error?: ApiError;
  readonly loading: boolean;
  /** Asks once more. Calls during a request become one request after it, so that a burst of changes asks twice. */
  readonly again: () => void;
}

/** Counts the times at which everything shown may have changed at once: a job has begun or ended. */
let epoch = 0;
const pages = new Set<() => void>();

/** Asks everything that is shown once more, the jobs that run included. */
export function askAllAgain(): void {
  epoch++;
  for (const page of pages) page();
}

function useEpoch(): number {
  return useSyncExternalStore(
    useCallback((changed) => {
      pages.add(changed);
      return () => pages.delete(changed);
    }, []),
    () => epoch,
  );
}

/** Asks when the variables change; what was answered stays until the next answer. `undefined` variables: nothing is asked. */
export function useAsk<R, V>(document: TypedDocumentNode<R, V>, variables: V | undefined): Asked<R> {
  return useAnswer(variables === undefined ? undefined : JSON.stringify(variables), (key) =>
    ask(document, JSON.parse(key) as V),
  );
}

/** The same document for several variables, answered together. */
export function useAskEach<R, V>(document: TypedDocumentNode<R, V>, list: readonly V[]): Asked<readonly R[]> {
  return useAnswer(JSON.stringify(list), (key) => Promise.all((JSON.parse(key) as V[]).map((v) => ask(document, v))));
}

function useAnswer<R>(key: string | undefined, work: (key: string) => Promise<R>): Asked<R> {
  const [state, setState] = useState<{ data?: R; error?: ApiError; loading: boolean }>({ loading: key !== undefined });
  const [round, setRound] = useState(0);
  const epoch = useEpoch();
  const latest = useRef(work);
  latest.current = work;
  const request = useRef({ running: false, again: false });
  useEffect(() => {
    request.current = { running: key !== undefined, again: false };
    if (key === undefined) return;
    let current = true;
    const settle = (answer: (s: { data?: R }) => { data?: R; error?: ApiError }): void => {
      if (!current) return;
      setState((s) => ({ ...answer(s), loading: false }));
      request.current.running = false;
      if (request.current.again) setRound((n) => n + 1);
    };
    setState((s) => ({ ...s, loading: true }));
    latest.current(key).then(
      (data) => settle(() => ({ data })),
      (error: unknown) => settle((s) => ({ data: s.data, error: error as ApiError })),
    );
    return () => {
      current = false;
    };
  }, [key, round, epoch]);
  const again = useCallback(() => {
    if (request.current.running) request.current.again = true;
    else setRound((n) => n + 1);
  }, []);
  return { ...state, again };
}

/** Follows a subscription while the component is there. What was refused is tried anew, without its cursor, after a while. */
export function useLive<R, V extends object>(
  document: TypedDocumentNode<R, V>,
  variables: V | undefined,
  each: (item: R) => void,
): void {
  const latest = useRef(each);
  latest.current = each;
  const key = variables === undefined ? undefined : JSON.stringify(variables);
  useEffect(() => {
    if (key === undefined) return;
    const over = new AbortController();
    void (async () => {
      while (!over.signal.aborted) {
        try {
          for await (const item of strata().subscribe(document, JSON.parse(key) as V, { signal: over.signal }))
            latest.current(item);
        } catch {
          // Shown by what the page asks beside it.
        }
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    })();
    return () => over.abort();
  }, [document, key]);
}
