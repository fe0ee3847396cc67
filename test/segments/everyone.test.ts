/**
 * Tests the columns of a server while customers change in every way. Every result equals a naive evaluation of each
 * customer's facts.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Condition } from '../../src/engine/types.js';
import { KeptColumns } from '../../src/services/population/columns.js';
import type { Services } from '../../src/services/base/services.js';
import { enter } from '../../src/services/base/room.js';
import { membersAsOf, sizeAsOf } from '../../src/services/profiles/past.js';
import { profilesWhere } from '../../src/services/profiles/profiles.js';
import { readCondition } from '../../src/services/segments/segments.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { amount, seedOf } from '../support/amount.js';
import { membersOneByOne } from '../support/one-by-one.js';
import { databaseProcess } from '../support/process.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(2);
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const member = (n: number): { namespace: string; value: string } => ({ namespace: 'member_id', value: `W${n}` });
const device = (n: number): { namespace: string; value: string } => ({ namespace: 'device_id', value: `D${n}` });
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}';
const ASKED = [
  'did(order_paid, last 30d)',
  'count(product_viewed, last 20d) >= 2',
  'tag city = "Beijing" and not did(order_paid)',
  'sum(order_paid.amount) >= 100.0',
  'count(gross order_paid) >= 2',
  'sum(order_paid.line.quantity) >= 2.5',
  'sum(order_refunded.amount, currency "USD") > 0.0',
  'unfollowed(product_viewed by order_paid, within 1d, last 30d)',
  'held for 2d (tag city = "Beijing")',
  'not did(order_paid)',
  'not tag city = "Shanghai"',
  'tag stage = "buyer" or consent marketing on sms',
];

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('world', at(0));
  await admin.ask(
    'mutation($s:DefineTagInput!){a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:$s){key}}',
    {
      s: {
        key: 'stage',
        kind: 'DYNAMIC',
        type: 'STRING',
        rules: [{ when: 'count(order_paid) >= 2', value: 'buyer' }],
        otherwise: 'looker',
      },
    },
  );
});
after(() => server.remove());

/** Compares the results from columns with the results from every customer's stored facts. */
async function compare(s: Services, what: string): Promise<void> {
  const room = await enter(s, 'world');
  for (const [place, text] of ASKED.entries()) {
    const condition: Condition = readCondition({ expression: text }, room.catalogue, 'x');
    const wanted = await membersOneByOne(s, room, condition, room.now);
    const { page, total } = await profilesWhere(s, room, condition, { first: 10_000 });
    assert.deepEqual(
      page.map((p) => p.id),
      wanted,
      `seed ${SEED}, ${what}: ${text}`,
    );
    assert.equal(total, wanted.length);
    const then = room.now - ((7 * place + wanted.length) % 45) * DAY;
    const members = await membersOneByOne(s, room, condition, then);
    const was = `seed ${SEED}, ${what}, as of ${new Date(then).toISOString()}: ${text}`;
    assert.equal(await sizeAsOf(s, room, condition, then), members.length, was);
    const pastPage = await membersAsOf(s, room, condition, then, { first: 3, after: members[0] });
    assert.deepEqual(
      pastPage.map(({ record }) => record.id),
      members.slice(1, 4),
      was,
    );
  }
}

test(`events, tags, merges, splits, erasures and time, in any order (seed ${SEED})`, async () => {
  const d = new Dice(random(SEED));
  let n = 0;
  let days = 0;
  const done = new Set<string>();
  const event = (): object => {
    const type = d.pick([
      'order_paid',
      'product_viewed',
      'product_viewed',
      'order_refunded',
      'consent_given',
      'consent_withdrawn',
    ]);
    const identities = d.chance(0.15)
      ? [member(d.int(0, 60)), device(d.int(0, 60))]
      : [d.chance(0.7) ? member(d.int(0, 60)) : device(d.int(0, 60))];
    const order = type.startsWith('order')
      ? {
          order: {
            // There are few order ids, so that the same order is reported under several identities that are later
            // merged and split.
            orderId: `o${d.int(0, 40)}`,
            ...(d.chance(0.4)
              ? { lines: [{ sku: d.pick(['a', 'b']), quantity: d.pick([1, 2, '0.35']), amount: String(d.int(5, 60)) }] }
              : {}),
            ...(d.chance(0.6) ? { amount: String(d.int(10, 200)) } : {}),
            ...(d.chance(0.2) ? { currency: 'USD' } : {}),
            ...(type === 'order_paid' && d.chance(0.3) ? { paymentId: d.pick(['p1', 'p2']) } : {}),
            ...(type === 'order_refunded' && d.chance(0.3) ? { refundId: d.pick(['r1', 'r2']) } : {}),
          },
        }
      : {};
    const properties = type.startsWith('consent') ? { properties: { purpose: 'marketing', channel: 'sms' } } : {};
    return { messageId: `w${n++}`, type, occurredAt: at(days - d.int(0, 40)), identities, ...order, ...properties };
  };
  const someone = async (): Promise<string | undefined> => {
    const { profiles } = await admin.ask('{profiles(first:50){edges{node{id}}}}');
    return profiles.edges.length === 0 ? undefined : d.pick<any>(profiles.edges).node.id;
  };
  const rounds = amount(18, 40);
  for (let round = 0; round < rounds + 6; round++) {
    // The last rounds perform the actions that have not succeeded before.
    const missing = ['erase', 'merge', 'part'].filter((x) => !done.has(x));
    if (round >= rounds && missing.length === 0) break;
    const what =
      round >= rounds
        ? missing[0]
        : d.pick(['events', 'events', 'events', 'tags', 'merge', 'part', 'erase', 'time', 'segment']);
    if (what === 'events') await admin.ask(INGEST, { e: Array.from({ length: d.int(1, 60) }, event) });
    else if (what === 'tags')
      await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
        t: Array.from({ length: d.int(1, 20) }, () => ({
          identities: [member(d.int(0, 60))],
          tag: 'city',
          value: d.pick(['Beijing', 'Shanghai']),
          observedAt: at(days - d.int(0, 30)),
        })),
      });
    else if (what === 'time')
      await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at((days += d.int(1, 5))) });
    else if (what === 'segment')
      await admin.send(
        'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){job{id}}}',
        { k: `s${round}`, x: d.pick(ASKED) },
      );
    else {
      const [a, b] = [await someone(), await someone()];
      if (a === undefined || b === undefined) continue;
      // An action that is not possible is rejected, and changes nothing.
      const did = (answer: { errors?: readonly unknown[] }): void => void (answer.errors || done.add(what));
      if (what === 'merge')
        did(await admin.send('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', { a, b }));
      else if (what === 'erase') did(await admin.send('mutation($a:String!){eraseProfile(profile:$a){id}}', { a }));
      else {
        const { profile } = await admin.ask('query($a:String!){profile(id:$a){identities{namespace value}}}', { a });
        did(
          await admin.send(
            'mutation($a:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$a,identities:$i){__typename}}',
            { a, i: profile.identities.slice(0, 1) },
          ),
        );
      }
    }
    await compare(server.running.services, `round ${round}, after ${what}`);
  }
  assert.deepEqual([...done].sort(), ['erase', 'merge', 'part']);
  assert.equal(server.reported.length, 0);
});

test('customers beyond the cache limit are read for each query, with the same results', async () => {
  await compare({ ...server.running.services, columns: new KeptColumns(10) }, 'nothing kept');
});

test('a workspace recreated under the same name has no customers of the earlier one', async () => {
  const { services } = server.running;
  const passing = await server.sandbox('passing', at(0));
  await passing.ask(INGEST, {
    e: [1, 2, 3].map((k) => ({ messageId: `p${k}`, type: 'searched', occurredAt: at(-1), identities: [member(k)] })),
  });
  const count = async (caller: Caller): Promise<number> =>
    (await caller.ask('{profiles(first:1,expression:"did(searched)"){totalCount}}')).profiles.totalCount;
  assert.equal(await count(passing), 3);
  await passing.ask('mutation{deleteSandbox(id:"passing")}');
  await createWorkspace(services, { id: 'passing', clock: at(0) });
  assert.equal(await count(server.caller('passing', ['admin'])), 0, 'with a token of the new workspace');
});

test('a write acknowledged by one server is in the next response of another', async () => {
  const database = await databaseProcess(join(server.dir, 'shared'));
  const settings = {
    MONGODB_URI: process.env.MONGODB_URI ?? `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
    STRATA_JWT_SECRET: 'y'.repeat(40),
    STRATA_DATABASE: 'everyone',
  };
  const [a, b] = [await TestServer.start(settings), await TestServer.start(settings)];
  try {
    const [writes, reads] = [await a.sandbox('two', at(0)), b.caller('two', ['admin'])];
    const count = async (): Promise<number> =>
      (await reads.ask('{profiles(first:1,expression:"did(searched)"){totalCount}}')).profiles.totalCount;
    assert.equal(await count(), 0);
    for (let k = 1; k <= 20; k++) {
      await writes.ask(INGEST, {
        e: [{ messageId: `t${k}`, type: 'searched', occurredAt: at(-1), identities: [member(k)] }],
      });
      assert.equal(await count(), k);
    }
  } finally {
    await a.remove();
    await b.remove();
    await database.stop();
  }
});
