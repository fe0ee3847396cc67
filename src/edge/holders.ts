/** Keys that identify a caller in resource limits. HTTP and WebSocket use the same keys. */
import type { IncomingMessage } from 'node:http';
import { ownerOf, type Principal } from '../services/base/access.js';

/**
 * The owner of limited resources, as a wide and a narrow key. With a token, the wide key is the workspace with its
 * sandboxes, and the narrow key is the subject. Without a token, the wide key covers all unauthenticated addresses, and
 * the narrow key covers one address.
 */
export type Holder = readonly [wide: string, narrow?: string];

/**
 * Returns the key of a subject in a workspace. Workspace ids contain no slash and subjects contain no space, so keys
 * are unique. Write keys and webhooks have separate keys, so that a flood of requests with one of them does not use up
 * the limits of the subject's tokens.
 */
export function subjectOf({ workspace, subject, writeKey, hook }: Principal): string {
  if (writeKey) return `${workspace}/key ${writeKey.id}`;
  return `${workspace}/${hook === undefined ? subject : `hook ${hook}`}`;
}

export const holderOf = (caller: Principal): readonly [workspace: string, subject: string] => [
  ownerOf(caller.workspace),
  subjectOf(caller),
];

/** Returns the key for a caller whose token is not verified yet: its network address. */
export const addressOf = ({ socket }: IncomingMessage): string => networkOf(socket.remoteAddress ?? '');

/** Key for all callers without a verified token together. Workspace ids contain no space, so the key is unique. */
const STRANGERS = ' strangers';

/**
 * Returns the holder for a caller whose token is not verified yet. Its wide key covers all unauthenticated addresses,
 * and its narrow key covers this address.
 */
export const holderAt = (request: IncomingMessage): Holder => [STRANGERS, `address ${addressOf(request)}`];

/**
 * Returns an IPv4 address unchanged. For an IPv6 address, returns its /64 network, because one client may control all
 * addresses of that network.
 */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address.replace('::ffff:', '');
  const [head, tail] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
