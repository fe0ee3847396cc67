/**
 * Tests that a bulk load produces the same tags, memberships and next transitions as the normal write path. If it
 * includes the past, its ledger is correct for every time. `STRATA_SEED` repeats a run.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Condition, EventFact, Identity } from '../../src/engine/types.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { holds, type World } from '../../src/reference/language.js';
import { type Intake } from '../../src/services/base/write-intakes.js';
import { eventId } from '../../src/services/base/ids.js';
import type { ProfileRecord } from '../../src/services/base/ports.js';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random, randomCondition, randomEvents, randomWrites, T0, TAGS } from '../support/random-world.js';
import { ITEM_LOOKUPS, worldCatalogues } from '../support/random-items.js';
import { listNamed, worldLists } from '../support/random-lists.js';
import { TestServer } from '../support/server.js';
import { defineCatalogues, defineLists, defineTags } from '../support/world-definitions.js';

const SEED = seedOf(11);
const DAY = 86_400_000;
const NOW = T0 + 45 * DAY;
const SINCE = T0 + 12 * DAY;
const CUSTOMERS = amount(12, 40);
const SEGMENTS = amount(12, 20);
const SETTING = { zone: 'Asia/Shanghai', currency: 'CNY' };

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

interface Person {
  readonly member: string;
  readonly world: World;
  readonly intakes: readonly Intake[];
}

const segments = new Map<string, Condition>();

/** Creates a sandbox and defines the tags, lists and segments in it, which are the same for every sandbox. */
async function sandbox(id: string): Promise<void> {
  const caller = await server.sandbox(id, new Date(NOW).toISOString(), SETTING);
  await defineTags(caller);
  await defineLists(caller);
  await defineCatalogues(caller);
  for (const [k, condition] of segments)
    await caller.ask(
      'mutation($k:String!,$e:String!){defineSegment(input:{key:$k,expression:$e},wait:true){job{state}}}',
      {
        k,
        e: printCondition(condition),
      },
    );
}

function randomSegments(d: Dice): void {
  const names = {
    tag: (key: string) => TAGS.find((tag) => tag.key === key),
    segment: (key: string) => segments.get(key),
    list: listNamed,
    items: ITEM_LOOKUPS,
  };
  for (let i = 0; i < SEGMENTS; i++) {
    const { condition, faults } = checkCondition(randomCondition(d, [...segments.keys()]), names);
    assert.deepEqual(faults, []);
    segments.set(`s${i}`, condition!);
  }
}

/** Returns a random customer. Some of its facts name a second identity too. */
function randomPerson(d: Dice, n: number): Person {
  const member = `m${n}`;
  const own: Identity = { namespace: 'member_id', value: member };
  const both: readonly Identity[] = [own, { namespace: 'device_id', value: `device-of-${member}` }];
  const events = randomEvents(d, d.int(2, 20)).map((e): EventFact => ({
    ...e,
    id: eventId('test', `${member}-${e.id}`),
  }));
  const writes = new Map(
    [...randomWrites(d)].map(([key, list]) => [key, list.map((write, i) => ({ ...write, sequence: i }))]),
  );
  const origin = { actor: 'test', operation: 'test' };
  const intakes: Intake[] = [
    ...events.map((event): Intake => ({
      kind: 'event',
      origin,
      identities: d.chance(0.3) ? both : [own],
      event,
      source: 'test',
      messageId: event.id.slice('test|'.length),
      bodyHash: event.id,
    })),
    ...[...writes].flatMap(([tag, list]) =>
      list.map(({ id, ...write }): Intake => ({
        kind: 'tag',
        origin,
        target: { identities: [own] },
        tag,
        ...write,
        ...(write.change ? { writeId: `${member} ${id}` } : {}),
      })),
    ),
  ];
  const tags = new Map(TAGS.map((tag) => [tag.key, tag]));
  return {
    member,
    world: { events, writes, tags, segments, lists: worldLists(new Set()), catalogues: worldCatalogues(), ...SETTING },
    intakes,
  };
}

async function rootOf(workspace: string, member: string): Promise<ProfileRecord> {
  const { identities, profiles } = server.running.services.stores;
  const [id] = (await identities.find(workspace, [{ namespace: 'member_id', value: member }])).values();
  const [profile] = await profiles.find(workspace, [id]);
  return (await profiles.find(workspace, [profile.root]))[0];
}

/** Returns the parts of a customer that do not depend on generated ids or on the order of arrival. */
function shown({ identities, tags, lists, dues, evaluation }: ProfileRecord): object {
  const kept = evaluation.segments.filter(({ member, nextFlipAt }) => member || nextFlipAt !== undefined);
  return {
    identities: identities.map(({ namespace, value }) => `${namespace}:${value}`).sort(),
    tags: [...tags.values()]
      .map(({ key, from, writes }) => ({ key, from, writes: writes.map((write) => ({ ...write, id: undefined })) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    lists,
    dues,
    segments: kept.map(({ segment, member, version, nextFlipAt }) => ({ segment, member, version, nextFlipAt })),
    evaluatedAt: evaluation.evaluatedAt,
    knownUntil: evaluation.knownUntil,
    nextCheckAt: evaluation.nextCheckAt,
  };
}

/** Returns a function that determines from the ledger whether a customer was in a segment at a given time. */
async function toldAt(
  workspace: string,
  { id, members }: ProfileRecord,
): Promise<(segment: string, at: number) => boolean> {
  const told = await server.running.services.stores.transitions.ofProfilesUntil(workspace, members, NOW);
  assert.ok(
    told.every(({ recordedAt, effectiveAt }) => recordedAt === effectiveAt),
    `the ledger of ${id} is recorded at the effects`,
  );
  return (segment, at) =>
    told.filter((entry) => entry.segment === segment && entry.effectiveAt <= at).at(-1)?.kind === 'ENTERED';
}

test(`a bulk load equals the ordinary write path, and its ledger equals the oracle (seed ${SEED})`, async () => {
  const d = new Dice(random(SEED));
  randomSegments(d);
  for (const id of ['ordinary', 'loaded', 'past']) await sandbox(id);
  const people = Array.from({ length: CUSTOMERS }, (_, n) => randomPerson(d, n));
  const all = people.flatMap(({ intakes }) => intakes);
  const { writer } = server.running.services;

  const shuffled = all.map((intake) => ({ intake, place: d.int(0, 1_000_000) })).sort((a, b) => a.place - b.place);
  for (let i = 0; i < shuffled.length; i += 40)
    await writer.write(
      'ordinary',
      shuffled.slice(i, i + 40).map(({ intake }) => intake),
    );
  const outcomes = await writer.load('loaded', all);
  assert.ok(outcomes.every(({ status }, i) => status === 'ACCEPTED' || all[i].kind === 'tag'));
  await writer.load('past', all, SINCE);

  for (const { member, world } of people) {
    const ordinary = shown(await rootOf('ordinary', member));
    assert.deepEqual(shown(await rootOf('loaded', member)), ordinary, `${member} (seed ${SEED})`);
    const past = await rootOf('past', member);
    assert.deepEqual(shown(past), ordinary, `${member} with a past (seed ${SEED})`);

    const first = Math.min(...[...world.events, ...[...world.writes.values()].flat()].map(({ at }) => at));
    assert.equal(past.createdAt, first);
    const wasTold = await toldAt('past', past);
    for (const [key, condition] of segments)
      for (let i = 0; i < 6; i++) {
        const at = Math.max(SINCE, first) + d.int(0, 33 * 24) * 3_600_000;
        if (at > NOW) continue;
        assert.equal(
          wasTold(key, at),
          holds(condition, world, at),
          `${member} at ${new Date(at).toISOString()}: ${printCondition(condition)} (seed ${SEED})`,
        );
      }
  }
});

test('a bulk load sent twice counts once', async () => {
  const { writer, stores } = server.running.services;
  await server.sandbox('twice', new Date(NOW).toISOString(), SETTING);
  const { intakes } = randomPerson(new Dice(random(SEED)), 1);
  const events = intakes.filter(({ kind }) => kind === 'event');
  const [first, second] = [await writer.load('twice', events, SINCE), await writer.load('twice', events, SINCE)];
  assert.deepEqual(new Set(first.map(({ status }) => status)), new Set(['ACCEPTED']));
  assert.deepEqual(new Set(second.map(({ status }) => status)), new Set(['DUPLICATE']));
  assert.equal(await stores.events.count('twice'), events.length);
  assert.equal(await stores.profiles.countRoots('twice'), 1);
});
