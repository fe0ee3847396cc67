/**
 * Tests that what arrives at `/v1` and at webhooks is written in the name of its token, key or mapping, whatever name
 * the body states.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const AT = '2026-03-10T11:00:00Z';
/** Names that are not the sender's: the server, another system, and a person. */
const OTHERS = ['strata', 'Strata', 'crm', 'user:12ab'];

let server: TestServer;
let admin: Caller;
/** The path of a webhook whose mapping has the source `meadow`. */
let hook: string;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING,namespace:"shop"}){key}}');
  const identities = [{ namespace: 'member_id', value: '{who}' }];
  const mapping = {
    source: 'meadow',
    rules: [
      { identities, event: { type: 'searched', messageId: '{id}', occurredAt: { value: '{at}', as: 'instant' } } },
      { identities, tags: [{ tag: 'city', value: '{city}' }] },
    ],
  };
  const made = await admin.ask('mutation($m:String!){defineHook(input:{key:"meadow",mapping:$m}){path}}', {
    m: JSON.stringify(mapping),
  });
  hook = made.defineHook.path as string;
});
after(() => server.remove());

async function post(path: string, body: object, token?: string): Promise<{ status: number; body: Loose }> {
  const res = await fetch(server.url.replace('/graphql', path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  return { status: res.status, body: checked(await res.json()) };
}

/** Returns the sources of all events and tags of a customer. */
async function sourcesOf(value: string): Promise<readonly string[]> {
  const { profile } = await admin.ask(
    'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){tags{source} events(first:50){edges{node{source}}}}}',
    { v: value },
  );
  return [
    ...profile.events.edges.map((edge: Loose) => edge.node.source),
    ...profile.tags.map((tag: Loose) => tag.source),
  ];
}

/** Every place of a message or an envelope in which a sender could state a name. */
const claiming = (name: string): object => ({
  source: name,
  sourceId: name,
  subject: name,
  sub: name,
  writeKey: name,
  context: { source: name, subject: name, library: { name }, app: { name } },
  integrations: { [name]: true },
});
const tracked = (user: string, name: string): object => ({
  ...claiming(name),
  type: 'track',
  event: 'Searched',
  userId: user,
  timestamp: AT,
  properties: { source: name, subject: name },
});
const identified = (user: string, name: string): object => ({
  ...claiming(name),
  type: 'identify',
  userId: user,
  timestamp: AT,
  traits: { city: 'Oslo', source: name },
});

for (const [n, name] of OTHERS.entries()) {
  for (const [path, bodies] of [
    ['/v1/track', (user: string) => [tracked(user, name)]],
    ['/v1/identify', (user: string) => [identified(user, name)]],
    ['/v1/batch', (user: string) => [{ ...claiming(name), batch: [tracked(user, name), identified(user, name)] }]],
  ] as const)
    test(`${path}: a body that claims the name ${name} is stored under the subject of the token`, async () => {
      const user = `${path}-${n}`;
      const token = server.token('shop', ['events:write', 'tags:write:shop'], 'till');
      for (const body of bodies(user)) {
        const answer = await post(path, body, token);
        assert.deepEqual([answer.status, answer.body.rejected], [200, []], JSON.stringify(answer.body));
      }
      const sources = await sourcesOf(user);
      assert.deepEqual([...new Set(sources)], ['till']);
      assert.equal(sources.length, path === '/v1/batch' ? 2 : 1);
    });

  test(`/hooks: a body that claims the name ${name} is stored under the source of the mapping`, async () => {
    const user = `hook-${n}`;
    const body = { ...claiming(name), who: user, id: `h${n}`, at: AT, city: 'Oslo' };
    const answer = await post(hook, body);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const sources = await sourcesOf(user);
    assert.deepEqual([...new Set(sources)], ['meadow'], JSON.stringify(answer.body));
    assert.equal(sources.length, 2);
  });

  if (name === 'crm') continue;
  test(`no token, write key or mapping can have the name ${name}`, async () => {
    for (const path of ['/v1/track', '/v1/batch']) {
      const { status } = await post(path, tracked('nobody', name), server.token('shop', ['admin'], name));
      assert.equal(status, 401, path);
    }
    const rule = { identities: [{ namespace: 'member_id', value: '{who}' }], tags: [{ tag: 'city', value: '{city}' }] };
    for (const [query, variables] of [
      ['mutation($n:String!){createWriteKey(input:{source:$n}){key}}', { n: name }],
      [
        'mutation($m:String!){defineHook(input:{key:"other",mapping:$m}){path}}',
        { m: JSON.stringify({ source: name, rules: [rule] }) },
      ],
    ] as const) {
      const { errors } = await admin.send(query, variables);
      assert.equal(errors?.[0].extensions.code, 'BAD_USER_INPUT', query);
      assert.match(errors[0].message, /source/);
    }
  });
}

test('a mapping cannot take its source from a body', async () => {
  const rules = [
    { identities: [{ namespace: 'member_id', value: '{who}' }], tags: [{ tag: 'city', value: '{city}' }] },
  ];
  const { errors } = await admin.send('mutation($m:String!){defineHook(input:{key:"other",mapping:$m}){path}}', {
    m: JSON.stringify({ source: '{source}', rules }),
  });
  assert.equal(errors?.[0].extensions.code, 'BAD_USER_INPUT');
  assert.match(errors[0].message, /"source" is letters, digits/);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
