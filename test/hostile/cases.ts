/**
 * Lists hostile operations with the code and reason of their rejection. `ITEM:` marks an operation of which only one item
 * is rejected.
 */
import type { Reason } from '../../src/reasons/index.js';

interface Case {
  readonly name: string;
  readonly query: unknown;
  readonly variables?: unknown;
  readonly code: string;
  readonly reason: Reason;
  readonly path?: string;
}

const set = (tag: string, value: string): string =>
  `mutation{setTags(tags:[{tag:${JSON.stringify(tag)},value:${value},identities:[{namespace:"member_id",value:"H1"}]}]){status code reason path}}`;
export const ingest =
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{status code reason path message}}}';
export const event = (more: object): object => ({
  messageId: 'h1',
  type: 'page_viewed',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [{ namespace: 'member_id', value: 'H1' }],
  ...more,
});
const define = (x: string): string =>
  `mutation{defineSegment(input:{key:"h",expression:${JSON.stringify(x)}}){segment{key}}}`;
const nest = (n: number): string =>
  `${'{profile(id:"x"){segments{segment{members(first:1){edges{node'.repeat(0)}{${'a{'.repeat(n)}b${'}'.repeat(n)}}`;

export const CASES: readonly Case[] = [
  { name: 'no query', query: undefined, code: 'BAD_USER_INPUT', reason: 'DOCUMENT_MISSING' },
  { name: 'a number as query', query: 42, code: 'BAD_USER_INPUT', reason: 'DOCUMENT_MISSING' },
  { name: 'a syntax error', query: '{ profile( }', code: 'GRAPHQL_PARSE_FAILED', reason: 'DOCUMENT_SYNTAX' },
  {
    name: 'two operations and no name',
    query: 'query a{__typename} query b{__typename}',
    code: 'BAD_USER_INPUT',
    reason: 'OPERATION_UNKNOWN',
  },
  {
    name: 'a document without an operation',
    query: 'fragment a on Query{__typename}',
    code: 'BAD_USER_INPUT',
    reason: 'OPERATION_UNKNOWN',
  },
  {
    name: 'an unknown field',
    query: '{ profil(id:"x"){id} }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    reason: 'DOCUMENT_INVALID',
  },
  {
    name: '101 aliases of __typename',
    query: `{${Array.from({ length: 101 }, (_, i) => `a${i}:__typename`).join(' ')}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_ROOT_FIELDS',
  },
  {
    name: '1,000 aliases of a mutation',
    query: `mutation{${Array.from({ length: 1000 }, (_, i) => `a${i}:clearTags(tags:[]){status}`).join(' ')}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_TOKENS',
  },
  {
    name: '10,000 duplicate fields',
    query: `{${'__typename '.repeat(10_000)}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_TOKENS',
  },
  { name: 'depth 500', query: nest(500), code: 'QUERY_TOO_COMPLEX', reason: 'DOCUMENT_TOO_DEEP' },
  {
    name: 'a fragment cycle',
    query: '{...a} fragment a on Query{...b} fragment b on Query{...a}',
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_FRAGMENT_CYCLE',
  },
  {
    name: 'fragments that fan out',
    query: `{...f0}${Array.from({ length: 20 }, (_, i) => `fragment f${i} on Query{${i < 19 ? `...f${i + 1} ...f${i + 1}` : '__typename'}}`).join('')}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_FIELDS',
  },
  {
    name: 'an inline-fragment overlap bomb',
    query: `{${'...{a:__typename '.repeat(25)}${'}'.repeat(25)}${'...{b:__typename}'.repeat(400)}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_ROOT_FIELDS',
  },
  {
    name: '10 unknown directives',
    query: `{__typename ${Array.from({ length: 30 }, (_, i) => `@x${i}`).join(' ')}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_DIRECTIVES',
  },
  { name: 'first missing', query: '{profiles{totalCount}}', code: 'BAD_USER_INPUT', reason: 'ARGUMENT_MISSING' },
  {
    name: 'first 0',
    query: '{profiles(first:0){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
    path: 'first',
  },
  {
    name: 'first -1',
    query: '{profiles(first:-1){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
    path: 'first',
  },
  {
    name: 'first 101',
    query: '{profiles(first:101){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
    path: 'first',
  },
  {
    name: 'first 1e9',
    query: '{profiles(first:1000000000){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
  },
  {
    name: 'first 1e9 by a variable',
    query: 'query($n:Int!){profiles(first:$n){edges{node{id}}}}',
    variables: { n: 1_000_000_000 },
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
  },
  {
    name: 'a garbled page cursor',
    query: '{profiles(first:1,after:"zzz"){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'CURSOR_INVALID',
    path: 'after',
  },
  {
    name: 'a number beyond 2^53 as tag value',
    query: set('count', '9007199254740993'),
    code: 'BAD_USER_INPUT',
    reason: 'ARGUMENT_INVALID',
  },
  { name: '1e999 as tag value', query: set('count', '1e999'), code: 'BAD_USER_INPUT', reason: 'ARGUMENT_INVALID' },
  {
    name: '1e999 as variable',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"count",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status}}',
    variables: { v: '1e999' },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TAG_VALUE_TYPE',
    path: 'tags[0].value',
  },
  {
    name: 'a deep object as tag value',
    query: set('count', '{a:{b:1}}'),
    code: 'BAD_USER_INPUT',
    reason: 'ARGUMENT_INVALID',
  },
  {
    name: 'an operator object as tag value',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status}}',
    variables: { v: { $ne: null } },
    code: 'BAD_USER_INPUT',
    reason: 'ARGUMENT_INVALID',
  },
  {
    name: 'money 1e-7',
    query: set('balance', '"1e-7"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money of 35 digits',
    query: set('balance', `"${'9'.repeat(35)}"`),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money with separators',
    query: set('balance', '"1,000.00"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money in full-width digits',
    query: set('balance', '"１００"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money as a float',
    query: set('balance', '1.5'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TAG_VALUE_TYPE',
    path: 'tags[0].value',
  },
  ...['__proto__', '$set', 'a.b', '', 'x'.repeat(10_000)].map((k): Case => ({
    name: `tag key ${k.slice(0, 12)}`,
    query: set(k, '"x"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'tags[0].tag',
  })),
  {
    name: 'a tag key that every object inherits',
    query: set('constructor', '"x"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'tags[0].tag',
  },
  {
    name: 'a tag that is not defined',
    query: set('undefined_tag', '"x"'),
    code: 'ITEM:NOT_FOUND',
    reason: 'TAG_NOT_FOUND',
    path: 'tags[0].tag',
  },
  {
    name: 'NUL in a text',
    query: set('city', '"a\\u0000b"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TEXT_CHARACTERS_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'a lone surrogate',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status code reason path}}',
    variables: { v: 'a\ud800b' },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TEXT_CHARACTERS_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'a text too long',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status code reason path}}',
    variables: { v: 'x'.repeat(20_000) },
    code: 'ITEM:LIMIT_EXCEEDED',
    reason: 'TEXT_TOO_LONG',
    path: 'tags[0].value',
  },
  {
    name: '30 February',
    query: set('born', '"2026-02-30"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TAG_VALUE_TYPE',
    path: 'tags[0].value',
  },
  ...[
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-10T12:00:00',
    '2026-03-10T23:59:60Z',
    '1741600000',
    '57000-01-01T00:00:00Z',
  ].map((t): Case => ({
    name: `occurredAt ${t}`,
    query: ingest,
    variables: { e: [event({ occurredAt: t })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'INSTANT_INVALID',
    path: 'events[0].occurredAt',
  })),
  {
    name: 'an event of 1970',
    query: ingest,
    variables: { e: [event({ occurredAt: '1970-01-01T00:00:10Z' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'INSTANT_IMPLAUSIBLE',
    path: 'events[0].occurredAt',
  },
  {
    name: 'an event a day ahead',
    query: ingest,
    variables: { e: [event({ occurredAt: '2026-03-11T12:00:00Z' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_IN_FUTURE',
    path: 'events[0].occurredAt',
  },
  {
    name: 'an event ten years old',
    query: ingest,
    variables: { e: [event({ occurredAt: '2016-03-11T12:00:00Z' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_TOO_OLD',
    path: 'events[0].occurredAt',
  },
  {
    name: 'an empty batch',
    query: ingest,
    variables: { e: [] },
    code: 'BAD_USER_INPUT',
    reason: 'LIST_EMPTY',
    path: 'events',
  },
  {
    name: 'no identity',
    query: ingest,
    variables: { e: [event({ identities: [] })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'IDENTITY_MISSING',
    path: 'events[0].identities',
  },
  {
    name: 'only junk identities',
    query: ingest,
    variables: {
      e: [
        event({
          identities: [
            { namespace: 'phone', value: '00000000000' },
            { namespace: 'email', value: 'test@test.com' },
          ],
        }),
      ],
    },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'IDENTITY_PLACEHOLDER',
    path: 'events[0].identities',
  },
  {
    name: 'an unknown namespace',
    query: ingest,
    variables: { e: [event({ identities: [{ namespace: '$where', value: 'x' }] })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'NAMESPACE_UNKNOWN',
    path: 'events[0].identities[0].namespace',
  },
  {
    name: 'a property named __proto__ that is an object',
    query: ingest,
    variables: {
      e: [
        JSON.parse(
          '{"messageId":"h1","type":"page_viewed","occurredAt":"2026-03-10T11:00:00Z","identities":[{"namespace":"member_id","value":"H1"}],"properties":{"__proto__":{"x":1}}}',
        ),
      ],
    },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_PROPERTY_TYPE',
    path: 'events[0].properties.__proto__',
  },
  {
    name: 'a property whose name has a control character',
    query: ingest,
    variables: { e: [event({ properties: { 'a\u0000b': 1 } })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_PROPERTY_NAME_INVALID',
  },
  {
    name: 'a property with an operator object',
    query: ingest,
    variables: { e: [event({ properties: { url: { $gt: '' } } })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_PROPERTY_TYPE',
    path: 'events[0].properties.url',
  },
  {
    name: 'an order event without order',
    query: ingest,
    variables: { e: [event({ type: 'order_paid' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'ORDER_MISSING',
    path: 'events[0].order',
  },
  {
    name: 'a field where an event type stands',
    query: define('count(order_paid.amount) >= 2'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_FIELD_MISPLACED',
  },
  {
    name: 'two windows in one call',
    query: define('did(order_paid, last 7d, last 3d)'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_CLAUSE_REPEATED',
  },
  {
    name: 'a window of 0',
    query: define('count(order_paid, last 0d) > 1'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_SYNTAX',
  },
  {
    name: 'a negative window',
    query: define('count(order_paid, last -1d) > 1'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_SYNTAX',
  },
  {
    name: 'a window of 100 years',
    query: define('count(order_paid, last 36500d) > 1'),
    code: 'BAD_USER_INPUT',
    reason: 'WINDOW_INVALID',
  },
  {
    name: 'a segment that names itself',
    query: define('in segment h'),
    code: 'BAD_USER_INPUT',
    reason: 'REFERENCE_CYCLE',
  },
  {
    name: 'a segment cycle',
    query: 'mutation{redefineSegment(input:{key:"base",expression:"in segment base"}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'REFERENCE_CYCLE',
  },
  {
    name: 'an undefined segment',
    query: define('in segment nowhere'),
    code: 'BAD_USER_INPUT',
    reason: 'SEGMENT_UNKNOWN',
  },
  { name: 'an undefined tag', query: define('tag nowhere = 1'), code: 'BAD_USER_INPUT', reason: 'TAG_UNKNOWN' },
  { name: 'a type mismatch', query: define('tag count = "many"'), code: 'BAD_USER_INPUT', reason: 'OPERAND_TYPE' },
  {
    name: 'an unknown operator',
    query: define('tag city like "x"'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_SYNTAX',
  },
  {
    name: 'an empty and',
    query: 'mutation{defineSegment(input:{key:"h",condition:{all:[]}}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'CONDITION_GROUP_EMPTY',
    path: 'input.condition.all',
  },
  {
    name: 'two keys in a condition',
    query: 'mutation{defineSegment(input:{key:"h",condition:{inSegment:"base",not:{inSegment:"base"}}}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'ALTERNATIVES_CONFLICT',
    path: 'input.condition',
  },
  {
    name: '500 conditions',
    query: 'mutation($x:String!){defineSegment(input:{key:"h",expression:$x}){segment{key}}}',
    variables: { x: Array.from({ length: 500 }, () => 'tag count = 1').join(' or ') },
    code: 'LIMIT_EXCEEDED',
    reason: 'CONDITION_TOO_LARGE',
  },
  {
    name: 'a deep condition',
    query: 'mutation($x:String!){defineSegment(input:{key:"h",expression:$x}){segment{key}}}',
    variables: { x: `${'('.repeat(1000)}tag count = 1${')'.repeat(1000)}` },
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_TOO_DEEP',
  },
  {
    name: 'a segment key with an operator',
    query: 'mutation{defineSegment(input:{key:"$where",expression:"tag count = 1"}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'a tag key __proto__ to define',
    query: 'mutation{defineTag(input:{key:"__proto__",kind:STATIC,type:STRING}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'moving the clock back',
    query: 'mutation{advanceClock(to:"2026-03-09T00:00:00Z"){now}}',
    code: 'BAD_USER_INPUT',
    reason: 'SANDBOX_CLOCK_INVALID',
    path: 'to',
  },
  {
    name: 'another workspace to delete',
    query: 'mutation{deleteSandbox(id:"other")}',
    code: 'NOT_FOUND',
    reason: 'WORKSPACE_NOT_FOUND',
  },
  {
    name: 'a provider and no setting of it',
    query:
      'mutation{defineWebhookEndpoint(input:{key:"h",provider:{preset:SMS,credentials:[{name:"api_key",value:"k"}]}}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'PROVIDER_INVALID',
    path: 'input.provider.settings',
  },
  {
    name: 'a provider whose path leads to another place',
    query: `mutation{defineWebhookEndpoint(input:{key:"h",url:"https://shop.example/",provider:{definition:${JSON.stringify(
      JSON.stringify({ request: { method: 'POST', path: '//evil.example/' }, response: { sent: [{ code: '0' }] } }),
    )}}}){secret}}`,
    code: 'BAD_USER_INPUT',
    reason: 'PROVIDER_INVALID',
    path: 'input.provider.definition',
  },
  {
    name: 'a provider with a definition and a preset',
    query:
      'mutation{defineWebhookEndpoint(input:{key:"h",url:"https://shop.example/",provider:{preset:SMS,definition:"{}"}}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'ALTERNATIVES_CONFLICT',
    path: 'input.provider',
  },
  {
    name: 'an endpoint over plain http',
    query: 'mutation{defineWebhookEndpoint(input:{key:"h",url:"http://shop.example/hook"}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'WEBHOOK_URL_INVALID',
    path: 'input.url',
  },
  {
    name: 'an endpoint with credentials in its address',
    query: 'mutation{defineWebhookEndpoint(input:{key:"h",url:"https://a:b@shop.example/"}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'WEBHOOK_URL_INVALID',
    path: 'input.url',
  },
  {
    name: 'an endpoint with a key that is none',
    query: 'mutation{defineWebhookEndpoint(input:{key:"H!",url:"https://shop.example/"}){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'a rotation that keeps a secret for ever',
    query: 'mutation{rotateWebhookSecret(key:"h",graceHours:1e9){secret}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'graceHours',
  },
  {
    name: 'a test of an endpoint that does not exist, in a sandbox',
    query: 'mutation{testWebhookEndpoint(key:"h"){kind}}',
    code: 'CONFLICT',
    reason: 'SANDBOX_NOT_DELIVERED',
  },
  {
    name: 'an endpoint that does not exist',
    query: 'mutation{disableWebhookEndpoint(key:"h"){key}}',
    code: 'NOT_FOUND',
    reason: 'WEBHOOK_ENDPOINT_NOT_FOUND',
    path: 'key',
  },
  {
    name: 'a campaign for a segment that does not exist',
    query:
      'mutation{defineCampaign(input:{key:"h",audience:"nobody",channels:[{channel:"sms",endpoint:"h",body:"x"}]}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'SEGMENT_UNKNOWN',
    path: 'input.audience',
  },
  {
    name: 'a campaign with a key that is none',
    query: 'mutation{defineCampaign(input:{key:"__proto__",audience:"nobody",channels:[]}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'a budget of nothing',
    query: 'mutation{setReachRules(input:{budgets:[{key:"none",most:0,rolling:"P1D"}]}){version}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'input.budgets[0].most',
  },
  {
    name: 'a start of a campaign that does not exist',
    query: 'mutation{startCampaign(key:"h"){key}}',
    code: 'NOT_FOUND',
    reason: 'CAMPAIGN_NOT_FOUND',
    path: 'key',
  },
  {
    name: 'returns as of the future',
    query: '{returnsReport(input:{period:{last:{count:1,unit:DAY},asOf:"2099-01-01T00:00:00Z"}}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'INSTANT_NOT_PAST',
    path: 'input.period.asOf',
  },
  {
    name: 'more pairs of items than a report has',
    query: '{pairReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},first:1000000}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'input.first',
  },
  {
    name: 'members by a property',
    query:
      '{memberReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},unit:DAY,by:{property:"channel"}}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'FIELD_NOT_ALLOWED',
    path: 'input.by.property',
  },
  {
    name: 'slots by a property that is none',
    query: '{slotReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},slot:""}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'EVENT_PROPERTY_NAME_INVALID',
    path: 'input.slot',
  },
  {
    name: 'a channel that costs less than nothing',
    query:
      '{channelReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},costs:[{channel:"app",cost:"-1"}]}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'NUMBER_INVALID',
    path: 'input.costs[0].cost',
  },
  {
    name: 'clicks on no event',
    query:
      '{reachReport(input:{period:{from:"2026-03-01T00:00:00Z",to:"2026-03-10T00:00:00Z"},carrier:SLOT,clicked:[]}){asOf}}',
    code: 'BAD_USER_INPUT',
    reason: 'LIST_EMPTY',
    path: 'input.clicked',
  },
];
