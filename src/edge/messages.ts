/** Messages of a WebSocket as the protocol knows them; everything else of what was sent is left behind. */
import { MessageType } from 'graphql-ws';
import { codeOf, type Reason } from '../reasons/index.js';
import { MAX_JSON_DEPTH } from './json.js';

/** Characters of a message before a token is known, as many as the headers of a request have. */
export const MAX_FIRST = 16 * 1024;
/** Characters of the id of an operation. */
const MAX_ID = 256;
/** Messages that no client sends. */
const FROM_SERVERS = new Set<unknown>([MessageType.ConnectionAck, MessageType.Next, MessageType.Error]);
const TOO_DEEP = 'JSON_TOO_DEEP' satisfies Reason;

/** The error of a message that nests too deep. */
export const DEEP_ERROR = {
  message: `JSON nests at most ${MAX_JSON_DEPTH} levels`,
  extensions: { code: codeOf(TOO_DEEP), reason: TOO_DEEP },
} as const;

/** A message as sent; nothing of it is trusted. */
export interface Message {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: unknown;
}

/** The message of a text without members that the protocol does not know: an operation keeps what it was sent. */
export function messageOf(text: string): Message | undefined {
  const { type, id, payload } = objectOf(text) ?? {};
  if (type === undefined) return undefined;
  if (type !== 'subscribe' || !isObject(payload)) return { type, id, payload };
  const { query, operationName, variables, extensions } = payload;
  return { type, id, payload: { query, operationName, variables, extensions } };
}

/** How a message breaks the protocol, if it does; graphql-ws finds the rest. */
export function breachOf({ type, id }: Message): string | undefined {
  if (FROM_SERVERS.has(type)) return 'Invalid message received';
  if (typeof id === 'string' && id.length > MAX_ID) return `an id has at most ${MAX_ID} characters`;
  return undefined;
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
