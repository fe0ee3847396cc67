/** Reasons for rejected messages of the tracking format, and for warnings about them. */
import { entry } from './codes.js';

export const TRACKING_REASONS = {
  MESSAGE_INVALID: entry('BAD_USER_INPUT', 'A tracking message is not an object.', 'Send objects in `batch`.'),
  MESSAGE_TYPE_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The type of a tracking message is not known.',
    'Use identify, track, page, screen, alias or group.',
  ),
  MESSAGE_EVENT_MISSING: entry('BAD_USER_INPUT', 'A track message does not name its event.', 'Give `event`.'),
  MESSAGE_ID_REPLACED: entry(
    'BAD_USER_INPUT',
    'The messageId cannot be an id; another one is kept.',
    'Send a text of at most 256 characters without control characters.',
  ),
  ORDER_ID_MISSING: entry(
    'BAD_USER_INPUT',
    'The event is about an order and does not name it. It is kept, but not as an order.',
    'Send order_id.',
  ),
  REFUND_LINES_MISSING: entry(
    'BAD_USER_INPUT',
    'The refund has a list of lines, but none can be read. It is kept, and refunds nothing.',
    'Send the lines or the amount that came back. Leave the list out to refund the whole order.',
  ),
  FIELD_NOT_KEPT: entry(
    'BAD_USER_INPUT',
    'The tracking format has no such field, or it has another type there; it is not kept.',
    'Send it as a property, or see the table of fields in docs/API.md.',
  ),
  TEXT_CUT: entry(
    'LIMIT_EXCEEDED',
    'The text has more characters than may be kept; its beginning is.',
    'Send a shorter text.',
  ),
  TEXT_REPAIRED: entry(
    'BAD_USER_INPUT',
    'The text contains NUL or half of a surrogate pair; U+FFFD is kept in their place.',
    'Cut texts between characters.',
  ),
  NUMBER_AS_TEXT: entry(
    'BAD_USER_INPUT',
    'The number lies beyond 1e14 and is kept as a text of its digits.',
    'Send ids as texts.',
  ),
  DECIMAL_ROUNDED: entry(
    'BAD_USER_INPUT',
    'More than 4 digits after the point were rounded.',
    'Send at most 4 digits after the point.',
  ),
  INSTANT_WITHOUT_ZONE: entry(
    'BAD_USER_INPUT',
    'The instant names no zone and is read as UTC.',
    'Send ISO 8601 with a zone, such as 2026-02-28T10:00:00+08:00.',
  ),
} as const;
