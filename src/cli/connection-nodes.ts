/** Reads all pages of a GraphQL connection. */

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

/** Yields the nodes of a connection. Pages are read as they are needed. */
export async function* nodesOf<Node>(
  read: (after: string | undefined) => Promise<Connection<Node>>,
): AsyncGenerator<Node, void, undefined> {
  for (let position: string | undefined; ;) {
    const { edges, pageInfo } = await read(position);
    for (const { node } of edges) yield node;
    if (!pageInfo.hasNextPage) return;
    position = pageInfo.endCursor ?? undefined;
  }
}
