/** Sends messages through providers. Fetches access tokens for providers that require them. */
import type { WebhookEndpoint } from '../../../engine/reach/endpoint.js';
import type { EndpointProvider } from '../../../engine/reach/provider.js';
import {
  renderMessage,
  renderTokenRequest,
  type ProviderMessage,
  type RenderedRequest,
} from '../../../engine/reach/provider-request.js';
import type { Exchange, Verdict } from '../../../engine/reach/verdict.js';
import type { ProviderToken, Services } from '../../base/services.js';
import { cellsOfResponse, meaningOf, type ResponseMeaning } from './responses.js';
import { fakeResponse } from './fake-providers.js';
import { PRESETS } from './provider-presets.js';

/**
 * Share of a token's lifetime during which it is used. The rest is a margin, so that a token does not expire in
 * transit.
 */
const USED_SHARE = 0.9;
/** Maximum lifetime of a token, in seconds. A longer lifetime in a response is reduced to this maximum. */
const MAX_LIFETIME_S = 24 * 3600;
/** Matches a valid token. If the token in a response does not match, it is not used. */
const TOKEN = /^[\x21-\x7e]{1,4096}$/;

interface ProviderEndpoint extends WebhookEndpoint {
  readonly provider: EndpointProvider;
}

/** Sends a request and returns the response. */
type Send = (request: RenderedRequest) => Promise<Exchange>;

export const hasProvider = (endpoint: WebhookEndpoint): endpoint is ProviderEndpoint => endpoint.provider !== undefined;

/**
 * Makes one attempt to send a message through the provider of an endpoint. If the provider responds that the access
 * token has expired, the message was not accepted. It is then sent once more with a new token.
 */
export async function sendByProvider(
  services: Services,
  workspace: string,
  endpoint: ProviderEndpoint,
  message: ProviderMessage,
  send: Send = (request) => services.delivery.send(request, workspace),
): Promise<Verdict> {
  const { provider, url } = endpoint;
  const { definition } = provider;
  const name = JSON.stringify([workspace, endpoint.key, endpoint.version, endpoint.savedAt]);
  const once = async (): Promise<ResponseMeaning> => {
    const token = definition.token ? await tokenOf(services, name, endpoint, send) : undefined;
    if (definition.token && token === undefined) return { kind: 'NOT_SENT', cause: 'NO_TOKEN' };
    const request = renderMessage(provider, url, message, token);
    if (!request) return { kind: 'REFUSED', cause: 'TEMPLATE' };
    return meaningOf(definition, await send(request), services.stores.now());
  };
  let meaning = await once();
  if (meaning.kind === 'TOKEN_EXPIRED') {
    services.providerTokens.delete(name);
    meaning = await once();
  }
  return meaning.kind === 'TOKEN_EXPIRED' ? { kind: 'NOT_SENT', cause: 'NO_TOKEN' } : meaning;
}

/** Returns the token of an endpoint. Messages that wait for the token at the same time share one request for it. */
async function tokenOf(
  services: Services,
  name: string,
  endpoint: ProviderEndpoint,
  send: Send,
): Promise<string | undefined> {
  const { providerTokens, stores } = services;
  let fetched = providerTokens.get(name);
  const known = await fetched;
  if (!known || known.until <= stores.now()) {
    if (providerTokens.get(name) === fetched) providerTokens.set(name, fetchToken(services, endpoint, send));
    fetched = providerTokens.get(name);
  }
  const token = await fetched;
  if (!token && providerTokens.get(name) === fetched) providerTokens.delete(name);
  return token?.value;
}

async function fetchToken(
  { stores }: Services,
  { provider, url }: ProviderEndpoint,
  send: Send,
): Promise<ProviderToken | undefined> {
  const { read, lifetime } = provider.definition.token!;
  const request = renderTokenRequest(provider, url);
  const exchange = request && (await send(request));
  if (exchange?.kind !== 'ANSWERED') return undefined;
  const row = cellsOfResponse(exchange.body, [read, lifetime]);
  const [value, seconds] = [row[read] ?? '', Number(row[lifetime])];
  if (!TOKEN.test(value) || !(seconds > 0)) return undefined;
  return { value, until: stores.now() + Math.min(seconds, MAX_LIFETIME_S) * 1000 * USED_SHARE };
}

/**
 * Sends a message to the fake provider of an endpoint, so that no real recipient gets it. Returns the outcome, and the
 * request that the real provider would get. In the request, the values of credentials are replaced by their names. A
 * provider without a preset accepts every message that can be rendered.
 */
export async function sendToFake(
  services: Services,
  workspace: string,
  endpoint: ProviderEndpoint,
  message: ProviderMessage,
): Promise<{ readonly verdict: Verdict; readonly body: string }> {
  const { provider } = endpoint;
  const credentials = Object.fromEntries(Object.keys(provider.credentials).map((name) => [name, `(${name})`]));
  const hidden = { ...endpoint, provider: { ...provider, credentials } };
  const sent: RenderedRequest[] = [];
  const preset = PRESETS.find((name) => name === provider.preset);
  const response: Send = (request) => {
    sent.push(request);
    return Promise.resolve({
      kind: 'ANSWERED',
      ...(preset ? fakeResponse(preset, request) : { status: 200, body: '' }),
    });
  };
  const verdict = preset
    ? await sendByProvider(services, workspace, hidden, message, response)
    : await acceptAll(hidden, message, response);
  const { method, url, body } = sent.at(-1) ?? { method: '', url: '', body: '' };
  return { verdict, body: JSON.stringify({ method, url, body }) };
}

async function acceptAll({ provider, url }: ProviderEndpoint, message: ProviderMessage, send: Send): Promise<Verdict> {
  const request = renderMessage(provider, url, message, provider.definition.token ? '(token)' : undefined);
  if (!request) return { kind: 'REFUSED', cause: 'TEMPLATE' };
  await send(request);
  return { kind: 'DELIVERED' };
}
