/** Checks of every document on both transports before it runs: size, complexity, introspection, validity. */
import { createHash } from 'node:crypto';
import { GraphQLError, Kind, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { validationReason } from '../graphql/errors.js';
import { admit, LIMITS, tooComplex, type Admitted } from '../graphql/limits.js';
import { subscriptionRootRule } from '../graphql/subscription-roots.js';
import type { Reason } from '../reasons/index.js';
import { hasScope, type Principal } from '../services/base/access.js';
import { forbidden, invalid, ServiceError } from '../services/base/errors.js';

/** Maximum of validation errors in a response. */
const MAX_ERRORS = 3;
/** Length in characters of the longest document that is cached. */
const MAX_KEPT = 8 * 1024;
/** Measured heap of one token with its share of the syntax tree, and of a cache entry without a tree. */
export const BYTES_PER_TOKEN = 500;
const BYTES_PER_ENTRY = 500;

/** The reason that a document may not run. */
type Refusal = GraphQLError | ServiceError;

/** Thrown for a refused document, with at most 3 errors. Each error has a reason. */
export class DocumentRefused extends Error {
  constructor(readonly errors: readonly Refusal[]) {
    super('the document is refused');
  }
}

/** Cache entry of a document: its validated tree, or the errors it is refused with. */
interface Known {
  readonly admitted?: Admitted;
  readonly errors?: readonly Refusal[];
  readonly hash: string;
  readonly bytes: number;
}

export class Gate {
  /** Documents by their text, least recently used first. */
  private readonly known = new Map<string, Known>();
  private readonly byHash = new Map<string, Known>();
  private kept = 0;

  /** `maxBytes` bounds the heap of cached documents, estimated by their number of tokens. */
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

  /** Returns the valid document with this SHA-256 hash in hex, if it is cached. */
  validated(hash: string): Admitted | undefined {
    return this.byHash.get(hash)?.admitted;
  }

  /** Validates a document for a caller. Throws DocumentRefused or ServiceError if it may not run. */
  check(principal: Principal, source: unknown, operationName: unknown, variables: unknown): Admitted {
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

  private read(source: string): Known {
    const there = this.known.get(source);
    if (there) {
      this.known.delete(source);
      this.known.set(source, there);
      return there;
    }
    const known = this.judge(source);
    if (source.length <= MAX_KEPT) this.keep(source, known);
    return known;
  }

  /** Validates a document. Refusals are cached too, so that repeating one costs nothing. */
  private judge(source: string): Known {
    const hash = createHash('sha256').update(source).digest('hex');
    const refused = (errors: readonly Refusal[]): Known => ({
      errors,
      hash,
      bytes: BYTES_PER_ENTRY + 2 * source.length,
    });
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
    // This rule runs first and alone, because the rules of the specification evaluate conditions on subscription roots
    // without having the variables.
    const [conditional] = validate(this.schema, admitted.document, [subscriptionRootRule]);
    if (conditional) return refused([withoutTree(conditional, 'DOCUMENT_INVALID')]);
    const found = validate(this.schema, admitted.document, undefined, {
      maxErrors: MAX_ERRORS,
      hideSuggestions: true,
    } as never);
    // Validation adds an error about the limit after the last allowed error.
    if (found.length > 0)
      return refused(found.slice(0, MAX_ERRORS).map((error) => withoutTree(error, validationReason(error))));
    return { admitted, hash, bytes: BYTES_PER_ENTRY + 2 * source.length + BYTES_PER_TOKEN * admitted.tokens };
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

/** Copies an error with plain locations, so that a cached error does not keep its syntax tree in memory. */
function withoutTree(error: GraphQLError, reason: Reason): GraphQLError {
  const { message, locations } = error;
  const light = new GraphQLError(message, { extensions: { reason } });
  if (locations) Object.defineProperty(light, 'locations', { value: locations, enumerable: true });
  return light;
}

export function noSuchOperation({ definitions }: DocumentNode): ServiceError {
  const names = definitions.flatMap((d) => (d.kind === Kind.OPERATION_DEFINITION && d.name ? [d.name.value] : []));
  return invalid(
    'OPERATION_UNKNOWN',
    names.length === 0
      ? 'the document has no such operation'
      : `name one operation of the document: ${names.join(', ')}`,
  );
}
