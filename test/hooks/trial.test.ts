/** Tests the trial of a webhook's mapping on a sample body. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { mappingText, MEADOW_ORDER_TEXT } from './payloads.js';

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
});
after(() => server.remove());

const TRY =
  'query($i:HookTrialInput!){tryHook(input:$i){facts{kind fact status reason field message} warnings{index reason field}}}';
const input = (more: object = {}): object => ({
  mapping: mappingText('meadow'),
  body: MEADOW_ORDER_TEXT,
  headers: [{ name: 'X-Meadow-Topic', value: 'orders/paid' }],
  ...more,
});
const attempt = async (more?: object): Promise<Loose> => (await admin.ask(TRY, { i: input(more) })).tryHook;
const refusal = async (more: object, caller = admin): Promise<string> =>
  (await caller.send(TRY, { i: input(more) })).errors?.[0].extensions.reason ?? 'none';

test('a sample shows its facts with their outcomes, and stores nothing', async () => {
  const { facts, warnings } = await attempt();
  assert.deepEqual(warnings, []);
  assert.deepEqual(
    facts.map(({ kind, status }: Loose) => [kind, status]),
    [
      ['EVENT', 'ACCEPTED'],
      ['TAG', 'ACCEPTED'],
    ],
  );
  const order = JSON.parse(facts[0].fact);
  assert.deepEqual([order.order.orderId, order.order.lines.length], ['9007199254740993', 2]);
  const { profiles, intakeSenders } = await admin.ask('{profiles(first:1){totalCount} intakeSenders{id}}');
  assert.deepEqual([profiles.totalCount, intakeSenders], [0, []], 'neither customers nor the intake log');
});

test('a sample that does not fit shows the place, and one without a rule says so', async () => {
  const { facts } = await attempt({ body: MEADOW_ORDER_TEXT.replace('"128.50"', '"much"') });
  assert.deepEqual(
    [facts[0].status, facts[0].reason, facts[0].field, facts[0].fact],
    ['REJECTED', 'HOOK_BODY_MISFIT', 'rules[0].event.order.amount', null],
  );
  const late = await attempt({ body: MEADOW_ORDER_TEXT.replace('2026-03-10T11:00:00Z', '2027-03-10T11:00:00Z') });
  assert.deepEqual([late.facts[0].status, late.facts[0].reason], ['REJECTED', 'EVENT_IN_FUTURE']);
  const { facts: none, warnings } = await attempt({ headers: [] });
  assert.deepEqual([none, warnings[0].reason], [[], 'HOOK_BODY_UNMATCHED']);
});

test('a trial needs the scope of webhooks, and has the bounds of a body', async () => {
  assert.equal(await refusal({}, server.caller('shop', ['define', 'events:write'])), 'SCOPE_MISSING');
  assert.equal(await refusal({ body: '{' }), 'HOOK_BODY_MISFIT');
  assert.equal(await refusal({ body: '"text"' }), 'HOOK_BODY_MISFIT');
  assert.equal(await refusal({ body: `${'['.repeat(100)}${']'.repeat(100)}` }), 'JSON_TOO_DEEP');
  assert.equal(await refusal({ body: `"${'x'.repeat(300_000)}"` }), 'TEXT_TOO_LONG');
  assert.equal(await refusal({ mapping: '{}' }), 'HOOK_MAPPING_INVALID');
  const headers = Array.from({ length: 51 }, (_, n) => ({ name: `h${n}`, value: 'x' }));
  assert.equal(await refusal({ headers }), 'LIST_TOO_LONG');
});
