/** Tests incoming webhooks: definition, signatures, outcomes, retries, rotation and retirement. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { mappingText, MEADOW_ORDER_TEXT, MEADOW_REFUNDS, YUNPU_TRADES } from './payloads.js';

const DEFINE = 'mutation($i:HookInput!){defineHook(input:$i){path hook{key name source version retiredAt}}}';
const SECRET = 'shared secret';

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"points_balance",kind:DYNAMIC,type:INTEGER}){key}}',
  );
});
after(() => server.remove());

const define = async (input: object): Promise<Loose> => (await admin.ask(DEFINE, { i: input })).defineHook;
const refusal = async (input: object): Promise<Loose> =>
  (await admin.send(DEFINE, { i: input })).errors?.[0] ?? assert.fail('it was accepted');

interface Posted {
  readonly status: number;
  readonly body: Loose;
}

async function post(
  path: string,
  body: string,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<Posted> {
  const res = await fetch(server.url.replace('/graphql', path), {
    method,
    ...(method === 'POST' ? { body } : {}),
    headers: { 'content-type': 'application/json', ...headers },
  });
  return { status: res.status, body: checked(await res.json()) };
}
const signed = (body: string, topic: string): Record<string, string> => ({
  'x-meadow-topic': topic,
  'x-meadow-signature': createHmac('sha256', SECRET).update(body).digest('base64'),
});
const meadow = (path: string, body: string, topic: string): Promise<Posted> => post(path, body, signed(body, topic));
const reasonOf = ({ body }: Posted): string => body.errors[0].extensions.reason;

const customer = async (namespace: string, value: string): Promise<Loose> =>
  (
    await admin.ask(
      'query($i:IdentityInput!){profile(identity:$i){tags{key value} identities{namespace value} events(first:20){edges{node{type source amount orderId coupon lines{sku amount quantity}}}}}}',
      { i: { namespace, value } },
    )
  ).profile;

test('an order, its refunds and a tag from a shop system count once, however often they are posted', async () => {
  const { path, hook } = await define({ key: 'meadow', mapping: mappingText('meadow'), signingSecret: SECRET });
  assert.match(path, /^\/hooks\/hk\.shop\.meadow\.[\w-]{32}$/);
  assert.deepEqual(hook, { key: 'meadow', name: 'meadow', source: 'meadow', version: 1, retiredAt: null });
  const nothing = { success: true, accepted: 0, duplicates: 0, rejected: [], warnings: [] };
  assert.deepEqual(await meadow(path, MEADOW_ORDER_TEXT, 'orders/paid'), {
    status: 200,
    body: { ...nothing, accepted: 2 },
  });
  assert.deepEqual((await meadow(path, MEADOW_ORDER_TEXT, 'orders/paid')).body, { ...nothing, duplicates: 2 });
  assert.deepEqual((await meadow(path, JSON.stringify(MEADOW_REFUNDS), 'refunds/created')).body, {
    ...nothing,
    accepted: 2,
  });
  const { tags, identities, events } = await customer('member_id', 'M1');
  assert.deepEqual(tags, [{ key: 'city', value: 'Oslo' }]);
  assert.deepEqual(identities.map((each: Loose) => each.namespace).sort(), ['email', 'member_id']);
  const [second, first, order] = events.edges.map((edge: Loose) => edge.node);
  assert.deepEqual([first.type, second.type], ['order_refunded', 'order_refunded']);
  assert.deepEqual(order, {
    type: 'order_paid',
    source: 'meadow',
    amount: '128.5',
    orderId: '9007199254740993',
    coupon: 'SPRING',
    lines: [
      { sku: 'SK-1', amount: '98.5', quantity: '2' },
      { sku: 'SK-2', amount: '30', quantity: '1' },
    ],
  });
  const { statistics } = await admin.ask('{statistics(metric:"sum(order_paid.amount)"){sum}}');
  assert.equal(statistics.sum, '49.25', 'net of both refunds');
});

test('a body that matches no rule and invalid facts are named', async () => {
  const { path } = await define({ key: 'other', mapping: mappingText('meadow'), signingSecret: SECRET });
  const unmatched = await meadow(path, '{}', 'carts/updated');
  assert.deepEqual(
    [unmatched.status, unmatched.body.accepted, unmatched.body.warnings[0].reason],
    [200, 0, 'HOOK_BODY_UNMATCHED'],
  );
  const bad = MEADOW_ORDER_TEXT.replace('"128.50"', '"much"').replace('"M1"', '"M2"');
  const { body } = await meadow(path, bad, 'orders/paid');
  assert.deepEqual(
    [body.accepted, body.rejected.map((each: Loose) => [each.index, each.code, each.reason, each.field])],
    [1, [[0, 'BAD_USER_INPUT', 'HOOK_BODY_MISFIT', 'rules[0].event.order.amount']]],
  );
  assert.doesNotMatch(JSON.stringify(body), /much|ann@/);
  const odd = MEADOW_ORDER_TEXT.replace('ann@shop.example', 'n/a').replaceAll('9007199254740993', '77');
  const kept = (await meadow(path, odd, 'orders/paid')).body;
  assert.deepEqual(
    [kept.rejected, kept.warnings.map((each: Loose) => [each.index, each.field])],
    [[], [[0, 'identities[1]']]],
  );
});

test('trades and a recorded point from another system are accepted', async () => {
  const { path } = await define({ key: 'yunpu', mapping: mappingText('yunpu'), signingSecret: SECRET });
  const sign = (body: string): Record<string, string> => ({
    'X-Yunpu-Sign': `sha1=${createHmac('sha1', SECRET).update(body).digest('hex')}`,
  });
  const trades = JSON.stringify(YUNPU_TRADES);
  const { body } = await post(path, trades, sign(trades));
  assert.deepEqual([body.accepted, body.rejected.map((each: Loose) => each.index)], [2, [2]]);
  const points = '{"event":"points","data":{"mobile":"13912345678","balance":120,"ts":1773140400}}';
  assert.equal((await post(path, points, sign(points))).body.accepted, 1);
  const { tags, events } = await customer('phone', '13912345678');
  assert.deepEqual(tags, [{ key: 'points_balance', value: 120 }]);
  assert.deepEqual(events.edges.map((edge: Loose) => edge.node.type).sort(), ['order_cancelled', 'order_paid']);
});

test('a wrong signature or address writes nothing, and bodies other than objects are rejected', async () => {
  const { path } = await define({ key: 'strict', mapping: mappingText('meadow'), signingSecret: SECRET });
  const body = MEADOW_ORDER_TEXT.replaceAll('M1', 'M9');
  const wrongly: readonly Record<string, string>[] = [
    {},
    signed(`${body} `, 'orders/paid'),
    { 'x-meadow-signature': 'x'.repeat(44) },
  ];
  for (const headers of wrongly) {
    const wrong = await post(path, body, { 'x-meadow-topic': 'orders/paid', ...headers });
    assert.deepEqual([wrong.status, reasonOf(wrong)], [401, 'HOOK_SIGNATURE_INVALID']);
  }
  for (const address of ['/hooks/', '/hooks/x', path.slice(0, -1), `${path}x`, path.replace('strict', 'none')]) {
    const wrong = await meadow(address, body, 'orders/paid');
    assert.deepEqual([wrong.status, reasonOf(wrong)], [401, 'TOKEN_INVALID'], address);
  }
  assert.equal(await customer('member_id', 'M9'), null);
  for (const [text, reason] of [
    ['{', 'BODY_SYNTAX'],
    ['7', 'BODY_SHAPE_INVALID'],
    ['[[]]', 'BODY_SHAPE_INVALID'],
    [`${'['.repeat(100)}${']'.repeat(100)}`, 'JSON_TOO_DEEP'],
  ]) {
    const wrong = await meadow(path, text, 'orders/paid');
    assert.deepEqual([wrong.status, reasonOf(wrong)], [400, reason]);
  }
  assert.equal((await post(path, '', {}, 'GET')).status, 405);
  const { intakeSenders } = await admin.ask('{intakeSenders{kind id refused reasons{reason}}}');
  const mine = intakeSenders.find((each: Loose) => each.kind === 'HOOK' && each.id === 'strict');
  assert.equal(mine.refused, 7);
});

test('an address is rotated with a grace period and retired at once', async () => {
  const { path } = await define({ key: 'turned', mapping: mappingText('meadow'), signingSecret: SECRET });
  const status = async (at: string): Promise<number> => (await meadow(at, '{}', 'carts/updated')).status;
  const rotate = 'mutation($h:Float){rotateHook(key:"turned",graceHours:$h){path}}';
  const second = (await admin.ask(rotate, { h: 1 })).rotateHook.path as string;
  assert.deepEqual([await status(path), await status(second)], [200, 200]);
  const third = (await admin.ask(rotate)).rotateHook.path as string;
  assert.deepEqual([await status(path), await status(second), await status(third)], [401, 401, 200]);
  await admin.ask('mutation{retireHook(key:"turned"){retiredAt}}');
  assert.equal(await status(third), 401);
  for (const mutation of [rotate, 'mutation{retireHook(key:"turned"){key}}'])
    assert.equal((await admin.send(mutation)).errors![0].extensions.reason, 'HOOK_NOT_FOUND');
  const again = await define({ key: 'turned', mapping: mappingText('meadow'), signingSecret: SECRET });
  assert.deepEqual([await status(third), await status(again.path)], [401, 200]);
});

test('a definition is validated, keeps its address and its secret, and shows neither', async () => {
  const mapping = mappingText('meadow');
  assert.equal((await refusal({ key: 'new', mapping })).extensions.reason, 'HOOK_SECRET_MISSING');
  const faulty = await refusal({
    key: 'new',
    mapping: mapping.replaceAll('member_id', 'member_no'),
    signingSecret: 'x',
  });
  assert.equal(faulty.extensions.reason, 'HOOK_MAPPING_INVALID');
  assert.match(faulty.message, /rules\[0\]: the workspace has no identity namespace member_no/);
  const { path } = await define({ key: 'new', mapping, signingSecret: SECRET });
  const changed = await define({ key: 'new', name: 'Newer', mapping });
  assert.deepEqual([changed.path, changed.hook.version, changed.hook.name], [null, 2, 'Newer']);
  assert.equal((await meadow(path, '{}', 'x')).status, 200);
  const { hooks } = await admin.ask('{hooks(first:50){edges{node{key name source mapping version savedBy}}}}');
  assert.ok(hooks.edges.length >= 5);
  assert.doesNotMatch(JSON.stringify(hooks), new RegExp(`${SECRET}|${path.split('.').at(-1)}`));
  const writer = server.caller('shop', ['define', 'events:write']);
  assert.equal((await writer.send('{hooks(first:1){edges{node{key}}}}')).errors![0].extensions.reason, 'SCOPE_MISSING');
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
