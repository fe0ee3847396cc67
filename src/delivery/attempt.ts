/**
 * Sends one signed message to an endpoint, or one request to a provider. The attempt has a deadline and does not follow
 * redirects.
 */
import { request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isEndpointAddress } from '../engine/reach/endpoint-address.js';
import type { RenderedRequest } from '../engine/reach/provider-request.js';
import { verdictOf, type Exchange, type Verdict } from '../engine/reach/verdict.js';
import { checkLiteral, ForbiddenAddress, guardedLookup, type Resolve } from './guard.js';
import { createResolve } from './resolve.js';
import { nextAttempt, type Retry } from './retry-plan.js';
import { signatureHeaders, type Message } from './signature.js';

interface Endpoint {
  readonly url: string;
  /** The current signing secrets, newest first. There are several only during a rotation. */
  readonly secrets: readonly string[];
  /** The workspace that sends the message. */
  readonly workspace: string;
}

/** The dependencies of an attempt: the clock, the timers, the DNS resolver, and the private hosts that are allowed. */
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
/** Maximum number of bytes that are read from a response. The text of a longer response counts as empty. */
const MOST_ANSWER_BYTES = 65_536;

const FORBIDDEN = { kind: 'NOT_SENT', cause: 'FORBIDDEN_ADDRESS' } as const;

/**
 * Sends a message once and returns the outcome. Network errors are returned as outcomes and not thrown. If the message
 * may have arrived, the outcome is never NOT_SENT.
 *
 * @throws Error when the URL is invalid or the message cannot be signed. An endpoint with either problem cannot be
 * saved.
 */
export async function attempt(
  message: Message,
  { url, secrets, workspace }: Endpoint,
  around: Surroundings,
): Promise<Verdict> {
  const exchange = await send(
    {
      method: 'POST',
      url,
      headers: {
        ...signatureHeaders(message, secrets, around.now()),
        'content-type': 'application/json; charset=utf-8',
      },
      body: message.body,
    },
    workspace,
    around,
  );
  return exchange.kind === 'ANSWERED' ? verdictOf(exchange.status, exchange.retryAfter, around.now()) : exchange;
}

/**
 * Sends a request once and returns the response. Network errors are returned and not thrown. If the request may have
 * arrived, the result is never NOT_SENT.
 *
 * @throws Error when the URL is invalid.
 */
async function send(request: RenderedRequest, workspace: string, around: Surroundings): Promise<Exchange> {
  const url = new URL(request.url);
  if (!isEndpointAddress(url, around.allowed)) return FORBIDDEN;
  try {
    checkLiteral(url, around.allowed);
  } catch {
    return FORBIDDEN;
  }
  return exchanged(openRequest(url, request, workspace, around), request.body, around);
}

function openRequest(
  url: URL,
  { method, headers, body }: RenderedRequest,
  workspace: string,
  around: Surroundings,
): ClientRequest {
  const open = url.protocol === 'https:' ? secureRequest : plainRequest;
  return open(url, {
    method,
    // Open a new connection for each attempt. The server may have closed a reused connection, and then the client
    // cannot determine whether the message arrived.
    agent: false,
    lookup: guardedLookup(url, around.allowed, workspace, around.resolve),
    headers: {
      'user-agent': 'strata',
      ...headers,
      ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      connection: 'close',
    },
  });
}

function exchanged(request: ClientRequest, body: string | undefined, { after }: Surroundings): Promise<Exchange> {
  return new Promise((settle) => {
    let isSent = false;
    let answered: Exchange | undefined;
    const end = (found: Exchange): void => {
      cancel();
      request.destroy();
      settle(answered ?? found);
    };
    const cancel = after(DEADLINE_MS, () => end({ kind: isSent ? 'UNKNOWN' : 'NOT_SENT', cause: 'TIMEOUT' }));
    request.on('socket', (socket) => {
      const connected = 'encrypted' in socket ? 'secureConnect' : 'connect';
      socket.once(connected, () => (isSent = true));
    });
    request.on('response', (response) => {
      const { statusCode: status = 0, headers } = response;
      const wait = headers['retry-after'];
      const answer = { kind: 'ANSWERED', status, ...(wait === undefined ? {} : { retryAfter: wait }) } as const;
      // The status is used even if the rest of the response does not arrive.
      answered = { ...answer, body: '' };
      read(response, (text) => end((answered = { ...answer, body: text })));
    });
    request.on('error', (error) => {
      if (error instanceof ForbiddenAddress) end(FORBIDDEN);
      else end(isSent ? { kind: 'UNKNOWN', cause: 'CONNECTION_LOST' } : { kind: 'NOT_SENT', cause: 'NO_CONNECTION' });
    });
    request.end(body);
  });
}

/** Reads the text of a response. Passes an empty text to `done` if the response is too long or incomplete. */
function read(response: IncomingMessage, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let left = MOST_ANSWER_BYTES;
  response.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) done('');
    else chunks.push(chunk);
  });
  response.once('close', () => done(response.complete ? Buffer.concat(chunks).toString('utf8') : ''));
  response.once('error', () => done(''));
}

/**
 * Returns the functions that the services use to deliver messages. They use the clock, the timers and the resolver of
 * this machine.
 */
export function createDelivery(places: readonly string[]): {
  readonly allowed: ReadonlySet<string>;
  readonly attempt: (message: Message, endpoint: Endpoint) => Promise<Verdict>;
  readonly send: (request: RenderedRequest, workspace: string) => Promise<Exchange>;
  readonly nextAttempt: (retry: Retry) => number | undefined;
} {
  const around = ordinarySurroundings(new Set(places));
  return {
    allowed: around.allowed,
    attempt: (message, endpoint) => attempt(message, endpoint, around),
    send: (request, workspace) => send(request, workspace, around),
    nextAttempt,
  };
}
