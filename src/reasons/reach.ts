/** Reasons for rejecting requests about messages to customers and about the endpoints that receive the messages. */
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
  WEBHOOK_ENDPOINT_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The input names a webhook endpoint that does not exist.',
    'Correct it, or define the endpoint.',
  ),
  WEBHOOK_URL_INVALID: entry(
    'BAD_USER_INPUT',
    'The address of an endpoint is not https, or has credentials or a fragment.',
    'Give an address as https://shop.example/hook; plain http needs a place that the operator allows.',
  ),
  WEBHOOK_ENDPOINT_DISABLED: entry('CONFLICT', 'The endpoint is disabled.', 'Enable it first.'),
  LINK_INVALID: entry(
    'UNAUTHENTICATED',
    'The link of a message was not made by this server, or its customer is no longer known.',
    'Use the link of a message as it is.',
  ),
  LINK_EXPIRED: entry('UNAUTHENTICATED', 'The link of a message has expired.', 'Use the link of a later message.'),
  PUBLIC_ADDRESS_UNKNOWN: entry(
    'CONFLICT',
    'A text has a link to this server, whose address for customers is not known.',
    'Let the operator set STRATA_PUBLIC_URL, save the rules of reach once, and define the campaign again.',
  ),
  PROVIDER_INVALID: entry(
    'BAD_USER_INPUT',
    'The provider of an endpoint has faults, or lacks values of settings or credentials.',
    'Correct every fault that the message names.',
  ),
  ENDPOINT_HAS_PROVIDER: entry(
    'CONFLICT',
    'The endpoint is one of a provider, whose messages are not signed.',
    'Change the credentials of the provider instead.',
  ),
  SANDBOX_NOT_DELIVERED: entry(
    'CONFLICT',
    'A sandbox hands nothing over to other systems.',
    'Test the endpoint in a workspace that is not a sandbox.',
  ),
  CAMPAIGN_NOT_FOUND: entry('NOT_FOUND', 'No campaign has this key.', 'Correct the key.'),
  CONTACT_NOT_FOUND: entry('NOT_FOUND', 'No contact has this id.', 'Correct the id.'),
  CONTACT_NOT_DEAD: entry(
    'CONFLICT',
    'The contact is neither failed nor dead.',
    'Only contacts without a further attempt are sent again.',
  ),
  RESERVATIONS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The sender has as many open reservations of the customer as one may.',
    'Confirm or release earlier ones, or wait until they expire.',
  ),
  CONTACT_NOT_RESERVED: entry(
    'CONFLICT',
    'The contact is not reserved, so it can be neither confirmed nor released.',
    'Read its state; reserve another contact.',
  ),
  REACH_STOPPED: entry('CONFLICT', 'Every contact of the workspace is stopped.', 'Wait until contacts are resumed.'),
  CONTACT_WOULD_END: entry(
    'CONFLICT',
    'The contact would end again for the reason in the message.',
    'Send it again when the reason no longer holds.',
  ),
  CAMPAIGN_FINAL: entry(
    'CONFLICT',
    'The campaign has ended or was cancelled, so it no longer changes.',
    'Define another campaign.',
  ),
  CAMPAIGN_TIME_FIXED: entry(
    'CONFLICT',
    'The instant of a campaign never changes after its audience was decided, because it would be contacted again.',
    'Define another campaign.',
  ),
  CAMPAIGN_TRIGGER_FIXED: entry(
    'CONFLICT',
    'The trigger of a campaign that was started never changes, because contacts are planned under it.',
    'Define another campaign.',
  ),
  TRIGGER_EVENT_INVALID: entry(
    'BAD_USER_INPUT',
    'The event of a trigger has a window, an aggregate or a list of values.',
    'Give an event type with a filter, such as order_paid where channel = "app", and put the rest into the audience.',
  ),
  TRIGGER_TAG_NOT_DATE: entry(
    'BAD_USER_INPUT',
    'The tag of a date trigger holds no dates.',
    'Name a tag of the type DATE or DATETIME.',
  ),
  CAMPAIGN_NOT_RUNNING: entry('CONFLICT', 'The campaign does not run.', 'Start it first.'),
  CAMPAIGN_RUNNING: entry('CONFLICT', 'The campaign runs already.', 'Nothing needs to be done.'),
  CAMPAIGN_LATE: entry(
    'CONFLICT',
    'The instant of the campaign has passed by more than its lateness, so nobody would be contacted.',
    'Give a later instant, or let late contacts be sent.',
  ),
  REACH_SETTINGS_CONFLICT: entry(
    'BAD_USER_INPUT',
    'Two settings contradict each other, so that one has no effect or nobody can be contacted.',
    'Remove one of the two.',
  ),
  CHANNEL_WITHOUT_ADDRESS: entry(
    'BAD_USER_INPUT',
    'The rules of reach do not say where the address of this channel comes from.',
    'Add the channel to the rules of reach.',
  ),
  TASK_CLOSED: entry(
    'CONFLICT',
    'The task has another outcome already or has expired, or the contact is not a task.',
    'Read the contact. A closed task keeps its outcome.',
  ),
  SLOT_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'No channel of the kind PULL has the name of this place.',
    'Correct the name, or add the channel to the rules of reach.',
  ),
  QUIET_HOURS_EMPTY: entry(
    'BAD_USER_INPUT',
    'Quiet hours begin and end at the same time.',
    'Give different times, or none for no quiet hours.',
  ),
  TIME_OF_DAY_INVALID: entry('BAD_USER_INPUT', 'A text is not a time of day.', 'Send hours and minutes such as 21:30.'),
  LAYER_MODEL_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The input names a layer model that does not exist.',
    'Correct it, or define the layer model.',
  ),
} as const;
