/** Serves `/hooks`, the URLs to which other systems post their webhooks. The secret URL authorizes the request. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RowError } from '../services/mapping/shape.js';
import type { Principal } from '../services/base/access.js';
import { enter } from '../services/base/room.js';
import { hookFacts, writeHookFacts } from '../services/hooks/received-body.js';
import { checkSignature, openHook } from '../services/hooks/hooks.js';
import { outboxOf, sendJson } from './answers.js';
import { MAX_BODY, readJsonText } from './body.js';
import { addressOf, holderOf, subjectOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { showAllowance } from './rate-headers.js';
import { HttpError } from './refusal.js';
import { noteRefused } from './refused-requests.js';
import { admitNow } from './standing.js';

const ROUTE = '/hooks/';

export const isHook = (path: string): boolean => path.startsWith(ROUTE);

export class HooksRoute {
  constructor(private readonly options: EdgeOptions) {}

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const { api, strangers } = this.options;
    if (req.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    const address = url.pathname.slice(ROUTE.length);
    const caller = await strangers.open(addressOf(req), address, () => openHook(api.services, address));
    outboxOf(res).passTo(holderOf(caller.principal));
    try {
      try {
        this.options.admission.charge(caller.principal);
      } finally {
        showAllowance(res, this.options.admission.allowance(caller.principal));
      }
      await this.deliver(req, res, address, caller.principal);
    } catch (error) {
      noteRefused(this.options.api.services, caller.principal, error);
      throw error;
    }
  }

  private async deliver(req: IncomingMessage, res: ServerResponse, address: string, given: Principal): Promise<void> {
    const { api, admission, bodies, turns } = this.options;
    const held = bodies.open(holderOf(given));
    try {
      const { text, bytes } = await readJsonText(req, MAX_BODY, held, () => turns.take(subjectOf(given), 0));
      // The webhook is read again, because it may have changed or ended while the body arrived.
      const current = await openHook(api.services, address);
      const headers = headersOf(req);
      checkSignature(current, bytes, headers);
      const { principal } = await admitNow(this.options, given);
      const room = await enter(api.services, principal.workspace);
      await turns.take(subjectOf(given), 0);
      const leave = admission.begin(given);
      try {
        const facts = await hookFacts(api.services, current.mapping, text, headers, room.workspace.zone).catch(
          (error: unknown) => {
            throw error instanceof RowError ? new HttpError(400, 'BODY_SHAPE_INVALID', error.message) : error;
          },
        );
        sendJson(res, 200, { success: true, ...(await writeHookFacts(api.services, principal, room, facts)) });
      } finally {
        leave();
      }
    } finally {
      held.release();
    }
  }
}

/** Returns the headers by lower-case name. If a header is repeated, the first value is used. */
const headersOf = (req: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(req.headersDistinct).map(([name, values]) => [name, values?.[0]]));
