/** Reasons that concern people: signing in, sessions, users and roles. */
import { entry } from './codes.js';

export const ACCOUNT_REASONS = {
  SIGN_IN_FAILED: entry(
    'UNAUTHENTICATED',
    'The workspace, the e-mail address or the password is wrong.',
    'Correct them, or ask an administrator for a new link.',
  ),
  SIGN_IN_LINK_INVALID: entry(
    'UNAUTHENTICATED',
    'The link was used, has expired, or was replaced by a newer one.',
    'Ask an administrator for a new link.',
  ),
  SIGN_IN_ATTEMPTS_TOO_MANY: entry(
    'RATE_LIMITED',
    'Signing in failed too often for this account, or from this address.',
    'Wait as long as the message and the header Retry-After say.',
  ),
  IDENTITY_PROVIDER_UNAVAILABLE: entry(
    'UNAVAILABLE',
    'The OpenID provider does not respond.',
    'Retry, or check STRATA_OIDC_ISSUER and the connection of the server.',
  ),
  SESSION_ENDED: entry(
    'UNAUTHENTICATED',
    'The session has expired, was ended, or its user was retired.',
    'Sign in again.',
  ),
  SESSION_NEEDED: entry(
    'FORBIDDEN',
    'The field is about the person who is signed in, and the caller uses a token.',
    'Sign in to the dashboard and ask from there.',
  ),
  SESSION_NOT_FROM_PAGE: entry(
    'FORBIDDEN',
    'The request carries the cookie of a session, and not the header or the origin that pages of this server send.',
    'Send the header x-strata-request from a page of this server, or use a token; a proxy must pass on the header Host.',
  ),
  SESSION_NOT_FOUND: entry('NOT_FOUND', 'No session has this id.', 'List them with sessions.'),
  PASSWORD_LENGTH_INVALID: entry(
    'BAD_USER_INPUT',
    'The password is too short or too long.',
    'Choose 12 to 256 characters; several words are easy to remember.',
  ),
  PASSWORD_MISSING: entry(
    'BAD_USER_INPUT',
    'The link sets a password, and the request has none.',
    'Send the new password with the link.',
  ),
  EMAIL_INVALID: entry('BAD_USER_INPUT', 'The value is not an e-mail address.', 'Write it as name@example.com.'),
  EMAIL_TAKEN: entry(
    'CONFLICT',
    'A user of this workspace has this e-mail address.',
    'Change the roles of that user, or retire it first.',
  ),
  USER_NOT_FOUND: entry('NOT_FOUND', 'No user has this id, or it was retired.', 'List them with users.'),
  USER_IS_CALLER: entry(
    'CONFLICT',
    'The change would take the caller its own rights.',
    'Ask another administrator to make it.',
  ),
  ROLE_UNKNOWN: entry('BAD_USER_INPUT', 'The workspace has no role of this name.', 'List them with roles.'),
  ROLE_BUILT_IN: entry('CONFLICT', 'The role is built in and cannot be changed.', 'Define a role under another key.'),
} as const;
