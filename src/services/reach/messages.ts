/**
 * Builds the messages of contacts and sends them to webhook endpoints. In a sandbox, the built-in receiver stores them
 * instead.
 */
import type { HandOverDecision } from '../../engine/reach/contact-decisions.js';
import { signingSecrets } from '../../engine/reach/endpoint.js';
import type { ProviderMessage } from '../../engine/reach/provider-request.js';
import type { Verdict } from '../../engine/reach/verdict.js';
import { requireScope, type Principal } from '../base/access.js';
import { findOne } from '../base/find-one.js';
import type { Page, ReceivedMessage, StoredContact } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { hasProvider, sendByProvider, sendToFake } from './providers/send.js';
import { disableGoneEndpoint } from './webhook-endpoints.js';

/** A message to send. It has the body and id for webhooks, and the message parts for providers. */
interface OutgoingMessage extends Omit<ReceivedMessage, 'endpoint' | 'at'> {
  readonly parts: ProviderMessage;
}

type Sending = Extract<HandOverDecision, { kind: 'SEND' }>;

/**
 * Returns the body of a message. `fewerMessages` is the link by which the customer can request fewer messages. All
 * times are on the workspace's clock.
 */
export function messageBody(
  contact: StoredContact,
  { channel, message, address }: Sending,
  { workspace, now }: Room,
  fewerMessages: string | undefined,
): string {
  const { id, campaign, version, sequence, profile, reservation, expiresAt } = contact;
  const variant = reservation?.variant;
  return JSON.stringify({
    type: 'contact',
    timestamp: new Date(now).toISOString(),
    data: {
      workspace: workspace.id,
      contact: id,
      campaign,
      version,
      ...(variant === undefined ? {} : { variant }),
      sequence,
      profile,
      channel: channel.channel,
      to: { namespace: address.namespace, value: address.value },
      message: { format: channel.format, ...message },
      ...(fewerMessages === undefined ? {} : { fewerMessages }),
      expiresAt: new Date(expiresAt).toISOString(),
    },
  });
}

/** Makes one attempt to send a message. In a sandbox, nothing is sent, and the built-in receiver stores the message. */
export async function sendMessage(
  services: Services,
  { workspace }: Room,
  key: string,
  { parts, ...message }: OutgoingMessage,
): Promise<Verdict> {
  const { stores, delivery } = services;
  const endpoint = await findOne(stores.webhookEndpoints, workspace.id, key);
  if (workspace.sandbox) {
    const received = (body: string): Promise<void> =>
      stores.receivedMessages.insert(workspace.id, { ...message, body, endpoint: key, at: stores.now() });
    if (!endpoint || !hasProvider(endpoint)) {
      await received(message.body);
      return { kind: 'DELIVERED' };
    }
    const { verdict, body } = await sendToFake(services, workspace.id, endpoint, parts);
    await received(body);
    return verdict;
  }
  if (!endpoint || endpoint.disabledBy) return { kind: 'NOT_SENT', cause: 'NO_CONNECTION' };
  if (hasProvider(endpoint)) return sendByProvider(services, workspace.id, endpoint, parts);
  const { id, body } = message;
  const secrets = signingSecrets(endpoint, stores.now());
  const verdict = await delivery.attempt({ id, body }, { url: endpoint.url, secrets, workspace: workspace.id });
  if (verdict.kind === 'GONE') await disableGoneEndpoint(services, workspace.id, endpoint);
  return verdict;
}

/** Returns a page of the messages received by the built-in receiver of a sandbox, newest first. */
export async function receivedMessages(
  services: Services,
  principal: Principal,
  page: Page,
): Promise<ReceivedMessage[]> {
  requireScope(principal, 'reach:read');
  requireScope(principal, 'profiles:read:personal');
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.receivedMessages.page(workspace.id, page);
}
