/**
 * Reasons for rejecting requests about the objects that operators define: tags, segments, layers, templates, partners,
 * tokens and workspaces. Also contains the reasons about jobs.
 */
import { entry } from './codes.js';

export const DEFINITION_REASONS = {
  DEFINITIONS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The workspace has as many definitions of this kind as one may.',
    'Retire one first.',
  ),
  TAG_FIELD_FIXED: entry(
    'CONFLICT',
    'This part of a tag cannot change once the tag is defined.',
    'Define a tag with another key.',
  ),
  TAG_IN_USE: entry('CONFLICT', 'Other definitions refer to the tag.', 'Change those first.'),
  TAG_READ_OPENLY: entry(
    'CONFLICT',
    'Tags that are not personal are made from the tag that is to become personal.',
    'Make those personal first.',
  ),
  LIST_NOT_FOUND: entry('NOT_FOUND', 'No list has this key.', 'Correct the key, or define the list.'),
  LIST_FIELD_FIXED: entry(
    'CONFLICT',
    'The namespace or type of a list cannot change.',
    'Define a list with another key.',
  ),
  LIST_IN_USE: entry('CONFLICT', 'Definitions refer to the list.', 'Change those first.'),
  LIST_ENTRIES_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The list, or all lists of values of the workspace together, would have more entries than they may.',
    'Remove entries first.',
  ),
  LIST_ENTRY_TYPE: entry('BAD_USER_INPUT', 'An entry is of another type than its list.', 'Give a number.'),
  LIST_REPLACEMENT_NOT_FOUND: entry(
    'NOT_FOUND',
    'The replacement has ended, or another was begun for its list.',
    'Begin it again.',
  ),
  LIST_REPLACEMENT_OUTDATED: entry(
    'CONFLICT',
    'The rules of the namespace changed after the replacement was begun.',
    'Begin it again.',
  ),
  DRAFT_NOT_FOUND: entry('NOT_FOUND', 'The definition has no draft.', 'Correct the key, or save a draft.'),
  DRAFT_EXISTS: entry('CONFLICT', 'The key has a draft that is not published.', 'Publish the draft, or discard it.'),
  TAG_KIND_INVALID: entry('BAD_USER_INPUT', 'Only a dynamic tag is computed or derived.', 'Set kind to DYNAMIC.'),
  TAG_PERSONAL_REQUIRED: entry(
    'BAD_USER_INPUT',
    'A tag made from a personal tag is not marked as personal.',
    'Set personal.',
  ),
  TAG_SUBGROUP_MISMATCH: entry(
    'BAD_USER_INPUT',
    'The sub-group belongs to another group of tags.',
    'Give the group the message names.',
  ),
  SEGMENT_NOT_FOUND: entry('NOT_FOUND', 'No segment has this key.', 'Correct the key, or define the segment.'),
  SEGMENT_EXISTS: entry('CONFLICT', 'A segment has this key.', 'Use redefineSegment, or another key.'),
  REPORT_NOT_FOUND: entry('NOT_FOUND', 'No saved report has this key.', 'Correct the key, or define the report.'),
  REPORT_UNKNOWN: entry('BAD_USER_INPUT', 'No saved report in force has this key.', 'Name one of the reports.'),
  REPORT_IN_USE: entry('CONFLICT', 'Boards show the report.', 'Leave it out of those boards first.'),
  BOARD_NOT_FOUND: entry('NOT_FOUND', 'No board has this key.', 'Correct the key, or define the board.'),
  SEGMENT_IN_USE: entry('CONFLICT', 'Other definitions refer to the segment.', 'Change those first.'),
  SEGMENT_VERSION_NOT_FOUND: entry('NOT_FOUND', 'The segment has no such version.', 'See Segment.versions.'),
  SEGMENT_VERSION_NOT_EARLIER: entry(
    'BAD_USER_INPUT',
    'The version is not before the present one.',
    'Name an earlier version.',
  ),
  SEGMENT_VERSION_RETIRED: entry(
    'BAD_USER_INPUT',
    'In this version the segment was retired.',
    'Use retireSegment, or name another version.',
  ),
  LAYER_MODEL_NOT_FOUND: entry('NOT_FOUND', 'No layer model has this key.', 'Correct the key, or define the model.'),
  LAYER_NOT_FOUND: entry('NOT_FOUND', 'No layer has this name.', 'Name a layer as model.layer.'),
  LAYER_IN_USE: entry('CONFLICT', 'Other definitions refer to the layer.', 'Change those first.'),
  LAYERS_TOO_FEW: entry('BAD_USER_INPUT', 'A model has fewer than two layers.', 'Give two, the last for the rest.'),
  LAYER_LAST_CONDITION: entry(
    'BAD_USER_INPUT',
    'The last layer has a condition, or another layer has none.',
    'Give every layer but the last a condition.',
  ),
  TEMPLATE_NOT_FOUND: entry('NOT_FOUND', 'No template has this key.', 'See templates.'),
  TEMPLATE_NOT_SCHEDULABLE: entry(
    'BAD_USER_INPUT',
    'The template has no bounds that could be recomputed.',
    'Leave `every` out.',
  ),
  TEMPLATE_PARAMETER_UNKNOWN: entry('BAD_USER_INPUT', 'The template has no such parameter.', 'See templates.'),
  TEMPLATE_PARAMETER_MISSING: entry('BAD_USER_INPUT', 'A parameter has no default and no value.', 'Give it a value.'),
  TEMPLATE_PARAMETER_INVALID: entry(
    'BAD_USER_INPUT',
    'The value of a parameter does not have its type.',
    'Give a value of the type the message names.',
  ),
  SCHEDULE_NOT_FOUND: entry('NOT_FOUND', 'The template is not scheduled.', 'See templateSchedules.'),
  JOB_NOT_FOUND: entry('NOT_FOUND', 'No job has this id.', 'See jobs.'),
  JOB_NOT_CANCELLABLE: entry(
    'CONFLICT',
    'Only the backfill of a segment can be cancelled.',
    'Wait until it ends, or define the tag or layer model again as it was.',
  ),
  JOB_ENDED: entry('CONFLICT', 'The job has ended.', 'Nothing is left to cancel.'),
  PARTNER_IS_CALLER: entry(
    'BAD_USER_INPUT',
    'The key is the subject of the token in use.',
    'Define the partner with another token.',
  ),
  TOKENS_ISSUED_ELSEWHERE: entry(
    'CONFLICT',
    'The server only checks tokens; another holder of the private key issues them.',
    'Issue the token there.',
  ),
  TOKEN_OUTLIVES_ISSUER: entry(
    'FORBIDDEN',
    'The new token would expire after the token it is issued with.',
    'Give fewer hours, or issue it with a token that has admin.',
  ),
  REVOCATIONS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The workspace keeps as many revocations of tokens and subjects as it may.',
    'Use revokeTokensOf, for all subjects if there are too many of single ones.',
  ),
  SCOPE_UNKNOWN: entry('BAD_USER_INPUT', 'No such scope exists.', 'See the scopes of `strata token --help`.'),
  RETENTION_TOO_SHORT: entry(
    'BAD_USER_INPUT',
    'Limits and permissions are decided on these events, so they are kept longer.',
    'Give at least the duration the message names.',
  ),
  WORKSPACE_NOT_FOUND: entry('NOT_FOUND', 'The workspace of the token does not exist.', 'Create it first.'),
  SANDBOXES_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The workspace has as many sandboxes as one may, or has had 10,000.',
    'Delete one with deleteSandbox, use the id of a deleted one, or raise STRATA_MAX_SANDBOXES.',
  ),
  WORKSPACE_EXISTS: entry('CONFLICT', 'A workspace has this id.', 'Choose another id.'),
  WORKSPACE_BEING_REMOVED: entry('NOT_FOUND', 'The workspace is being removed.', 'Choose another id.'),
  SANDBOX_ID_INVALID: entry(
    'BAD_USER_INPUT',
    'The id of a sandbox does not begin with the id of the workspace it is made from.',
    'Give <workspace>.<name>.',
  ),
  SANDBOX_ONLY: entry(
    'FORBIDDEN',
    'Only a sandbox can be deleted or have its clock moved.',
    'Use a workspace made by createSandbox.',
  ),
  SANDBOX_CLOCK_INVALID: entry(
    'BAD_USER_INPUT',
    'A sandbox clock moves forward only, at most ten years at a time.',
    'Give an instant within that range.',
  ),
} as const;
