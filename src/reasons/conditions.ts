/** Reasons for invalid conditions, aggregates and derived tags, given as text or as input objects. */
import { entry } from './codes.js';

export const CONDITION_REASONS = {
  EXPRESSION_SYNTAX: entry(
    'BAD_USER_INPUT',
    'The expression is not valid in the condition language.',
    'Correct it at the line and column of the message.',
  ),
  EXPRESSION_FIELD_MISPLACED: entry(
    'BAD_USER_INPUT',
    'A field or a dotted name stands where the expression has none.',
    'Write it as the message says.',
  ),
  EXPRESSION_CLAUSE_REPEATED: entry(
    'BAD_USER_INPUT',
    'A call has two windows, two currencies, or another clause twice.',
    'Give it once.',
  ),
  EXPRESSION_TOO_LONG: entry('BAD_USER_INPUT', 'The expression has too many characters.', 'Split it into segments.'),
  EXPRESSION_TOO_DEEP: entry('BAD_USER_INPUT', 'The expression nests too deeply.', 'Split it into segments.'),
  CONDITION_TOO_DEEP: entry('LIMIT_EXCEEDED', 'The condition nests too deeply.', 'Split it into segments.'),
  CONDITION_TOO_LARGE: entry('LIMIT_EXCEEDED', 'The condition has too many comparisons.', 'Split it into segments.'),
  CONDITION_GROUP_EMPTY: entry('BAD_USER_INPUT', 'A group holds no condition.', 'Give at least one, or remove it.'),
  CONDITION_LIST_TOO_LONG: entry('LIMIT_EXCEEDED', 'A list of values is too long.', 'Give fewer values.'),
  CONDITION_TEXT_TOO_LONG: entry('LIMIT_EXCEEDED', 'A text to compare with is too long.', 'Shorten it.'),
  TAG_UNKNOWN: entry('BAD_USER_INPUT', 'The input names a tag that does not exist.', 'Correct it, or define the tag.'),
  SEGMENT_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The input names a segment that does not exist.',
    'Correct it, or define the segment.',
  ),
  CATALOGUE_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The condition reads a catalogue that does not exist.',
    'Correct the key, or define the catalogue.',
  ),
  CATALOGUE_FIELD_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The condition or query reads a field that the catalogue does not have.',
    'Correct the name, or add the field to the catalogue.',
  ),
  LIST_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The input names a list that does not exist.',
    'Correct the key, or define the list.',
  ),
  LIST_KIND: entry(
    'BAD_USER_INPUT',
    'The list holds entries of another kind than the values looked up in it.',
    'Use a list of the kind the message names.',
  ),
  LAYER_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The input names a layer that does not exist.',
    'Correct it; a layer is named model.layer.',
  ),
  REFERENCE_CYCLE: entry(
    'BAD_USER_INPUT',
    'The definition refers to itself, directly or through others.',
    'Remove the reference that leads back.',
  ),
  SEQUENCE_TOO_SHORT: entry('BAD_USER_INPUT', 'A sequence has fewer than two steps.', 'Give at least two.'),
  SEQUENCE_TOO_LONG: entry('LIMIT_EXCEEDED', 'A sequence has too many steps.', 'Give fewer.'),
  WINDOW_INVALID: entry(
    'BAD_USER_INPUT',
    'The window of time is given twice, is empty, lies in the future or has a length it may not have.',
    'Give one window, such as last 90d.',
  ),
  AGGREGATE_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'No aggregate has this name.',
    'Use one the message or LANGUAGE.md lists.',
  ),
  EVENT_FIELD_MISSING: entry(
    'BAD_USER_INPUT',
    'The aggregate needs a field of the event.',
    'Name one, e.g. order_paid.amount.',
  ),
  EVENT_FIELD_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The event cannot have this field.',
    'Use a field of the event or of its order lines.',
  ),
  EVENT_FIELD_NOT_ALLOWED: entry('BAD_USER_INPUT', 'This aggregate takes no field.', 'Leave it out, or use distinct.'),
  EVENT_FIELD_TYPE: entry('BAD_USER_INPUT', 'The aggregate needs a field of another type.', 'Use a number.'),
  OPERATOR_UNKNOWN: entry('BAD_USER_INPUT', 'No operator has this name.', 'Use one that LANGUAGE.md lists.'),
  OPERATOR_TYPE_MISMATCH: entry(
    'BAD_USER_INPUT',
    'The operator does not apply to this type of value.',
    'Use an operator the message lists.',
  ),
  OPERAND_MISSING: entry('BAD_USER_INPUT', 'The comparison has no value to compare with.', 'Give the value or values.'),
  OPERAND_TYPE: entry(
    'BAD_USER_INPUT',
    'A value has another type than the field it is compared with or assigned to.',
    'Give a value of the type the message names.',
  ),
  METRIC_TYPE_MISMATCH: entry(
    'BAD_USER_INPUT',
    'The aggregate has another type than the tag.',
    'Give the tag the type of its metric.',
  ),
  DERIVATION_EMPTY: entry('BAD_USER_INPUT', 'A derived tag has no rule or term.', 'Give at least one.'),
  DERIVATION_TOO_LARGE: entry('LIMIT_EXCEEDED', 'A derived tag has too many rules or terms.', 'Give fewer.'),
  SCORE_TYPE: entry(
    'BAD_USER_INPUT',
    'A score is not DECIMAL, or adds something that is not a number.',
    'Give the tag the type DECIMAL and add numbers, booleans and conditions only.',
  ),
} as const;
