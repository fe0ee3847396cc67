/** Signs outgoing messages according to Standard Webhooks 1.0, and parses the signing secrets. */
import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/**
 * Returns the key bytes of a secret (`whsec_` followed by the base64 of 24 to 64 bytes), or undefined if the text is
 * not a valid secret.
 */
export function keyOf(secret: string): Buffer | undefined {
  const text = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length >= LEAST_BYTES && key.length <= MOST_BYTES ? key : undefined;
}

export interface Message {
  /**
   * Message id, which is the same in every retry. The id must not contain a full stop, because full stops separate the
   * parts of the signed text.
   */
  readonly id: string;
  readonly body: string;
}

/**
 * Returns the headers that sign a message at the time of an attempt. During a rotation, each secret produces one
 * signature. A receiver that knows one of the secrets accepts the message.
 *
 * @throws Error if there is no secret, a secret is malformed, or the id contains a full stop.
 *
 * @example
 * signatureHeaders({ id: 'c7f3a91_1', body: '{}' }, ['whsec_...'], Date.now())
 */
export function signatureHeaders(
  { id, body }: Message,
  secrets: readonly string[],
  at: number,
): Record<string, string> {
  if (id.includes('.')) throw new Error('the id of a message holds no full stop');
  if (secrets.length === 0) throw new Error('a message is signed with at least one secret');
  const timestamp = Math.floor(at / 1000);
  const signatures = secrets.map((secret) => {
    const key = keyOf(secret);
    if (!key) throw new Error('the text is not a secret of an endpoint');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  };
}
