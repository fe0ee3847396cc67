/**
 * Tests the typed client against a real server. No operation runs twice, no message is lost, and the examples of the
 * documents run.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import {
  DefineSegmentDocument,
  IngestEventsDocument,
  MembershipChangedDocument,
  SegmentsDocument,
  SetTagsDocument,
  StrataClient,
  StrataError,
  Unreachable,
  WorkspaceDocument,
} from '../../src/client/index.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { eventually, TestServer } from '../support/server.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** A folder with the examples, in which the built client is installed as in a user's project. */
let examples: string;
let server: TestServer;
let token: string;
let n = 0;

before(async () => {
  examples = mkdtempSync(join(tmpdir(), 'strata-examples-'));
  cpSync(join(ROOT, 'docs/examples'), examples, { recursive: true });
  mkdirSync(join(examples, 'node_modules/@strata-cdp'), { recursive: true });
  symlinkSync(join(ROOT, 'dist/client'), join(examples, 'node_modules/@strata-cdp/client'));
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
  // The examples use the current time, so they need a workspace on the real clock.
  await createWorkspace(server.running.services, { id: 'live' });
  token = server.token('shop', ['admin']);
  for (const shop of ['shop', 'live'])
    await server
      .caller(shop, ['admin'])
      .ask(
        'mutation{a:defineTag(input:{key:"open_complaint",kind:SEMI_DYNAMIC,type:BOOLEAN,namespace:"helpdesk"}){key} b:defineTag(input:{key:"member_level",kind:SEMI_DYNAMIC,type:STRING,namespace:"shop"}){key} s:defineSegment(input:{key:"active_buyers",name:"Active buyers",expression:"did(order_paid)"},wait:true){job{state}}}',
      );
});
after(async () => {
  rmSync(examples, { recursive: true, force: true });
  await server.remove();
});

const paid = (member: string, occurredAt = '2026-03-10T11:00:00Z') => ({
  messageId: `m${n++}`,
  type: 'order_paid',
  occurredAt,
  identities: [{ namespace: 'member_id', value: member }],
  order: { orderId: `o${n}`, amount: '10' },
});
const client = (more: object = {}): StrataClient => new StrataClient({ url: server.url, token, ...more });

/** A proxy in front of the server that can drop the response to a request, or every connection. */
class Line {
  private readonly sockets = new Set<Socket>();
  losing = 0;
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: () => number): Promise<Line> {
    const listening = createServer();
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const line = new Line(listening, (listening.address() as { port: number }).port);
    listening.on('connection', (near) => {
      const far = connect(target(), '127.0.0.1');
      for (const s of [near, far]) {
        line.sockets.add(s);
        s.on('error', () => undefined);
        s.on('close', () => {
          line.sockets.delete(s);
          near.destroy();
          far.destroy();
        });
      }
      near.pipe(far);
      far.on('data', (chunk) => {
        if (line.losing > 0 && String(chunk).startsWith('HTTP/1.1 200')) {
          line.losing--;
          near.destroy();
        } else near.write(chunk);
      });
    });
    return line;
  }

  cut(): void {
    for (const s of this.sockets) s.destroy();
  }
  close(): void {
    this.cut();
    this.server.close();
  }
}

test('a request with a lost response is retried and takes effect once', async () => {
  const line = await Line.to(() => server.running.port);
  const strata = client({ url: `http://127.0.0.1:${line.port}/graphql` });
  line.losing = 2;
  const event = paid('A');
  assert.deepEqual(
    (await strata.request(IngestEventsDocument, { events: [event] })).ingestEvents.accepted,
    1,
    'not a duplicate of itself',
  );
  // The mutation that defines a segment has no message id. It still runs only once, because a second run would fail
  // with a conflict.
  line.losing = 1;
  assert.equal(
    (await strata.request(DefineSegmentDocument, { input: { key: 'once', expression: 'did(searched)' } })).defineSegment
      .segment.version,
    1,
  );
  assert.equal(line.losing, 0);
  line.close();
});

test('a rejection is reported at once with reason, code and path; an unreachable server is retried and finally reported', async () => {
  await assert.rejects(
    client().request(SetTagsDocument, { tags: [] }),
    (e: unknown) =>
      e instanceof StrataError && e.code === 'BAD_USER_INPUT' && e.reason === 'LIST_EMPTY' && e.path === 'tags',
  );
  await assert.rejects(
    client({ token: 'wrong' }).request(WorkspaceDocument, {}),
    (e: unknown) => e instanceof StrataError && e.code === 'UNAUTHENTICATED' && e.reason === 'TOKEN_INVALID',
  );
  await assert.rejects(
    client({ url: 'http://127.0.0.1:1/graphql', retries: 1 }).request(WorkspaceDocument, {}),
    (e: unknown) => e instanceof Unreachable && e.code === 'UNAVAILABLE' && e.reason === 'SERVER_UNREACHABLE',
  );
  // A request that will not be retried carries no idempotency key, which the server would have to store.
  const bodies: string[] = [];
  const listening: typeof fetch = (_url, init) => {
    bodies.push(String(init?.body));
    return Promise.resolve(new Response('{"data":{"setTags":[]}}'));
  };
  await client({ fetch: listening, retries: 0 }).request(SetTagsDocument, { tags: [] });
  await client({ fetch: listening }).request(SetTagsDocument, { tags: [] });
  assert.deepEqual(
    bodies.map((b) => b.includes('idempotencyKey')),
    [false, true],
  );
  let asked = 0;
  const strange: typeof fetch = () => {
    asked++;
    return Promise.resolve(
      new Response('{"errors":[{"message":"busy","extensions":{"code":"UNAVAILABLE"}}]}', { status: 503 }),
    );
  };
  await assert.rejects(client({ fetch: strange, retries: 2 }).request(SegmentsDocument, { first: 1 }), /busy/);
  assert.equal(asked, 3);
  await assert.rejects(
    client({ fetch: strange }).request(SetTagsDocument, { tags: [] }, { idempotencyKey: null }),
    /busy/,
  );
  assert.equal(asked, 4, 'without a key a mutation is not sent again');
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(client().request(WorkspaceDocument, {}, { signal }), /enough/);
});

test('the token is requested every time, so that it can be renewed', async () => {
  const given: string[] = [];
  const strata = client({
    token: () => {
      given.push(token);
      return Promise.resolve(token);
    },
  });
  await strata.request(WorkspaceDocument, {});
  await strata.request(WorkspaceDocument, {});
  assert.equal(given.length, 2);
});

test('a subscription resumes over lost connections and a server restart without missing or repeating an item', async () => {
  const port = { now: server.running.port };
  const line = await Line.to(() => port.now);
  const strata = client({ url: `http://127.0.0.1:${line.port}/graphql` });
  const stop = new AbortController();
  const heard: string[] = [];
  let items = 0;
  const following = (async () => {
    for await (const {
      membershipChanged: { change },
    } of strata.subscribe(
      MembershipChangedDocument,
      { segments: ['active_buyers'], kinds: ['ENTERED'] },
      { signal: stop.signal },
    )) {
      items++;
      if (change) heard.push(change.profileId);
    }
  })();
  await eventually(() => items > 0, 'the subscription is on');
  const entered = async (member: string): Promise<string> =>
    (await client().request(IngestEventsDocument, { events: [paid(member)] })).ingestEvents.results[0].profile!;
  const all: string[] = [];
  for (let i = 0; i < 30; i++) {
    all.push(await entered(`S${i}`));
    if (i % 7 === 3) line.cut();
    if (i === 15) {
      await server.close();
      await server.open();
      port.now = server.running.port;
    }
  }
  await eventually(() => heard.length >= all.length, 'everyone is told');
  assert.deepEqual(heard.toSorted(), all.toSorted());
  stop.abort();
  await following;
  await strata.close();
  line.close();
});

test('an error that a retry cannot fix ends a subscription with its reason', async () => {
  const first = async (strata: StrataClient, variables: object): Promise<unknown> =>
    strata.subscribe(MembershipChangedDocument, variables).next();
  await assert.rejects(
    first(client(), { segments: ['nothing'] }),
    (e: unknown) => e instanceof StrataError && e.code === 'NOT_FOUND' && e.reason === 'SEGMENT_NOT_FOUND',
  );
  await assert.rejects(
    first(client(), { after: 'forged' }),
    (e: unknown) => e instanceof StrataError && e.code === 'BAD_USER_INPUT' && e.reason === 'CURSOR_INVALID',
  );
  await assert.rejects(
    first(client({ token: 'wrong' }), {}),
    (e: unknown) => e instanceof StrataError && e.code === 'UNAUTHENTICATED' && e.reason === 'TOKEN_INVALID',
  );
  const expired = server.token('live', ['segments:read'], 'late', -60);
  await assert.rejects(
    first(client({ token: expired }), {}),
    (e: unknown) => e instanceof StrataError && e.code === 'UNAUTHENTICATED' && e.reason === 'TOKEN_EXPIRED',
  );
});

function example(name: string, scopes: string[], ...args: string[]): { output: () => string; done: Promise<number> } {
  const child = spawn(process.execPath, [join(examples, `${name}.mjs`), ...args], {
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      STRATA_URL: server.url,
      STRATA_TOKEN: server.token('live', scopes, 'helpdesk'),
    },
  });
  let output = '';
  child.stdout.on('data', (d) => (output += String(d)));
  child.stderr.on('data', (d) => (output += String(d)));
  return { output: () => output, done: new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1))) };
}

test('a client that is closed while it connects sends nothing afterwards and does not connect again', async () => {
  const states: number[] = [];
  const opened: WebSocket[] = [];
  let begin: () => void;
  const opening = new Promise<void>((resolve) => (begin = resolve));
  class Recorded extends WebSocket {
    constructor(address: string, protocol: string) {
      super(address, protocol);
      opened.push(this);
      begin();
    }
    override send(text: string): void {
      states.push(this.readyState);
      super.send(text);
    }
  }
  const strata = new StrataClient({ url: server.url, token, webSocket: Recorded });
  const followed = [1, 2, 3].map(async () => {
    const items = [];
    for await (const item of strata.subscribe(MembershipChangedDocument, {})) items.push(item);
    return items;
  });
  await opening;
  await strata.close();
  assert.deepEqual(await Promise.all(followed), [[], [], []]);
  assert.deepEqual(states, [WebSocket.OPEN]);
  assert.equal(opened.length, 1);
});

test('the examples for the three user roles run', async () => {
  const shop = client({ token: server.token('live', ['admin']) });
  await shop.request(IngestEventsDocument, { events: [paid('M000001', new Date().toISOString())] });
  const partner = example('partner', ['tags:write:helpdesk', 'events:write']);
  assert.equal(await partner.done, 0, partner.output());
  assert.match(
    partner.output(),
    /^ACCEPTED.*\nREJECTED TAG_NAMESPACE_FORBIDDEN .*\n1 event accepted\nrefused with LIST_EMPTY at tags\n$/,
  );

  const app = example('internal-app', ['profiles:read', 'segments:read'], 'M000001');
  assert.equal(await app.done, 0, app.output());
  assert.match(
    app.output(),
    /open_complaint = true[\s\S]*in Active buyers since .*[\s\S]*because count\(order_paid\) >= 1|because did\(order_paid\)/,
  );

  const dashboard = example('dashboard', ['segments:read', 'profiles:read'], 'active_buyers', '1');
  await eventually(() => /\d+ members of active_buyers/.test(dashboard.output()), 'the members are read');
  await shop.request(IngestEventsDocument, { events: [paid('somebody new', new Date().toISOString())] });
  assert.equal(await dashboard.done, 0, dashboard.output());
  assert.match(dashboard.output(), /ENTERED [0-9a-f]{28} by EVENT: \d+ members/);
});
