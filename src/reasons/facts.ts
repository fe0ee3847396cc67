/** Reasons for rejecting customer facts: identities, events, consent and tags. */
import { entry } from './codes.js';

export const FACT_REASONS = {
  PROFILE_NOT_FOUND: entry('NOT_FOUND', 'No customer has this profile id.', 'Look the customer up by an identity.'),
  TARGET_MISSING: entry('BAD_USER_INPUT', 'No customer is named.', 'Give a profile id or identities.'),
  IDENTITY_MISSING: entry('BAD_USER_INPUT', 'No identity was given.', 'Give at least one identity.'),
  IDENTITY_INVALID: entry(
    'BAD_USER_INPUT',
    'The value cannot be an identity of its namespace.',
    'Send it in the form of the namespace.',
  ),
  IDENTITY_INVISIBLE_CHARACTER: entry(
    'BAD_USER_INPUT',
    'The identity contains a character that shows nothing, such as a zero-width space or a byte order mark.',
    'Remove the character the message names.',
  ),
  IDENTITY_PLACEHOLDER: entry(
    'BAD_USER_INPUT',
    'All identities are placeholders such as "null" or "0".',
    'Send an identity that names one customer.',
  ),
  IDENTITY_ERASED: entry(
    'CONFLICT',
    'An identity was erased, and the fact is dated before the erasure.',
    'Do not send facts from before an erasure.',
  ),
  IDENTITY_NOT_OF_CUSTOMER: entry(
    'BAD_USER_INPUT',
    'The identity does not belong to the customer.',
    'Name identities that the customer has.',
  ),
  IDENTITY_LAST: entry(
    'BAD_USER_INPUT',
    'The customer would be left without an identity.',
    'Leave at least one identity with the customer.',
  ),
  NAMESPACE_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'No identity namespace of the workspace has this name.',
    'Use one the message lists, or define it first.',
  ),
  PROFILES_IDENTICAL: entry('BAD_USER_INPUT', 'Both profile ids are the same.', 'Name two different profiles.'),
  PROFILES_ONE_CUSTOMER: entry(
    'CONFLICT',
    'Both profiles are already one customer.',
    'Separate them with unmergeProfile first.',
  ),
  MERGE_REFUSED: entry('CONFLICT', 'The two customers cannot be joined.', 'See the message for what prevents it.'),

  EVENT_INSTANT_MISSING: entry('BAD_USER_INPUT', 'The event does not say when it happened.', 'Give occurredAt.'),
  EVENT_IN_FUTURE: entry(
    'BAD_USER_INPUT',
    'The fact is dated more than 5 minutes in the future.',
    'Check the clock and the time zone of the sender.',
  ),
  EVENT_TOO_OLD: entry(
    'BAD_USER_INPUT',
    'The event is older than the retention of its type.',
    'Do not send it, or raise the retention first.',
  ),
  MESSAGE_ID_REUSED: entry(
    'CONFLICT',
    'Another event with this source and messageId was accepted before; the first one stays.',
    'Give each event its own messageId.',
  ),
  EVENT_TYPE_INVALID: entry(
    'BAD_USER_INPUT',
    'The name cannot be an event type.',
    'Use at most 260 characters, and no control characters.',
  ),
  EVENT_PROPERTY_MISSING: entry('BAD_USER_INPUT', 'This event type requires a property.', 'Send the property named.'),
  EVENT_PROPERTY_NAME_INVALID: entry(
    'BAD_USER_INPUT',
    'The name cannot be a property of an event.',
    'Use at most 64 characters, and no control characters.',
  ),
  EVENT_PROPERTY_REPEATED: entry(
    'BAD_USER_INPUT',
    'Two properties of the event have one name once it is in its composed Unicode form.',
    'Send one of the two.',
  ),
  EVENT_PROPERTY_TYPE: entry(
    'BAD_USER_INPUT',
    'A property has a type that it, or any property, may not have.',
    'Send the type the message names.',
  ),
  EVENT_PROPERTIES_TOO_MANY: entry('LIMIT_EXCEEDED', 'The event has too many properties.', 'Send fewer.'),
  EVENT_TOO_LARGE: entry(
    'LIMIT_EXCEEDED',
    'The properties and order lines of the event take more than 64 KiB.',
    'Send less text, for example ids instead of descriptions.',
  ),
  CUSTOMER_FACTS_TOO_LARGE: entry(
    'LIMIT_EXCEEDED',
    'The events of the customer take as much memory as those of one customer may, or would after a merge.',
    'Look for the sender of these events. Older events leave with the retention of their type.',
  ),
  ORDER_MISSING: entry('BAD_USER_INPUT', 'This event type requires an order.', 'Send order with its orderId.'),
  ORDER_LINES_TOO_MANY: entry('LIMIT_EXCEEDED', 'The order has too many lines.', 'Combine lines.'),
  ORDER_LINE_DUPLICATE: entry('BAD_USER_INPUT', 'Two lines of an order share an id.', 'Give each its own lineId.'),
  SOURCE_INVALID: entry(
    'BAD_USER_INPUT',
    'The name cannot be a source or the subject of a token.',
    'Use letters, digits and _ . : @ -, at most 64, and another name than the server itself.',
  ),
  SOURCE_RESERVED: entry('FORBIDDEN', 'The source is the server itself.', 'Leave source out.'),
  SOURCE_NOT_GRANTED: entry(
    'FORBIDDEN',
    'The token may not write as this source or issue tokens for this subject.',
    'Leave source out, or use a token with events:source:<name>.',
  ),
  CONSENT_END_INVALID: entry(
    'BAD_USER_INPUT',
    'The end of a permission is not after its beginning, or a withdrawal has one.',
    'Give an end after the beginning, or none.',
  ),

  RECEIPT_NAMES_NO_CUSTOMER: entry(
    'BAD_USER_INPUT',
    'Tags, coupons and contacts are of customers, and a receipt alone names none.',
    'Name the customer by another identity or by its profile id. Events and links can name a receipt alone.',
  ),

  TAG_NOT_FOUND: entry('NOT_FOUND', 'No tag has this key.', 'Correct the key, or define the tag.'),
  TAG_NAMESPACE_FORBIDDEN: entry(
    'FORBIDDEN',
    'The token may not write tags of this namespace.',
    'Use a token with tags:write:<namespace>.',
  ),
  TAG_COMPUTED: entry('BAD_USER_INPUT', 'The tag is computed and cannot be written.', 'Write what it is made from.'),
  TAG_DYNAMIC: entry('BAD_USER_INPUT', 'The tag is dynamic.', 'Use recordTagPoints.'),
  TAG_NOT_DYNAMIC: entry('BAD_USER_INPUT', 'The tag is not dynamic.', 'Use setTags.'),
  TAG_CHANGE_KIND: entry(
    'BAD_USER_INPUT',
    'Elements are added to or removed from semi-dynamic lists, and semi-dynamic numbers are incremented; the tag is neither.',
    'Use setTags or recordTagPoints.',
  ),
  TAG_CHANGE_ID_REUSED: entry(
    'CONFLICT',
    'Another change of the tag with this source and id was accepted before; the first one stays.',
    'Give each change its own id.',
  ),
  TAG_NOT_STATIC: entry('BAD_USER_INPUT', 'Only a static tag is corrected.', 'Use setTags or recordTagPoints.'),
  TAG_POINT_INSTANT_MISSING: entry('BAD_USER_INPUT', 'A point does not say when it holds.', 'Give its instant.'),
  TAG_SEQUENCE_INVALID: entry('BAD_USER_INPUT', 'The sequence is not a whole number from 0.', 'Send one, or none.'),
  TAG_VALUE_TYPE: entry('BAD_USER_INPUT', 'The value does not have the type of the tag.', 'Send the type it names.'),
  TAG_VALUE_NOT_ALLOWED: entry(
    'BAD_USER_INPUT',
    'The value is not one of the allowed values of the tag.',
    'Send an allowed value, or allow this one.',
  ),
  TAG_VALUE_OUT_OF_RANGE: entry(
    'BAD_USER_INPUT',
    'The value lies outside the bounds of the tag.',
    'Send a value within the bounds.',
  ),
  TAG_STATIC_CONFLICT: entry(
    'CONFLICT',
    'The static tag already has another value; this one is kept as a conflict.',
    'Let the owner settle it with correctTag.',
  ),
  TAG_WRITES_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'More values of one tag would matter to a customer than are kept.',
    'Shorten the windows that read the tag, or write it less often.',
  ),
  TAG_HISTORY_TOO_LONG: entry(
    'LIMIT_EXCEEDED',
    'The range holds more points than one response can contain.',
    'Ask for a shorter range.',
  ),
} as const;
