/** One operation, as both doors take it in: counted, judged, admitted. What one refuses the other refuses alike. */
import { getOperationAST, OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { EVERYONE } from '../graphql/prices.js';
import { takeOutMisfits, type Misfits } from '../graphql/items.js';
import { limit } from '../services/base/errors.js';
import { idempotencyKey, requestHash } from '../services/base/idempotency.js';
import type { Principal } from '../services/base/access.js';
import type { Room } from '../services/base/room.js';
import { nestsDeeper } from '../services/tracking/nesting.js';
import { DocumentRefused, noSuchOperation } from './gate.js';
import { subjectOf } from './holders.js';
import { MAX_JSON_DEPTH } from './json.js';
import type { EdgeOptions } from './options.js';
import { admitNow } from './standing.js';

/** A request as sent; nothing of it is trusted. */
export interface OperationRequest {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  /** As the header or the extensions have it. */
  readonly idempotencyKey?: unknown;
}

/** An operation that may run, as a caller within its grants. */
export interface AdmittedOperation {
  readonly document: DocumentNode;
  readonly type: OperationTypeNode;
  readonly principal: Principal;
  readonly room: Room | undefined;
  /** The idempotency key of a mutation, with what makes two requests the same. */
  readonly keyed: { readonly key: string; readonly hash: string } | undefined;
  /** As sent, without the items that do not fit their type where the operation answers item by item. */
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly misfits: Misfits;
  /** A subscription of which each item costs as much as a question about everyone. */
  readonly isDear: boolean;
  /**
   * Gives back the place that a query or mutation holds, and the bytes that a subscription keeps; twice does no harm.
   */
  readonly leave: () => void;
}

/** Throws DocumentRefused, or ServiceError with the code that says why not. */
export async function admitOperation(
  options: EdgeOptions,
  caller: Principal,
  request: OperationRequest,
): Promise<AdmittedOperation> {
  const { admission, turns, gate, schema, subscriptions } = options;
  admission.charge(caller);
  const { query, operationName, variables } = request;
  if (nestsDeeper(variables, MAX_JSON_DEPTH))
    throw limit('JSON_TOO_DEEP', `variables nest at most ${MAX_JSON_DEPTH} levels`, 'variables');
  const size = typeof query === 'string' ? query.length : 0;
  const judged = await turns.run(subjectOf(caller), size, () =>
    admission.measured(caller, () => gate.check(caller, query, operationName, variables)),
  );
  const { document } = judged;
  const operation = getOperationAST(document, operationName as string | null | undefined);
  const type = operation?.operation;
  if (!type) throw new DocumentRefused([noSuchOperation(document)]);
  const isSubscription = type === OperationTypeNode.SUBSCRIPTION;
  const key = type === OperationTypeNode.MUTATION ? idempotencyKey(request.idempotencyKey) : undefined;
  const { principal, room } = await admitNow(options, caller);
  const taken = takeOutMisfits(schema, document, operation, declared(operation, variables));
  return {
    document,
    type,
    principal,
    room,
    ...taken,
    isDear: isSubscription && judged.cost(operation.name?.value, taken.variables) >= EVERYONE,
    keyed: key === undefined ? undefined : { key, hash: requestHash(query as string, operationName, variables) },
    // Taken last, so that nothing that is refused holds a place. A subscription works only when something happens.
    leave: isSubscription ? subscriptions.keep(caller, judged, taken.variables) : admission.begin(caller),
  };
}

/** The variables that an operation declares: it reads no other, so no other is kept. */
function declared(
  { variableDefinitions }: OperationDefinitionNode,
  variables: unknown,
): Readonly<Record<string, unknown>> | null | undefined {
  if (variables === null || variables === undefined) return variables;
  const names = new Set(variableDefinitions?.map((definition) => definition.variable.name.value));
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)));
}
