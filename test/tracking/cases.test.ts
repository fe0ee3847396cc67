/** Tests ordinary input of the tracking format: the response, and the stored state afterwards. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';
import { CONTEXTS, NAMES, TIMES, VALUES } from './cases-of-events.js';
import { IDENTITIES, ORDERS, TRAITS } from './cases-of-customers.js';
import { Door, rejected, warned } from './door.js';

const CLOCK = '2026-03-10T12:00:00Z';
let server: TestServer;
let admin: Caller;
let door: Door;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('cases', CLOCK);
  const tags = { plan_type: 'STRING', city: 'STRING', age: 'INTEGER', created_at: 'DATETIME', birthday: 'DATE' };
  const more = { credit: 'DECIMAL', vip: 'BOOLEAN', likes: 'STRING_LIST', imported_user_segment: 'STRING' };
  for (const [key, type] of Object.entries({ ...tags, ...more, address_city: 'STRING' }))
    await admin.ask(`mutation{defineTag(input:{key:"${key}",kind:SEMI_DYNAMIC,type:${type}}){key}}`);
  door = new Door(server, admin, 'cases');
});
after(() => server.remove());

const GROUPS = { IDENTITIES, NAMES, VALUES, ORDERS, TIMES, TRAITS, CONTEXTS };
for (const [group, cases] of Object.entries(GROUPS))
  for (const [i, c] of cases.entries())
    test(`${group.toLowerCase()}: ${c.name}`, async () => {
      const user = `${group}-${i}`;
      const answer = await door.send('batch', { batch: c.batch.map((message) => ({ userId: user, ...message })) });
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      assert.deepEqual(rejected(answer), c.rejected ?? [], JSON.stringify(answer.body));
      assert.deepEqual(warned(answer), c.warned ?? []);
      assert.equal(answer.body.accepted, c.kept ?? c.batch.length);
      c.stored?.(await door.stored(...(c.of?.(user) ?? ([user, 'member_id'] as const))), user);
    });

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
