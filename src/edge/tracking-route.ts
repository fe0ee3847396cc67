/** Serves `/v1`, the tracking API for clients of other systems. Requests are authorized by a write key or a token. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from '../services/base/errors.js';
import type { Principal } from '../services/base/access.js';
import { openWriteKey, WRITE_KEY_PREFIX } from '../services/credentials/write-keys.js';
import { track } from '../services/tracking/tracking.js';
import { outboxOf, sendJson } from './answers.js';
import { writeKeyOf } from './authorization-header.js';
import { MAX_PAGE_BODY, MAX_TRACKING_BODY, parseAnyJson, readText } from './body.js';
import { addressOf, holderAt, holderOf, subjectOf } from './holders.js';
import { writeKeyOfBody } from './key-of-body.js';
import type { EdgeOptions } from './options.js';
import { showAllowance } from './rate-headers.js';
import { HttpError } from './refusal.js';
import { noteRefused } from './refused-requests.js';
import { requestIdOfResponse } from './request-id.js';
import { analyticsSettings, rudderSettings } from './sdk-settings.js';
import { admitNow } from './standing.js';

const CALLS = new Set(['identify', 'track', 'page', 'screen', 'alias', 'group']);
/** Short names that browser SDKs use for the tracking calls. */
const SHORT: Readonly<Record<string, string>> = {
  t: 'track',
  p: 'page',
  i: 'identify',
  g: 'group',
  a: 'alias',
  s: 'screen',
  b: 'batch',
};
const SETTINGS = /^projects\/([^/]+)\/settings$/;
const SOURCE_CONFIG = /^sourceConfig\/?$/;

export class TrackingRoute {
  constructor(private readonly options: EdgeOptions) {}

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const named = url.pathname.replace(/^(\/beacon)?\/v1\//, '');
    const project = SETTINGS.exec(named)?.[1];
    if (project !== undefined || SOURCE_CONFIG.test(named)) return this.settings(req, res, url, project);
    const call = Object.hasOwn(SHORT, named) ? SHORT[named] : named;
    const one = CALLS.has(call);
    if (!one && call !== 'batch' && call !== 'import' && call !== 'm')
      throw new HttpError(
        404,
        'PATH_UNKNOWN',
        'the tracking calls are identify, track, page, screen, alias, group and batch',
      );
    if (req.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    // SDKs use this call to report their own metrics, which are discarded.
    if (call === 'm') return sendJson(res, 200, { success: true });
    await this.deliver(req, res, url, one ? call : undefined);
  }

  /** Processes a tracking request. `call` is the type of the message, or undefined for a batch. */
  private async deliver(req: IncomingMessage, res: ServerResponse, url: URL, call?: string): Promise<void> {
    const { api, admission, bodies, invalidKeys, turns } = this.options;
    const report = (error: unknown): void => this.options.report(error, requestIdOfResponse(res));
    const early = await this.callerBeforeBody(req, res, url);
    if (!early) invalidKeys.check(addressOf(req));
    const held = bodies.open(early ? holderOf(early) : holderAt(req));
    let sender = early;
    try {
      // Any content type is accepted, because some clients send a wrong one or none. This is safe, because this route
      // does not read cookies.
      const text = await readText(req, early ? MAX_TRACKING_BODY : MAX_PAGE_BODY, held);
      const caller = early ?? (await this.callerOfBody(req, text));
      if (!early) {
        held.passTo(holderOf(this.admitted(req, res, caller)));
        sender = caller;
      }
      // The number of bytes is 0, because `held` already counts the waiting bytes.
      const { body, longNumbers } = await parseAnyJson(text, held, () => turns.take(subjectOf(caller), 0));
      const { messages, sentAt, context } = envelopeOf(body, call);
      const { principal } = await admitNow(this.options, caller);
      const leave = admission.begin(caller);
      try {
        const tracked = await track(api.services, principal, messages, { sentAt, context, longNumbers, report });
        sendJson(res, 200, { success: true, ...tracked });
      } finally {
        leave();
      }
    } catch (error) {
      if (sender) noteRefused(this.options.api.services, sender, error);
      throw error;
    } finally {
      held.release();
    }
  }

  /**
   * Authenticates the caller before the body is read. Returns undefined for requests of `sendBeacon`. Their key is in
   * the body, because `sendBeacon` cannot set headers.
   */
  private async callerBeforeBody(req: IncomingMessage, res: ServerResponse, url: URL): Promise<Principal | undefined> {
    const given = writeKeyOf(req) ?? keyInQuery(url);
    if (given === undefined && /^text\/plain\s*(;|$)/i.test(req.headers['content-type'] ?? '')) return undefined;
    return this.admitted(req, res, await this.callerOf(req, given));
  }

  /** Authenticates the caller by the key in the body. The body has not been parsed yet. */
  private async callerOfBody(req: IncomingMessage, text: string): Promise<Principal> {
    const address = addressOf(req);
    await this.options.turns.take(address, 0);
    const known = this.options.invalidKeys.begin(address);
    const caller = await this.callerOf(req, writeKeyOfBody(text));
    known();
    return caller;
  }

  private async callerOf(req: IncomingMessage, given: string | undefined): Promise<Principal> {
    const { api, invalidKeys, tokens, nowMs } = this.options;
    if (!given?.startsWith(WRITE_KEY_PREFIX)) return tokens.verify(given, nowMs());
    return invalidKeys.open(addressOf(req), given, () => openWriteKey(api.services, given));
  }

  /** Charges the caller for a request. Throws if a write key is restricted to other origins. */
  private admitted(req: IncomingMessage, res: ServerResponse, caller: Principal): Principal {
    outboxOf(res).passTo(holderOf(caller));
    try {
      this.options.admission.charge(caller);
      const { origins } = caller.writeKey ?? {};
      if (origins !== undefined && !origins.includes(req.headers.origin ?? ''))
        throw new ServiceError('ORIGIN_NOT_ALLOWED', 'this write key is for pages of other origins');
    } catch (error) {
      noteRefused(this.options.api.services, caller, error);
      throw error;
    } finally {
      showAllowance(res, this.options.admission.allowance(caller));
    }
    return caller;
  }

  private async settings(req: IncomingMessage, res: ServerResponse, url: URL, project?: string): Promise<void> {
    if (req.method !== 'GET') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use GET');
    const given = project === undefined ? (writeKeyOf(req) ?? keyInQuery(url)) : keyInAddress(project);
    this.admitted(req, res, await this.callerOf(req, given));
    sendJson(res, 200, project === undefined ? rudderSettings(given!) : analyticsSettings(req, project));
  }
}

/** Returns the write key in a URL parameter. A token in a URL is not accepted, because proxies log URLs. */
const keyInAddress = (given: string | null): string | undefined =>
  given?.startsWith(WRITE_KEY_PREFIX) ? given : undefined;

const keyInQuery = (url: URL): string | undefined => keyInAddress(url.searchParams.get('writeKey'));

/**
 * Returns the messages in a body and the fields that they share. If `call` is given, the body is one message of this
 * type.
 */
function envelopeOf(
  body: unknown,
  call: string | undefined,
): { readonly messages: readonly unknown[]; readonly sentAt?: unknown; readonly context?: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new HttpError(400, 'BODY_SHAPE_INVALID', 'the body is an object: a message, or a batch with a list `batch`');
  // The body is modified in place, because copying a large object is slow.
  if (call !== undefined) return { messages: [Object.assign(body, { type: call })] };
  const { batch, sentAt, context } = body as { batch?: unknown; sentAt?: unknown; context?: unknown };
  if (!Array.isArray(batch)) throw new HttpError(400, 'BODY_SHAPE_INVALID', 'a batch is an object with a list `batch`');
  return { messages: batch, sentAt, context };
}
