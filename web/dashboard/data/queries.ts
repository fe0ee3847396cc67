/** What a page asks and shows: hooks that ask again when the variables or everything shown may have changed. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { ask, type ApiError } from './client.js';

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

/**
 * Asks when the variables change; what was answered stays until the next answer. `undefined` variables: nothing is
 * asked.
 */
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
