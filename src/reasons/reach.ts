/** Reasons of reach: messages and the endpoints they are handed over to. */
import { entry } from './codes.js';

export const REACH_REASONS = {
  MESSAGE_SYNTAX: entry(
    'BAD_USER_INPUT',
    'The text of a message is not of the language of texts, or uses a tag or filter it does not have.',
    'Correct it at the line and column of the message.',
  ),
  MESSAGE_NAME_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The text of a message uses a name that does not exist.',
    'Correct it, or define the tag.',
  ),
  MESSAGE_TOO_LONG: entry('LIMIT_EXCEEDED', 'The text of a message has too many characters.', 'Shorten it.'),
  WEBHOOK_ENDPOINT_NOT_FOUND: entry(
    'NOT_FOUND',
    'No webhook endpoint has this key.',
    'Correct the key, or define the endpoint.',
  ),
  WEBHOOK_URL_INVALID: entry(
    'BAD_USER_INPUT',
    'The address of an endpoint is not https, or has credentials or a fragment.',
    'Give an address as https://shop.example/hook; plain http needs a place that the operator allows.',
  ),
  WEBHOOK_ENDPOINT_DISABLED: entry('CONFLICT', 'The endpoint is disabled.', 'Enable it first.'),
  SANDBOX_NOT_DELIVERED: entry(
    'CONFLICT',
    'A sandbox hands nothing over to other systems.',
    'Test the endpoint in a workspace that is no sandbox.',
  ),
} as const;
