/** Subscriptions that resume after a connection loss. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useEffect, useRef } from 'react';
import { strata } from './client.js';

/**
 * Follows a subscription while the component is mounted. If the server rejects the subscription, the hook waits two
 * seconds and subscribes again without a cursor.
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
          // The error is ignored here, because the queries of the page show it.
        }
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    })();
    return () => over.abort();
  }, [document, key]);
}
