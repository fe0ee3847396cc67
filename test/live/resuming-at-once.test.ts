/** Tests that many subscriptions that resume at once take turns with those of other callers, by counting the finished. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { http, RawSocket } from '../support/transports.js';

const CROWD = 300;
const SOCKETS = 3;
/** Changes that each subscription missed. The server reads them in several turns. */
const MISSED = 15;
const QUERY = 'subscription($after:String){profileChanged(after:$after){cursor change{profileId}}}';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

/** Starts subscriptions on a socket from a position, and calls `changed` for each change of each of them. */
async function resume(
  token: string,
  ids: readonly string[],
  after: string | undefined,
  changed: (id: string) => void,
): Promise<RawSocket> {
  const socket = await RawSocket.acknowledged(server, token);
  socket.ws.on('message', (data) => {
    const { id, payload } = JSON.parse((data as Buffer).toString()) as {
      readonly id: string;
      readonly payload?: { readonly data?: { readonly profileChanged: { readonly change: object | null } } };
    };
    if (payload?.data?.profileChanged.change) changed(id);
  });
  for (const id of ids)
    socket.send({ id, type: 'subscribe', payload: { query: QUERY, variables: { after: after ?? null } } });
  return socket;
}

/** Makes changes of a workspace. Returns the position before them. */
async function missed(admin: Caller): Promise<string> {
  const socket = await resume(admin.token, ['first'], undefined, () => undefined);
  const { payload } = await socket.until((m) => m.id === 'first');
  socket.close();
  for (let i = 0; i < MISSED; i++)
    await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
      e: [
        {
          messageId: `m${i}`,
          type: 'searched',
          occurredAt: '2026-03-10T11:00:00Z',
          identities: [{ namespace: 'member_id', value: `M${i}` }],
        },
      ],
    });
  return payload.data.profileChanged.cursor as string;
}

test('300 subscriptions that resume at once take turns, and other callers are served in between', async () => {
  const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  const rival = await server.sandbox('rival', '2026-03-10T12:00:00Z');
  const [after, rivalAfter] = [await missed(admin), await missed(rival)];
  const left = new Map(Array.from({ length: CROWD }, (_, n) => [`c${n}`, MISSED]));
  const finished = (): number => [...left.values()].filter((count) => count === 0).length;
  let changes = 0;
  const sockets = await Promise.all(
    Array.from({ length: SOCKETS }, (_, socket) =>
      resume(
        server.token('shop', ['profiles:read'], 'crowd'),
        [...left.keys()].filter((_id, n) => n % SOCKETS === socket),
        after,
        (id) => {
          changes++;
          left.set(id, left.get(id)! - 1);
        },
      ),
    ),
  );
  await eventually(() => changes > 0, 'the crowd to begin');

  // Another caller's request, another subject of the workspace, and another workspace.
  const order: Record<string, number> = {};
  const told = { desk: MISSED, rival: MISSED };
  const others = await Promise.all(
    (['desk', 'rival'] as const).map((name) =>
      resume(
        name === 'desk' ? server.token('shop', ['profiles:read'], 'desk') : rival.token,
        [name],
        name === 'desk' ? after : rivalAfter,
        () => {
          if (--told[name] === 0) order[name] = finished();
        },
      ),
    ),
  );
  assert.deepEqual((await http(server, rival.token, '{__typename}')).data, { __typename: 'Query' });
  order.request = finished();
  await eventually(() => 'desk' in order && 'rival' in order, 'the others to resume');
  for (const [name, before] of Object.entries(order))
    assert.ok(before < CROWD / 2, `${name} waited for ${before} of ${CROWD}`);
  await eventually(() => finished() === CROWD, 'the crowd to be told everything', 60_000);
  assert.ok(
    [...left.values()].every((count) => count === 0),
    'each change is delivered once',
  );
  for (const socket of [...sockets, ...others]) socket.close();
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
