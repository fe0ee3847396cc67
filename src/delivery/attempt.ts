/** Sends one signed message to an endpoint. The attempt has a deadline and does not follow redirects. */
import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isEndpointAddress } from '../engine/reach/endpoint-address.js';
import { verdictOf, type Verdict } from '../engine/reach/verdict.js';
import { checkLiteral, ForbiddenAddress, guardedLookup, type Resolve } from './guard.js';
import { createResolve } from './resolve.js';
import { nextAttempt, type Retry } from './retry-plan.js';
import { signatureHeaders, type Message } from './signature.js';

interface Endpoint {
  readonly url: string;
  /** The current signing secrets, newest first. There is more than one secret while a rotation is in progress. */
  readonly secrets: readonly string[];
  /** The workspace that sends. */
  readonly workspace: string;
}

/**
 * The environment of an attempt. It consists of the clock, the timers, the DNS resolver and the allowed private hosts.
 */
export interface Surroundings {
  /** Hosts in private networks that the operator allows, as `host:port`. */
  readonly allowed: ReadonlySet<string>;
  readonly now: () => number;
  /** Calls `call` once after `ms` milliseconds. Returns a function that cancels the timer. */
  readonly after: (ms: number, call: () => void) => () => void;
  readonly resolve: Resolve;
}

/** The clock, the timers and the resolver of this machine. */
export const ordinarySurroundings = (allowed: ReadonlySet<string>): Surroundings => ({
  allowed,
  now: Date.now,
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
  resolve: createResolve(),
});

/** Maximum time until the complete response has arrived, in ms. */
export const DEADLINE_MS = 15_000;
/** Maximum number of bytes to read from a response. The content is discarded. */
const MOST_ANSWER_BYTES = 65_536;

const FORBIDDEN: Verdict = { kind: 'NOT_SENT', cause: 'FORBIDDEN_ADDRESS' };

/**
 * Sends a message once and returns the outcome. Network errors are returned as outcomes and not thrown. If the message
 * may have arrived, the outcome is never NOT_SENT.
 *
 * @throws Error when the URL is invalid or the message cannot be signed. An endpoint with either problem cannot be
 * saved.
 */
export async function attempt(message: Message, endpoint: Endpoint, around: Surroundings): Promise<Verdict> {
  const url = new URL(endpoint.url);
  if (!isEndpointAddress(url, around.allowed)) return FORBIDDEN;
  try {
    checkLiteral(url, around.allowed);
  } catch {
    return FORBIDDEN;
  }
  return exchange(openRequest(url, message, endpoint, around), message, around);
}

function openRequest(
  url: URL,
  message: Message,
  { secrets, workspace }: Endpoint,
  around: Surroundings,
): ClientRequest {
  const open = url.protocol === 'https:' ? secureRequest : plainRequest;
  return open(url, {
    method: 'POST',
    // Open a new connection for each attempt. The server may already have closed a reused connection, and the client
    // could not tell whether the message arrived.
    agent: false,
    lookup: guardedLookup(url, around.allowed, workspace, around.resolve),
    headers: {
      ...signatureHeaders(message, secrets, around.now()),
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(message.body),
      'user-agent': 'strata',
      connection: 'close',
    },
  });
}

function exchange(request: ClientRequest, { body }: Message, { after, now }: Surroundings): Promise<Verdict> {
  return new Promise((settle) => {
    let isSent = false;
    let verdict: Verdict | undefined;
    const end = (found: Verdict): void => {
      verdict ??= found;
      cancel();
      request.destroy();
      settle(verdict);
    };
    const cancel = after(DEADLINE_MS, () => end({ kind: isSent ? 'UNKNOWN' : 'NOT_SENT', cause: 'TIMEOUT' }));
    request.on('socket', (socket) => {
      const connected = 'encrypted' in socket ? 'secureConnect' : 'connect';
      socket.once(connected, () => (isSent = true));
    });
    request.on('response', (response) => {
      verdict = verdictOf(response.statusCode ?? 0, response.headers['retry-after'], now());
      discard(response, () => end(verdict!));
    });
    request.on('error', (error) => {
      if (error instanceof ForbiddenAddress) end(FORBIDDEN);
      else end(isSent ? { kind: 'UNKNOWN', cause: 'CONNECTION_LOST' } : { kind: 'NOT_SENT', cause: 'NO_CONNECTION' });
    });
    request.end(body);
  });
}

/** Reads a response to its end or to the limit, and discards it. */
function discard(response: IncomingMessage, done: () => void): void {
  let left = MOST_ANSWER_BYTES;
  response.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) done();
  });
  response.once('close', done);
  response.once('error', done);
}

/** Returns the delivery functions of the services. They use the clock, the timers and the resolver of this machine. */
export function createDelivery(places: readonly string[]): {
  readonly allowed: ReadonlySet<string>;
  readonly attempt: (message: Message, endpoint: Endpoint) => Promise<Verdict>;
  readonly nextAttempt: (retry: Retry) => number | undefined;
} {
  const around = ordinarySurroundings(new Set(places));
  return {
    allowed: around.allowed,
    attempt: (message, endpoint) => attempt(message, endpoint, around),
    nextAttempt,
  };
}
