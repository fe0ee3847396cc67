/** Relay connections with opaque cursors. The argument `first` is required and must be between 1 and 100. */
import { Field, ObjectType, type ClassType } from 'type-graphql';
import { MAX_PAGE } from './document-limits.js';
import { invalid } from '../services/base/errors.js';

@ObjectType({ description: 'Cursors at the ends of a page, and whether more entries follow.' })
class PageInfo {
  @Field(() => Boolean, { description: 'True if another page follows.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Always false: pages are read forward only.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge.' })
  startCursor?: string;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last edge: pass it as `after` for the next page.',
  })
  endCursor?: string;
}

interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface ConnectionOf<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
}

/** Declares the types `<name>Edge` and `<name>Connection` for a node type. */
export function connectionTypes<T extends object>(node: ClassType<T>, name: string): ClassType<ConnectionOf<T>> {
  @ObjectType(`${name}Edge`, { description: `An entry of a page: one ${name} and its cursor.` })
  class EdgeType {
    @Field(() => String, { description: 'Opaque position of this edge.' })
    cursor!: string;

    @Field(() => node, { description: `The ${name}.` })
    node!: T;
  }

  @ObjectType({ description: `A page of ${name} entries.` })
  abstract class ConnectionType {
    @Field(() => [EdgeType], { description: 'The entries of this page.' })
    edges!: EdgeType[];

    @Field(() => PageInfo, { description: 'Cursors at the ends of this page, and whether more entries follow.' })
    pageInfo!: PageInfo;
  }
  return ConnectionType as unknown as ClassType<ConnectionOf<T>>;
}

function encodeCursor(position: string): string {
  return Buffer.from(`c1:${position}`).toString('base64url');
}

export function decodeCursor(cursor: string | undefined | null): string | undefined {
  if (cursor === undefined || cursor === null) return undefined;
  const plain = Buffer.from(cursor, 'base64url').toString();
  // A cursor with an empty position is rejected, because a store would start from the beginning.
  if (!plain.startsWith('c1:') || plain.length === 3 || encodeCursor(plain.slice(3)) !== cursor)
    throw invalid('CURSOR_INVALID', 'this is not a cursor of a connection', 'after');
  return plain.slice(3);
}

export function checkFirst(first: number): number {
  if (!Number.isInteger(first) || first < 1 || first > MAX_PAGE)
    throw invalid('PAGE_SIZE_INVALID', `first is a whole number from 1 to ${MAX_PAGE}`, 'first');
  return first;
}

/** Builds a page from up to `first + 1` items. The extra item shows whether there is a next page. */
export function toConnection<S, T>(
  items: readonly S[],
  first: number,
  position: (item: S) => string,
  node: (item: S) => T,
): ConnectionOf<T> {
  const edges = items.slice(0, first).map((item) => ({ cursor: encodeCursor(position(item)), node: node(item) }));
  return {
    edges,
    pageInfo: {
      hasNextPage: items.length > first,
      hasPreviousPage: false,
      startCursor: edges[0]?.cursor,
      endCursor: edges.at(-1)?.cursor,
    },
  };
}
