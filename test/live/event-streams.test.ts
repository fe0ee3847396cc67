/**
 * Tests subscriptions as event streams: the protocol with the client library `graphql-sse`, resuming by event id,
 * errors, and the end of a stream.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createClient } from 'graphql-sse';
import { reset } from '../hostile/raw.js';
import { checked } from '../support/refusals.js';
import { patience } from '../support/patience.js';
import { endlessPause } from '../support/endless-pause.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';

const RESTING_MS = 60_000;
const RESTING = `subscription{segmentSizes(segments:["visitors"],everyMs:${RESTING_MS}){key size}}`;
const MOVES = 'subscription($after:String){membershipChanged(after:$after){cursor change{kind profileId}}}';

let server: TestServer;
let admin: Caller;
let sent = 0;
before(async () => {
  server = await TestServer.start({ STRATA_SOCKETS_PER_SUBJECT: '5' });
  admin = await server.sandbox('streams', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineSegment(input:{key:"visitors",expression:"did(store_visit)"},wait:true){job{id}}}');
});
after(() => server.remove());

/** Makes a customer enter the segment. Returns the profile id. */
async function enter(): Promise<string> {
  const e = {
    messageId: `s${++sent}`,
    type: 'store_visit',
    occurredAt: '2026-03-10T11:00:00Z',
    identities: [{ namespace: 'member_id', value: `S${sent}` }],
  };
  const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile}}}', { e: [e] });
  return r.ingestEvents.results[0].profile as string;
}

interface Told {
  readonly data?: {
    readonly membershipChanged: { readonly cursor?: string; readonly change?: { readonly profileId: string } | null };
  };
  readonly errors?: readonly { readonly extensions: { readonly reason: string } }[];
}

interface StreamEvent {
  readonly id?: string;
  readonly event: string;
  /** Null for the event that ends a stream. */
  readonly data: Told | null;
}

const changeOf = ({ data }: StreamEvent): string | undefined => data?.data?.membershipChanged.change?.profileId;
const reasonOf = (event: StreamEvent | undefined): string | undefined => event?.data?.errors?.[0].extensions.reason;

/** Reads one stream event by event. */
class Stream {
  private text = '';
  private readonly decoder = new TextDecoder();
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  private constructor(
    readonly response: Response,
    private readonly leaving: AbortController,
  ) {}

  static async open(
    token: string,
    query: string,
    headers: Record<string, string> = {},
    accept = 'text/event-stream',
  ): Promise<Stream> {
    const leaving = new AbortController();
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${token}`, ...headers },
      body: JSON.stringify({ query }),
      signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(patience(30_000))]),
    });
    return new Stream(response, leaving);
  }

  /** Returns the next event, or undefined at the end of the stream. */
  async next(): Promise<StreamEvent | undefined> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.text.slice(0, end);
        this.text = this.text.slice(end + 2);
        if (!block.startsWith(':')) return parsed(block);
        continue;
      }
      this.reader ??= this.response.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
      const { done, value } = await this.reader.read();
      if (done) return undefined;
      this.text += this.decoder.decode(value, { stream: true });
    }
  }

  /** Returns the next event that contains a change. */
  async change(): Promise<StreamEvent> {
    for (;;) {
      const event = await this.next();
      assert.ok(event?.event === 'next');
      if (changeOf(event)) return event;
    }
  }

  leave(): void {
    this.leaving.abort();
  }
}

function parsed(block: string): StreamEvent {
  const fields = new Map(
    block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const data = fields.get('data')!;
  const value = data === '' ? null : checked(JSON.parse(data) as Told);
  return { id: fields.get('id'), event: fields.get('event')!, data: value };
}

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  const line = text.split('\n').find((each) => each.startsWith(`${name} `))!;
  return Number(line.slice(name.length));
};
const open = (): Promise<number> => metric('strata_event_streams');

test('the client of the protocol receives the same items as over a WebSocket', async () => {
  const client = createClient({
    url: server.url,
    headers: { authorization: `Bearer ${admin.token}` },
    retryAttempts: 0,
  });
  const items = client.iterate<{ membershipChanged: { change: { profileId: string } | null } }>({ query: MOVES });
  assert.equal((await items.next()).value!.data!.membershipChanged.change, null, 'first where it begins');
  const profile = await enter();
  assert.equal((await items.next()).value!.data!.membershipChanged.change!.profileId, profile);
  await items.return!();
  const answer = client.iterate({ query: '{__typename}' });
  assert.deepEqual((await answer.next()).value!.data, { __typename: 'Query' });
  assert.equal((await answer.next()).done, true);
  client.dispose();
  await eventually(async () => (await open()) === 0, 'nothing of a client that left');
});

test('a stream resumes after its last event id, regardless of the document', async () => {
  const first = await Stream.open(admin.token, MOVES);
  const type = first.response.headers.get('content-type');
  assert.equal(type, 'text/event-stream; charset=utf-8');
  assert.equal(first.response.headers.get('cache-control'), 'no-store');
  const begin = await first.next();
  const one = await enter();
  const heard = await first.change();
  assert.equal(changeOf(heard), one);
  assert.equal(heard.id, heard.data!.data!.membershipChanged.cursor);
  first.leave();
  const two = await enter();
  const query = `subscription{membershipChanged(after:"${begin!.id!}"){change{profileId}}}`;
  const again = await Stream.open(admin.token, query, { 'last-event-id': heard.id! });
  assert.equal(changeOf(await again.change()), two);
  again.leave();
  const fragment = `subscription{...f} fragment f on Subscription{membershipChanged{change{profileId}}}`;
  const third = await Stream.open(admin.token, fragment, { 'last-event-id': begin!.id! });
  const told = [await third.change(), await third.change()];
  assert.deepEqual(told.map(changeOf), [one, two]);
  third.leave();
});

test('a subscription that cannot resume from a cursor sends no ids', async () => {
  const sizes = await Stream.open(admin.token, 'subscription{segmentSizes(segments:["visitors"]){key size}}');
  const event = await sizes.next();
  assert.equal(event?.event, 'next');
  assert.equal(event?.id, undefined);
  sizes.leave();
});

test('a rejection has its reason, as an event or before the stream begins', async () => {
  const lacking = await Stream.open(server.token('streams', ['tags:read']), MOVES);
  assert.equal(reasonOf(await lacking.next()), 'SCOPE_MISSING');
  assert.equal((await lacking.next())!.event, 'complete');
  assert.equal(await lacking.next(), undefined);

  const foreign = await Stream.open(admin.token, MOVES, { 'last-event-id': 'no cursor of ours' });
  assert.equal(reasonOf(await foreign.next()), 'CURSOR_INVALID');
  assert.equal((await foreign.next())!.event, 'complete');

  const unknown = await Stream.open('no token', MOVES);
  assert.equal(unknown.response.status, 401);
  const plain = await Stream.open(admin.token, MOVES, {}, 'application/json');
  assert.equal(plain.response.status, 400);
  assert.match(await plain.response.text(), /SUBSCRIPTION_NEEDS_WEBSOCKET/);
  const weighed = await Stream.open(admin.token, MOVES, {}, 'application/json, text/event-stream;q=0');
  assert.equal(weighed.response.status, 400, 'a weight of 0 means: not this');
});

test('a rejected document reaches the client of the protocol as an error', async () => {
  const client = createClient({
    url: server.url,
    headers: { authorization: `Bearer ${admin.token}` },
    retryAttempts: 0,
  });
  for (const query of [
    'subscription{membershipChange{cursor}}',
    '{',
    'subscription{membershipChanged @skip(if:true){cursor}}',
  ]) {
    const answer = client.iterate({ query });
    const { value } = await answer.next();
    assert.equal(value!.errors!.length, 1, query);
    assert.equal((await answer.next()).done, true);
  }
  client.dispose();
  const either = await Stream.open(admin.token, '{', {}, 'text/event-stream, application/json');
  assert.equal(either.response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.match(await either.response.text(), /DOCUMENT_SYNTAX/);
});

test('streams and WebSockets of a subject share a limit', async () => {
  const token = server.token('streams', ['segments:read'], 'collector');
  const streams = await Promise.all(Array.from({ length: 5 }, () => Stream.open(token, MOVES)));
  const more = await Stream.open(token, MOVES);
  assert.equal(more.response.status, 503);
  assert.match(await more.response.text(), /SOCKETS_TOO_MANY/);
  streams[0].leave();
  await eventually(async () => {
    const next = await Stream.open(token, MOVES);
    next.leave();
    return next.response.status === 200;
  }, 'the place of one that left');
  for (const stream of streams) stream.leave();
});

test('no state remains of clients that disconnect at any moment', async () => {
  const body = JSON.stringify({ query: MOVES });
  const head = [
    'POST /graphql HTTP/1.1',
    'Host: a',
    'Content-Type: application/json',
    'Accept: text/event-stream',
    `Content-Length: ${body.length}`,
    `Authorization: Bearer ${server.token('streams', ['segments:read'], 'leaving')}`,
  ];
  for (let turns = 0; turns < 40; turns++) {
    const socket = connect(server.running.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    await once(socket, 'connect');
    // Each client waits one turn of the event loop longer than the one before, so that some leave while their operation
    // is being admitted.
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
    reset(socket);
    await once(socket, 'close');
  }
  await eventually(async () => (await open()) === 0, 'no stream');
  await eventually(() => server.running.hub.subscribers === 0, 'no subscriber');
});

test('no state remains of an idle stream of sizes when its client disconnects', async () => {
  const pauses = endlessPause(server, RESTING_MS);
  const token = server.token('streams', ['segments:read'], 'resting');
  const streamed = await Stream.open(token, RESTING);
  await streamed.next();
  const socket = await RawSocket.acknowledged(server, token);
  socket.send({ id: 's', type: 'subscribe', payload: { query: RESTING } });
  assert.ok(await socket.until((m) => m.type === 'next'));
  await eventually(() => pauses.length === 2, 'both rest');
  streamed.leave();
  socket.close();
  await eventually(async () => (await open()) === 0, 'no stream');
  await eventually(() => server.running.hub.subscribers === 0, 'no subscriber');
  await eventually(
    async () => (await metric('strata_bounded_used{of="subscription_bytes"}')) === 0,
    'nothing is kept of the requests',
  );
  assert.ok(
    pauses.every((signal) => signal.aborted),
    'no timer is left',
  );
});

test('a stream ends once when its token expires, even while it is idle', async () => {
  endlessPause(server, RESTING_MS);
  for (const query of [MOVES, RESTING]) {
    const short = await Stream.open(server.token('streams', ['segments:read'], 'short', 1), query);
    const refusals: (string | undefined)[] = [];
    for (let event = await short.next(); event; event = await short.next())
      if (event.data?.errors) refusals.push(reasonOf(event));
    assert.deepEqual(refusals, ['TOKEN_EXPIRED'], query);
  }
});

test('a stream cut off by a server shutdown resumes on the next server', async () => {
  const running = await Stream.open(admin.token, MOVES);
  await running.next();
  const items = createClient({
    url: () => server.url,
    headers: { authorization: `Bearer ${admin.token}` },
    retryAttempts: Infinity,
    retry: () => new Promise((resolve) => setTimeout(resolve, 50)),
  }).iterate<{ membershipChanged: { change: { profileId: string } | null } }>({ query: MOVES });
  await items.next();
  await server.close();
  assert.equal(await running.next(), undefined, 'no word that it is complete');
  await server.open();
  assert.equal((await items.next()).value!.data!.membershipChanged.change, null, 'it begins again');
  const profile = await enter();
  let told: string | undefined;
  while (told === undefined) told = (await items.next()).value!.data!.membershipChanged.change?.profileId;
  assert.equal(told, profile);
  await items.return!();
});
