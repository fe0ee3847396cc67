/**
 * Tests subscriptions to a customer. They continue when the customer is merged, split or erased, whichever of its
 * profile ids they use.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from 'graphql-ws';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let socket: Client;
let sent = 0;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('merged', '2026-03-10T12:00:00Z');
  socket = admin.ws();
  await admin.ask(`mutation{
    a:defineSegment(input:{key:"visitors",expression:"did(store_visit)"},wait:true){job{id}}
    b:defineLayerModel(input:{key:"m",layers:[{key:"x",when:"count(store_visit) >= 2"},{key:"y"}]},wait:true){job{id}}
  }`);
});
after(async () => {
  await socket.dispose();
  await server.remove();
});

/** Sends an event of the given type for a member. Returns the customer's profile id. */
async function act(member: string, type: string): Promise<string> {
  const e = {
    messageId: `s${++sent}`,
    type,
    occurredAt: '2026-03-10T11:00:00Z',
    identities: [{ namespace: 'member_id', value: member }],
  };
  const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{profile}}}', { e: [e] });
  return r.ingestEvents.results[0].profile as string;
}

interface Heard {
  readonly profiles: string[];
  readonly cursor: () => string;
  stop(): void;
}

/** Subscribes to one field for one profile id. Resolves when the subscription has started. */
async function follow(field: string, id: string, cursor?: string): Promise<Heard> {
  const profiles: string[] = [];
  let last = '';
  const args = `profiles:["${id}"]${cursor ? `,after:"${cursor}"` : ''}`;
  const stop = socket.subscribe(
    { query: `subscription{${field}(${args}){cursor change{profileId}}}` },
    {
      next: ({ data, errors }) => {
        assert.equal(errors, undefined);
        const item = data![field] as { cursor: string; change?: { profileId: string } };
        last = item.cursor;
        if (item.change) profiles.push(item.change.profileId);
      },
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await eventually(() => last !== '', 'the subscription stands');
  return { profiles, cursor: () => last, stop };
}

test('subscribers get changes of a customer by any merged id, live and resumed', async () => {
  const [older, merged] = [await act('A', 'page_viewed'), await act('B', 'page_viewed')];
  const fields = ['membershipChanged', 'profileChanged', 'layerChanged'];
  const early = await Promise.all(fields.map((f) => follow(f, merged)));
  await admin.ask(`mutation{mergeProfiles(profile:"${older}",other:"${merged}"){id}}`);
  const late = await Promise.all(fields.map((f) => follow(f, merged)));
  const from = early.map((h) => h.cursor());
  await act('A', 'store_visit');
  await act('A', 'store_visit');
  for (const [i, field] of fields.entries())
    for (const heard of [early[i], late[i]]) await eventually(() => heard.profiles.includes(older), field);
  const resumed = await Promise.all(fields.map((f, i) => follow(f, merged, from[i])));
  for (const [i, field] of fields.entries())
    await eventually(() => resumed[i].profiles.includes(older), `${field}, resumed`);
  // After the split, the subscription follows only the customer that the id now belongs to.
  await admin.ask(
    `mutation{unmergeProfile(profile:"${older}",identities:[{namespace:"member_id",value:"B"}]){parted{id}}}`,
  );
  await act('B', 'store_visit');
  await eventually(() => late[0].profiles.at(-1) === merged, 'the parted customer');
  const there = late[1].profiles.length;
  await act('A', 'page_viewed');
  await act('B', 'page_viewed');
  await eventually(() => late[1].profiles.length > there, 'news of the parted customer');
  assert.deepEqual(new Set(late[1].profiles.slice(there)), new Set([merged]));
  for (const h of [...early, ...late, ...resumed]) h.stop();
});

test('the removal of a customer reaches subscribers by any of its ids', async () => {
  const [older, merged] = [await act('C', 'store_visit'), await act('D', 'page_viewed')];
  await admin.ask(`mutation{mergeProfiles(profile:"${older}",other:"${merged}"){id}}`);
  const heard = await follow('membershipChanged', merged);
  await admin.ask(`mutation{eraseProfile(profile:"${merged}",wait:true){state}}`);
  await eventually(() => heard.profiles.length > 0, 'the end of its membership');
  assert.deepEqual(new Set(heard.profiles), new Set([older]));
  heard.stop();
});
