/**
 * Tests identity resolution through a server: any order of arrival, manual splits and merges, and the data that moves
 * with the customer.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount } from '../support/amount.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { random as seeded } from '../support/random-world.js';

const CLOCK = Date.UTC(2026, 2, 10, 12);
const MINUTE = 60_000;
let server: TestServer;
let workspaces = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

interface Identity {
  readonly namespace: string;
  readonly value: string;
}
const id = (namespace: string, value: string): Identity => ({ namespace, value });
const name = (i: Identity): string => `${i.namespace}:${i.value}`;
const at = (minutesAgo: number): string => new Date(CLOCK - minutesAgo * MINUTE).toISOString();

type Fact =
  | {
      readonly kind: 'order';
      readonly n: number;
      readonly identities: readonly Identity[];
      readonly minutesAgo: number;
      readonly amount: number;
    }
  | { readonly kind: 'link'; readonly identities: readonly Identity[]; readonly minutesAgo: number }
  | {
      readonly kind: 'tag';
      readonly tag: string;
      readonly identity: Identity;
      readonly value: string;
      readonly minutesAgo: number;
    };

async function shop(): Promise<Caller> {
  const admin = await server.sandbox(`who${++workspaces}`, new Date(CLOCK).toISOString());
  await admin.ask(`mutation{
    a:defineTag(input:{key:"orders",kind:DYNAMIC,metric:"count(order_paid)"}){key}
    b:defineTag(input:{key:"spent",kind:DYNAMIC,metric:"sum(order_paid.amount)"}){key}
    c:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}
    d:defineTag(input:{key:"origin",kind:STATIC,type:STRING}){key}
    e:defineSegment(input:{key:"buyers",name:"buyers",expression:"count(order_paid) >= 2"}){segment{key}}
    f:defineSegment(input:{key:"locals",name:"locals",expression:"tag city = \\"x\\" and not did(order_paid, last 1d)"}){segment{key}}
  }`);
  return admin;
}

async function send(admin: Caller, f: Fact): Promise<void> {
  if (f.kind === 'order') {
    const r = await admin.ask(
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status code reason message}}}',
      {
        e: [
          {
            messageId: `o${f.n}`,
            type: 'order_paid',
            occurredAt: at(f.minutesAgo),
            identities: f.identities,
            order: { orderId: `o${f.n}`, lines: [{ amount: `${f.amount}.00` }] },
          },
        ],
      },
    );
    assert.equal(r.ingestEvents.results[0].status, 'ACCEPTED', JSON.stringify(r));
  } else if (f.kind === 'link')
    await admin.ask('mutation($i:[IdentityInput!]!,$at:DateTime){identify(identities:$i,occurredAt:$at){profile}}', {
      i: f.identities,
      at: at(f.minutesAgo),
    });
  else
    await admin.send('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
      t: [{ identities: [f.identity], tag: f.tag, value: f.value, observedAt: at(f.minutesAgo) }],
    });
}

interface Known {
  readonly isReceipt: boolean;
  readonly identities: string[];
  readonly tags: Record<string, unknown>;
  readonly segments: string[];
  readonly events: string[];
}

async function know(admin: Caller, i: Identity): Promise<Known | null> {
  const { profile: p } = await admin.ask(
    'query($i:IdentityInput!){profile(identity:$i){isReceipt identities{namespace value} tags{key value conflicts{value}} segments{segment{key}} events(first:100){edges{node{id}}}}}',
    { i },
  );
  return (
    p && {
      isReceipt: p.isReceipt,
      identities: p.identities.map(name).sort(),
      segments: p.segments.map((s: { segment: { key: string } }) => s.segment.key).sort(),
      events: p.events.edges.map((e: { node: { id: string } }) => e.node.id).sort(),
      tags: Object.fromEntries(
        p.tags.map((t: { key: string; value: unknown; conflicts: { value: unknown }[] }) => [
          t.key,
          [t.value, ...t.conflicts.map((c) => c.value).sort()],
        ]),
      ),
    }
  );
}

const everyone = async (admin: Caller, who: readonly Identity[]): Promise<Record<string, Known | null>> =>
  Object.fromEntries(await Promise.all(who.map(async (i) => [name(i), await know(admin, i)])));

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

/**
 * Generates facts about people, their phones, devices that several of them use, and receipts. Each fact has a different
 * time.
 */
function randomFacts(random: () => number): { facts: Fact[]; who: Identity[] } {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
  const who = [
    ...['A', 'B', 'C'].map((v) => id('member_id', v)),
    ...['13900000001', '13900000002'].map((v) => id('phone', v)),
    ...['d1', 'd2', 'd3'].map((v) => id('device_id', v)),
    ...['x', 'y'].map((v) => id('anonymous_id', v)),
    id('receipt', '1'),
    id('receipt:north', '2'),
  ];
  const facts = Array.from({ length: 14 }, (_, n): Fact => {
    const minutesAgo = 1 + n * 97 + Math.floor(random() * 90);
    const two = shuffled(who, random).slice(0, 2);
    const r = random();
    if (r < 0.45) return { kind: 'link', identities: two, minutesAgo };
    if (r < 0.75)
      return {
        kind: 'order',
        n,
        identities: random() < 0.5 ? two : [pick(who)],
        minutesAgo,
        amount: 1 + Math.floor(random() * 50),
      };
    return {
      kind: 'tag',
      tag: random() < 0.5 ? 'city' : 'origin',
      identity: pick(who),
      value: pick(['x', 'y', 'z']),
      minutesAgo,
    };
  });
  return { facts, who };
}

test('facts in any order make the same customers, with the same tags, memberships and events', async () => {
  let joined = 0;
  for (let seed = 1; seed <= amount(2, 12, 'STRATA_WORLDS'); seed++) {
    const random = seeded(seed);
    const { facts, who } = randomFacts(random);
    let first: Record<string, Known | null> | undefined;
    for (let order = 0; order < 3; order++) {
      const admin = await shop();
      for (const f of order === 0 ? [...facts].sort((a, b) => b.minutesAgo - a.minutesAgo) : shuffled(facts, random))
        await send(admin, f);
      const now = await everyone(admin, who);
      first ??= now;
      assert.deepEqual(now, first, `seed ${seed}, order ${order}`);
      joined += Object.values(now).filter((k) => k && k.identities.length > 1).length;
    }
  }
  assert.ok(joined > amount(30, 60), `${joined}`);
});

test('a link that arrives late undoes the join of a link that arrived before it', async () => {
  const admin = await shop();
  const [phone, a, b] = [id('phone', '13900000009'), id('member_id', 'A'), id('member_id', 'B')];
  await send(admin, { kind: 'order', n: 1, identities: [a], minutesAgo: 500, amount: 5 });
  await send(admin, { kind: 'order', n: 2, identities: [phone], minutesAgo: 400, amount: 7 });
  await send(admin, { kind: 'link', identities: [phone, b], minutesAgo: 100 });
  assert.deepEqual((await know(admin, b))!.identities, ['member_id:B', 'phone:13900000009']);
  await send(admin, { kind: 'link', identities: [phone, a], minutesAgo: 300 });
  assert.deepEqual((await know(admin, a))!.tags, { orders: [2], spent: ['12'] });
  assert.deepEqual((await know(admin, a))!.segments, ['buyers']);
  assert.deepEqual((await know(admin, b))!.identities, ['member_id:B']);
  const { profile } = await admin.ask(
    'query($i:IdentityInput!){profile(identity:$i){identityHistory{kind accepted byHand reason left{namespace} right{namespace}} transitions(first:5){edges{node{kind cause}}}}}',
    { i: b },
  );
  assert.deepEqual(profile.identityHistory, [
    {
      kind: 'LINK',
      accepted: false,
      byHand: false,
      reason: 'a customer has at most 1 member_id',
      left: [{ namespace: 'member_id' }],
      right: [{ namespace: 'phone' }],
    },
  ]);
});

const UNMERGE =
  'mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i,reason:"two people"){profile{id identities{namespace value}} parted{id identities{namespace value}}}}';
const ID = 'query($i:IdentityInput!){profile(identity:$i){id}}';

test('an unmerged customer is as if never merged, including later facts, and a repeated weak link does not join it again', async () => {
  for (let seed = 1; seed <= amount(3, 6); seed++) {
    const random = seeded(seed * 1000);
    const halves = [
      [id('device_id', 'd1'), id('anonymous_id', 'x')],
      [id('member_id', 'A'), id('phone', '13900000001')],
    ];
    const fact = (n: number, minutesAgo: number): Fact => {
      const half = halves[Math.floor(random() * 2)];
      const one = half[Math.floor(random() * 2)];
      return random() < 0.6
        ? { kind: 'order', n, identities: random() < 0.5 ? half : [one], minutesAgo, amount: 1 + n }
        : {
            kind: 'tag',
            tag: random() < 0.5 ? 'city' : 'origin',
            identity: one,
            value: 'xyz'[Math.floor(random() * 3)],
            minutesAgo,
          };
    };
    const [earlier, later] = [
      [0, 1, 2, 3, 4, 5, 6].map((n) => fact(n, 3000 - n * 10)),
      [7, 8, 9, 10].map((n) => fact(n, 200 - n)),
    ];
    const link: Fact = { kind: 'link', identities: [halves[0][0], halves[1][0]], minutesAgo: 2950 };
    const own: Fact[] = halves.map((h, i) => ({ kind: 'link', identities: h, minutesAgo: 4000 + i }));
    const [merged, never] = [await shop(), await shop()];
    for (const f of [...own, ...earlier.slice(0, 4), link, ...earlier.slice(4)]) await send(merged, f);
    for (const f of [...own, ...earlier]) await send(never, f);
    assert.equal((await know(merged, halves[0][0]))!.identities.length, 4);
    const { profile } = await merged.ask(ID, { i: halves[0][0] });
    const r = (await merged.ask(UNMERGE, { p: profile.id, i: halves[0] })).unmergeProfile;
    assert.deepEqual(r.parted.identities.map(name).sort(), halves[0].map(name).sort());
    for (const f of [...later, link]) await send(merged, f);
    for (const f of later) await send(never, f);
    assert.deepEqual(await everyone(merged, halves.flat()), await everyone(never, halves.flat()), `seed ${seed}`);
    // Earlier profile ids still resolve.
    assert.ok((await merged.ask('query($p:String!){profile(id:$p){id}}', { p: profile.id })).profile);
  }
});

test('two customers merged manually: a preview, one customer with everything, causes in changes, and the split', async () => {
  const admin = await shop();
  const [a, b] = [id('member_id', 'A'), id('member_id', 'B')];
  await send(admin, { kind: 'order', n: 1, identities: [a], minutesAgo: 300, amount: 5 });
  await send(admin, { kind: 'order', n: 2, identities: [b], minutesAgo: 200, amount: 7 });
  await send(admin, { kind: 'tag', tag: 'origin', identity: a, value: 'web', minutesAgo: 100 });
  await send(admin, { kind: 'tag', tag: 'origin', identity: b, value: 'app', minutesAgo: 50 });
  await send(admin, { kind: 'link', identities: [a, b], minutesAgo: 10 });
  const conflicts = await admin.ask(
    '{identityConflicts(first:10){edges{node{reason accepted left{value} right{value}}}}}',
  );
  assert.deepEqual(
    conflicts.identityConflicts.edges.map((e: { node: unknown }) => e.node),
    [
      {
        reason: 'a customer has at most 1 member_id',
        accepted: false,
        left: [{ value: 'A' }],
        right: [{ value: 'B' }],
      },
    ],
  );
  const [p, other] = await Promise.all([a, b].map(async (i) => (await admin.ask(ID, { i })).profile.id as string));
  const preview = await admin.ask(
    'query($p:String!,$o:String!){previewMerge(profile:$p,other:$o){against identities{value} conflicts{tag value other served}}}',
    { p, o: other },
  );
  assert.deepEqual(preview.previewMerge, {
    against: 'a customer has at most 1 member_id',
    identities: [{ value: 'A' }, { value: 'B' }],
    conflicts: [{ tag: 'origin', value: 'web', other: 'app', served: 'web' }],
  });
  assert.equal((await know(admin, b))!.events.length, 1, 'a preview changes nothing');

  const MERGE = 'mutation($p:String!,$o:String!){mergeProfiles(profile:$p,other:$o){id}}';
  const merged = (await admin.ask(MERGE, { p, o: other })).mergeProfiles.id;
  assert.equal(merged, p, 'the older one is the root');
  assert.deepEqual(await know(admin, b), await know(admin, a));
  assert.deepEqual(await know(admin, a), {
    isReceipt: false,
    identities: ['member_id:A', 'member_id:B'],
    segments: ['buyers'],
    events: ['test|o1', 'test|o2'],
    tags: { orders: [2], spent: ['12'], origin: ['web', 'app'] },
  });
  assert.equal((await admin.ask(MERGE, { p, o: other })).mergeProfiles.id, p, 'a repeated merge changes nothing');
  assert.equal((await admin.send(MERGE, { p, o: p })).errors![0].extensions.code, 'BAD_USER_INPUT');

  const r = (await admin.ask(UNMERGE, { p: other, i: [b] })).unmergeProfile;
  assert.deepEqual([r.profile.id, r.parted.id], [p, other]);
  assert.deepEqual((await know(admin, a))!.tags, { orders: [1], spent: ['5'], origin: ['web'] });
  assert.deepEqual((await know(admin, b))!.tags, { orders: [1], spent: ['7'], origin: ['app'] });
  const told = await admin.ask(
    'query($p:String!){profile(id:$p){transitions(first:9){edges{node{kind cause}}} identityHistory{kind accepted byHand reason by}}}',
    { p },
  );
  assert.deepEqual(
    told.profile.transitions.edges.map(
      (e: { node: { kind: string; cause: string } }) => `${e.node.kind} ${e.node.cause}`,
    ),
    ['LEFT UNMERGE', 'ENTERED MERGE'],
  );
  assert.deepEqual(
    told.profile.identityHistory
      .map(
        (d: { kind: string; accepted: boolean; byHand: boolean }) =>
          `${d.kind} ${d.accepted ? 'counts' : 'refused'}${d.byHand ? ' by hand' : ''}`,
      )
      .sort(),
    ['LINK refused', 'LINK refused by hand', 'PARTING counts by hand'],
  );

  // A later manual merge overrides the split.
  await admin.ask('mutation{advanceClock(to:"2026-03-10T12:01:00Z"){id}}');
  assert.equal((await admin.ask(MERGE, { p, o: other })).mergeProfiles.id, p);
  assert.equal((await know(admin, b))!.identities.length, 2);
});

test('changed rules of a namespace: a preview, the regrouping of all customers, and the way back', async () => {
  const admin = await shop();
  const a = id('member_id', 'A');
  const phones = ['13900000001', '13900000002'].map((v) => id('phone', v));
  for (const [i, phone] of phones.entries())
    await send(admin, { kind: 'link', identities: [a, phone], minutesAgo: 50 - i });
  await send(admin, { kind: 'order', n: 1, identities: [a], minutesAgo: 30, amount: 1 });
  await send(admin, { kind: 'order', n: 2, identities: [phones[1]], minutesAgo: 20, amount: 2 });
  assert.equal((await know(admin, a))!.identities.length, 2);
  const rules = (limit: number): string =>
    `input:{name:"phone",limit:${limit},priority:80,strong:true,normalise:"phone"}`;
  const preview = async (limit: number): Promise<unknown> =>
    (
      await admin.ask(
        `{previewIdentityNamespace(${rules(limit)}){examined complete joined parted samples{cause identities{value}}}}`,
      )
    ).previewIdentityNamespace;
  const define = async (limit: number): Promise<void> => {
    await admin.ask(`mutation{defineIdentityNamespace(${rules(limit)}){limit}}`);
    await eventually(
      async () => (await admin.ask('{jobs(first:1){edges{node{subject state}}}}')).jobs.edges[0].node.state === 'DONE',
      'everyone is formed anew',
    );
  };
  assert.deepEqual(await preview(1), { examined: 2, complete: true, joined: 0, parted: 0, samples: [] });
  assert.deepEqual(await preview(2), {
    examined: 2,
    complete: true,
    joined: 1,
    parted: 0,
    samples: [{ cause: 'MERGE', identities: [{ value: 'A' }, { value: '13900000001' }, { value: '13900000002' }] }],
  });
  assert.deepEqual((await know(admin, a))!.tags, { orders: [1], spent: ['1'] }, 'a preview changes nothing');
  await define(2);
  assert.deepEqual((await know(admin, phones[1]))!.tags, { orders: [2], spent: ['3'] });
  assert.deepEqual(((await preview(1)) as { parted: number }).parted, 2);
  await define(1);
  assert.deepEqual((await know(admin, a))!.tags, { orders: [1], spent: ['1'] });
  assert.deepEqual((await know(admin, phones[1]))!.tags, { orders: [1], spent: ['2'] });
});

test('a disputed link names the customers that it would join, and is settled by a merge or a split', async () => {
  const admin = await shop();
  const tablet = id('device_id', 'the tablet at home');
  const seen = async (member: string): Promise<void> =>
    void (await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', {
      i: [id('member_id', member), tablet],
    }));
  for (const m of ['father', 'son', 'mother']) await seen(m);
  const conflicts = async (): Promise<any[]> =>
    (
      await admin.ask(
        '{identityConflicts(first:10){edges{node{reason leftProfile rightProfile left{value} right{value}}}}}',
      )
    ).identityConflicts.edges.map((e: any) => e.node);
  const ids = new Map<string, string>();
  for (const m of ['father', 'son', 'mother'])
    ids.set(
      m,
      (await admin.ask('query($i:IdentityInput!){profileId(identity:$i)}', { i: id('member_id', m) })).profileId,
    );
  const open = await conflicts();
  assert.deepEqual(
    open.map((c) => [c.leftProfile, c.rightProfile].sort()).sort(),
    [[ids.get('father'), ids.get('son')].sort(), [ids.get('father'), ids.get('mother')].sort()].sort(),
  );
  const KEEP = 'mutation($p:String!,$o:String!){keepApart(profile:$p,other:$o,reason:"father and son")}';
  assert.equal((await admin.ask(KEEP, { p: ids.get('father'), o: ids.get('son') })).keepApart, true);
  assert.deepEqual(
    (await conflicts()).map((c) => [c.leftProfile, c.rightProfile].includes(ids.get('mother'))),
    [true],
  );
  await seen('son');
  assert.equal((await conflicts()).length, 1, 'a settled link stays settled when seen again');
  await admin.ask('mutation($p:String!,$o:String!){mergeProfiles(profile:$p,other:$o){id}}', {
    p: ids.get('father'),
    o: ids.get('mother'),
  });
  assert.deepEqual(await conflicts(), []);
  const code = async (p: string, o: string): Promise<unknown[]> => {
    const { errors } = await admin.send(KEEP, { p, o });
    return [errors?.[0].extensions.code, errors?.[0].extensions.inputPath];
  };
  assert.deepEqual(await code(ids.get('father')!, ids.get('mother')!), ['CONFLICT', 'other']);
  assert.deepEqual(await code(ids.get('father')!, 'nobody'), ['NOT_FOUND', 'other']);
  assert.deepEqual(await code(ids.get('father')!, ids.get('father')!), ['BAD_USER_INPUT', 'other']);
  // If two manual decisions contradict each other, the later one counts. Here that is the merge.
  await admin.ask(`mutation{advanceClock(to:"${new Date(CLOCK + 1000).toISOString()}"){now}}`);
  await admin.ask('mutation($p:String!,$o:String!){mergeProfiles(profile:$p,other:$o){id}}', {
    p: ids.get('father'),
    o: ids.get('son'),
  });
  assert.equal(
    (await admin.ask('query($i:IdentityInput!){profileId(identity:$i)}', { i: id('member_id', 'son') })).profileId,
    ids.get('father'),
  );
});

test('a shared identity identifies nobody, and raises one alert that does not contain its value', async () => {
  const admin = await shop();
  const kiosk = id('device_id', 'the kiosk at the door');
  const seen = (n: number): Promise<unknown> =>
    admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){refused}}', {
      i: [id('member_id', `V${n}`), kiosk],
    });
  for (let n = 0; n < 20; n++) await seen(n);
  const ALERTS = '{alerts(first:10){edges{node{kind namespace profile model}}}}';
  assert.deepEqual((await admin.ask(ALERTS)).alerts.edges, []);
  for (let n = 20; n < 25; n++) await seen(n);
  const { alerts } = await admin.ask(ALERTS);
  const { profileId } = await admin.ask('query($i:IdentityInput!){profileId(identity:$i)}', { i: kiosk });
  assert.deepEqual(
    alerts.edges.map((e: any) => e.node),
    [{ kind: 'SHARED_IDENTITY', namespace: 'device_id', profile: profileId, model: null }],
  );
  assert.ok(!JSON.stringify(alerts).includes('kiosk'));
  const { profile } = await admin.ask('query($i:IdentityInput){profile(identity:$i){identities{namespace}}}', {
    i: id('member_id', 'V0'),
  });
  assert.deepEqual(profile.identities, [{ namespace: 'member_id' }], 'the first one is not joined either');
});

test('each app has its own openid namespace, and a unionid joins them', async () => {
  const admin = await shop();
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', {
    i: [id('openid:mini', 'o1'), id('unionid', 'u1')],
  });
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', {
    i: [id('openid:official', 'o1'), id('unionid', 'u1')],
  });
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', { i: [id('openid:shop', 'o1')] });
  const { profile } = await admin.ask('query($i:IdentityInput){profile(identity:$i){identities{namespace value}}}', {
    i: id('openid:mini', 'o1'),
  });
  assert.deepEqual(profile.identities.map(name).sort(), ['openid:mini:o1', 'openid:official:o1', 'unionid:u1']);
  for (const bad of ['openid:', 'openid:a b', 'nothing:mini', 'openid:mini:x'])
    assert.equal(
      (await admin.send('query($i:IdentityInput){profile(identity:$i){id}}', { i: id(bad, 'o1') })).errors?.[0]
        .extensions.code,
      'BAD_USER_INPUT',
      bad,
    );
});

test('missing permissions, and invalid splits and merges', async () => {
  const admin = await shop();
  const [a, b] = [id('member_id', 'A'), id('device_id', 'd')];
  await send(admin, { kind: 'link', identities: [a, b], minutesAgo: 5 });
  await send(admin, { kind: 'order', n: 1, identities: [id('member_id', 'Z')], minutesAgo: 5, amount: 1 });
  const {
    profile: { id: p },
  } = await admin.ask(ID, { i: a });
  const code = async (query: string, variables: Record<string, unknown>, caller = admin): Promise<string> =>
    (await caller.send(query, variables)).errors![0].extensions.code;
  assert.equal(await code(UNMERGE, { p, i: [a, b] }), 'BAD_USER_INPUT');
  assert.equal(await code(UNMERGE, { p, i: [id('member_id', 'Z')] }), 'BAD_USER_INPUT');
  assert.equal(await code(UNMERGE, { p, i: [id('member_id', 'nobody')] }), 'BAD_USER_INPUT');
  assert.equal(await code(UNMERGE, { p: 'nobody', i: [a] }), 'NOT_FOUND');
  assert.equal(await code('mutation{mergeProfiles(profile:"nobody",other:"nobody2"){id}}', {}), 'NOT_FOUND');
  const reader = server.caller(`who${workspaces}`, ['profiles:read', 'events:write']);
  assert.equal(await code(UNMERGE, { p, i: [a] }, reader), 'FORBIDDEN');
  assert.deepEqual((await know(admin, a))!.identities, ['device_id:d', 'member_id:A']);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
