/**
 * Serves `/session/openid`. It redirects a browser to the OpenID provider and handles the redirect back. In between, a
 * cookie stores state, nonce and verifier. The redirect back is therefore valid only in the same browser, but any
 * process can handle it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { signInByProvider } from '../services/accounts/provider-sign-in.js';
import { ServiceError } from '../services/base/errors.js';
import type { IdentityProvider } from '../services/base/services.js';
import { cookieNameOf, cookieOf, isLocal } from './callers.js';
import { deviceOf } from './device.js';
import { addressOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { ATTRIBUTES, endSessionOf, secure, setCookie } from './session-cookie.js';
import { tooManyAttempts } from './sign-in-attempts.js';

const KEPT_SECONDS = 600;
const BEGIN = '/session/openid';
const RETURN = '/session/openid/return';

export const isOpenIdRoute = (path: string): boolean => path === BEGIN || path === RETURN;

/** Dashboard pages to which the browser is redirected after a successful or failed sign-in. */
const SIGNED_IN = '/#/signed-in';
const REFUSED = '/#/sign-in-refused';

/** Maximum number of redirects back that are checked with the provider at the same time. */
const MAX_RETURNS = 16;

export class OpenIdRoute {
  private returns = 0;

  constructor(
    private readonly options: EdgeOptions,
    private readonly provider: IdentityProvider,
  ) {}

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    mustBeNavigation(req);
    if (url.pathname === BEGIN) return this.begin(req, res);
    const cookie = cookieOf(req, nameOf(req));
    // Without the cookie, this browser has not begun a sign-in. The request is not counted, so that another page cannot
    // use up the attempts.
    if (cookie === undefined) return redirect(res, REFUSED);
    const wait = this.options.signInAttempts.waitOf(addressOf(req));
    if (wait > 0) {
      res.setHeader('retry-after', String(wait));
      throw tooManyAttempts(wait);
    }
    if (this.returns >= MAX_RETURNS)
      throw new ServiceError('SERVER_BUSY', 'too many people are signing in at the moment; retry in a few seconds');
    this.returns++;
    try {
      redirect(res, await this.returned(req, res, url, cookie));
    } finally {
      this.returns--;
    }
  }

  private async begin(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { url, kept } = await this.provider.begin(originOf(req) + RETURN).catch(unreachable(this.options));
    const until = this.options.nowMs() + KEPT_SECONDS * 1000;
    keep(req, res, this.options.signInState.seal(kept, until), KEPT_SECONDS);
    redirect(res, url);
  }

  /**
   * Completes a sign-in after the redirect back from the provider. Returns the address to which the browser is
   * redirected.
   */
  private async returned(req: IncomingMessage, res: ServerResponse, url: URL, cookie: string): Promise<string> {
    const { options, provider } = this;
    const takeBack = options.signInAttempts.count(addressOf(req));
    keep(req, res, '', 0);
    try {
      const kept = options.signInState.open(cookie, options.nowMs());
      if (!kept) return REFUSED;
      const identity = await provider.finish(new URL(originOf(req) + url.pathname + url.search), kept);
      const device = deviceOf(req.headers['user-agent']);
      const signedIn = await signInByProvider(options.api.services, provider.workspace, identity, device);
      takeBack();
      // The earlier session of the browser ends, because nobody would notice that it stays open.
      await endSessionOf(options.api.services, req);
      setCookie(req, res, signedIn.cookie);
      return `${SIGNED_IN}/${signedIn.workspace}`;
    } catch (error) {
      // Errors of the library contain claims and values of the provider, so only a general error is reported.
      if (!(error instanceof ServiceError)) options.report(new Error('a sign-in at the OpenID provider failed'));
      return REFUSED;
    }
  }
}

/**
 * Throws FORBIDDEN for a request that loads an image or a frame, or that a script sends. Browsers specify the kind of
 * request in the `Sec-Fetch` headers.
 */
function mustBeNavigation({ headers }: IncomingMessage): void {
  const mode = headers['sec-fetch-mode'];
  const target = headers['sec-fetch-dest'];
  if ((mode !== undefined && mode !== 'navigate') || (target !== undefined && target !== 'document'))
    throw new ServiceError('SESSION_NOT_FROM_PAGE', 'people sign in at the provider by opening this address');
}

const unreachable = (options: EdgeOptions) => (): never => {
  options.report(new Error('the OpenID provider cannot be reached'));
  throw new ServiceError('IDENTITY_PROVIDER_UNAVAILABLE', 'the identity provider does not respond; retry in a moment');
};

const originOf = (req: IncomingMessage): string => `${isLocal(req) ? 'http' : 'https'}://${req.headers.host ?? ''}`;

const nameOf = (req: IncomingMessage): string => `${cookieNameOf(req)}-openid`;

/**
 * Adds the cookie of a sign-in that has begun. Browsers send it with the redirect back, which is a navigation from
 * another site.
 */
function keep(req: IncomingMessage, res: ServerResponse, value: string, seconds: number): void {
  res.appendHeader('set-cookie', `${nameOf(req)}=${value}; ${ATTRIBUTES}; Max-Age=${seconds}${secure(req)}`);
}

function redirect(res: ServerResponse, location: string): void {
  res.writeHead(302, { location, 'cache-control': 'no-store', 'content-length': 0 }).end();
}
