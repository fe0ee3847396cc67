/**
 * Serves `/fewer`, the page that the link in each message opens. GET only shows the page, because mail scanners follow
 * links. POST saves the chosen option of the form, or performs a one-click unsubscribe (RFC 8058).
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ServiceError } from '../services/base/errors.js';
import { oneOf } from '../services/base/inputs.js';
import { FEWER_PATH, openLink, type OpenedLink } from '../services/reach/contact-links.js';
import { askForFewer, currentWish, FEWER_CHOICES, type FewerChoice } from '../services/reach/fewer-messages.js';
import { sendText } from './answers.js';
import { readForm } from './body.js';
import { failurePage, FEWER_POLICY, fewerPage, languageOf, type Language } from './fewer-messages-page.js';
import { addressOf, holderAt } from './holders.js';
import type { EdgeOptions } from './options.js';
import { HttpError } from './refusal.js';
import { TokenBuckets } from './token-buckets.js';

/** Maximum size of a form in bytes. */
const MAX_FORM = 4096;
/** Maximum number of requests per second for one link. Bursts may have ten times as many. */
const RATE = 1;
const BURST_SECONDS = 10;
/** Maximum number of links whose rate is tracked. */
const MAX_LINKS = 10_000;

const ONE_CLICK = 'List-Unsubscribe';

export const isFewerMessages = (path: string): boolean => path.startsWith(FEWER_PATH);

export class FewerMessagesRoute {
  private readonly rates: TokenBuckets;

  constructor(private readonly options: EdgeOptions) {
    this.rates = new TokenBuckets(MAX_LINKS, options.nowMs, BURST_SECONDS);
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const language = languageOf(url, req.headers['accept-language']);
    const isPage = (req.headers.accept ?? '').includes('text/html');
    try {
      await this.answer(req, res, url, language);
    } catch (error) {
      const failure = error instanceof ServiceError ? FAILURES[error.reason] : undefined;
      if (!failure || !isPage) throw error;
      sendPage(res, failure.status, failurePage(language, url.pathname, failure.text));
    }
  }

  private async answer(req: IncomingMessage, res: ServerResponse, url: URL, language: Language): Promise<void> {
    if (!['GET', 'HEAD', 'POST'].includes(req.method ?? ''))
      throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use GET or POST');
    const { api, invalidKeys, admission } = this.options;
    const token = url.pathname.slice(FEWER_PATH.length);
    const link = await invalidKeys.open(addressOf(req), token, () => openLink(api.services, token));
    this.charge(link);
    const choice = req.method === 'POST' ? await this.choiceOf(req) : undefined;
    const leave = admission.begin({ ...ANYBODY, workspace: link.room.workspace.id });
    try {
      if (choice) await askForFewer(api.services, link, choice);
      // The link is opened again, because the choice has changed the permissions of the customer.
      const shown = choice ? await openLink(api.services, token) : link;
      const { room, channel } = shown;
      const page = fewerPage({
        language,
        path: url.pathname,
        shop: room.workspace.name,
        channel,
        wish: await currentWish(api.services, shown),
        isDone: choice !== undefined,
      });
      sendPage(res, 200, req.method === 'HEAD' ? '' : page);
    } finally {
      leave();
    }
  }

  /** Throws RATE_LIMITED if a link is used too often. */
  private charge({ room, contact }: OpenedLink): void {
    const name = `${room.workspace.id}|${contact.id}`;
    if (this.rates.left(name, RATE) < 1)
      throw new ServiceError('RATE_EXCEEDED', 'this link is used too often; nothing was done, retry in a moment');
    this.rates.take(name, RATE, 1);
  }

  private async choiceOf(req: IncomingMessage): Promise<FewerChoice> {
    const held = this.options.bodies.open(holderAt(req));
    try {
      const form = await readForm(req, MAX_FORM, held);
      if (form.has(ONE_CLICK)) return 'CHANNEL';
      return oneOf(form.get('choice'), FEWER_CHOICES, undefined, 'choice');
    } finally {
      held.release();
    }
  }
}

/** The caller for requests without a sign-in. The limit of running requests needs a caller. */
const ANYBODY = { subject: 'fewer-messages', scopes: new Set<string>(), expiresAt: Infinity } as const;

type Failure = { readonly status: number; readonly text: 'invalid' | 'expired' | 'again' };
const FAILURES: Readonly<Record<string, Failure | undefined>> = {
  LINK_INVALID: { status: 404, text: 'invalid' },
  LINK_EXPIRED: { status: 410, text: 'expired' },
  RATE_EXCEEDED: { status: 429, text: 'again' },
  WRONG_KEYS_TOO_MANY: { status: 429, text: 'again' },
};

function sendPage(res: ServerResponse, status: number, page: string): void {
  sendText(res, status, page, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': FEWER_POLICY,
    'x-robots-tag': 'noindex',
    ...(status === 429 ? { 'retry-after': '1' } : {}),
  });
}
