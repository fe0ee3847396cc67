/** Defines, lists, tests, enables and disables webhook endpoints, and rotates their secrets. */
import { randomBytes } from 'node:crypto';
import { isEndpointAddress } from '../../engine/reach/endpoint-address.js';
import { signingSecrets, type DisabledBy, type WebhookEndpoint } from '../../engine/reach/endpoint.js';
import type { Verdict } from '../../engine/reach/verdict.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/changes.js';
import { conflict, invalid, limit, notFound, StoreConflict, type ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { refuseKey } from '../base/idempotency.js';
import { definitionKey, nameAfter, text } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import type { Page, Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';

const SCOPE = 'reach:admin';
const MAX_ENDPOINTS = 100;
const MAX_URL = 2048;
const MAX_GRACE_HOURS = 720;
const HOUR_MS = 3_600_000;

export interface WebhookEndpointInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly url: string;
}

/**
 * An endpoint as shown in responses, without secrets. Responses may be stored under an idempotency key, but secrets
 * must not be.
 */
export type ShownEndpoint = Omit<WebhookEndpoint, 'secrets'>;

/** An endpoint and its new secret. The secret is returned only once. */
export interface WithSecret {
  readonly endpoint: ShownEndpoint;
  readonly secret?: string;
}

/** Returns a new secret with 32 random bytes. */
export const createSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/**
 * Defines an endpoint and creates its secret, or changes an existing endpoint. Absent fields keep their values, and null
 * removes the value.
 */
export function defineWebhookEndpoint(
  services: Services,
  principal: Principal,
  input: WebhookEndpointInput,
): Promise<WithSecret> {
  requireScope(principal, SCOPE);
  refuseKey(principal, 'a secret is answered');
  definitionKey(input.key, 'input.key');
  const description = input.description ? text(input.description, 'input.description', 2000) : undefined;
  const url = addressOf(services, input.url);
  return change(services, principal, 'defineWebhookEndpoint', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const store = services.stores.webhookEndpoints;
    if (
      (await store.list(workspace.id, { first: MAX_ENDPOINTS })).filter(({ key }) => key !== input.key).length >=
      MAX_ENDPOINTS
    )
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_ENDPOINTS} webhook endpoints`);
    const save = async (tx: Tx): Promise<WithSecret> => {
      const before = await findOne(store, workspace.id, input.key, tx);
      const secret = before ? undefined : createSecret();
      const endpoint: WebhookEndpoint = {
        key: input.key,
        name: text(nameAfter(input.name, before?.name, input.key), 'input.name', 128),
        ...descriptionOf(input.description === undefined ? before?.description : description),
        url,
        secrets: secret === undefined ? before!.secrets : [{ secret }],
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
  refuseKey(principal, 'a secret is answered');
  if (!(graceHours >= 0 && graceHours <= MAX_GRACE_HOURS))
    throw invalid('NUMBER_INVALID', `graceHours lie between 0 and ${MAX_GRACE_HOURS}`, 'graceHours');
  const secret = createSecret();
  return edit(services, principal, 'rotateWebhookSecret', key, (before) => {
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
 * Sends a signed test message and returns its outcome. If the endpoint responds with 410, it is disabled. With an
 * idempotency key, the message is sent once and its outcome is stored.
 */
export function testWebhookEndpoint(services: Services, principal: Principal, key: string): Promise<Verdict> {
  requireScope(principal, SCOPE);
  const store = services.stores.webhookEndpoints;
  let verdict: Promise<Verdict> | undefined;
  return change(services, principal, 'testWebhookEndpoint', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    if (workspace.sandbox) throw conflict('SANDBOX_NOT_DELIVERED', 'a sandbox hands nothing over to other systems');
    const endpoint = await findOne(store, workspace.id, key);
    if (!endpoint) throw missing();
    if (endpoint.disabledBy) throw conflict('WEBHOOK_ENDPOINT_DISABLED', `the endpoint ${key} is disabled`, 'key');
    // When the change is retried after a write conflict, the first verdict is reused, so that the message is not sent
    // again.
    const outcome = await (verdict ??= sendTest(services, workspace.id, endpoint));
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

function sendTest(services: Services, workspace: string, endpoint: WebhookEndpoint): Promise<Verdict> {
  const now = services.stores.now();
  const body = JSON.stringify({
    type: 'webhook.test',
    timestamp: new Date(now).toISOString(),
    data: { workspace, endpoint: endpoint.key },
  });
  const { url } = endpoint;
  return services.delivery.attempt({ id: `test_${newId(now)}`, body }, { url, secrets: signingSecrets(endpoint, now) });
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

function shown({ secrets: _secrets, ...endpoint }: WebhookEndpoint): ShownEndpoint {
  return endpoint;
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
