/** Reasons on the server's side: transient failures and internal faults. */
import { entry } from './codes.js';

const RETRY = 'Nothing was written; retry with a pause.';

/** The remedy when it is unknown whether a write took effect. */
const AGAIN = 'Retry with a pause; a mutation under its idempotency key.';

export const SERVER_REASONS = {
  SERVER_BUSY: entry('UNAVAILABLE', 'The server works on as many requests as it can.', RETRY),
  CLIENT_LEFT: entry('UNAVAILABLE', 'The client left before it was answered.', 'Send it again, and wait.'),
  WRITE_QUEUE_FULL: entry('UNAVAILABLE', 'More is being written than can be taken in.', RETRY),
  WRITE_CONTENDED: entry('UNAVAILABLE', 'Other writes changed the same data at the same time.', RETRY),
  SERVER_SHUTTING_DOWN: entry('UNAVAILABLE', 'The server is shutting down.', 'Retry; another process will answer.'),
  SERVER_UNREACHABLE: entry(
    'UNAVAILABLE',
    'The client got no answer, so whether anything was done is not known.',
    AGAIN,
  ),
  CONNECTION_REFUSED: entry(
    'BAD_USER_INPUT',
    'The server closed the WebSocket because of what was sent over it.',
    'Speak graphql-transport-ws and send a token first.',
  ),
  CHANGE_FEED_DELAYED: entry('UNAVAILABLE', 'The change feed of the database is delayed.', 'Retry with a pause.'),
  DATABASE_UNREACHABLE: entry('UNAVAILABLE', 'The database cannot be reached.', AGAIN),
  DATABASE_TIMEOUT: entry(
    'UNAVAILABLE',
    'The database did not answer in time, so whether anything was written is not known.',
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
