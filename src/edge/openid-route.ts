/**
 * Serves `/session/openid`: sends a browser to the OpenID provider, and takes its return. A cookie keeps state, nonce and
 * verifier between the two, so that a return counts only in the browser that began it, and on every process.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { signInByProvider } from '../services/accounts/provider-sign-in.js';
import { ServiceError } from '../services/base/errors.js';
import type { IdentityProvider, ProviderSignIn } from '../services/base/services.js';
import { cookieNameOf, cookieOf, isLocal } from './callers.js';
import { deviceOf } from './device.js';
import { addressOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { ATTRIBUTES, secure, setCookie } from './session-cookie.js';
import { tooManyAttempts } from './sign-in-attempts.js';

const KEPT_SECONDS = 600;
const BEGIN = '/session/openid';
const RETURN = '/session/openid/return';

export const isOpenIdRoute = (path: string): boolean => path === BEGIN || path === RETURN;

/** Parts of the dashboard to which a return leads. */
const SIGNED_IN = '/#/signed-in';
const REFUSED = '/#/sign-in-refused';

export async function openIdRoute(
  options: EdgeOptions,
  provider: IdentityProvider,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<void> {
  const wait = options.signInAttempts.waitOf(addressOf(req));
  if (wait > 0) {
    res.setHeader('retry-after', String(wait));
    throw tooManyAttempts(wait);
  }
  if (url.pathname === BEGIN) {
    const { url: address, kept } = await provider.begin(originOf(req) + RETURN).catch(unreachable(options));
    keep(req, res, Buffer.from(JSON.stringify(kept)).toString('base64url'), KEPT_SECONDS);
    return redirect(res, address);
  }
  redirect(res, await returned(options, provider, req, res, url));
}

/** Signs in with the return of a provider. Returns the address to which the browser goes next. */
async function returned(
  options: EdgeOptions,
  provider: IdentityProvider,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<string> {
  const takeBack = options.signInAttempts.count(addressOf(req));
  const value = cookieOf(req, nameOf(req));
  keep(req, res, '', 0);
  try {
    if (value === undefined) return REFUSED;
    const kept = JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as ProviderSignIn;
    const identity = await provider.finish(new URL(originOf(req) + url.pathname + url.search), kept);
    const device = deviceOf(req.headers['user-agent']);
    const signedIn = await signInByProvider(options.api.services, provider.workspace, identity, device);
    takeBack();
    setCookie(req, res, signedIn.cookie);
    return `${SIGNED_IN}/${signedIn.workspace}`;
  } catch (error) {
    // Errors of the library name claims and values of the provider, so only their kind is reported.
    if (!(error instanceof ServiceError)) options.report(new Error('a sign-in at the OpenID provider failed'));
    return REFUSED;
  }
}

const unreachable = (options: EdgeOptions) => (): never => {
  options.report(new Error('the OpenID provider cannot be reached'));
  throw new ServiceError('IDENTITY_PROVIDER_UNAVAILABLE', 'the identity provider does not answer; retry in a moment');
};

const originOf = (req: IncomingMessage): string => `${isLocal(req) ? 'http' : 'https'}://${req.headers.host ?? ''}`;

const nameOf = (req: IncomingMessage): string => `${cookieNameOf(req)}-openid`;

/** Adds the cookie of a sign-in that has begun. It is sent with the return, which is a navigation from another site. */
function keep(req: IncomingMessage, res: ServerResponse, value: string, seconds: number): void {
  res.appendHeader('set-cookie', `${nameOf(req)}=${value}; ${ATTRIBUTES}; Max-Age=${seconds}${secure(req)}`);
}

function redirect(res: ServerResponse, location: string): void {
  res.writeHead(302, { location, 'cache-control': 'no-store', 'content-length': 0 }).end();
}
