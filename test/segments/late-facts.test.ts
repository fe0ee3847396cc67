/**
 * Tests late facts. The start of a membership or layer, and the content of the transition, do not depend on when the
 * facts arrived.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { TestServer, type Caller } from '../support/server.js';

const CLOCK = Date.UTC(2026, 2, 10, 12);
const DAY = 86_400_000;
const iso = (t: number): string => new Date(t).toISOString();
const daysAgo = (days: number): string => iso(CLOCK - days * DAY);

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('late', iso(CLOCK));
  await admin.ask(`mutation{
    a:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}
    b:defineTag(input:{key:"origin",kind:STATIC,type:STRING}){key}
    c:defineSegment(input:{key:"visited",expression:"did(store_visit)"}){job{id}}
    d:defineSegment(input:{key:"silent",expression:"not did(order_paid)"}){job{id}}
    e:defineSegment(input:{key:"twice",expression:"count(store_visit) >= 2"}){job{id}}
    f:defineSegment(input:{key:"recent",expression:"did(store_visit, last 3d)"}){job{id}}
    g:defineSegment(input:{key:"gold",expression:"tag level = \\"gold\\""}){job{id}}
    h:defineSegment(input:{key:"loyal",expression:"held for 1d (tag level = \\"gold\\")"}){job{id}}
    i:defineSegment(input:{key:"known",expression:"tag origin exists"}){job{id}}
    j:defineLayerModel(input:{key:"m",layers:[{key:"often",when:"count(store_visit) >= 2"},{key:"rest"}]},wait:true){job{id}}
  }`);
});
after(() => server.remove());

type Fact =
  | { readonly type: string; readonly days: number; readonly id: string }
  | { readonly tag: string; readonly value: string; readonly days: number };

async function send(member: string, facts: readonly Fact[]): Promise<void> {
  const identities = [{ namespace: 'member_id', value: member }];
  const events = facts.flatMap((f) =>
    'type' in f
      ? [
          {
            messageId: `${member}${f.id}`,
            type: f.type,
            occurredAt: daysAgo(f.days),
            identities,
            ...(f.type === 'order_paid' ? { order: { orderId: `${member}${f.id}`, amount: '1' } } : {}),
          },
        ]
      : [],
  );
  const tags = facts.flatMap((f) =>
    'tag' in f ? [{ identities, tag: f.tag, value: f.value, observedAt: daysAgo(f.days) }] : [],
  );
  if (events.length > 0)
    await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events });
  if (tags.length > 0) await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: tags });
}

interface Story {
  readonly segments: Readonly<Record<string, string>>;
  readonly layer: readonly [key: string, since: string];
  readonly transitions: Readonly<Record<string, readonly [kind: string, cause: string, effectiveAt: string]>>;
}

async function storyOf(member: string): Promise<Story> {
  const { profile } = await admin.ask(
    `query($i:IdentityInput!,$t:DateTime!){profile(identity:$i){
      segments{segment{key} since} was:segments(asOf:$t){segment{key} since} layers{layer{key} since}
      transitions(first:50){edges{node{segmentKey kind cause effectiveAt}}}}}`,
    { i: { namespace: 'member_id', value: member }, t: iso(CLOCK) },
  );
  type Row = { readonly segment: { readonly key: string }; readonly since: string };
  const byKey = (rows: readonly Row[]): Record<string, string> =>
    Object.fromEntries(rows.map((r) => [r.segment.key, r.since]));
  assert.deepEqual(byKey(profile.segments), byKey(profile.was), `${member}: now is as of now`);
  const [{ layer, since }] = profile.layers;
  return {
    segments: byKey(profile.segments),
    layer: [layer.key, since],
    transitions: Object.fromEntries(
      profile.transitions.edges.map(({ node: t }: { node: Record<string, string> }) => [
        t.segmentKey,
        [t.kind, t.cause, t.effectiveAt],
      ]),
    ),
  };
}

test('the start of a membership does not depend on the arrival order of facts', async () => {
  const dice = new Dice(random(seedOf(31)));
  for (let round = 0; round < amount(6, 60); round++) {
    const facts: Fact[] = Array.from({ length: dice.int(2, 6) }, (_, k) => {
      const days = dice.int(0, 12) / 2;
      return dice.pick<Fact>([
        { type: 'store_visit', days, id: `e${k}` },
        { type: 'store_visit', days, id: `e${k}` },
        { type: 'page_viewed', days, id: `e${k}` },
        { type: 'order_paid', days, id: `e${k}` },
        { tag: 'level', value: dice.pick(['gold', 'silver']), days: days + k / 100 },
        { tag: 'origin', value: 'web', days: days + k / 100 },
      ]);
    });
    const told: Pick<Story, 'segments' | 'layer'>[] = [];
    for (let order = 0; order < 3; order++) {
      const member = `r${round}o${order}`;
      const rest = [...facts].sort(() => dice.next() - 0.5);
      while (rest.length > 0) await send(member, rest.splice(0, dice.int(1, 3)));
      const { segments, layer } = await storyOf(member);
      told.push({ segments, layer });
    }
    for (const other of told.slice(1)) assert.deepEqual(other, told[0], `round ${round}: ${JSON.stringify(facts)}`);
  }
});

test('a change caused by a late first fact is announced from that fact on, with its kind as the cause', async () => {
  await send('event', [{ type: 'store_visit', days: 3, id: 'e' }]);
  const event = ['ENTERED', 'EVENT', daysAgo(3)];
  const byEvent = await storyOf('event');
  assert.deepEqual(byEvent.transitions, { visited: event, silent: event, 'm.rest': event });
  assert.deepEqual(byEvent.segments, { visited: daysAgo(3), silent: daysAgo(3) });
  assert.deepEqual(byEvent.layer, ['rest', daysAgo(3)]);

  await send('tag', [{ tag: 'level', value: 'gold', days: 3 }]);
  const tag = ['ENTERED', 'TAG', daysAgo(3)];
  const byTag = await storyOf('tag');
  assert.deepEqual(byTag.transitions, {
    gold: tag,
    loyal: ['ENTERED', 'TAG', daysAgo(2)],
    silent: tag,
    'm.rest': tag,
  });
});

test('the decisive one of several late facts is the cause', async () => {
  const visits: Fact[] = [5, 4, 1].map((days) => ({ type: 'store_visit', days, id: `v${days}` }));
  await send('several', visits);
  const { transitions } = await storyOf('several');
  assert.deepEqual(transitions.visited, ['ENTERED', 'EVENT', daysAgo(5)]);
  assert.deepEqual(transitions.twice, ['ENTERED', 'EVENT', daysAgo(4)]);
  assert.deepEqual(transitions['m.often'], ['ENTERED', 'EVENT', daysAgo(4)]);
  // Each visit is within three days of the previous one, so the membership does not end in between.
  assert.deepEqual(transitions.recent, ['ENTERED', 'EVENT', daysAgo(5)]);
  // The same applies to a customer that already exists.
  await send('old', [{ type: 'page_viewed', days: 0, id: 'p' }]);
  await send('old', visits);
  const old = (await storyOf('old')).transitions;
  assert.deepEqual(old.visited, ['ENTERED', 'EVENT', daysAgo(5)]);
  assert.deepEqual(old.twice, ['ENTERED', 'EVENT', daysAgo(4)]);
  // When the last write arrives, the earlier tag values have no effect on the current state.
  await send('tags', [
    { tag: 'level', value: 'silver', days: 4 },
    { tag: 'level', value: 'gold', days: 3 },
    { tag: 'level', value: 'gold', days: 1 },
  ]);
  const { transitions: tags } = await storyOf('tags');
  assert.deepEqual(tags.gold, ['ENTERED', 'TAG', daysAgo(3)]);
  assert.deepEqual(tags.silent, ['ENTERED', 'TAG', daysAgo(4)]);
});
