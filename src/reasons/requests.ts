/** Reasons that concern the request itself: HTTP, documents, tokens, scopes, idempotency keys, pages and cursors. */
import { entry } from './codes.js';

export const REQUEST_REASONS = {
  PATH_UNKNOWN: entry('NOT_FOUND', 'Nothing is served at this path.', 'Send requests to /graphql or /v1/batch.'),
  METHOD_NOT_ALLOWED: entry('BAD_REQUEST', 'This HTTP method does not fit the request.', 'Send it with POST.'),
  ACCEPT_UNSUPPORTED: entry(
    'BAD_REQUEST',
    'The header Accept names no content type that this path returns.',
    'Nothing was done; accept application/json, application/graphql-response+json or, for subscriptions, text/event-stream.',
  ),
  CONTENT_TYPE_UNSUPPORTED: entry(
    'BAD_REQUEST',
    'The body is not declared as JSON.',
    'Send content-type application/json.',
  ),
  CHARSET_UNSUPPORTED: entry('BAD_REQUEST', 'The body is declared in another charset than UTF-8.', 'Send UTF-8.'),
  CONTENT_ENCODING_UNSUPPORTED: entry(
    'BAD_REQUEST',
    'The compression of the body is not supported.',
    'Send it as it is, or with gzip.',
  ),
  BODY_SYNTAX: entry('BAD_REQUEST', 'The body is not JSON.', 'Correct the JSON.'),
  BODY_SHAPE_INVALID: entry(
    'BAD_REQUEST',
    'The body is JSON of another shape than this path takes.',
    'Send an object with `query`, or with a list `batch`.',
  ),
  BODY_TIMEOUT: entry('BAD_REQUEST', 'The body did not arrive in time.', 'Send it again, in smaller parts.'),
  BODY_UNREADABLE: entry(
    'BAD_REQUEST',
    'The body ended early or could not be decompressed.',
    'Send it again, whole and in the encoding it is declared in.',
  ),
  BODY_TOO_LARGE: entry('PAYLOAD_TOO_LARGE', 'The body exceeds the limit in bytes.', 'Send less at a time.'),
  JSON_TOO_DEEP: entry('LIMIT_EXCEEDED', 'Lists and objects nest too deeply.', 'Send a flatter value.'),
  JSON_TOO_WIDE: entry('LIMIT_EXCEEDED', 'An object has too many members.', 'Send a list, or several objects.'),
  TARGET_INVALID: entry('BAD_REQUEST', 'The target of the request is not a path.', 'Send requests to /graphql.'),
  HTTP_MALFORMED: entry('BAD_REQUEST', 'The data received is not HTTP.', 'Use an HTTP client.'),
  HEADERS_TOO_LARGE: entry('BAD_REQUEST', 'The headers exceed the limit in bytes.', 'Send fewer or shorter headers.'),
  REQUEST_TIMEOUT: entry('BAD_REQUEST', 'The request did not arrive in time.', 'Send it again, without pauses.'),
  EXPECTATION_UNSUPPORTED: entry(
    'BAD_REQUEST',
    'The header Expect asks for something that is not served.',
    'Leave it out, or expect 100-continue.',
  ),
  HANDSHAKE_INVALID: entry(
    'BAD_REQUEST',
    'The upgrade is not a handshake of a WebSocket.',
    'Use a WebSocket client of version 13.',
  ),
  ORIGIN_NOT_ALLOWED: entry(
    'FORBIDDEN',
    'A page of this origin may not open a WebSocket, or send with this write key.',
    'Add the origin to STRATA_ALLOWED_ORIGINS, or to the origins of the write key.',
  ),
  ORIGIN_INVALID: entry(
    'BAD_USER_INPUT',
    'The value is not an origin.',
    'Write scheme and host as browsers do: https://shop.example.',
  ),
  WRITE_KEY_EVENT_FORBIDDEN: entry(
    'FORBIDDEN',
    'The write key may not deliver events of this type.',
    'Name the type when the key is made, or send the event from a server with a token.',
  ),
  WRITE_KEY_NOT_FOUND: entry(
    'NOT_FOUND',
    'No write key that is in force has this id.',
    'Correct the id; `writeKeys` lists them.',
  ),
  CONNECTIONS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The server, or the address of the caller, has as many connections as it may.',
    'Close connections that are not used, or retry with a pause.',
  ),
  SOCKETS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The subject of the token has as many WebSockets and event streams open as it may.',
    'Close some, or send several subscriptions over one WebSocket.',
  ),
  DOWNLOADS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The subject of the token, its workspace or the server has as many downloads running as it may.',
    'Wait for one to end, or end one.',
  ),
  BYTES_TOO_MANY: entry(
    'RATE_LIMITED',
    'The requests and subscriptions in progress of this subject, workspace or address hold as many bytes as they may.',
    'Nothing was done; send smaller requests, or wait for some to end.',
  ),
  SUBSCRIPTION_NEEDS_WEBSOCKET: entry(
    'BAD_REQUEST',
    'A plain HTTP response cannot serve a subscription.',
    'Send it over a WebSocket with graphql-transport-ws, or with `Accept: text/event-stream`.',
  ),
  REQUEST_UNSUPPORTED: entry(
    'BAD_REQUEST',
    'The request uses an extension of GraphQL over HTTP that is not served.',
    'Send the whole document as `query`.',
  ),

  DOCUMENT_MISSING: entry('BAD_USER_INPUT', 'No GraphQL document was sent.', 'Send one as `query`.'),
  OPERATION_NAME_INVALID: entry('BAD_USER_INPUT', '`operationName` is not a text.', 'Send a text, or leave it out.'),
  OPERATION_UNKNOWN: entry(
    'BAD_USER_INPUT',
    'The document does not say which of its operations to run, or lacks the named one.',
    'Name an operation of the document in `operationName`.',
  ),
  VARIABLES_INVALID: entry('BAD_USER_INPUT', '`variables` is not a JSON object.', 'Send a JSON object.'),
  DOCUMENT_SYNTAX: entry('GRAPHQL_PARSE_FAILED', 'The document is not GraphQL.', 'Correct it where the message says.'),
  DOCUMENT_INVALID: entry(
    'GRAPHQL_VALIDATION_FAILED',
    'The document does not fit the schema.',
    'Compare it with schema/schema.graphql.',
  ),
  ARGUMENT_MISSING: entry(
    'BAD_USER_INPUT',
    'A required argument, variable or input field is missing.',
    'Give it a value.',
  ),
  ARGUMENT_INVALID: entry(
    'BAD_USER_INPUT',
    'An argument, variable or input field has another type than the schema says.',
    'Send a value of the type in schema/schema.graphql.',
  ),
  DOCUMENT_TOO_LONG: entry('QUERY_TOO_COMPLEX', 'The document has too many characters.', 'Pass values as variables.'),
  DOCUMENT_TOO_MANY_TOKENS: entry('QUERY_TOO_COMPLEX', 'The document is too long.', 'Split it into several.'),
  DOCUMENT_TOO_MANY_FIELDS: entry('QUERY_TOO_COMPLEX', 'The operation selects too many fields.', 'Select fewer.'),
  DOCUMENT_TOO_MANY_ROOT_FIELDS: entry(
    'QUERY_TOO_COMPLEX',
    'The operation has too many root fields.',
    'Send several operations.',
  ),
  ANSWER_TOO_LARGE: entry(
    'QUERY_TOO_COMPLEX',
    'The response would have too many characters. Mutations that ran before have taken effect.',
    'Ask for smaller pages or fewer fields.',
  ),
  DOCUMENT_TOO_MANY_ALIASES: entry('QUERY_TOO_COMPLEX', 'The document has too many aliases.', 'Use fewer.'),
  DOCUMENT_TOO_MANY_DIRECTIVES: entry('QUERY_TOO_COMPLEX', 'The document has too many directives.', 'Use fewer.'),
  DOCUMENT_TOO_DEEP: entry('QUERY_TOO_COMPLEX', 'The operation nests too deeply.', 'Ask in several operations.'),
  DOCUMENT_FRAGMENT_CYCLE: entry('QUERY_TOO_COMPLEX', 'Fragments refer to each other.', 'Break the cycle.'),
  DOCUMENT_TOO_COSTLY: entry(
    'QUERY_TOO_COMPLEX',
    'Page sizes and nesting together ask for too much.',
    'Ask for smaller pages or fewer levels.',
  ),

  TOKEN_MISSING: entry('UNAUTHENTICATED', 'The request carries no token.', 'Send Authorization: Bearer <token>.'),
  TOKEN_EXPIRED: entry('UNAUTHENTICATED', 'The token was valid and has expired.', 'Get a new token.'),
  TOKEN_INVALID: entry(
    'UNAUTHENTICATED',
    'The token was not issued for this server.',
    'Use a token with the right signature, issuer and audience.',
  ),
  TOKEN_CLAIMS_INVALID: entry(
    'UNAUTHENTICATED',
    'The token is signed, but a claim in it is missing or malformed.',
    'Issue one with exp, sub, workspace and scope.',
  ),
  TOKEN_REVOKED: entry('UNAUTHENTICATED', 'The token was revoked.', 'Get a new token.'),
  TOKEN_OF_EARLIER_WORKSPACE: entry(
    'UNAUTHENTICATED',
    'The token was issued for a workspace that was removed; this one has the same id.',
    'Get a token of this workspace.',
  ),
  SCOPE_MISSING: entry('FORBIDDEN', 'The token lacks the scope for this.', 'Use a token that has the scope named.'),
  PERSONAL_TAG_CONCEALED: entry(
    'FORBIDDEN',
    'The response would reveal a personal tag that the token may not read.',
    'Use a token with profiles:read:personal.',
  ),
  PARTNER_SUSPENDED: entry('FORBIDDEN', 'This partner is suspended.', 'Ask the owner of the workspace.'),
  PARTNER_NAMESPACE_NOT_GRANTED: entry(
    'FORBIDDEN',
    'The partner addresses customers by a namespace it was not granted.',
    'Use identities of a granted namespace.',
  ),

  WRONG_KEYS_TOO_MANY: entry(
    'RATE_LIMITED',
    'The address sends too many requests whose write key is wrong, or stands only in the body.',
    'Correct the key, or send it in the header Authorization; wait a moment and retry.',
  ),
  RATE_EXCEEDED: entry('RATE_LIMITED', 'The subject sends too many operations a second.', 'Wait a moment and retry.'),
  CHECKING_TIME_EXCEEDED: entry(
    'RATE_LIMITED',
    'The documents of the subject take too long to check.',
    'Send fewer different documents, with values as variables; wait a moment and retry.',
  ),
  WAITING_TOO_MANY: entry(
    'RATE_LIMITED',
    'Too many operations of the subject wait to be checked.',
    'Wait for responses before sending more.',
  ),
  PARTNER_QUOTA_EXCEEDED: entry(
    'RATE_LIMITED',
    'The write would exceed the daily quota of the partner.',
    'Retry after midnight in the time zone of the workspace, or ask for a larger quota.',
  ),
  SOCKET_OPERATIONS_TOO_MANY: entry(
    'LIMIT_EXCEEDED',
    'The socket already runs as many operations as one may.',
    'Complete one first, or open another socket.',
  ),
  SUBSCRIBER_TOO_SLOW: entry(
    'LIMIT_EXCEEDED',
    'The subscription was not read as fast as changes arrived, and was ended.',
    'Subscribe again from its last cursor.',
  ),

  IDEMPOTENCY_KEY_INVALID: entry(
    'BAD_USER_INPUT',
    'The idempotency key is not 1 to 128 printable ASCII characters.',
    'Choose another key.',
  ),
  IDEMPOTENCY_KEY_NOT_ALLOWED: entry(
    'BAD_USER_INPUT',
    'The response to this mutation is secret, so it cannot be kept under a key.',
    'Send the mutation without an idempotency key.',
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    'IDEMPOTENCY_KEY_REUSED',
    'The key was used for another document or other variables.',
    'Use a new key for each request.',
  ),
  IDEMPOTENT_ANSWER_TOO_LARGE: entry(
    'CONFLICT',
    'The first request with this idempotency key was carried out, and its response was too large to be kept.',
    'Read what it wrote. Ask for fewer fields in mutations with a key.',
  ),
  IDEMPOTENT_REQUEST_RUNNING: entry(
    'UNAVAILABLE',
    'The first request with this idempotency key is still running.',
    'Send the same request again in a moment.',
  ),

  PAGE_SIZE_INVALID: entry('BAD_USER_INPUT', '`first` is out of its range.', 'Give a whole number from 1 to 100.'),
  CURSOR_INVALID: entry(
    'BAD_USER_INPUT',
    'The cursor was not issued by this server for this field.',
    'Pass a cursor of an earlier response unchanged.',
  ),
  CURSOR_FOREIGN: entry(
    'FORBIDDEN',
    'The cursor belongs to another workspace.',
    'Use a cursor that this workspace returned.',
  ),
  CURSOR_EXPIRED: entry(
    'CURSOR_EXPIRED',
    'The changes after this position are no longer kept.',
    'Read the members again, then subscribe without a cursor.',
  ),
  CURSOR_DEPLOYMENT_CHANGED: entry(
    'CURSOR_EXPIRED',
    'The cursor is from another deployment or an earlier database.',
    'Read the members again, then subscribe without a cursor.',
  ),
} as const;
