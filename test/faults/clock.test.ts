/**
 * Tests clocks that jump or differ. No event is lost, memberships do not change back and forth, and each transition is
 * reported once with its correct time.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { databaseProcess, SECRET } from '../support/process.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-clock-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const HOUR = 3600_000;
const DAY = 24 * HOUR;
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{profile code message}}}';

/** Shifts the clock of a server by the given number of ms, so that it differs from the clock of the database. */
function shift(server: TestServer, ms: () => number): void {
  const { stores } = server.running.services;
  const real = stores.now.bind(stores);
  (stores as { now(): number }).now = () => real() + ms();
}

const reach = (c: Caller, over: 'HTTP' | 'WebSocket'): Caller => (over === 'HTTP' ? c : c.overWebSocket());
const send = async (c: Caller, messageId: string, at: number): Promise<string> =>
  (
    await c.ask(INGEST, {
      e: [
        {
          messageId,
          type: 'searched',
          occurredAt: new Date(at).toISOString(),
          identities: [{ namespace: 'member_id', value: 'A' }],
        },
      ],
    })
  ).ingestEvents.results[0].profile;
const READ =
  'query($id:String!){profile(id:$id){evaluatedAt segments{segment{key}} transitions(first:50){edges{node{kind cause effectiveAt sequence segmentKey}}}}}';

for (const over of ['HTTP', 'WebSocket'] as const)
  test(`over ${over}: memberships follow a clock that goes back and then far ahead, and no fact is lost`, async () => {
    const server = await TestServer.start();
    try {
      let offset = 0;
      shift(server, () => offset);
      await createWorkspace(server.running.services, { id: 'live' });
      const c = reach(server.caller('live', ['admin']), over);
      await c.ask(
        'mutation{defineSegment(input:{key:"searched_today",expression:"did(searched, last 1d)"},wait:true){job{state}}}',
      );
      await c.ask(
        'mutation{defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key} defineSegment(input:{key:"silver",expression:"tag level = \\"silver\\""},wait:true){job{state}}}',
      );
      const now = Date.now();
      const id = await send(c, '1', now - 2 * HOUR);
      await c.ask(
        'mutation($id:String!,$t:DateTime!){setTags(tags:[{profile:$id,tag:"level",value:"silver",observedAt:$t}]){status}}',
        { id, t: new Date(now - 3 * HOUR).toISOString() },
      );
      await c.ask(
        'mutation($id:String!,$t:DateTime!){setTags(tags:[{profile:$id,tag:"level",value:"gold",observedAt:$t}]){status}}',
        { id, t: new Date(now).toISOString() },
      );
      const keys = async (): Promise<string[]> =>
        (await c.ask(READ, { id })).profile.segments.map((s: any) => s.segment.key);
      assert.deepEqual(await keys(), ['searched_today']);

      offset = -HOUR;
      await send(c, '2', now - 90 * 60_000);
      // The clock is now one hour behind. The `gold` tag was set at a later time, so it does not count yet, and the
      // profile is rebuilt from its facts.
      assert.deepEqual((await keys()).sort(), ['searched_today', 'silver']);
      offset = 0;
      await eventually(async () => (await keys()).length === 1, 'gold to be known again');

      offset = 400 * DAY;
      const transitions = async (): Promise<any[]> =>
        (await c.ask(READ, { id })).profile.transitions.edges.map((e: any) => e.node);
      const closes = (t: any): boolean => t.segmentKey === 'searched_today' && t.kind === 'LEFT';
      // A read always evaluates the current state, so the test waits for the stored transition.
      await eventually(async () => (await transitions()).some(closes), 'the window to close');
      assert.deepEqual(await keys(), []);
      const told = await transitions();
      const left = told.find(closes);
      assert.equal(left.cause, 'TIME');
      assert.equal(
        Date.parse(left.effectiveAt),
        now - 90 * 60_000 + DAY,
        'at its own instant, not when it was noticed',
      );
      const sequences = told.map((t: any) => t.sequence);
      assert.equal(new Set(sequences).size, sequences.length);
    } finally {
      await server.remove();
    }
  });

for (const over of ['HTTP', 'WebSocket'] as const)
  test(`over ${over}: two servers with clocks ten seconds apart record an exit by time once`, async () => {
    const database = await databaseProcess(join(dir, `two-${over}`));
    const settings = {
      MONGODB_URI: `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
      STRATA_JWT_SECRET: SECRET,
      STRATA_DATABASE: 'apart',
    };
    const [a, b] = await Promise.all([TestServer.start(settings), TestServer.start(settings)]);
    try {
      shift(b, () => -10_000);
      await createWorkspace(a.running.services, { id: 'live' });
      const [ca, cb] = [a, b].map((x) => reach(x.caller('live', ['admin']), over));
      await ca.ask(
        'mutation{defineSegment(input:{key:"recent",expression:"did(searched, last 6s)"},wait:true){job{state}}}',
      );
      const t = Date.now();
      const id = await send(ca, '1', t - 1000);
      const closed = async (c: Caller): Promise<any[]> =>
        (await c.ask(READ, { id })).profile.transitions.edges.map((e: any) => e.node);
      await eventually(async () => (await closed(ca)).length === 2, 'the exit');
      // The server with the slower clock writes the customer at a time that it considers earlier. A customer must never
      // be evaluated at an earlier time than before.
      await cb.ask(INGEST, {
        e: [
          {
            messageId: '2',
            type: 'page_viewed',
            occurredAt: new Date(t - 20_000).toISOString(),
            identities: [{ namespace: 'member_id', value: 'A' }],
          },
        ],
      });
      for (const c of [ca, cb]) {
        assert.deepEqual((await c.ask(READ, { id })).profile.segments, [], 'the customer has left on both');
        const told = await closed(c);
        assert.deepEqual(
          told.map((x) => x.kind),
          ['LEFT', 'ENTERED'],
          'no flapping',
        );
        assert.equal(Date.parse(told[0].effectiveAt), t - 1000 + 6000);
      }
    } finally {
      await Promise.all([a.remove(), b.remove()]);
      await database.stop();
    }
  });
