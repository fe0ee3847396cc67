/**
 * Builds the messages of contacts and sends them to webhook endpoints. In a sandbox, the built-in receiver stores them
 * instead.
 */
import type { HandOverDecision } from '../../engine/reach/campaign-decision.js';
import { signingSecrets } from '../../engine/reach/endpoint.js';
import type { Verdict } from '../../engine/reach/verdict.js';
import { requireScope, type Principal } from '../base/access.js';
import { findOne } from '../base/find-one.js';
import type { Page, ReceivedMessage, StoredContact } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { disableGoneEndpoint } from './webhook-endpoints.js';

type Sending = Extract<HandOverDecision, { kind: 'SEND' }>;

/** Returns the body of a message. All times are on the workspace's clock. */
export function messageBody(
  contact: StoredContact,
  { channel, message, address }: Sending,
  { workspace, now }: Room,
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
      expiresAt: new Date(expiresAt).toISOString(),
    },
  });
}

/** Makes one attempt to send a message. In a sandbox, nothing is sent, and the built-in receiver stores the message. */
export async function sendMessage(
  services: Services,
  { workspace }: Room,
  key: string,
  message: Omit<ReceivedMessage, 'endpoint' | 'at'>,
): Promise<Verdict> {
  const { stores, delivery } = services;
  if (workspace.sandbox) {
    await stores.receivedMessages.insert(workspace.id, { ...message, endpoint: key, at: stores.now() });
    return { kind: 'DELIVERED' };
  }
  const endpoint = await findOne(stores.webhookEndpoints, workspace.id, key);
  if (!endpoint || endpoint.disabledBy) return { kind: 'NOT_SENT', cause: 'NO_CONNECTION' };
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
