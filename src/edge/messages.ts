/** Parses WebSocket messages, and drops properties that the protocol does not define. */
import { MessageType } from 'graphql-ws';
import { codeOf, type Reason } from '../reasons/index.js';
import { ServiceError } from '../services/base/errors.js';
import { MAX_JSON_DEPTH, MAX_JSON_MEMBERS } from './json.js';
import { parseInSlices } from './sliced-json.js';

/** Maximum number of characters in a message before authentication. It is the same as the limit for HTTP headers. */
export const MAX_FIRST = 16 * 1024;
/** Maximum number of characters in an operation id. */
const MAX_ID = 256;
/** Message types that only servers send. */
const FROM_SERVERS = new Set<unknown>([MessageType.ConnectionAck, MessageType.Next, MessageType.Error]);
const TOO_DEEP = 'JSON_TOO_DEEP' satisfies Reason;

/** The reason for closing a socket whose message has an object with too many members. */
export const TOO_WIDE = `an object has at most ${MAX_JSON_MEMBERS} members`;

/** The error for a message that exceeds the nesting limit. */
export const DEEP_ERROR = {
  message: `JSON nests at most ${MAX_JSON_DEPTH} levels`,
  extensions: { code: codeOf(TOO_DEEP), reason: TOO_DEEP },
} as const;

/** An untrusted message from a client. */
export interface Message {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: unknown;
}

/**
 * Parses a message, and drops properties that the protocol does not define, because a running operation keeps its
 * message in memory. Returns undefined for a text that is not a message.
 */
export const messageOf = (text: string): Message | undefined => messageIn(objectOf(text));

/** Parses a large message in several turns. Returns undefined for a text that is not a message. */
export async function largeMessageOf(text: string, turn: () => Promise<void>): Promise<Message | undefined> {
  try {
    const value = await parseInSlices(text, turn);
    return messageIn(isObject(value) ? value : undefined);
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof ServiceError && error.reason === TOO_DEEP)) return undefined;
    throw error;
  }
}

function messageIn(value: Record<string, unknown> | undefined): Message | undefined {
  const { type, id, payload } = value ?? {};
  if (type === undefined) return undefined;
  if (type !== 'subscribe' || !isObject(payload)) return { type, id, payload };
  const { query, operationName, variables, extensions } = payload;
  return { type, id, payload: { query, operationName, variables, extensions } };
}

/**
 * Returns a description of the protocol violation in a message, or undefined. Other violations are detected by
 * graphql-ws.
 */
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
