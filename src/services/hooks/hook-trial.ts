/** Tries a mapping on a sample body. Nothing is written. */
import { requireScope, type Principal } from '../base/access.js';
import { invalid, limit } from '../base/errors.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { RowError } from '../mapping/shape.js';
import { checkNames, HOOK_SCOPE, mappingOf, senderOfHook } from './hooks.js';
import { hookFacts, tryHookFacts, type HookTrial } from './received-body.js';

/** Maximum number of characters of a sample. */
const MAX_SAMPLE = 256 * 1024;
const MAX_DEPTH = 64;
const MAX_HEADERS = 50;
/** Name of the turn in which samples are tried, one at a time in a process. */
const TRIALS = 'trials of webhooks';
/** Key of a webhook that does not exist. Its characters are not allowed in keys. */
const NO_KEY = '*';

export interface TrialInput {
  readonly mapping: string;
  /** The body, which is JSON. A form is given as the JSON that its field contains. */
  readonly body: string;
  readonly headers?: readonly { readonly name: string; readonly value: string }[] | null;
}

/**
 * Returns the facts that a mapping makes of a sample body, with the outcomes that they would have. The signature is not
 * checked, because a pasted sample does not have the bytes that were signed.
 */
export async function tryHook(
  services: Services,
  principal: Principal,
  { mapping: given, body, headers }: TrialInput,
): Promise<HookTrial> {
  requireScope(principal, HOOK_SCOPE);
  const mapping = mappingOf(given);
  const room = await enter(services, principal.workspace);
  checkNames(mapping, room);
  if (body.length > MAX_SAMPLE)
    throw limit('TEXT_TOO_LONG', `a sample has at most ${MAX_SAMPLE} characters`, 'input.body');
  if ((headers?.length ?? 0) > MAX_HEADERS)
    throw limit('LIST_TOO_LONG', `a sample has at most ${MAX_HEADERS} headers`, 'input.headers');
  checkJson(body);
  const named = Object.fromEntries((headers ?? []).map(({ name, value }) => [name.toLowerCase(), value]));
  return services.mutex.takeFairly(TRIALS, principal.workspace, async () => {
    try {
      const facts = await hookFacts(services, mapping, body, named, room.workspace.zone);
      return await tryHookFacts(services, senderOfHook(room.workspace.id, NO_KEY, mapping), room, facts);
    } catch (error) {
      throw error instanceof RowError ? invalid('HOOK_BODY_MISFIT', error.message, 'input.body') : error;
    }
  });
}

/** Throws BAD_USER_INPUT unless a text is JSON that a webhook would accept. */
function checkJson(body: string): void {
  try {
    if (depthOf(body) <= MAX_DEPTH) return void JSON.parse(body);
  } catch {
    throw invalid('HOOK_BODY_MISFIT', 'the sample is not JSON', 'input.body');
  }
  throw limit('JSON_TOO_DEEP', `JSON nests at most ${MAX_DEPTH} levels`, 'input.body');
}

/** Returns how deep the brackets of a text nest, including those inside texts. */
function depthOf(body: string): number {
  let [depth, deepest] = [0, 0];
  for (const char of body) {
    if (char === '{' || char === '[') deepest = Math.max(deepest, ++depth);
    else if (char === '}' || char === ']') depth--;
  }
  return deepest;
}
