/** Traces HTTP requests, and the operations in them and in WebSocket messages. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Kind, type GraphQLError, type OperationDefinitionNode } from 'graphql';
import { ServiceError } from '../services/base/errors.js';
import { noteTrace, type Span, type SpanStart, type Tracer } from '../tracing/tracer.js';

/** Routes of probes, which would hide the requests of callers among the traces. */
const UNTRACED: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
/** Maximum number of root fields that a span names. */
const MAX_FIELDS = 10;

/** Handles an HTTP request within a span. The span ends when the response has been sent or the client disconnects. */
export function traceRequest(
  tracer: Tracer,
  [req, res]: readonly [IncomingMessage, ServerResponse],
  route: () => string,
  work: () => Promise<void>,
): Promise<void> {
  if (!tracer.isOn) return work();
  const path = route();
  if (UNTRACED.has(path)) return work();
  const method = req.method!;
  const span = tracer.start({ name: `${method} ${path}`, kind: 'SERVER', traceparent: req.headers.traceparent });
  span.set('http.request.method', method);
  span.set('http.route', path);
  res.once('close', () => {
    span.set('http.response.status_code', res.statusCode);
    if (res.statusCode >= 500) span.fail();
    span.end();
  });
  return tracer.within(span, work);
}

/** Runs an operation within a span of its own. */
export async function traceOperation<T>(
  tracer: Tracer,
  definition: OperationDefinitionNode,
  start: Omit<SpanStart, 'name'>,
  work: () => Promise<T>,
): Promise<T> {
  if (!tracer.isOn) return work();
  const fields = fieldsOf(definition);
  const span = tracer.start({ ...start, name: `${definition.operation} ${fields[0] ?? ''}`.trim() });
  span.set('graphql.operation.type', definition.operation);
  span.set('strata.fields', fields);
  try {
    return await tracer.within(span, work);
  } finally {
    span.end();
  }
}

/** Returns the names of the root fields. Aliases are not used, because callers choose them. */
const fieldsOf = ({ selectionSet: { selections } }: OperationDefinitionNode): string[] =>
  selections.flatMap((each) => (each.kind === Kind.FIELD ? [each.name.value] : [])).slice(0, MAX_FIELDS);

/** Notes the errors of an operation in its span, and the trace in each error, so that the log contains both. */
export function traceErrors(span: Span | undefined, errors: readonly GraphQLError[]): void {
  if (!span) return;
  for (const error of errors) {
    const { originalError } = error;
    noteTrace(originalError ?? error, span.context?.traceId);
    if (originalError instanceof ServiceError) {
      span.set('strata.error.code', originalError.code);
      span.set('strata.error.reason', originalError.reason);
    } else if (originalError) span.fail();
  }
}
