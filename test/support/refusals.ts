/** Checks that every rejection seen by a test has a reason from the table of reasons and the code of that reason. */
import assert from 'node:assert/strict';
import { codeOf, isReason } from '../../src/reasons/index.js';
import { MARKERS } from './voice.js';

interface Refusal {
  readonly code?: unknown;
  readonly reason?: unknown;
  readonly message?: unknown;
}

function check({ code, reason, message }: Refusal, what: unknown): void {
  assert.ok(typeof message !== 'string' || !MARKERS.test(message), JSON.stringify(what));
  assert.ok(isReason(reason), `a refusal without a reason of the table: ${JSON.stringify(what)}`);
  if (code !== undefined) assert.equal(code, codeOf(reason), JSON.stringify(what));
}

/** Checks every rejected item in a response, if the query selected its reason. */
function checkItems(value: unknown): void {
  if (value === null || typeof value !== 'object') return;
  if (Array.isArray(value)) return value.forEach(checkItems);
  const item = value as Record<string, unknown>;
  if (item.status === 'REJECTED' && 'reason' in item) check(item, item);
  Object.values(item).forEach(checkItems);
}

/** Checks every rejection in a response of GraphQL or /v1, and returns the response. */
export function checked<T>(answer: T): T {
  const { errors, data, rejected } = (answer ?? {}) as {
    readonly errors?: unknown;
    readonly data?: unknown;
    readonly rejected?: unknown;
  };
  if (Array.isArray(errors))
    for (const error of errors as { message?: unknown; extensions?: Refusal & { faults?: Refusal[] } }[]) {
      check({ ...error.extensions, message: error.message }, error);
      for (const fault of error.extensions?.faults ?? []) check(fault, error);
    }
  if (Array.isArray(rejected)) for (const item of rejected as Refusal[]) check(item, item);
  checkItems(data);
  return answer;
}
