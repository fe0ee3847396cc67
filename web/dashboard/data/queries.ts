/** Query hooks. They repeat a query if its variables change or if all displayed data may have changed. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ask, type ApiError } from './client.js';

export interface Asked<R> {
  readonly data?: R;
  readonly error?: ApiError;
  readonly loading: boolean;
  /**
   * Repeats the query. All calls during a running request cause only one further request, so a burst of changes causes
   * at most two requests.
   */
  readonly again: () => void;
}

/** Incremented when all displayed data may have changed, because a job started or ended. */
let epoch = 0;
const pages = new Set<() => void>();

/** Repeats all queries whose results are displayed, including the query for running jobs. */
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

/**
 * Runs a query, and repeats it if the variables change. The previous result is kept until the next one arrives. No
 * query runs while `variables` is undefined.
 */
export function useAsk<R, V>(document: TypedDocumentNode<R, V>, variables: V | undefined): Asked<R> {
  return useWork(variables === undefined ? undefined : JSON.stringify(variables), (key) =>
    ask(document, JSON.parse(key) as V),
  );
}

/** Queries a document with several sets of variables. Returns all results together. */
export function useAskEach<R, V>(document: TypedDocumentNode<R, V>, list: readonly V[]): Asked<readonly R[]> {
  return useWork(JSON.stringify(list), (key) => Promise.all((JSON.parse(key) as V[]).map((v) => ask(document, v))));
}

/** Runs an asynchronous function. Repeats it if its key changes or if all displayed data may have changed. */
export function useWork<R>(key: string | undefined, work: (key: string) => Promise<R>): Asked<R> {
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
