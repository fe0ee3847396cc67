/** Hooks for lists that the API returns in pages. They load all entries at once, or one page at a time. */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import { ask } from './client.js';
import { useAsk, useWork, type Asked } from './queries.js';

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/**
 * Queries all pages of a list of definitions. Returns all entries, because the server limits the number of definitions.
 */
export function useAll<R, V extends object, Node>(
  document: TypedDocumentNode<R, V>,
  variables: Omit<V, 'after'>,
  pageOf: (answer: R) => Page<Node>,
): Asked<readonly Node[]> {
  return useWork(JSON.stringify(variables), async (key) => {
    const nodes: Node[] = [];
    let after: string | null | undefined;
    do {
      const page = pageOf(await ask(document, { ...(JSON.parse(key) as V), after }));
      nodes.push(...page.edges.map(({ node }) => node));
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
    } while (after);
    return nodes;
  });
}

/** One page of a long list, with functions that load the next or the previous page. */
export interface Paged<R> {
  readonly asked: Asked<R>;
  readonly isFirst: boolean;
  /** Number of entries before the first entry of this page. */
  readonly skipped: number;
  readonly next: (endCursor: string | null | undefined, shown: number) => void;
  readonly back: () => void;
  readonly restart: () => void;
}

/** Queries a list one page at a time. The caller must call `restart` after it changes the variables. */
export function usePaged<R, V extends object>(
  document: TypedDocumentNode<R, V>,
  variables: Omit<V, 'after'>,
): Paged<R> {
  const [pages, setPages] = useState<readonly { readonly after?: string; readonly skipped: number }[]>([
    { skipped: 0 },
  ]);
  const { after, skipped } = pages[pages.length - 1];
  const asked = useAsk(document, { ...variables, after } as V);
  return {
    asked,
    isFirst: pages.length === 1,
    skipped,
    next: (endCursor, shown) => setPages([...pages, { after: endCursor ?? undefined, skipped: skipped + shown }]),
    back: () => setPages(pages.slice(0, -1)),
    restart: () => setPages([{ skipped: 0 }]),
  };
}
