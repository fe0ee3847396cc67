/**
 * Gives a mutation with an idempotency key exactly one effect and one response, no matter how often and to which
 * process it is sent. The first request claims the key and runs. The others wait for its response. If the process that
 * holds a claim dies, another request takes the claim over. The outcome of each fact written under a claim is stored in
 * the same transaction, so a takeover finds the work that is already done.
 */
import { randomBytes } from 'node:crypto';
import { requireScope, type Once, type Principal } from './access.js';
import type { Services } from './services.js';
import { invalid, ServiceError, unavailable } from './errors.js';

/** How long a claim stays valid without a response, in ms. After that, its process is assumed to have died. */
const CLAIM_MS = 60_000;
/** How long a request waits for another request with the same key, in ms. */
const WAIT_MS = 30_000;
const POLL_MS = 25;
/** Maximum length of a stored response, in characters. A longer response is replaced by an empty one. */
const MAX_ANSWER = 2 ** 20;
const KEY = /^[\x21-\x7e]{1,128}$/;

export interface KeyedAnswer {
  readonly status: number;
  readonly body: string;
}

/** Validates an idempotency key. The error message describes the expected format. */
export function idempotencyKey(given: unknown): string | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string' || !KEY.test(given))
    throw invalid(
      'IDEMPOTENCY_KEY_INVALID',
      'an idempotency key has 1 to 128 printable ASCII characters',
      'idempotencyKey',
    );
  return given;
}

/**
 * Throws IDEMPOTENCY_KEY_NOT_ALLOWED when the request has an idempotency key. The response would be stored under the
 * key, but it contains a secret or personal data. `what` begins the message, e.g. `a token is issued`.
 */
export function refuseKey(principal: Principal, what: string, response = 'its response'): void {
  if (principal.once)
    throw invalid(
      'IDEMPOTENCY_KEY_NOT_ALLOWED',
      `${what} without an idempotency key: ${response} would be kept`,
      'idempotencyKey',
    );
}

/**
 * Runs a mutation under its idempotency key, or returns the stored response. `run` is called with the principal under
 * which the writes are recorded. `hash` identifies the request.
 *
 * @throws IDEMPOTENCY_KEY_REUSED if the key belongs to another request.
 *
 * @throws IDEMPOTENT_ANSWER_TOO_LARGE if the response was too large to be stored.
 *
 * @throws IDEMPOTENT_REQUEST_RUNNING if the first request with the key has not ended in time.
 *
 * @example const { status, body } = await once(services, principal, 'order-17', hash, (caller) => run(caller));
 */
export async function once(
  services: Services,
  principal: Principal,
  key: string,
  hash: string,
  run: (p: Principal) => Promise<KeyedAnswer>,
): Promise<KeyedAnswer> {
  const { idempotency } = services.stores;
  const id = `${principal.workspace}|${principal.subject}|${key}`;
  const owner = randomBytes(12).toString('base64url');
  const deadline = services.stores.now() + WAIT_MS;
  for (;;) {
    const now = services.stores.now();
    const scopes = [...principal.scopes];
    const claim = { id, workspace: principal.workspace, hash, scopes, owner, until: now + CLAIM_MS, at: now };
    const there = await idempotency.claim(claim);
    if (!there) break;
    if (there.hash !== hash)
      throw new ServiceError(
        'IDEMPOTENCY_KEY_REUSED',
        'this idempotency key was used for another request; use a new one for each',
        'idempotencyKey',
      );
    // Return a stored response only to callers that have all scopes of the original caller.
    for (const scope of there.scopes) requireScope(principal, scope);
    if (there.answer) return mustBeKept(there.answer);
    if (there.until <= now && (await idempotency.takeOver(id, there.owner, owner, now + CLAIM_MS))) break;
    if (now > deadline)
      throw unavailable(
        'IDEMPOTENT_REQUEST_RUNNING',
        'the first request with this idempotency key is still running; retry in a moment',
      );
    await services.pause(POLL_MS);
  }
  let answer: KeyedAnswer;
  try {
    answer = await run({ ...principal, once: counter(id) });
  } catch (error) {
    await idempotency.release(id, owner);
    throw error;
  }
  // Either nothing was done or the outcome is unknown. The key is released, so that the same request can run again. A
  // different request with this key is rejected, because it would get the outcomes stored for the first request.
  if (mayPass(answer.body)) await idempotency.release(id, owner);
  else await idempotency.answer(id, owner, answer.body.length > MAX_ANSWER ? { ...answer, body: '' } : answer);
  return answer;
}

/** Throws CONFLICT for a response that was too long to be stored. */
function mustBeKept(answer: KeyedAnswer): KeyedAnswer {
  if (answer.body !== '') return answer;
  throw new ServiceError(
    'IDEMPOTENT_ANSWER_TOO_LARGE',
    'this request was carried out, and its response was too large to be kept; read what it wrote, or ask for fewer fields',
    'idempotencyKey',
  );
}

const PASSING = new Set<unknown>(['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR']);

/**
 * Whether an error in the response may be temporary. Only the errors are inspected, because the data may contain the
 * same words.
 */
function mayPass(body: string): boolean {
  const { errors } = JSON.parse(body) as { readonly errors?: readonly { readonly extensions?: { code?: unknown } }[] };
  return errors?.some((error) => PASSING.has(error.extensions?.code)) ?? false;
}

function counter(id: string): Once {
  let n = 0;
  return { next: () => `${id}#${n++}` };
}
