/** Reasons for failures of the server: transient failures and internal errors. */
import { entry } from './codes.js';

const RETRY = 'Nothing was written; retry with a pause.';

/** Remedy for errors after which it is unknown whether a write took effect. */
const AGAIN = 'Retry with a pause; a mutation under its idempotency key.';

export const SERVER_REASONS = {
  SERVER_BUSY: entry('UNAVAILABLE', 'The server is processing as many requests as it can.', RETRY),
  CLIENT_LEFT: entry('UNAVAILABLE', 'The client disconnected before the response.', 'Send it again, and wait.'),
  WRITE_QUEUE_FULL: entry('UNAVAILABLE', 'Too many writes are waiting.', RETRY),
  WRITE_CONTENDED: entry('UNAVAILABLE', 'Other writes changed the same data at the same time.', RETRY),
  SERVER_SHUTTING_DOWN: entry('UNAVAILABLE', 'The server is shutting down.', 'Retry; another process will respond.'),
  SERVER_UNREACHABLE: entry('UNAVAILABLE', 'The client received no response, so the outcome is unknown.', AGAIN),
  CONNECTION_REFUSED: entry(
    'BAD_USER_INPUT',
    'The server closed the WebSocket because of a message that was sent over it.',
    'Speak graphql-transport-ws and send a token first.',
  ),
  CHANGE_FEED_DELAYED: entry('UNAVAILABLE', 'The change feed of the database is delayed.', 'Retry with a pause.'),
  DATABASE_UNREACHABLE: entry('UNAVAILABLE', 'The database cannot be reached.', AGAIN),
  DATABASE_TIMEOUT: entry(
    'UNAVAILABLE',
    'The database did not respond in time, so the outcome of the write is unknown.',
    AGAIN,
  ),
  DATABASE_FAILOVER: entry('UNAVAILABLE', 'The database is changing its primary.', AGAIN),
  DATABASE_DISK_FULL: entry(
    'UNAVAILABLE',
    'The disk of the database is full; nothing was written.',
    'Free space on the disk of the database.',
  ),
  DATABASE_DAMAGED: entry(
    'UNAVAILABLE',
    'The file of the database is damaged where this is kept.',
    'Restore the database from a backup.',
  ),
  INTERNAL: entry(
    'INTERNAL_SERVER_ERROR',
    'A fault of the server; it was logged.',
    'Report it with the time of the request.',
  ),
} as const;
