/** Keys that identify a caller in resource limits. HTTP and WebSocket share these keys. */
import type { IncomingMessage } from 'node:http';
import { ownerOf, type Principal } from '../services/base/access.js';

/**
 * The owner of limited resources, identified by a wide and a narrow key. With a token, the wide key is the workspace
 * with its sandboxes, and the narrow key is the subject. Without a token, the wide key stands for all unauthenticated
 * callers, and the narrow key is the address.
 */
export type Holder = readonly [wide: string, narrow?: string];

/**
 * Returns the key of a subject in a workspace. Workspace ids contain no slash and subjects contain no space, so the
 * keys are unique. Write keys and webhooks have separate keys, so that many requests with one of them do not use up the
 * limits of the subject's tokens.
 */
export function subjectOf({ workspace, subject, writeKey, hook }: Principal): string {
  if (writeKey) return `${workspace}/key ${writeKey.id}`;
  return `${workspace}/${hook === undefined ? subject : `hook ${hook}`}`;
}

export const holderOf = (caller: Principal): readonly [workspace: string, subject: string] => [
  ownerOf(caller.workspace),
  subjectOf(caller),
];

/** Returns the key of a caller whose token is not verified yet, which is its network address. */
export const addressOf = ({ socket }: IncomingMessage): string => networkOf(socket.remoteAddress ?? '');

/** Wide key of all callers without a verified token. Workspace ids contain no space, so the key is unique. */
const STRANGERS = ' strangers';

/**
 * Returns the holder for a caller whose token is not verified yet. Its wide key stands for all unauthenticated callers,
 * and its narrow key is the address.
 */
export const holderAt = (request: IncomingMessage): Holder => [STRANGERS, `address ${addressOf(request)}`];

/**
 * Returns an IPv4 address unchanged. For an IPv6 address, returns its /64 network, because one client may control all
 * addresses in it.
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
