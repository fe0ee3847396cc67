/**
 * Changes every field of a definition in randomly generated workspaces. Each state is compared with that of a workspace
 * that had the new definition from the start: memberships, sizes, ad hoc queries, explanations, tags and layers.
 * `STRATA_SEED` repeats a run.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import {
  changes,
  changesOfNobody,
  DEFINE_APART,
  DEFINE_CATALOGUE,
  DEFINE_MODEL,
  DEFINE_NAMESPACE,
  DEFINE_TAG,
  entriesOf,
  movesSomeone,
  REPLACE_ENTRIES,
  RETENTION,
  SEGMENT,
  type Change,
} from './changes.js';
import { at, CUSTOMERS, facts, SHARED_CARDS, world, type Facts, type World } from './random-shop.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = Number(process.env.STRATA_SEED ?? 20261128);
const ROUNDS = Number(process.env.STRATA_ROUNDS ?? 1);
/** Number of changes between two comparisons with a workspace that had the definitions from the start. */
const CHANGES_A_COMPARISON = amount(2, 1);

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

async function build(id: string, w: World): Promise<Caller> {
  const shop = await server.sandbox(id, at(-30));
  for (const [name, rules] of Object.entries(w.namespaces)) await shop.ask(DEFINE_NAMESPACE, { i: { name, ...rules } });
  for (const [t, k] of Object.entries(w.retentions)) await shop.ask(RETENTION, { t, k });
  await shop.ask(DEFINE_CATALOGUE);
  await shop.ask(REPLACE_ENTRIES, { e: entriesOf(w) });
  for (const [key, input] of Object.entries(w.tags)) await shop.ask(DEFINE_TAG, { i: { key, ...input } });
  const { s_visits, ...own } = w.segments;
  for (const [key, expression] of Object.entries(own))
    await shop.ask(SEGMENT('defineSegment'), { i: { key, expression } });
  await shop.ask(DEFINE_MODEL, { i: { key: 'm', layers: w.layers } });
  await shop.ask(SEGMENT('defineSegment'), { i: { key: 's_visits', expression: s_visits } });
  await shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(0) });
  return shop;
}

async function tell(id: string, { events, writes }: Facts): Promise<void> {
  const shop = server.caller(id, ['admin']);
  await shop.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events });
  for (const { source, mutation, type, list } of writes)
    await server
      .caller(id, ['admin'], source)
      .ask(`mutation($l:[${type}!]!){${mutation}(${mutation === 'setTags' ? 'tags' : 'changes'}:$l){status}}`, {
        l: list,
      });
}

/** Returns everything that can be read from a workspace, with member numbers instead of profile ids. */
async function picture(shop: Caller, w: World): Promise<unknown> {
  const segments = Object.entries(w.segments);
  const members = Array.from({ length: CUSTOMERS }, (_, i) => `M${i + 1}`);
  const people = await shop.ask(
    `{${members
      .map(
        (m) =>
          `${m}:profile(identity:{namespace:"member_id",value:"${m}"}){id identities{namespace value} tags{key value} segments{segment{key}} layers{layer{key}}}`,
      )
      .join('\n')}}`,
  );
  const sorted = (list: readonly unknown[]): string[] => list.map((x) => JSON.stringify(x)).sort();
  const names = new Map<string, string>();
  for (const m of members) if (people[m]) names.set(people[m].id, `${names.get(people[m].id) ?? ''}${m}`);
  const known = (page: { edges: { node: { id: string } }[] }): string[] =>
    page.edges.flatMap((e) => (names.has(e.node.id) ? [names.get(e.node.id)!] : [])).sort();
  const lists = await shop.ask(
    `{${segments
      .map(
        ([key, x]) =>
          `${key}:segment(key:"${key}"){members(first:50){edges{node{id}}}} ad_${key}:profiles(first:50,expression:${JSON.stringify(x)}){edges{node{id}}}`,
      )
      .join('\n')} layerModel(key:"m"){distribution{layer count}}}`,
  );
  for (const [key] of segments) assert.deepEqual(known(lists[key].members), known(lists[`ad_${key}`]), `ad hoc ${key}`);
  const looked = [...names.keys()].slice(0, 2);
  for (const id of looked) {
    const said = await shop.ask(
      `{${segments.map(([key]) => `${key}:explainMembership(profile:"${id}",segment:"${key}"){member}`).join('\n')}}`,
    );
    for (const [key] of segments)
      assert.equal(said[key].member, known(lists[key].members).includes(names.get(id)!), `explained ${key}`);
  }
  return {
    people: members.map((m) => {
      const p = people[m];
      return (
        p && {
          with: names.get(p.id),
          cards: sorted(p.identities.filter((i: { value: string }) => !SHARED_CARDS.includes(i.value))),
          tags: sorted(p.tags),
          segments: sorted(p.segments),
          layers: sorted(p.layers),
        }
      );
    }),
    members: segments.map(([key]) => [key, known(lists[key].members)]),
  };
}

/** Returns the list in random order. */
function shuffled<T>(d: Dice, list: readonly T[]): T[] {
  return list
    .map((x) => ({ x, place: d.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ x }) => x);
}

async function sent(change: Change, shop: Caller, w: World): Promise<void> {
  met('definition change', change.field);
  await change.send(shop, w);
}

test(`after a change of any field a definition gives the same results as if created so (seed ${SEED})`, async () => {
  const d = new Dice(random(SEED));
  const forward = 'mutation($t:DateTime!){advanceClock(to:$t){now}}';
  for (let round = 0; round < ROUNDS; round++) {
    let w = world(d);
    const told = facts(d, 'a');
    const changed = await build(`c${round}`, w);
    await tell(`c${round}`, told);
    const all = changes(d);
    let seen = await picture(changed, w);
    // Changes one workspace step by step, and compares it with another workspace that had the same definitions from the
    // start.
    let last: Caller | undefined;
    let moved = 0;
    const moving = shuffled(d, all.filter(movesSomeone));
    let compared: string[] = [];
    for (const [i, change] of moving.entries()) {
      await sent(change, changed, w);
      w = change.after(w);
      compared.push(change.what);
      // Each snapshot also compares stored state with a new evaluation, even in the second workspace.
      const now = await picture(changed, w);
      if (JSON.stringify(now) !== JSON.stringify(seen)) moved++;
      seen = now;
      const final = i === moving.length - 1;
      if (!final && (i + 1) % CHANGES_A_COMPARISON > 0) continue;
      const name = `f${round}-${i}`;
      last = await build(name, w);
      await tell(name, told);
      assert.deepEqual(now, await picture(last, w), `seed ${SEED}, round ${round}: ${compared.join('; ')}`);
      compared = [];
      if (!final) await last.ask(`mutation{deleteSandbox(id:"${name}")}`);
      else {
        // Both workspaces stay equal when they receive further events.
        for (const [id, shop] of [
          [`c${round}`, changed],
          [name, last],
        ] as const) {
          await tell(id, facts(new Dice(random(SEED + round)), 'b'));
          await shop.ask(forward, { t: at(6) });
        }
        seen = await picture(changed, w);
        assert.deepEqual(seen, await picture(last, w), `seed ${SEED}, round ${round}: later`);
      }
    }
    // Changes of the remaining fields leave the existing state unchanged.
    await changed.ask(DEFINE_APART);
    for (const change of changesOfNobody(d, all, w)) {
      await sent(change, changed, w);
      assert.deepEqual(await picture(changed, w), seen, `seed ${SEED}, round ${round}: ${change.what}`);
    }
    assert.ok(moved > 3, `${moved} changes moved someone`);
  }
});
