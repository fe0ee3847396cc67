/**
 * The close codes of WebSockets. The table contains every code with which the server closes a connection and whether a
 * client may connect again. docs/API.md shows this table. `src/client` is a separate package, so it has its own list of
 * the codes that do not permit a new connection.
 */

/** The close codes that the server itself sends. The WebSocket and GraphQL libraries send the others. */
export const GOING_AWAY = 1001;
export const TRY_AGAIN_LATER = 1013;
export const BAD_REQUEST = 4400;
export const UNAUTHORIZED = 4401;
export const FORBIDDEN = 4403;
export const ID_TAKEN = 4409;
export const INTERNAL_ERROR = 4500;

/** Meaning of a close code for a client. */
interface CloseMeaning {
  /** When the server closes a connection with this code. */
  readonly when: string;
  /**
   * Whether a client may connect again and resume. If false, the server would reject the same token or message again.
   */
  readonly retry: boolean;
}

/**
 * The close codes by number. Codes below 4000 come from RFC 6455 and the IANA registry. The other codes come from
 * graphql-transport-ws. `closeSocket` accepts only codes in this table.
 *
 * @example CLOSE_CODES[1013].retry // true
 */
export const CLOSE_CODES = {
  [GOING_AWAY]: { when: 'The server is stopping.', retry: true },
  1002: { when: 'A frame broke the WebSocket protocol, for example because it was damaged on the way.', retry: true },
  1007: { when: 'A text message is not UTF-8, for example because it was damaged on the way.', retry: true },
  1008: { when: 'A message was sent in too many frames.', retry: false },
  1009: { when: 'A message is larger than 4 MiB.', retry: false },
  [TRY_AGAIN_LATER]: {
    when: 'A limit is reached, for example the number of sockets or the bytes of a subject.',
    retry: true,
  },
  [BAD_REQUEST]: {
    when: 'A message is not one of graphql-transport-ws, or exceeds a limit of messages.',
    retry: false,
  },
  [UNAUTHORIZED]: { when: 'An operation was sent before `connection_ack`.', retry: false },
  [FORBIDDEN]: { when: 'The token is missing, not valid, revoked or has expired.', retry: false },
  4406: { when: 'The client did not offer the protocol `graphql-transport-ws`.', retry: false },
  4408: { when: 'No `connection_init` arrived within 4 seconds.', retry: true },
  [ID_TAKEN]: { when: 'An operation has the id of another one that is running.', retry: false },
  4429: { when: 'A second `connection_init` was sent.', retry: false },
  [INTERNAL_ERROR]: { when: 'The server had an internal error, which it logged.', retry: true },
} as const satisfies Readonly<Record<number, CloseMeaning>>;

/** A close code in the table. */
export type ServerCloseCode = keyof typeof CLOSE_CODES;
