/** What every operation passes on either transport before it runs: size, complexity, introspection. */
import { getOperationAST, Kind, type DocumentNode } from 'graphql';
import { admit, LIMITS, tooComplex, type Admitted } from '../graphql/limits.js';
import { hasScope, type Principal } from '../services/access.js';
import { forbidden, invalid, type ServiceError } from '../services/errors.js';

const KEEP = 1000;

export class Gate {
  /** Admitted documents by their text, oldest first. */
  private readonly admitted = new Map<string, Admitted>();

  /** The document. Throws what keeps it from running: a GraphQLError or ServiceError. */
  check(principal: Principal, source: unknown, operationName: unknown, variables: unknown): Admitted {
    if (typeof source !== 'string' || source.trim() === '')
      throw invalid('DOCUMENT_MISSING', 'send a GraphQL document as `query`');
    if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
      throw invalid('OPERATION_NAME_INVALID', '`operationName` is a text');
    if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables)))
      throw invalid('VARIABLES_INVALID', '`variables` is an object');
    const name = operationName ?? undefined;
    let document = this.admitted.get(source);
    if (!document) {
      document = admit(source);
      this.admitted.set(source, document);
      if (this.admitted.size > KEEP) this.admitted.delete(this.admitted.keys().next().value!);
    }
    if (!getOperationAST(document.document, name)) throw noSuchOperation(document.document);
    if (document.introspects && !hasScope(principal, 'introspect'))
      throw forbidden('SCOPE_MISSING', 'this token lacks the scope introspect');
    const cost = document.cost(name, variables as Record<string, unknown> | undefined);
    if (!document.introspects && cost > LIMITS.cost)
      throw tooComplex(
        'DOCUMENT_TOO_COSTLY',
        `this operation costs ${cost}, at most ${LIMITS.cost} is allowed: ask for smaller pages`,
      );
    return document;
  }
}

function noSuchOperation({ definitions }: DocumentNode): ServiceError {
  const names = definitions.flatMap((d) => (d.kind === Kind.OPERATION_DEFINITION && d.name ? [d.name.value] : []));
  return invalid(
    'OPERATION_UNKNOWN',
    names.length === 0
      ? 'the document has no such operation'
      : `name one operation of the document: ${names.join(', ')}`,
  );
}
