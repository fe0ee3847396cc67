/**
 * Admits an operation if the rate limit, the document and the authorization of the caller permit it. HTTP and WebSocket
 * share this code.
 */
import { getOperationAST, OperationTypeNode, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { POPULATION_COST } from '../graphql/field-costs.js';
import { takeOutMisfits, type Misfits } from '../graphql/rejected-items.js';
import { idempotencyKey } from '../services/base/idempotency.js';
import { requestHash } from '../services/base/request-hash.js';
import type { Principal } from '../services/base/access.js';
import type { Room } from '../services/base/room.js';
import { DocumentRefused, noSuchOperation } from './document-gate.js';
import { subjectOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { admitNow } from './standing.js';

/** An untrusted request from a client. Its nesting depth has already been checked. */
export interface OperationRequest {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  /** Value of the Idempotency-Key header or of the request extension. */
  readonly idempotencyKey?: unknown;
}

/**
 * An operation that has passed all checks. Its `principal` is the caller with the permissions that are currently
 * granted.
 */
export interface AdmittedOperation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly type: OperationTypeNode;
  readonly principal: Principal;
  readonly room: Room | undefined;
  /** The idempotency key of a mutation and the hash of its request. Undefined if there is no key. */
  readonly keyed: { readonly key: string; readonly hash: string } | undefined;
  /**
   * The declared variables. If the operation returns a result for each item, items of the wrong type have been removed.
   */
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly misfits: Misfits;
  /**
   * Whether the operation is an expensive subscription. Each item of such a subscription costs at least as much as a
   * query over all customers.
   */
  readonly isExpensive: boolean;
  /**
   * Releases the concurrency slot of a query or mutation, or the reserved bytes of a subscription. Repeated calls have
   * no effect.
   */
  readonly leave: () => void;
}

/** Admits an operation. Throws DocumentRefused or ServiceError if the operation may not run. */
export async function admitOperation(
  options: EdgeOptions,
  caller: Principal,
  request: OperationRequest,
): Promise<AdmittedOperation> {
  const { admission, turns, gate, schema, subscriptions } = options;
  admission.charge(caller);
  const { query, operationName, variables } = request;
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
  const keyed = key === undefined ? undefined : { key, hash: await hashOf(options, caller, request) };
  const { principal, room } = await admitNow(options, caller);
  const taken = takeOutMisfits(schema, document, operation, declared(operation, variables));
  return {
    document,
    definition: operation,
    type,
    principal,
    room,
    ...taken,
    isExpensive: isSubscription && judged.cost(operation.name?.value, taken.variables) >= POPULATION_COST,
    keyed,
    // The slot is acquired last, so that a rejected operation never occupies one. A subscription needs no slot, because
    // it does no work until an event arrives.
    leave: isSubscription ? subscriptions.keep(caller, judged, taken.variables) : admission.begin(caller),
  };
}

const hashOf = (
  { turns }: EdgeOptions,
  caller: Principal,
  { query, operationName, variables }: OperationRequest,
): Promise<string> => requestHash(query as string, operationName, variables, () => turns.take(subjectOf(caller), 0));

/** Returns only the variables that an operation declares, so that others do not stay in memory. */
function declared(
  { variableDefinitions }: OperationDefinitionNode,
  variables: unknown,
): Readonly<Record<string, unknown>> | null | undefined {
  if (variables === null || variables === undefined) return variables;
  const names = new Set(variableDefinitions?.map((definition) => definition.variable.name.value));
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)));
}
