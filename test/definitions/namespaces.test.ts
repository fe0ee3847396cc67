/** Tests through the API how changed rules of an identity namespace regroup customers, case by case. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../support/server.js';

let server: TestServer;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const member = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];

before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

const NAMESPACE = 'mutation($i:DefineNamespaceInput!){defineIdentityNamespace(input:$i,wait:true){name normalise}}';
const PREVIEW = 'query($i:DefineNamespaceInput!){previewIdentityNamespace(input:$i){joined unmerged}}';
const EVENTS = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{status reason profile}}}';
const PROFILE =
  'query($n:String!,$v:String!){profile(identity:{namespace:$n,value:$v}){id identities{namespace value} events(first:50){edges{node{id}}}}}';

const visit = (messageId: string, identities: object[], days = -1): object => ({
  messageId,
  type: 'visit',
  occurredAt: at(days),
  identities,
});

test('another normalisation converts identities, joins those that become equal, and has a preview', async () => {
  const shop = await server.sandbox('forms', at(0));
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', strong: true, priority: 95 } });
  const loyalty = (value: string): object => ({ namespace: 'loyalty', value });
  await shop.ask(EVENTS, {
    e: [
      visit('a', [loyalty('ABC'), { namespace: 'phone', value: '13912345678' }]),
      visit('b', [loyalty('abc'), { namespace: 'device_id', value: 'D1' }]),
      visit('c', [loyalty('Abc')]),
      visit('d', [loyalty('XYZ')]),
    ],
  });
  const before = (await shop.ask(PROFILE, { n: 'loyalty', v: 'ABC' })).profile.id;
  assert.deepEqual(
    (await shop.ask(PREVIEW, { i: { name: 'loyalty', normalise: 'lowercase' } })).previewIdentityNamespace,
    {
      joined: 1,
      unmerged: 0,
    },
  );
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', normalise: 'lowercase' } });
  for (const value of ['ABC', 'abc', 'aBc']) {
    const { profile } = await shop.ask(PROFILE, { n: 'loyalty', v: value });
    assert.equal(profile.id, before);
    assert.deepEqual(
      profile.identities.map((i: { namespace: string; value: string }) => `${i.namespace}:${i.value}`).sort(),
      ['device_id:D1', 'loyalty:abc', 'phone:13912345678'],
    );
    assert.equal(profile.events.edges.length, 3);
  }
  // The next event with either spelling belongs to this customer, and nothing remains to be merged.
  const { ingestEvents } = await shop.ask(EVENTS, { e: [visit('e', [loyalty('ABC')]), visit('f', [loyalty('xyz')])] });
  assert.equal(ingestEvents.results[0].profile, before);
  assert.equal((await shop.ask(PROFILE, { n: 'loyalty', v: 'XYZ' })).profile.events.edges.length, 2);
  assert.equal((await shop.ask(PROFILE, { n: 'phone', v: '13912345678' })).profile.id, before);
  // A manual split moves all profiles of the identity together.
  const { unmergeProfile } = await shop.ask(
    'mutation($p:String!){unmergeProfile(profile:$p,identities:[{namespace:"loyalty",value:"ABC"}],reason:"r"){profile{id} unmerged{id identities{value}}}}',
    { p: before },
  );
  assert.deepEqual(unmergeProfile.unmerged.identities, [{ value: 'abc' }]);
  assert.equal((await shop.ask(PROFILE, { n: 'loyalty', v: 'Abc' })).profile.events.edges.length, 4);
});

test('facts of an identity erased under another spelling are rejected under the new one', async () => {
  const shop = await server.sandbox('erased', at(0));
  await shop.ask(NAMESPACE, { i: { name: 'loyalty' } });
  const identities = [{ namespace: 'loyalty', value: 'ABC' }];
  await shop.ask(EVENTS, { e: [visit('a', identities)] });
  const { profile } = await shop.ask(PROFILE, { n: 'loyalty', v: 'ABC' });
  await shop.ask('mutation($p:String!){eraseProfile(profile:$p){id}}', { p: profile.id });
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', normalise: 'lowercase' } });
  const { ingestEvents } = await shop.ask(EVENTS, { e: [visit('b', identities)] });
  assert.equal(ingestEvents.results[0].status, 'REJECTED');
});

test('blocking a value that joined people splits them, with a preview; unblocking joins them again', async () => {
  const shop = await server.sandbox('blocked', at(0));
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', strong: false, limit: 5 } });
  const shared = { namespace: 'loyalty', value: 'DESK' };
  await shop.ask(NAMESPACE, { i: { name: 'member_id', limit: 5 } });
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', strong: true } });
  await shop.ask(EVENTS, { e: [visit('a', [...member('A'), shared]), visit('b', [...member('B'), shared])] });
  const ids = async (): Promise<string[]> =>
    Promise.all(['A', 'B'].map(async (v) => (await shop.ask(PROFILE, { n: 'member_id', v })).profile.id as string));
  assert.equal(new Set(await ids()).size, 1);
  assert.ok(
    (await shop.ask(PREVIEW, { i: { name: 'loyalty', blocked: ['desk'] } })).previewIdentityNamespace.unmerged >= 2,
  );
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', blocked: ['desk'] } });
  assert.equal(new Set(await ids()).size, 2);
  assert.equal((await shop.ask(PREVIEW, { i: { name: 'loyalty', blocked: [] } })).previewIdentityNamespace.joined, 1);
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', blocked: [] } });
  assert.equal(new Set(await ids()).size, 1);
});

test('placeholder values join no customers, in custom namespaces as well', async () => {
  const shop = await server.sandbox('placeholders', at(0));
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', strong: true } });
  const values = ['null', 'NULL', '(null)', '0', '-0', '0.0', '0000-000', '-1', 'undefined', 'anonymous', '"none"'];
  values.push(
    '{{user_id}}',
    '{{ user.id }}',
    '${user_id}',
    '#{user_id}',
    '<%= id %>',
    '*|EMAIL|*',
    '%%id%%',
    '__OAID__',
  );
  values.push('未知', '未知用户', '匿名', '匿名用户', '游客', '访客', '未登录', 'Guest', '(guest)');
  values.push('[object Object]', '00000000-0000-0000-0000-000000000000', '99999999', '---', '13800138000');
  for (const [k, value] of values.entries()) {
    const placeholder = { namespace: 'loyalty', value };
    const { ingestEvents } = await shop.ask(EVENTS, {
      e: [
        visit(`${k}a`, [...member(`A${k}`), placeholder]),
        visit(`${k}b`, [...member(`B${k}`), placeholder]),
        visit(`${k}c`, [placeholder]),
      ],
    });
    const [a, b, c] = ingestEvents.results;
    assert.ok(a.profile !== b.profile && a.status === 'ACCEPTED' && b.status === 'ACCEPTED', value);
    assert.equal(c.reason, 'IDENTITY_PLACEHOLDER', value);
  }
  // These values resemble placeholders but are valid identities. They have leading zeros, are an id in braces, or
  // contain a placeholder as part of a name.
  for (const value of ['00012', '{3f2504e0-4f89-11d3-9a0c-0305e82c3301}', 'guest7', '未知数', '_a_']) {
    const real = [...member(`R${value}`), { namespace: 'loyalty', value }];
    const { ingestEvents } = await shop.ask(EVENTS, {
      e: [visit(`${value}1`, real), visit(`${value}2`, real.slice(1))],
    });
    assert.equal(ingestEvents.results[0].profile, ingestEvents.results[1].profile, value);
  }
});

test('built-in placeholders can be switched off and on per namespace, which regroups customers', async () => {
  const shop = await server.sandbox('switched', at(0));
  const off = { name: 'loyalty', strong: true, builtInPlaceholders: false };
  await shop.ask(NAMESPACE, { i: off });
  const zero = { namespace: 'loyalty', value: '0' };
  await shop.ask(EVENTS, { e: [visit('a', [...member('A'), zero]), visit('b', [...member('B')])] });
  const customers = async (): Promise<number> =>
    (await shop.ask('{profiles(first:9){totalCount}}')).profiles.totalCount;
  assert.equal(await customers(), 2);
  // An omitted field keeps its value, so the built-in placeholders stay disabled.
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', limit: 2 } });
  assert.equal(await customers(), 2);
  const on = { name: 'loyalty', builtInPlaceholders: true };
  assert.ok((await shop.ask(PREVIEW, { i: on })).previewIdentityNamespace.unmerged >= 1);
  await shop.ask(NAMESPACE, { i: on });
  assert.equal(await customers(), 3);
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', builtInPlaceholders: false } });
  assert.equal(await customers(), 2);
});

test('lists and identities of a namespace that inherits its rules are converted when the rules change', async () => {
  const shop = await server.sandbox('inherited', at(0));
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', strong: true } });
  await shop.ask(NAMESPACE, { i: { name: 'loyalty:own', strong: true } });
  const names = ['loyalty', 'loyalty:north', 'loyalty:own'];
  await shop.ask(EVENTS, { e: names.map((namespace, k) => visit(`a${k}`, [{ namespace, value: 'ABC' }])) });
  for (const [k, namespace] of names.entries()) {
    await shop.ask('mutation($i:DefineListInput!){defineList(input:$i){key}}', { i: { key: `l${k}`, namespace } });
    await shop.ask('mutation($l:String!){addToList(list:$l,entries:["ABC"],wait:true){changed}}', { l: `l${k}` });
  }
  const members = async (): Promise<number[]> =>
    Promise.all(
      names.map(async (_name, k) => {
        const query = 'query($e:String!){profiles(first:1,expression:$e){totalCount}}';
        return (await shop.ask(query, { e: `in list l${k}` })).profiles.totalCount as number;
      }),
    );
  assert.deepEqual(await members(), [1, 1, 1]);
  await shop.ask(NAMESPACE, { i: { name: 'loyalty', normalise: 'lowercase' } });
  assert.deepEqual(await members(), [1, 1, 1], 'entries and identities have the new form');
  const entries = async (list: string): Promise<string[]> => {
    const query = 'query($l:String!){list(key:$l){entries(first:9){edges{node{value}}}}}';
    return (await shop.ask(query, { l: list })).list.entries.edges.map(
      ({ node }: { node: { value: string } }) => node.value,
    );
  };
  assert.deepEqual(await Promise.all(['l0', 'l1', 'l2'].map(entries)), [['abc'], ['abc'], ['ABC']]);
  assert.equal((await shop.ask(PROFILE, { n: 'loyalty:north', v: 'aBC' })).profile.events.edges.length, 1);
});

test('null restores the default of a rule, which is that of a built-in namespace or of the one inherited from', async () => {
  const shop = await server.sandbox('defaults', at(0));
  const rules = 'name limit priority strong normalise blocked builtInPlaceholders';
  const define = async (i: object): Promise<unknown> =>
    (await shop.ask(`mutation($i:DefineNamespaceInput!){defineIdentityNamespace(input:$i,wait:true){${rules}}}`, { i }))
      .defineIdentityNamespace;
  const changed = { limit: 7, priority: 77, strong: true, normalise: 'lowercase', blocked: ['desk'] };
  const nothing = { limit: null, priority: null, strong: null, normalise: null, blocked: null };
  const all = { builtInPlaceholders: true };
  for (const [name, initial] of [
    ['card', { limit: 1, priority: 50, strong: false, normalise: 'none', blocked: [] }],
    ['email', { limit: 2, priority: 70, strong: true, normalise: 'email', blocked: ['test@test.com'] }],
    ['email:work', { limit: 2, priority: 70, strong: true, normalise: 'email', blocked: ['test@test.com'] }],
  ] as const) {
    await define({ name, ...changed, builtInPlaceholders: false });
    assert.deepEqual(await define({ name, limit: null }), {
      name,
      ...changed,
      limit: initial.limit,
      builtInPlaceholders: false,
    });
    assert.deepEqual(await define({ name, ...nothing, builtInPlaceholders: null }), { name, ...initial, ...all });
  }
});
