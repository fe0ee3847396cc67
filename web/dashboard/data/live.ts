/** Subscriptions that resume after an interruption. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useRef } from 'react';
import { strata } from './client.js';

/**
 * Follows a subscription while the component is mounted. A rejected one is retried after two seconds, without its
 * cursor.
 */
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
          // The queries of the page show the error.
        }
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    })();
    return () => over.abort();
  }, [document, key]);
}
