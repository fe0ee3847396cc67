/** Defines, lists, tests, enables and disables webhook endpoints, and rotates their secrets. */
import { randomBytes } from 'node:crypto';
import { isEndpointAddress } from '../../engine/reach/endpoint-address.js';
import { signingSecrets, type DisabledBy, type WebhookEndpoint } from '../../engine/reach/endpoint.js';
import type { EndpointProvider } from '../../engine/reach/provider.js';
import type { Verdict } from '../../engine/reach/verdict.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooMany } from '../base/definition-limits.js';
import { conflict, invalid, notFound, StoreConflict, type ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { refuseKey } from '../base/idempotency.js';
import { definitionKey, identifier, nameAfter, oneOf, text } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { Page, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { mustSeeMessagesTo } from './concealed-campaigns.js';
import { PRESETS, presetOf } from './providers/provider-presets.js';
import { keptCredentials, parseProvider, type ProviderInput } from './providers/provider-inputs.js';
import { hasProvider, sendByProvider } from './providers/send.js';

const SCOPE = 'reach:admin';
const MAX_ENDPOINTS = 100;
const MAX_URL = 2048;
const MAX_GRACE_HOURS = 720;
const HOUR_MS = 3_600_000;

export interface WebhookEndpointInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  /** The address. Defaults to the usual address of a preset. */
  readonly url?: string | null;
  /** The provider at the address. Undefined keeps the current provider, and null removes it. */
  readonly provider?: ProviderInput | null;
}

/** A provider as shown in responses. It contains only the names of the credentials. */
interface ShownProvider extends Omit<EndpointProvider, 'credentials'> {
  readonly credentials: readonly string[];
}

/**
 * An endpoint as shown in responses, without secrets. Responses may be stored under an idempotency key, but secrets
 * must not be.
 */
export type ShownEndpoint = Omit<WebhookEndpoint, 'secrets' | 'provider'> & { readonly provider?: ShownProvider };

/** An endpoint and its new secret. The secret is returned only once. */
export interface WithSecret {
  readonly endpoint: ShownEndpoint;
  readonly secret?: string;
}

/** Returns a new secret with 32 random bytes. */
export const createSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * Defines an endpoint and creates its secret, or changes an existing endpoint. Absent fields keep their values, and
 * null removes the value. An endpoint with a new host gets a new secret, because the former receiver knows the old one.
 * An endpoint with a provider gets no secret, because its messages are not signed.
 *
 * @throws FORBIDDEN when the address or the provider of an existing endpoint is changed, and a campaign that sends to
 * the endpoint depends on personal tags that the caller may not read.
 */
export function defineWebhookEndpoint(
  services: Services,
  principal: Principal,
  input: WebhookEndpointInput,
): Promise<WithSecret> {
  requireScope(principal, SCOPE);
  refuseKey(principal, 'a secret is returned');
  definitionKey(input.key, 'input.key');
  const description = input.description ? text(input.description, 'input.description', 2000) : undefined;
  return change(services, principal, 'defineWebhookEndpoint', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    const store = services.stores.webhookEndpoints;
    const save = async (tx: Tx): Promise<WithSecret> => {
      const most = { most: MAX_ENDPOINTS, what: 'webhook endpoints' };
      await refuseTooMany(services.stores, workspace.id, store, input.key, most, tx);
      const before = await findOne(store, workspace.id, input.key, tx);
      const url = urlOf(services, input, before);
      // With another address or another provider account, someone else receives the messages.
      if (before && (before.url !== url || input.provider !== undefined))
        await mustSeeMessagesTo(input.key, services.stores, principal, room);
      const provider = providerOf(input, url, before);
      const hasMoved = before !== undefined && new URL(before.url).host !== new URL(url).host;
      const known = hasMoved ? [] : (before?.secrets ?? []);
      const secret = provider === undefined && known.length === 0 ? createSecret() : undefined;
      const endpoint: WebhookEndpoint = {
        key: input.key,
        name: text(nameAfter(input.name, before?.name, input.key), 'input.name', 128),
        ...descriptionOf(input.description === undefined ? before?.description : description),
        url,
        secrets: secret === undefined ? known : [{ secret }],
        ...(provider ? { provider } : {}),
        ...disabledIn(before),
        version: (before?.version ?? 0) + 1,
        savedAt: now,
        savedBy: principal.subject,
      };
      await store.save(workspace.id, endpoint, tx);
      return { endpoint: shown(endpoint), ...(secret === undefined ? {} : { secret }) };
    };
    return { target: input.key, at: now, save };
  });
}

const descriptionOf = (description: string | undefined): { description?: string } =>
  description === undefined ? {} : { description };

/**
 * Returns the address of an endpoint after a change. If the input has no address, returns the usual address of the
 * given preset, or else the current address.
 */
function urlOf(services: Services, input: WebhookEndpointInput, before: WebhookEndpoint | undefined): string {
  const { preset } = input.provider ?? {};
  const usual = preset ? presetOf(oneOf(preset, PRESETS, undefined, 'input.provider.preset')).url : undefined;
  const kept = input.url === undefined ? before?.url : undefined;
  const url = addressOf(services, input.url ?? usual ?? kept ?? '');
  if (input.provider && new URL(url).search !== '')
    throw invalid('WEBHOOK_URL_INVALID', 'the address of a provider has no query', 'input.url');
  return url;
}

/**
 * Returns the provider of an endpoint after a change. If the input does not contain a provider, the current one is
 * kept.
 */
function providerOf(
  { provider }: WebhookEndpointInput,
  url: string,
  before: WebhookEndpoint | undefined,
): EndpointProvider | undefined {
  if (provider === null || (provider === undefined && !before?.provider)) return undefined;
  if (provider) return parseProvider(provider, url, before);
  const { definition } = before!.provider!;
  if (keptCredentials(before, url, definition)) return before!.provider;
  throw invalid('PROVIDER_INVALID', 'at another place, the credentials must be given again', 'input.provider');
}

/** Returns a page of the workspace's endpoints, ordered by key. */
export async function listWebhookEndpoints(
  services: Services,
  principal: Principal,
  page: Page,
): Promise<ShownEndpoint[]> {
  requireScope(principal, SCOPE);
  const { workspace } = await enter(services, principal.workspace);
  return (await services.stores.webhookEndpoints.list(workspace.id, page)).map(shown);
}

/** Creates a new secret for an endpoint. During the grace period, messages are signed with the former secret too. */
export function rotateWebhookSecret(
  services: Services,
  principal: Principal,
  key: string,
  graceHours: number,
): Promise<WithSecret> {
  requireScope(principal, SCOPE);
  refuseKey(principal, 'a secret is returned');
  if (!(graceHours >= 0 && graceHours <= MAX_GRACE_HOURS))
    throw invalid('NUMBER_INVALID', `graceHours lie between 0 and ${MAX_GRACE_HOURS}`, 'graceHours');
  const secret = createSecret();
  return edit(services, principal, 'rotateWebhookSecret', key, (before) => {
    if (before.provider)
      throw conflict('ENDPOINT_HAS_PROVIDER', 'messages to a provider are not signed; change its credentials', 'key');
    const until = services.stores.now() + graceHours * HOUR_MS;
    // Keep at most one former secret. If the secret is rotated twice within the grace period, the oldest secret becomes
    // invalid.
    const former = graceHours > 0 ? before.secrets.slice(0, 1).map((each) => ({ secret: each.secret, until })) : [];
    return { ...before, secrets: [{ secret }, ...former] };
  }).then((endpoint) => ({ endpoint, secret }));
}

/** Enables or disables an endpoint. A disabled endpoint receives no messages. */
export function setWebhookEndpointEnabled(
  services: Services,
  principal: Principal,
  key: string,
  enabled: boolean,
): Promise<ShownEndpoint> {
  requireScope(principal, SCOPE);
  return edit(services, principal, enabled ? 'enableWebhookEndpoint' : 'disableWebhookEndpoint', key, (before) =>
    enabled ? enable(before) : disable(before, 'OPERATOR', services.stores.now()),
  );
}

/**
 * Sends a test message and returns its outcome. For an endpoint without a provider, the message is signed, and a
 * response with status 410 disables the endpoint. For a provider, the caller must give the address of a recipient. With
 * an idempotency key, the message is sent once and its outcome is stored.
 */
export function testWebhookEndpoint(
  services: Services,
  principal: Principal,
  key: string,
  recipient?: string | null,
): Promise<Verdict> {
  requireScope(principal, SCOPE);
  const store = services.stores.webhookEndpoints;
  let verdict: Promise<Verdict> | undefined;
  return change(services, principal, 'testWebhookEndpoint', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    if (workspace.sandbox) throw conflict('SANDBOX_NOT_DELIVERED', 'a sandbox hands nothing over to other systems');
    const endpoint = await findOne(store, workspace.id, key);
    if (!endpoint) throw missing();
    if (endpoint.disabledBy) throw conflict('WEBHOOK_ENDPOINT_DISABLED', `the endpoint ${key} is disabled`, 'key');
    const to = hasProvider(endpoint) ? identifier(recipient ?? '', 'to') : undefined;
    if (to === undefined && recipient) throw invalid('ALTERNATIVES_CONFLICT', 'only a provider has recipients', 'to');
    // When the change is retried after a write conflict, the first verdict is reused, so that the message is not sent
    // again.
    const outcome = await (verdict ??= sendTest(services, workspace.id, endpoint, to));
    const save = async (tx: Tx): Promise<Verdict> => {
      if (outcome.kind === 'GONE') {
        const disabled = disable(endpoint, 'GONE', services.stores.now());
        const before = await findOne(store, workspace.id, key, tx);
        if (before?.version !== endpoint.version) throw new StoreConflict('the endpoint was changed meanwhile');
        await store.save(workspace.id, { ...disabled, version: endpoint.version + 1, savedAt: now }, tx);
      }
      return outcome;
    };
    return { target: key, at: now, save };
  });
}

/** Disables an endpoint that responded with 410, unless the endpoint was changed after the message was sent. */
export async function disableGoneEndpoint(
  services: Services,
  workspace: string,
  endpoint: WebhookEndpoint,
): Promise<void> {
  const { stores } = services;
  await stores.transact(async (tx) => {
    const before = await findOne(stores.webhookEndpoints, workspace, endpoint.key, tx);
    if (before?.version !== endpoint.version) return;
    const version = endpoint.version + 1;
    await stores.webhookEndpoints.save(workspace, { ...disable(endpoint, 'GONE', stores.now()), version }, tx);
  });
}

function sendTest(
  services: Services,
  workspace: string,
  endpoint: WebhookEndpoint,
  to: string | undefined,
): Promise<Verdict> {
  const now = services.stores.now();
  if (hasProvider(endpoint)) {
    const id = `test_${newId(now)}`;
    return sendByProvider(services, workspace, endpoint, {
      message: { id, title: 'Test', body: 'Test 测试' },
      contact: { id, campaign: 'test', channel: 'test' },
      to: { namespace: 'test', value: to! },
    });
  }
  const body = JSON.stringify({
    type: 'webhook.test',
    timestamp: new Date(now).toISOString(),
    data: { workspace, endpoint: endpoint.key },
  });
  const { url } = endpoint;
  const secrets = signingSecrets(endpoint, now);
  return services.delivery.attempt({ id: `test_${newId(now)}`, body }, { url, secrets, workspace });
}

const missing = (): ServiceError => notFound('WEBHOOK_ENDPOINT_NOT_FOUND', 'the webhook endpoint', 'key');

/** Changes an existing endpoint and increments its version. */
function edit(
  services: Services,
  principal: Principal,
  operation: string,
  key: string,
  apply: (before: WebhookEndpoint) => WebhookEndpoint,
): Promise<ShownEndpoint> {
  return change(services, principal, operation, async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<ShownEndpoint> => {
      const store = services.stores.webhookEndpoints;
      const before = await findOne(store, workspace.id, key, tx);
      if (!before) throw missing();
      const endpoint = { ...apply(before), version: before.version + 1, savedAt: now, savedBy: principal.subject };
      await store.save(workspace.id, endpoint, tx);
      return shown(endpoint);
    };
    return { target: key, at: now, save };
  });
}

function shown({ secrets: _secrets, provider, ...endpoint }: WebhookEndpoint): ShownEndpoint {
  if (!provider) return endpoint;
  return { ...endpoint, provider: { ...provider, credentials: Object.keys(provider.credentials) } };
}

const disabledIn = (endpoint: WebhookEndpoint | undefined): Pick<WebhookEndpoint, 'disabledBy' | 'disabledAt'> =>
  endpoint?.disabledBy === undefined ? {} : { disabledBy: endpoint.disabledBy, disabledAt: endpoint.disabledAt! };

const disable = (endpoint: WebhookEndpoint, disabledBy: DisabledBy, disabledAt: number): WebhookEndpoint =>
  endpoint.disabledBy === undefined ? { ...endpoint, disabledBy, disabledAt } : endpoint;

function enable({ disabledBy: _by, disabledAt: _at, ...endpoint }: WebhookEndpoint): WebhookEndpoint {
  return endpoint;
}

/** Validates the address of an endpoint. Returns the address in the normalized form that is used for connections. */
function addressOf(services: Services, given: string): string {
  const path = 'input.url';
  const address = text(given, path, MAX_URL);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !isEndpointAddress(url, services.delivery.allowed))
    throw invalid('WEBHOOK_URL_INVALID', 'an endpoint is an https address without credentials and fragment', path);
  return url.href;
}
