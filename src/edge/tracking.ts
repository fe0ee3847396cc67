/** `/v1`: the tracking format of other systems' clients; the write key is a token, given as basic authentication. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { track } from '../services/tracking/tracking.js';
import { outboxOf, sendJson } from './answers.js';
import { writeKeyOf } from './authorization.js';
import { MAX_TRACKING_BODY, readAnyJson } from './body.js';
import { holderOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { HttpError } from './refusal.js';
import { admitNow } from './standing.js';

const CALLS = new Set(['identify', 'track', 'page', 'screen', 'alias', 'group']);

export class TrackingRoute {
  constructor(private readonly options: EdgeOptions) {}

  /** `call` is the path below `/v1/`. */
  async handle(req: IncomingMessage, res: ServerResponse, call: string): Promise<void> {
    const { api, tokens, admission, bodies, nowMs, report } = this.options;
    const one = CALLS.has(call);
    if (!one && call !== 'batch' && call !== 'import')
      throw new HttpError(
        404,
        'PATH_UNKNOWN',
        'the tracking calls are identify, track, page, screen, alias, group and batch',
      );
    if (req.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    const caller = tokens.verify(writeKeyOf(req), nowMs());
    outboxOf(res).passTo(holderOf(caller));
    admission.charge(caller);
    const held = bodies.open(holderOf(caller));
    try {
      // Some clients name no type, or another; nothing here acts on a cookie.
      const { body, longNumbers } = await readAnyJson(req, MAX_TRACKING_BODY, held);
      const { messages, sentAt, context } = envelopeOf(body, one ? call : undefined);
      const { principal } = await admitNow(this.options, caller);
      const leave = admission.begin(caller);
      try {
        const tracked = await track(api.services, principal, messages, { sentAt, context, longNumbers, report });
        sendJson(res, 200, { success: true, ...tracked });
      } finally {
        leave();
      }
    } finally {
      held.release();
    }
  }
}

/** The messages of a body, and what it says of all of them. `call`: the body is one message, of this type. */
function envelopeOf(
  body: unknown,
  call: string | undefined,
): { readonly messages: readonly unknown[]; readonly sentAt?: unknown; readonly context?: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new HttpError(400, 'BODY_SHAPE_INVALID', 'the body is an object: a message, or a batch with a list `batch`');
  if (call !== undefined) return { messages: [{ ...body, type: call }] };
  const { batch, sentAt, context } = body as { batch?: unknown; sentAt?: unknown; context?: unknown };
  if (!Array.isArray(batch)) throw new HttpError(400, 'BODY_SHAPE_INVALID', 'a batch is an object with a list `batch`');
  return { messages: batch, sentAt, context };
}
