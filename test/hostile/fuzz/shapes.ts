/** Generates random input of every kind that the server reads: targets, headers, JSON, documents and frames. */
import { Buffer } from 'node:buffer';
import type { Dice } from '../../support/dice.js';
import { jsonText } from './json-text.js';
import type { OtherDoors } from './other-doors.js';
import { otherRequest, type OtherRequest } from './other-shapes.js';
import { schemaOperationText } from './schema-operations.js';
import { cookieHeaders, isSignIn, SIGN_IN_TARGETS, signInText, type SignIns } from './sign-in-shapes.js';

const CRLF = '\r\n';
const deepText = (d: Dice): string => {
  const depth = d.pick([30, 63, 64, 65, 100, 5000]);
  return d.chance(0.5) ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"not":'.repeat(depth)}1${'}'.repeat(depth)}`;
};

/** Returns the text with some bytes removed, duplicated, flipped or inserted. */
export function spoiled(dice: Dice, text: string): string {
  let out = text;
  for (let i = dice.int(1, 3); i > 0; i--) {
    const at = dice.int(0, out.length);
    const to = Math.min(out.length, at + dice.int(0, 6));
    const mid = dice.pick([
      '',
      out.slice(at, to) + out.slice(at, to),
      String.fromCharCode(dice.int(0, 255)),
      '"',
      '{',
      '\\',
    ]);
    out = out.slice(0, at) + mid + out.slice(to);
  }
  return out;
}

const DOCUMENTS = [
  '{__typename}',
  '{workspace{id now zone}}',
  'query a{__typename} query b{workspace{id}}',
  '{segments(first:5){edges{node{key size}}}}',
  '{profiles(first:3){totalCount edges{node{id tags{key value}}}}}',
  'query($e:String!){profiles(first:3,expression:$e){totalCount}}',
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{status code path}}}',
  'mutation($t:[SetTagInput!]!){setTags(tags:$t){status code path}}',
  'mutation($i:DefineSegmentInput!){defineSegment(input:$i){segment{key}}}',
  'mutation{setTags(tags:[]){status}}',
  'query($w:JSON){__typename}',
  '{__schema{types{name}}}',
  '{__type(name:"Query"){name} __typename}',
  'subscription{profileChanged{cursor}}',
  'subscription{membershipChanged(segments:["x"]){cursor change{kind}}}',
  'subscription{...a} fragment a on Subscription{profileChanged @include(if:true){cursor}}',
  'fragment a on Query{__typename}',
  'fragment a on Query{...b} fragment b on Query{...a} {...a}',
] as const;

/** Returns a GraphQL document that is valid, exceeds a limit of the server, or is corrupted. */
export function documentText(dice: Dice): string {
  const n = dice.int(0, 11);
  if (n === 0) return `{${Array.from({ length: dice.int(20, 200) }, (_, i) => `a${i}:__typename`).join(' ')}}`;
  if (n === 1) return '{a'.repeat(dice.pick([14, 16, 99, 101, 3000])) + '}'.repeat(dice.int(0, 3000));
  if (n === 2) return `#${'x'.repeat(dice.pick([100, 9000, 200_000]))}\n{__typename}`;
  if (n === 3) return `{${'__typename '.repeat(dice.pick([10, 900, 1100, 5000]))}}`;
  if (n === 4) return `{__typename ${Array.from({ length: dice.int(1, 40) }, (_, i) => `@x${i}`).join(' ')}}`;
  if (n === 5) return `{${'...on Query{'.repeat(dice.int(1, 120))}__typename`;
  if (n === 6) return spoiled(dice, dice.pick(DOCUMENTS));
  if (n === 7) return `{profiles(first:100){edges{node{events(first:100){edges{node{type id}}}}}}}`;
  return dice.pick(DOCUMENTS);
}

function variablesText(d: Dice): string {
  const n = d.int(0, 6);
  if (n === 0) return jsonText(d);
  if (n === 1) return deepText(d);
  const identity = `{"namespace":${d.pick(['"member_id"', '"email"', '1'])},"value":${jsonText(d, 0)}}`;
  const event = `{"messageId":${JSON.stringify(`m${d.int(0, 500)}`)},"type":${d.pick(['"viewed"', '"order_paid"', jsonText(d, 0)])},"occurredAt":${d.pick(['"2026-03-09T00:00:00Z"', jsonText(d, 0)])},"identities":[${identity}],"properties":${jsonText(d)}}`;
  const tag = `{"identities":[${identity}],"tag":"city","value":${jsonText(d)}}`;
  return `{"e":[${Array.from({ length: d.int(0, 5) }, () => event).join(',')}],"t":[${tag}],"i":{"key":"s","expression":${jsonText(d, 0)}},"w":${jsonText(d)}}`;
}

/** Returns the body of a GraphQL request, or the payload of a `subscribe` message. */
export function operationText(dice: Dice): string {
  const n = dice.int(0, 21);
  if (n === 0) return jsonText(dice);
  if (n === 1) return deepText(dice);
  if (n > 14) return schemaOperationText(dice);
  if (n === 2) return `[{"query":"{__typename}"}]`;
  const fields = [`"query":${dice.chance(0.05) ? jsonText(dice, 1) : JSON.stringify(documentText(dice))}`];
  if (dice.chance(0.6)) fields.push(`"variables":${variablesText(dice)}`);
  if (dice.chance(0.2)) fields.push(`"operationName":${dice.pick(['"a"', '"b"', 'null', '""', '1', '{}'])}`);
  if (dice.chance(0.2))
    fields.push(
      `"extensions":${dice.pick(['{}', 'null', '[]', '1', '{"idempotencyKey":"k1"}', '{"idempotencyKey":1}'])}`,
    );
  const text = `{${fields.join(',')}}`;
  return dice.chance(0.05) ? spoiled(dice, text) : text;
}

/** Returns the body of a tracking request. */
export function trackingText(dice: Dice): string {
  const message = (): string =>
    dice.chance(0.2)
      ? jsonText(dice, 2)
      : `{"type":${dice.pick(['"track"', '"identify"', '"page"', '"alias"', '"group"', '"nope"', '1'])},"messageId":"t${dice.int(0, 500)}","userId":${jsonText(dice, 0)},"event":${dice.pick(['"Viewed"', jsonText(dice, 0)])},"traits":${jsonText(dice, 2)},"properties":${jsonText(dice)},"timestamp":${jsonText(dice, 0)}}`;
  const n = dice.int(0, 9);
  if (n === 0) return jsonText(dice);
  if (n === 1) return `{"batch":[${deepText(dice)}]}`;
  if (n === 2) return `{"batch":[${'0,'.repeat(dice.pick([10, 5001]))}0]}`;
  if (n < 5) return message();
  const text = `{"batch":[${Array.from({ length: dice.int(0, 4) }, message).join(',')}]}`;
  return dice.chance(0.1) ? spoiled(dice, text) : text;
}

export interface Tokens {
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** Valid and invalid write keys. */
  readonly keys: readonly string[];
  /** Valid and invalid webhook paths. */
  readonly hooks: readonly string[];
  readonly signIns: SignIns;
  /** Workspace in which people sign in. */
  readonly workspace: string;
  readonly others: OtherDoors;
}

const TARGETS = [
  ...['/graphql', '/graphql', '/graphql', '/graphql'],
  ...['/v1/batch', '/v1/track', '/v1/identify', '/v1/import', '/v1/t', '/v1/b', '/beacon/v1/batch'],
] as const;
const ODD_TARGETS = [
  '/',
  '/healthz',
  '/readyz',
  '/metrics',
  '/v1/nope',
  '/v1/',
  '/v1/m',
  '/v1/sourceConfig',
  '/v1/projects/x/settings',
  '/v1/projects/%ff/settings',
  '/hooks',
  '/hooks/',
  '/hooks/%ff',
  '/hooks/hk.fuzz.shop.',
  '/exports/segments/s.csv',
  '/exports/reports/s.ndjson?personal=true',
  '/exports/segments/a.b.csv?first=x',
  '/exports/%ff.csv',
  '/openapi.json',
  '/schema.graphql',
  '/client.tgz',
  '/graphiql.html',
  '/../../etc/passwd',
  '/%2e%2e/%2e%2e/package.json',
  '/assets/x.js',
  '//',
  '///',
  '//[',
  '/\\',
  'http://a:99999/',
  'http://[',
  '*',
  'graphql',
  '/%',
  '/%ff',
  '/?x#token=1',
  `/${'a'.repeat(9000)}`,
] as const;
const METHODS = ['POST', 'POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'] as const;

/** Returns a webhook body, mostly one that the mapping accepts. */
function hookText(d: Dice): string {
  const order = `{"id":${jsonText(d, 0)},"at":${d.pick(['"2026-03-09T10:00:00Z"', jsonText(d, 0)])},"total":${d.pick(['"12.5"', jsonText(d, 0)])},"who":${jsonText(d, 1)},"lines":${d.pick(['[]', '[{"sku":"a","pieces":1}]', jsonText(d, 2)])}}`;
  const n = d.int(0, 9);
  if (n === 0) return jsonText(d);
  if (n === 1) return deepText(d);
  if (n === 2) return `[${`${order},`.repeat(d.pick([3, 1001]))}{}]`;
  return d.chance(0.1) ? spoiled(d, order) : order;
}

const isHook = (target: string): boolean => target.startsWith('/hooks');
const isTracking = (target: string): boolean => /^(?:\/beacon)?\/v1/.test(target);

function bodyText(d: Dice, method: string, target: string, tokens: Tokens): string {
  if (method === 'GET' || method === 'HEAD') return '';
  if (isSignIn(target)) return signInText(d, tokens.signIns, tokens.workspace);
  if (isHook(target)) return hookText(d);
  return isTracking(target) ? trackingText(d) : operationText(d);
}

const ACCEPTS = [
  'text/event-stream',
  'text/event-stream, application/json',
  'text/html',
  'application/graphql-response+json',
  '*/*',
  ';;,',
];

/** Sometimes returns a query string with a write key, which tracking calls may carry in their URL. */
const keyInAddress = (d: Dice, { keys, good }: Tokens, target: string): string =>
  isTracking(target) && d.chance(0.1) ? `?writeKey=${encodeURIComponent(d.pick([...keys, ...good]))}` : '';

/** Sometimes adds a write key to a tracking body, as pages do. */
const withKey = (d: Dice, { keys }: Tokens, target: string, text: string): string =>
  isTracking(target) && text.startsWith('{') && d.chance(0.15)
    ? `{"writeKey":${d.chance(0.9) ? JSON.stringify(d.pick(keys)) : jsonText(d, 1)}${text === '{}' ? '' : ','}${text.slice(1)}`
    : text;

/** Returns one request as bytes, mostly a valid one with something unusual in it. */
export const requestBytes = (dice: Dice, tokens: Tokens): Buffer =>
  dice.chance(0.15) ? otherBytes(dice, tokens) : usualBytes(dice, tokens);

/** Returns a request to one of the routes that need something to exist first. */
function otherBytes(d: Dice, tokens: Tokens): Buffer {
  const { method, target, body, headers }: OtherRequest = otherRequest(d, tokens.others);
  const head = [`${method} ${target} HTTP/1.1`, 'Host: strata', ...headers];
  if (d.chance(0.9)) head.push(`Authorization: ${authorization(d, tokens)}`);
  // A part may be announced as larger than it may be, or than it is.
  const length = d.chance(0.95) ? body.length : d.pick([body.length + 10, 9 * 1024 * 1024]);
  if (body.length > 0 || method === 'POST' || method === 'PUT') head.push(`Content-Length: ${length}`);
  return Buffer.concat([Buffer.from(`${head.join(CRLF)}${CRLF}${CRLF}`, 'latin1'), body]);
}

function usualBytes(dice: Dice, tokens: Tokens): Buffer {
  const target = dice.chance(0.8)
    ? dice.pick([...TARGETS, ...tokens.hooks, ...SIGN_IN_TARGETS])
    : dice.pick(ODD_TARGETS);
  const usual = target.startsWith('/exports') ? 'GET' : 'POST';
  const method = dice.chance(0.85) ? usual : dice.pick(METHODS);
  const asQuery = method === 'GET' && target === '/graphql';
  const query = asQuery
    ? `?query=${encodeURIComponent(dice.pick(DOCUMENTS))}&variables=${dice.pick(['', '%7B%7D', '%7B', '1', '[]'])}`
    : keyInAddress(dice, tokens, target);
  const text = withKey(dice, tokens, target, bodyText(dice, method, target, tokens));
  let body = Buffer.from(text, 'utf8');
  const head = [`${method} ${target}${query} HTTP/1.1`, 'Host: strata'];
  if (dice.chance(isSignIn(target) ? 0.8 : 0.08)) head.push(...cookieHeaders(dice, tokens.signIns));
  else if (dice.chance(0.92)) head.push(`Authorization: ${authorization(dice, tokens)}`);
  if (dice.chance(0.02)) head.push(`Authorization: Bearer ${dice.pick(tokens.good)}`);
  if (dice.chance(0.97))
    head.push(
      `Content-Type: ${dice.chance(0.93) ? 'application/json' : dice.pick(['text/plain', 'application/json; charset=latin1', 'application/x-www-form-urlencoded', ''])}`,
    );
  if (dice.chance(0.15)) head.push(`Accept: ${dice.pick(ACCEPTS)}`);
  if (dice.chance(0.1)) head.push(`Origin: ${dice.pick(['https://shop.example', 'null', '::'])}`);
  if (method === 'OPTIONS') head.push('Access-Control-Request-Method: POST');
  if (dice.chance(0.02)) head.push(`Last-Event-ID: ${dice.pick(['', 'x', '🦊', 'y'.repeat(9000)])}`);
  if (dice.chance(0.05)) head.push(`Idempotency-Key: ${dice.pick(['k1', 'k2', '', 'x'.repeat(300), '\u00ff'])}`);
  if (dice.chance(0.03)) head.push(`Expect: ${dice.pick(['100-continue', 'wonders'])}`);
  if (dice.chance(0.03)) {
    head.push(`Content-Encoding: ${dice.pick(['gzip', 'br', 'identity', 'gzip, gzip'])}`);
    if (dice.chance(0.3)) body = Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]);
  }
  if (dice.chance(0.02)) head.push(`X-Long: ${'y'.repeat(dice.pick([100, 17_000]))}`);
  if (dice.chance(0.02)) head.push(dice.pick(['Bad Header', ': x', 'A\u0000: b', 'Transfer-Encoding: nonsense']));
  if (dice.chance(0.06)) {
    head.push('Transfer-Encoding: chunked');
    const chunk = dice.chance(0.7) ? body.length.toString(16) : dice.pick(['zz', '-1', 'ffffffffffffffff', '']);
    body = Buffer.concat([Buffer.from(chunk + CRLF), body, Buffer.from(`${CRLF}0${CRLF}${CRLF}`)]);
  } else if (body.length > 0 || method === 'POST') {
    head.push(
      `Content-Length: ${dice.chance(0.98) ? body.length : dice.pick([0, body.length + 10, 99_999_999, -1, 'x'])}`,
    );
  }
  return Buffer.concat([Buffer.from(`${head.join(CRLF)}${CRLF}${CRLF}`, 'latin1'), body]);
}

function authorization(d: Dice, { good, bad, keys }: Tokens): string {
  if (d.chance(0.1)) return `Basic ${Buffer.from(`${d.pick(keys)}:`).toString('base64')}`;
  if (d.chance(0.75)) return `Bearer ${d.pick(good)}`;
  // Each bad token is invalid in a different way. They are frequent, so that a short run covers all of them.
  if (d.chance(0.7)) return `Bearer ${d.pick(bad)}`;
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
  return d.pick([d.pick(bad), basic(`${d.pick(good)}:`), basic('x:y'), 'Basic ***', 'Bearer']);
}

export function upgradeBytes(dice: Dice): Buffer {
  const sound = dice.chance(0.85);
  const odd = (usual: string, ...others: string[]): string => (sound || dice.chance(0.6) ? usual : dice.pick(others));
  const head = [
    `${odd('GET', 'POST', 'PUT')} ${odd('/graphql', ...ODD_TARGETS)} HTTP/1.1`,
    'Host: strata',
    `Connection: ${odd('Upgrade', 'keep-alive, Upgrade')}`,
    `Upgrade: ${odd('websocket', 'h2c', 'WebSocket')}`,
    `Sec-WebSocket-Version: ${odd('13', '3', 'x', '')}`,
    `Sec-WebSocket-Key: ${odd('AAAAAAAAAAAAAAAAAAAAAA==', 'short', '')}`,
    `Sec-WebSocket-Protocol: ${odd('graphql-transport-ws', 'graphql-ws', ',', 'a'.repeat(200))}`,
  ];
  if (!sound) head.push(`Origin: ${dice.pick(['https://evil.example', '::', 'null', 'http://strata'])}`);
  return Buffer.from(`${head.join(CRLF)}${CRLF}${CRLF}`, 'latin1');
}

function lengthBytes(length: number): Buffer {
  if (length < 126) return Buffer.from([length]);
  const bytes = Buffer.alloc(length < 65_536 ? 3 : 9);
  bytes[0] = length < 65_536 ? 126 : 127;
  bytes.writeUIntBE(length, length < 65_536 ? 1 : 5, length < 65_536 ? 2 : 4);
  return bytes;
}

/** Returns one client frame, or one that violates RFC 6455. */
export function frame(
  dice: Dice,
  payload: Buffer,
  { opcode = 1, fin = true, masked = true }: { opcode?: number; fin?: boolean; masked?: boolean } = {},
): Buffer {
  const mask = Buffer.from([dice.int(0, 255), dice.int(0, 255), dice.int(0, 255), dice.int(0, 255)]);
  const size = lengthBytes(payload.length);
  size[0] |= masked ? 0x80 : 0;
  const body = masked ? Buffer.from(payload.map((byte, i) => byte ^ mask[i & 3])) : payload;
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | opcode]), size, ...(masked ? [mask] : []), body]);
}

/** Close codes that indicate a server error. */
export const FAULTY: ReadonlySet<number> = new Set([1011, 4500]);

/**
 * Returns a close frame with any code that is not in `FAULTY`. The server echoes the client's code, so such a code
 * would look like an error of the server.
 */
function closeFrame(d: Dice): Buffer {
  const code = 256 * d.int(0, 20) + d.int(0, 255);
  const body = Buffer.alloc(2);
  body.writeUInt16BE(FAULTY.has(code) ? code + 1 : code);
  return frame(d, body, { opcode: 8 });
}

/** Returns one message, mostly of the graphql-transport-ws protocol. */
export function messageBytes(dice: Dice): Buffer {
  const id = JSON.stringify(`o${dice.int(0, 8)}`);
  const n = dice.int(0, 29);
  const text = (value: string): Buffer => frame(dice, Buffer.from(value, 'utf8'));
  if (n < 16)
    return text(
      `{"type":"subscribe","id":${dice.chance(0.97) ? id : jsonText(dice, 0)},"payload":${operationText(dice)}}`,
    );
  if (n < 20) return text(`{"type":"complete","id":${id}}`);
  if (n === 20) return text(`{"type":"${dice.pick(['ping', 'pong', 'next', 'error', 'connection_ack', 'nope'])}"}`);
  if (n === 21) return text(jsonText(dice));
  if (n === 22) return text(deepText(dice));
  if (n === 23) return text(spoiled(dice, `{"type":"complete","id":${id}}`));
  if (n === 24) return frame(dice, Buffer.from([0xff, 0xfe, 0x80]), { opcode: dice.pick([1, 2]) });
  if (n === 25) return frame(dice, Buffer.from('{}'), { opcode: dice.pick([0, 3, 7, 11, 15]) });
  if (n === 26) return frame(dice, Buffer.from('{"type":"ping"}'), { masked: false });
  if (n === 27) return closeFrame(dice);
  if (n === 28) return frame(dice, Buffer.from('{"ty'), { fin: false });
  return frame(dice, Buffer.alloc(dice.pick([0, 10, 126])), { opcode: dice.pick([9, 10]) });
}

export const initBytes = (dice: Dice, tokens: Tokens): Buffer =>
  frame(
    dice,
    Buffer.from(
      dice.chance(0.85)
        ? `{"type":"connection_init","payload":{"authorization":"Bearer ${dice.pick(tokens.good)}"}}`
        : `{"type":"connection_init","payload":${dice.pick(['null', '[]', `{"x":"${'x'.repeat(17_000)}"}`, `{"authorization":${JSON.stringify(dice.pick(tokens.bad))}}`, jsonText(dice)])}}`,
    ),
  );
