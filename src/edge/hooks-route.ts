/** Serves `/hooks`, the URLs to which other systems post their webhooks. A request is authorized by its secret URL. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RowError } from '../services/mapping/shape.js';
import { enter } from '../services/base/room.js';
import { hookFacts, writeHookFacts } from '../services/hooks/received-body.js';
import { checkSignature, openHook, type HookCaller } from '../services/hooks/hooks.js';
import { outboxOf, sendJson, sendText } from './answers.js';
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
    const { api, invalidKeys } = this.options;
    if (req.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    const address = url.pathname.slice(ROUTE.length);
    const caller = await invalidKeys.open(addressOf(req), address, () => openHook(api.services, address));
    outboxOf(res).passTo(holderOf(caller.principal));
    try {
      try {
        this.options.admission.charge(caller.principal);
      } finally {
        showAllowance(res, this.options.admission.allowance(caller.principal));
      }
      await this.deliver(req, res, address, caller);
    } catch (error) {
      noteRefused(this.options.api.services, caller.principal, error);
      throw error;
    }
  }

  private async deliver(req: IncomingMessage, res: ServerResponse, address: string, caller: HookCaller): Promise<void> {
    const { api, admission, bodies, turns } = this.options;
    const { principal: given, mapping: opened } = caller;
    const held = bodies.open(holderOf(given));
    try {
      const unwrap = opened.form && formField(opened.form);
      const { text, bytes } = await readJsonText(req, MAX_BODY, held, () => turns.take(subjectOf(given), 0), unwrap);
      // The webhook is read again, because it may have changed or been retired while the body arrived.
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
        const answer = { success: true, ...(await writeHookFacts(api.services, principal, room, facts)) };
        const { response: expected } = current.mapping;
        if (expected === undefined) sendJson(res, 200, answer);
        else sendText(res, 200, expected, { 'content-type': 'text/plain; charset=utf-8' });
      } finally {
        leave();
      }
    } finally {
      held.release();
    }
  }
}

/**
 * Returns a function that extracts JSON from a form. The JSON is the value of the first of these fields that the form
 * has.
 */
const formField =
  (fields: readonly string[]) =>
  (text: string): string => {
    const form = new URLSearchParams(text);
    const field = fields.find((name) => form.has(name));
    if (field === undefined)
      throw new HttpError(400, 'BODY_SHAPE_INVALID', 'the form has none of the fields that the mapping names');
    return form.get(field)!;
  };

/** Returns the headers by lower-case name. A repeated header has its first value. */
const headersOf = (req: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(req.headersDistinct).map(([name, values]) => [name, values?.[0]]));
