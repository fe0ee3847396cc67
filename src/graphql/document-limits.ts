/** Limits for GraphQL documents. They are checked before validation, so that rejecting a document is always cheap. */
import type { Reason, ReasonOf } from '../reasons/index.js';
import { ServiceError } from '../services/base/errors.js';
import { asksPopulation, costOf, POPULATION_COST } from './field-costs.js';
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  parse,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type Token,
  type ValueNode,
} from 'graphql';

/** Maximum page size of a connection. */
export const MAX_PAGE = 100;

export const LIMITS = {
  /** Maximum length of a document in characters. */
  length: 128 * 1024,
  tokens: 4000,
  /** Maximum nesting depth of braces and brackets of any kind: selections, fragments, lists and objects. */
  nesting: 100,
  depth: 15,
  aliases: 30,
  rootFields: 20,
  fields: 1000,
  directives: 20,
  /** Maximum number of `__schema` and `__type` fields, which have no other cost. */
  schemas: 3,
  cost: 50_000,
  /** Page size that is assumed for a connection without `first`. Validation later rejects such a connection. */
  defaultPage: 10,
  /** Length that is assumed for a list without pages if a field below it queries all customers. */
  list: 10,
} as const;

export interface Admitted {
  readonly document: DocumentNode;
  readonly introspects: boolean;
  readonly tokens: number;
  /** Returns the cost of an operation with the given variables. */
  cost(
    operationName: string | undefined | null,
    variables: Readonly<Record<string, unknown>> | undefined | null,
  ): number;
}

/** Creates a QUERY_TOO_COMPLEX error. */
export const tooComplex = (reason: ReasonOf<'QUERY_TOO_COMPLEX'>, message: string): ServiceError =>
  new ServiceError(reason, message);

/** A count that depends linearly on page sizes: constant + sum of (factor x subtree). */
type Count = (variables: Readonly<Record<string, unknown>>) => number;

interface Measured {
  readonly depth: number;
  /** Number of fields in the selection set, including fields from fragments. */
  readonly width: number;
  readonly fields: number;
  /** Number of aliases. The aliases of a fragment count each time that it is used. */
  readonly aliases: number;
  /** Number of fields in the response. */
  readonly answers: Count;
  /** Number of queries over all customers that the operation needs. */
  readonly questions: Count;
}

/** Parses a document and measures its size and cost. Throws GRAPHQL_PARSE_FAILED or QUERY_TOO_COMPLEX. */
export function admit(source: string, schema: GraphQLSchema): Admitted {
  let document: DocumentNode;
  try {
    document = parse(source, { maxTokens: LIMITS.tokens, noLocation: false });
  } catch (error) {
    // The parser is recursive and can exhaust the stack on a deeply nested document.
    if (error instanceof RangeError) throw tooDeep();
    const message = (error as Error).message;
    if (/more that? \d+ tokens|more than \d+ tokens/i.test(message))
      throw tooComplex('DOCUMENT_TOO_MANY_TOKENS', `a document has at most ${LIMITS.tokens} tokens`);
    throw new GraphQLError(message, {
      ...(error instanceof GraphQLError ? { source: error.source, positions: error.positions } : {}),
      extensions: { reason: 'DOCUMENT_SYNTAX' satisfies Reason },
    });
  }
  const tokens = countTokens(document);
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const d of document.definitions) {
    if (d.kind === Kind.FRAGMENT_DEFINITION) fragments.set(d.name.value, d);
    if (d.kind === Kind.OPERATION_DEFINITION) operations.push(d);
  }
  let directives = 0;
  let introspects = false;
  let schemas = 0;
  const memo = new Map<string, Measured>();
  const open = new Set<string>();

  const measure = (set: SelectionSetNode, type: Maybe<GraphQLNamedType>): Measured => {
    let depth = 0;
    let width = 0;
    let fields = 0;
    let aliases = 0;
    const answers: Count[] = [];
    const questions: Count[] = [];
    for (const s of set.selections) {
      directives += s.directives?.length ?? 0;
      if (s.kind === Kind.FIELD) {
        if (s.alias) aliases++;
        const field = hasFields(type) ? type.getFields()[s.name.value] : undefined;
        const below = s.selectionSet ? measure(s.selectionSet, getNamedType(field?.type)) : NOTHING;
        depth = Math.max(depth, 1 + below.depth);
        width++;
        fields += 1 + below.fields;
        aliases += below.aliases;
        if (s.name.value === '__schema' || s.name.value === '__type') {
          introspects = true;
          if (++schemas > LIMITS.schemas)
            throw tooComplex('DOCUMENT_TOO_COSTLY', `a document reads the schema at most ${LIMITS.schemas} times`);
          // Introspection reads only memory, so an introspection field with all fields below it costs only 1.
          answers.push(() => 1);
          continue;
        }
        const first = s.arguments?.find((a) => a.name.value === 'first')?.value;
        const pages: Count = first ? (v) => pageSize(first, v) : () => 1;
        const cost = costOf(field);
        answers.push((v) => cost + pages(v) * below.answers(v));
        const own = asksPopulation(field, s) ? 1 : 0;
        const listed = first || !isListed(field) ? pages : () => LIMITS.list;
        questions.push((v) => own + listed(v) * below.questions(v));
      } else {
        const below =
          s.kind === Kind.INLINE_FRAGMENT
            ? measure(s.selectionSet, s.typeCondition ? schema.getType(s.typeCondition.name.value) : type)
            : spread(s.name.value);
        depth = Math.max(depth, below.depth);
        width += below.width;
        fields += below.fields;
        aliases += below.aliases;
        answers.push(below.answers);
        questions.push(below.questions);
      }
      refuseAbove({ depth, fields, aliases, directives });
    }
    return { depth, width, fields, aliases, answers: sumOf(answers), questions: sumOf(questions) };
  };
  const spread = (name: string): Measured => {
    const there = memo.get(name);
    if (there) return there;
    const fragment = fragments.get(name);
    if (!fragment || open.has(name)) {
      if (fragment) throw tooComplex('DOCUMENT_FRAGMENT_CYCLE', 'fragments refer to each other in a cycle');
      return NOTHING; // validation names the missing fragment
    }
    open.add(name);
    const m = measure(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    open.delete(name);
    memo.set(name, m);
    return m;
  };

  const measured = new Map<string, Measured>();
  for (const o of operations) {
    if (o.selectionSet.selections.length > LIMITS.rootFields) throw tooWide();
    const m = measure(o.selectionSet, schema.getRootType(o.operation));
    // The root fields of fragments count too, because the width includes them.
    if (m.width > LIMITS.rootFields) throw tooWide();
    measured.set(o.name?.value ?? '', m);
  }
  // Fragments that no operation uses are measured too, because validation also reads them.
  for (const name of fragments.keys()) spread(name);
  return {
    document,
    introspects,
    tokens,
    cost: (name, variables) => {
      const m = name ? measured.get(name) : measured.values().next().value;
      return m ? m.answers(variables ?? {}) + (POPULATION_COST - 1) * m.questions(variables ?? {}) : 0;
    },
  };
}

/** Throws QUERY_TOO_COMPLEX if a part of a document exceeds a limit. */
function refuseAbove(found: Pick<Measured, 'depth' | 'fields' | 'aliases'> & { readonly directives: number }): void {
  const { depth, fields, aliases, directives } = found;
  if (fields > LIMITS.fields)
    throw tooComplex('DOCUMENT_TOO_MANY_FIELDS', `an operation has at most ${LIMITS.fields} fields`);
  if (aliases > LIMITS.aliases)
    throw tooComplex('DOCUMENT_TOO_MANY_ALIASES', `an operation has at most ${LIMITS.aliases} aliases`);
  if (directives > LIMITS.directives)
    throw tooComplex('DOCUMENT_TOO_MANY_DIRECTIVES', `a document has at most ${LIMITS.directives} directives`);
  if (depth > LIMITS.depth)
    throw tooComplex('DOCUMENT_TOO_DEEP', `an operation is at most ${LIMITS.depth} levels deep`);
}

const tooWide = (): ServiceError =>
  tooComplex('DOCUMENT_TOO_MANY_ROOT_FIELDS', `an operation has at most ${LIMITS.rootFields} root fields`);
const tooDeep = (): ServiceError =>
  tooComplex('DOCUMENT_TOO_DEEP', `a document nests at most ${LIMITS.nesting} levels`);

/** Returns the number of tokens in a document. Throws QUERY_TOO_COMPLEX if they are nested too deeply. */
function countTokens({ loc }: DocumentNode): number {
  let count = 0;
  let depth = 0;
  for (let token: Token | null = loc!.startToken; token; token = token.next) {
    count++;
    if (token.kind === '{' || token.kind === '[') depth++;
    else if (token.kind === '}' || token.kind === ']') depth--;
    if (depth > LIMITS.nesting) throw tooDeep();
  }
  return count;
}

type Maybe<T> = T | null | undefined;

const hasFields = (type: Maybe<GraphQLNamedType>): type is GraphQLObjectType | GraphQLInterfaceType =>
  isObjectType(type) || isInterfaceType(type);

const NOTHING: Measured = { depth: 0, width: 0, fields: 0, aliases: 0, answers: () => 0, questions: () => 0 };

const sumOf =
  (counts: readonly Count[]): Count =>
  (variables) =>
    counts.reduce((sum, count) => sum + count(variables), 0);

/** Returns whether a field returns a list without pages. Edges are excluded, because the page size limits them. */
const isListed = (field: GraphQLField<unknown, unknown> | undefined): boolean =>
  field !== undefined && isListType(getNullableType(field.type)) && field.name !== 'edges';

function pageSize(node: ValueNode, variables: Readonly<Record<string, unknown>>): number {
  const given = node.kind === Kind.VARIABLE ? variables[node.name.value] : undefined;
  const n = Number(node.kind === Kind.INT ? node.value : given);
  // The field itself rejects a page size above the maximum and reports the path of the argument.
  return Number.isFinite(n) && n > 0 ? Math.min(n, MAX_PAGE) : LIMITS.defaultPage;
}
