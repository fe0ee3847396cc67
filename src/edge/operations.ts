/** What every operation passes on either transport before it runs: size, complexity, introspection. */
import type { GraphQLError } from 'graphql';
import { admit, LIMITS, tooComplex, type Admitted } from '../graphql/limits.js';
import { hasScope, type Principal } from '../services/access.js';
import { ServiceError } from '../services/errors.js';

const KEEP = 1000;

export class Gate {
  /** Admitted documents by their text, oldest first. */
  private readonly admitted = new Map<string, Admitted>();

  /** The document, or the reason it may not run: a GraphQLError or ServiceError. */
  check(principal: Principal, source: unknown, operationName: unknown, variables: unknown): Admitted {
    if (typeof source !== 'string' || source.trim() === '')
      throw new ServiceError('BAD_USER_INPUT', 'send a GraphQL document as `query`');
    if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
      throw new ServiceError('BAD_USER_INPUT', '`operationName` is a text');
    if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables)))
      throw new ServiceError('BAD_USER_INPUT', '`variables` is an object');
    let document = this.admitted.get(source);
    if (!document) {
      document = admit(source);
      this.admitted.set(source, document);
      if (this.admitted.size > KEEP) this.admitted.delete(this.admitted.keys().next().value!);
    }
    if (document.introspects && !hasScope(principal, 'introspect'))
      throw new ServiceError('FORBIDDEN', 'this token lacks the scope introspect');
    const cost = document.cost(operationName as string | undefined, variables as Record<string, unknown> | undefined);
    if (!document.introspects && cost > LIMITS.cost)
      throw tooComplex(
        `this operation costs ${cost}, at most ${LIMITS.cost} is allowed: ask for smaller pages`,
      ) satisfies GraphQLError;
    return document;
  }
}
