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
} as const;
