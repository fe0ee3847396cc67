/**
 * Mutations sent with an idempotency key: one effect and one answer, however often and wherever they are sent. The
 * first to claim the key runs, the others wait for its answer; a claim whose process is gone is taken over. What a
 * claim writes of facts is noted with its outcome in the same transaction, so that a takeover finds it done.
 */
import { createHash, randomBytes } from 'node:crypto';
import { requireScope, type Once, type Principal } from './access.js';
import type { Services } from './services.js';
import { invalid, ServiceError, unavailable } from './errors.js';

/** How long a claim is left to a process that may be gone. */
const CLAIM_MS = 60_000;
/** How long a request waits for the answer of another with its key. */
const WAIT_MS = 30_000;
const POLL_MS = 25;
const KEY = /^[\x21-\x7e]{1,128}$/;

export interface KeyedAnswer {
  readonly status: number;
  readonly body: string;
}

/** A key as sent, or an error that says what one looks like. */
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

/** What makes two requests the same: document, operation and variables. */
export function requestHash(query: string, operationName: unknown, variables: unknown): string {
  const sorted = (_k: string, v: unknown): unknown =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v;
  return createHash('sha256')
    .update(JSON.stringify([query, operationName ?? null, variables ?? null], sorted))
    .digest('base64url');
}

/**
 * Runs a mutation under its key, or answers what it answered before. `run` gets the principal whose writes are noted.
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
    // What was done and answered with some scopes is for those who hold them.
    for (const scope of there.scopes) requireScope(principal, scope);
    if (there.answer) return there.answer;
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
  // Nothing was done, or it is not known: the next one with the key tries again.
  if (mayPass(answer.body)) await idempotency.release(id, owner);
  else await idempotency.answer(id, owner, answer);
  return answer;
}

const PASSING = new Set<unknown>(['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL_SERVER_ERROR']);

/** Whether an error of the answer may pass. What the caller named so in its data says nothing. */
function mayPass(body: string): boolean {
  const { errors } = JSON.parse(body) as { readonly errors?: readonly { readonly extensions?: { code?: unknown } }[] };
  return errors?.some((error) => PASSING.has(error.extensions?.code)) ?? false;
}

function counter(id: string): Once {
  let n = 0;
  return { next: () => `${id}#${n++}` };
}
