/** Reasons for rejecting requests to incoming webhooks, and for rejecting definitions of such webhooks. */
import { entry } from './codes.js';

export const HOOK_REASONS = {
  HOOK_NOT_FOUND: entry(
    'NOT_FOUND',
    'No incoming webhook in force has this key.',
    'Correct the key; `hooks` lists them.',
  ),
  HOOK_MAPPING_INVALID: entry(
    'BAD_USER_INPUT',
    'The mapping of a webhook has faults.',
    'Correct every fault that the message names.',
  ),
  HOOK_SECRET_MISSING: entry(
    'BAD_USER_INPUT',
    'The mapping has a signature, and the secret of the sender is not known.',
    'Give `signingSecret`.',
  ),
  HOOK_SIGNATURE_INVALID: entry(
    'UNAUTHENTICATED',
    'The signature of a webhook is missing or does not fit its body.',
    'Sign the bytes of the body with the secret of the webhook, as its mapping says.',
  ),
  HOOK_BODY_MISFIT: entry(
    'BAD_USER_INPUT',
    'A part of the body does not fit the mapping of the webhook.',
    'Correct the mapping; the message names its place.',
  ),
  HOOK_BODY_UNMATCHED: entry(
    'BAD_USER_INPUT',
    'No rule of the mapping is for this body; nothing of it is kept.',
    'Add a rule, or ignore this.',
  ),
} as const;
