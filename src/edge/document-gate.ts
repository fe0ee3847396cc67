/**
 * Checks the size, complexity, introspection and validity of each document before it runs. HTTP and WebSocket use the
 * same checks.
 */
import { createHash } from 'node:crypto';
import { GraphQLError, Kind, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { validationReason } from '../graphql/errors.js';
import { admit, LIMITS, tooComplex, type Admitted } from '../graphql/document-limits.js';
import { subscriptionRootRule } from '../graphql/subscription-roots.js';
import type { Reason } from '../reasons/index.js';
import { hasScope, type Principal } from '../services/base/access.js';
import { forbidden, invalid, ServiceError } from '../services/base/errors.js';

/** Maximum number of validation errors in a response. */
const MAX_ERRORS = 3;
/** Maximum length of a cached document, in characters. */
const MAX_KEPT = 8 * 1024;
/**
 * Measured heap usage in bytes, for a token with its share of the syntax tree, and for a cache entry without the syntax
 * tree.
 */
export const BYTES_PER_TOKEN = 500;
const BYTES_PER_ENTRY = 500;

/** An error that explains why a document is rejected. */
type Refusal = GraphQLError | ServiceError;

/** Error for a rejected document. It contains at most 3 errors, each with a reason. */
export class DocumentRefused extends Error {
  constructor(readonly errors: readonly Refusal[]) {
    super('the document is refused');
  }
}

/** Contains either the validated syntax tree of a document, or the errors for which the document is rejected. */
interface Judged {
  readonly admitted?: Admitted;
  readonly errors?: readonly Refusal[];
  readonly bytes: number;
}

/** Cache entry of a document, with the hash of its text. */
interface Known extends Judged {
  readonly hash: string;
}

/**
 * Validates documents against the schema and the limits of `src/graphql/document-limits.ts`, and caches the results.
 *
 * @example const { document } = gate.check(principal, '{ workspace { now } }', undefined, undefined);
 */
export class Gate {
  /** Cached documents by their text, least recently used first. */
  private readonly known = new Map<string, Known>();
  private readonly byHash = new Map<string, Known>();
  private kept = 0;

  /** `maxBytes` limits the heap usage of cached documents, which is estimated from their number of tokens. */
  constructor(
    private readonly schema: GraphQLSchema,
    readonly maxBytes: number,
  ) {}

  get bytes(): number {
    return this.kept;
  }

  get documents(): number {
    return this.known.size;
  }

  /** Returns the valid document with this SHA-256 hash (in hex), or undefined if it is not cached. */
  validated(hash: string): Admitted | undefined {
    return this.byHash.get(hash)?.admitted;
  }

  /** Validates a document for a caller. Throws DocumentRefused or ServiceError if it may not run. */
  check(principal: Principal, source: unknown, operationName: unknown, variables: unknown): Admitted {
    // The length is checked first, because every other check reads the whole text.
    if (typeof source === 'string' && source.length > LIMITS.length) throw new DocumentRefused([tooLong()]);
    if (typeof source !== 'string' || source.trim() === '')
      throw invalid('DOCUMENT_MISSING', 'send a GraphQL document as `query`');
    if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
      throw invalid('OPERATION_NAME_INVALID', '`operationName` is a text');
    if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables)))
      throw invalid('VARIABLES_INVALID', '`variables` is an object');
    const { admitted, errors } = this.read(source);
    if (!admitted) throw new DocumentRefused(errors!);
    if (admitted.introspects && !hasScope(principal, 'introspect'))
      throw forbidden('SCOPE_MISSING', 'this token lacks the scope introspect');
    const cost = admitted.cost(operationName as string | undefined, variables as Record<string, unknown> | undefined);
    if (cost > LIMITS.cost)
      throw new DocumentRefused([
        tooComplex(
          'DOCUMENT_TOO_COSTLY',
          `this operation costs ${cost}, at most ${LIMITS.cost} is allowed: ask for smaller pages`,
        ),
      ]);
    return admitted;
  }

  private read(source: string): Judged {
    // A large document is neither looked up nor cached, because both read its whole text.
    if (source.length > MAX_KEPT) return this.judge(source);
    const there = this.known.get(source);
    if (there) {
      this.known.delete(source);
      this.known.set(source, there);
      return there;
    }
    const judged = this.judge(source);
    this.keep(source, { ...judged, hash: createHash('sha256').update(source).digest('hex') });
    return judged;
  }

  /**
   * Validates a document. Rejected documents are cached too, so that the next check is cheap.
   */
  private judge(source: string): Judged {
    const refused = (errors: readonly Refusal[]): Judged => ({ errors, bytes: BYTES_PER_ENTRY + 2 * source.length });
    let admitted: Admitted;
    try {
      admitted = admit(source, this.schema);
    } catch (error) {
      if (error instanceof ServiceError) return refused([error]);
      if (error instanceof GraphQLError) return refused([withoutTree(error, 'DOCUMENT_SYNTAX')]);
      throw error;
    }
    if (!admitted.document.definitions.some((d) => d.kind === Kind.OPERATION_DEFINITION))
      return refused([noSuchOperation(admitted.document)]);
    // This rule runs before the rules of the specification. Those would evaluate conditions on subscription roots
    // without the values of the variables.
    const [conditional] = validate(this.schema, admitted.document, [subscriptionRootRule]);
    if (conditional) return refused([withoutTree(conditional, 'DOCUMENT_INVALID')]);
    const found = validate(this.schema, admitted.document, undefined, {
      maxErrors: MAX_ERRORS,
      hideSuggestions: true,
    } as never);
    // Validation stops at the maximum and adds an error about it, which is removed here.
    if (found.length > 0)
      return refused(found.slice(0, MAX_ERRORS).map((error) => withoutTree(error, validationReason(error))));
    return { admitted, bytes: BYTES_PER_ENTRY + 2 * source.length + BYTES_PER_TOKEN * admitted.tokens };
  }

  private keep(source: string, known: Known): void {
    this.known.set(source, known);
    this.byHash.set(known.hash, known);
    this.kept += known.bytes;
    for (const [oldest, entry] of this.known) {
      if (this.kept <= this.maxBytes) return;
      this.known.delete(oldest);
      this.byHash.delete(entry.hash);
      this.kept -= entry.bytes;
    }
  }
}

/** Copies an error with plain locations, so that a cached error does not keep the syntax tree in memory. */
function withoutTree(error: GraphQLError, reason: Reason): GraphQLError {
  const { message, locations } = error;
  const light = new GraphQLError(message, { extensions: { reason } });
  if (locations) Object.defineProperty(light, 'locations', { value: locations, enumerable: true });
  return light;
}

const tooLong = (): ServiceError =>
  tooComplex('DOCUMENT_TOO_LONG', `a document has at most ${LIMITS.length} characters`);

export function noSuchOperation({ definitions }: DocumentNode): ServiceError {
  const names = definitions.flatMap((d) => (d.kind === Kind.OPERATION_DEFINITION && d.name ? [d.name.value] : []));
  return invalid(
    'OPERATION_UNKNOWN',
    names.length === 0
      ? 'the document has no such operation'
      : `name one operation of the document: ${names.join(', ')}`,
  );
}
