/**
 * Tests due times of customers. A customer is due at the earliest time that any registered kind requests. Each kind
 * receives its expired due times exactly once, in the transaction that settles the customer.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { EmbeddedServer } from '../../src/embedded/server.js';
import { OWN_SOURCE } from '../../src/engine/facts/vocabulary.js';
import {
  duesOfMembers,
  earliestDue,
  fallenBy,
  nextEvaluationAt,
  withDues,
  withoutKind,
  type Due,
} from '../../src/engine/memberships/dues.js';
import type { Principal } from '../../src/services/base/access.js';
import { eventId } from '../../src/services/base/ids.js';
import type { ProfileRecord } from '../../src/services/base/ports.js';
import { enter } from '../../src/services/base/room.js';
import { pause } from '../../src/pause.js';
import type { Services } from '../../src/services/base/services.js';
import { createServices } from '../../src/services/create-services.js';
import { ingestEvents } from '../../src/services/events/events.js';
import { mergeProfiles, unmergeProfile } from '../../src/services/identity/identity.js';
import { findProfile } from '../../src/services/profiles/profiles.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { createWorkspace, advanceClock } from '../../src/services/workspaces/workspaces.js';
import { runDueChecks } from '../../src/services/write-path/due-checks.js';
import type { DueKind } from '../../src/services/write-path/dues/due-kind.js';
import { DUES } from '../../src/services/write-path/dues/registry.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createStores } from '../../src/storage/stores.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 2, 10, 12);
const at = (ms: number): string => new Date(NOW + ms).toISOString();

const dir = mkdtempSync(join(tmpdir(), 'strata-dues-'));
const database = new EmbeddedServer({
  dir: join(dir, 'db'),
  listen: { socket: join(dir, 's.sock') },
  nowMs: () => Date.now(),
  streamed: STREAMED,
});
const connections: Mongo[] = [];
let uri: string;
/** Due times that have expired, in order. */
const fell: string[] = [];
let wrongPlan: { readonly kind: string; readonly ahead: number } | undefined;

/**
 * A kind of due time. It reminds a customer one day after the last search, and evaluates the customer again two hours
 * later.
 */
const reminders: DueKind = {
  name: 'reminders',
  open: ({ now }) =>
    Promise.resolve({
      plan: ({ subject, evaluatedAt }) => {
        const last = subject.facts.ofType('searched').reduce((latest, event) => Math.max(latest, event.at), -Infinity);
        return last + DAY > evaluatedAt ? [{ key: 'search', at: last + DAY }] : [];
      },
      fall: ({ id }, fallen) => {
        fell.push(...fallen.map((due) => `reminders ${due.key} ${(due.at - NOW) / HOUR}`));
        if (wrongPlan) return { dues: [{ kind: wrongPlan.kind, key: 'x', at: now + wrongPlan.ahead }] };
        return {
          events: [{ id: eventId(OWN_SOURCE, `reminded:${id}:${fallen[0].at}`), type: 'reminded', at: now }],
          dues: [{ kind: 'second looks', key: 'look', at: now + 2 * HOUR }],
        };
      },
    }),
};
const secondLooks: DueKind = {
  name: 'second looks',
  open: () =>
    Promise.resolve({
      fall: (_, fallen) => {
        fell.push(...fallen.map((due) => `second looks ${due.key} ${(due.at - NOW) / HOUR}`));
        return {};
      },
    }),
};

async function process(): Promise<Services> {
  const mongo = await Mongo.connect(uri, 't', 30_000);
  connections.push(mongo);
  return createServices(createStores(mongo), pause, { dues: [...DUES, reminders, secondLooks] });
}

const principal = (workspace: string): Principal => ({
  workspace,
  subject: 'test',
  scopes: new Set(['admin']),
  expiresAt: Infinity,
});
const id = (namespace: string, value: string): { namespace: string; value: string } => ({ namespace, value });
const search = (services: Services, workspace: string, member: string, ms: number): Promise<unknown> =>
  ingestEvents(services, principal(workspace), [
    {
      messageId: `${member}${ms}`,
      type: 'searched',
      occurredAt: at(ms),
      identities: [id('member_id', member)],
    },
  ]);

async function customer(services: Services, workspace: string, member: string): Promise<ProfileRecord> {
  const room = await enter(services, workspace);
  return (await findProfile(services, principal(workspace), room, { identity: id('member_id', member) }))!;
}

let services: Services;
before(async () => {
  uri = await database.listen();
  services = await process();
});
after(async () => {
  for (const mongo of connections) await mongo.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

/**
 * Creates a workspace with a customer who searched two hours ago, and a segment of customers who searched within five
 * hours.
 */
async function shop(workspace: string): Promise<void> {
  fell.length = 0;
  await createWorkspace(services, { id: workspace, clock: at(0) });
  await defineSegment(services, principal(workspace), { key: 'fresh', expression: 'did(searched, last 5h)' });
  await defineSegment(services, principal(workspace), { key: 'reminded', expression: 'did(reminded)' });
  await search(services, workspace, 'A', -2 * HOUR);
}

test('a customer is due at the earliest instant of all registrations, and each gets its own back once', async () => {
  await shop('earliest');
  const { evaluation, dues } = await customer(services, 'earliest', 'A');
  assert.equal(evaluation.nextCheckAt, NOW + 3 * HOUR, 'the flip of the segment');
  assert.deepEqual(
    dues.map(({ kind, at: due }) => [kind, (due - NOW) / HOUR]),
    [['reminders', 22]],
  );
  await advanceClock(services, principal('earliest'), at(3 * HOUR));
  assert.deepEqual(fell, [], 'only the flip was due');
  assert.equal((await customer(services, 'earliest', 'A')).evaluation.nextCheckAt, NOW + 22 * HOUR);
  await advanceClock(services, principal('earliest'), at(22 * HOUR));
  const reminded = await customer(services, 'earliest', 'A');
  assert.deepEqual(fell, ['reminders search 22']);
  assert.equal(reminded.evaluation.nextCheckAt, NOW + 24 * HOUR, 'the plan made when it fell due');
  assert.ok(
    reminded.evaluation.segments.some(({ segment, member }) => segment === 'reminded' && member),
    'what followed was settled with it',
  );
  await advanceClock(services, principal('earliest'), at(30 * DAY));
  assert.deepEqual(fell, ['reminders search 22', 'second looks look 24']);
  const done = await customer(services, 'earliest', 'A');
  assert.deepEqual(done.dues, []);
  assert.ok(done.evaluation.nextCheckAt > NOW + 300 * DAY);
});

test('after downtime overdue ones come with the flips of that time, and a moved one comes once', async () => {
  await shop('downtime');
  await search(services, 'downtime', 'A', -HOUR);
  await advanceClock(services, principal('downtime'), at(10 * DAY));
  assert.deepEqual(fell, ['reminders search 23'], 'the later search moved the due');
  const { stores } = services;
  const told = await stores.transitions.ofProfile('downtime', (await customer(services, 'downtime', 'A')).id, {
    first: 9,
  });
  assert.deepEqual(told.map(({ segment, kind, cause }) => `${segment} ${kind} ${cause}`).sort(), [
    'fresh ENTERED EVENT',
    'fresh LEFT TIME',
    'reminded ENTERED EVENT',
  ]);
});

test('each due is handed back once if two processes work on the same dues', async () => {
  await shop('two');
  for (let n = 0; n < 30; n++) await search(services, 'two', `B${n}`, -HOUR);
  const other = await process();
  const { workspace } = await enter(services, 'two');
  await services.stores.transact((tx) =>
    services.stores.workspaces.setClock('two', { ...workspace.sandbox!, base: NOW + 2 * DAY, running: false }, tx),
  );
  const moved = (await enter(services, 'two')).workspace;
  await Promise.all([runDueChecks(services, moved), runDueChecks(other, moved)]);
  const events = await Promise.all(
    ['A', ...Array.from({ length: 30 }, (_, n) => `B${n}`)].map(async (member) => {
      const { members, dues } = await customer(services, 'two', member);
      const facts = [...(await services.stores.events.facts('two', members)).values()].flat();
      return [facts.filter(({ type }) => type === 'reminded').length, dues.map(({ kind }) => kind).join()];
    }),
  );
  assert.deepEqual(
    events,
    events.map(() => [1, 'second looks']),
  );
});

test('dues move with their profile in a merge and an unmerge', async () => {
  await shop('joined');
  await search(services, 'joined', 'B', -2 * HOUR);
  const [a, b] = [await customer(services, 'joined', 'A'), await customer(services, 'joined', 'B')];
  await advanceClock(services, principal('joined'), at(22 * HOUR));
  assert.deepEqual(fell, ['reminders search 22', 'reminders search 22']);
  const names = (record: ProfileRecord): string[] => record.dues.map(({ kind, profile }) => `${kind} ${profile}`);
  assert.deepEqual(names(await customer(services, 'joined', 'B')), [`second looks ${b.id}`]);
  await mergeProfiles(services, principal('joined'), a.id, b.id);
  const joined = await customer(services, 'joined', 'B');
  assert.equal(joined.id, a.id);
  assert.deepEqual(names(joined), [`second looks ${a.id}`, `second looks ${b.id}`]);
  assert.equal(joined.evaluation.nextCheckAt, NOW + 24 * HOUR);
  await unmergeProfile(services, principal('joined'), a.id, [id('member_id', 'B')], 'two people');
  assert.deepEqual(names(await customer(services, 'joined', 'A')), [`second looks ${a.id}`]);
  assert.deepEqual(names(await customer(services, 'joined', 'B')), [`second looks ${b.id}`]);
});

test('a due of an unregistered kind or for a past instant is an error and changes nothing', async () => {
  await shop('wrong');
  for (const wrong of [
    { kind: 'forgotten', ahead: HOUR },
    { kind: 'reminders', ahead: 0 },
  ]) {
    wrongPlan = wrong;
    await assert.rejects(
      advanceClock(services, principal('wrong'), at(2 * DAY)),
      wrong.kind === 'forgotten' ? /not registered/ : /has passed/,
    );
  }
  wrongPlan = undefined;
  fell.length = 0;
  await advanceClock(services, principal('wrong'), at(2 * DAY));
  assert.deepEqual(fell, ['reminders search 22']);
});

const anyDue = fc.record({
  kind: fc.constantFrom('a', 'b'),
  key: fc.constantFrom('k', 'l', 'm'),
  at: fc.integer({ min: 0, max: 5 }),
  profile: fc.constantFrom('p', 'q', 'r'),
});

test('each due is either fallen or left, and replaces an earlier one of the same name', () => {
  fc.assert(
    fc.property(fc.array(anyDue), fc.array(anyDue), fc.nat(5), (first, second, now) => {
      // Expected result: of several due times with the same kind, key and profile, only the last one counts.
      const expected = new Map<string, Due>();
      for (const due of [...first, ...second]) expected.set(`${due.kind} ${due.key} ${due.profile}`, due);
      const dues = withDues(withDues([], first), second);
      const sorted = (list: Iterable<Due>): string[] => [...list].map((due) => JSON.stringify(due)).sort();
      assert.deepEqual(sorted(dues), sorted(expected.values()));
      const { fallen, left } = fallenBy(dues, 'a', now);
      const has = (due: Due): boolean => due.kind === 'a' && due.at <= now;
      assert.deepEqual(sorted(fallen), sorted([...expected.values()].filter(has)));
      assert.deepEqual(sorted(left), sorted([...expected.values()].filter((due) => !has(due))));
      for (let i = 1; i < fallen.length; i++) assert.ok(fallen[i - 1].at <= fallen[i].at, 'earliest first');
      const earliest = sorted(dues).length === 0 ? Infinity : earliestDue(dues, 'b');
      assert.ok(dues.every((due) => due.kind !== 'b' || due.at >= earliest));
      assert.ok(earliest === Infinity || dues.some((due) => due.kind === 'b' && due.at === earliest));
      assert.deepEqual(
        withoutKind(dues, 'a').map(({ kind }) => kind),
        dues.filter(({ kind }) => kind === 'b').map(() => 'b'),
      );
      const members = new Set(['p', 'q']);
      assert.deepEqual(
        sorted(duesOfMembers([{ dues }], members)),
        sorted(dues.filter(({ profile }) => members.has(profile))),
      );
    }),
  );
});

test('segments are due at the next flip, at the latest when flips are no longer known', () => {
  assert.equal(nextEvaluationAt({ segments: [{ nextFlipAt: 7 }, {}, { nextFlipAt: 4 }], knownUntil: 9 }), 4);
  assert.equal(nextEvaluationAt({ segments: [{ nextFlipAt: 7 }], knownUntil: 5 }), 5);
});
