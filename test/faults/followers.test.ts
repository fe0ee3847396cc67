/**
 * Tests followers of the change feed and their stored positions. Only one process acts on changes at a time. Each
 * change is processed at least once across kills and restarts, and a follower is notified of missed changes.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, test } from 'node:test';
import { EmbeddedServer } from '../../src/embedded/server.js';
import { Hub } from '../../src/live/hub.js';
import { followedFeed } from '../../src/server.js';
import {
  actionId,
  FellBehind,
  Followers,
  type FollowedFeed,
  type FollowerKind,
  type FollowerTimes,
} from '../../src/services/base/follower.js';
import { newId } from '../../src/services/base/ids.js';
import type { StoredTransition, Workspace } from '../../src/services/base/ports.js';
import type { Services } from '../../src/services/base/services.js';
import { createServices } from '../../src/services/create-services.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { createFeed } from '../../src/storage/feed.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createStores } from '../../src/storage/stores.js';
import { eventually } from '../support/patience.js';

const LOG_KEPT_MS = 2000;
/** A lease that does not expire even if the machine pauses during the test. */
const LONG: FollowerTimes = { leaseMs: 600_000, keepEveryMs: 0 };
const SHORT: FollowerTimes = { leaseMs: 50, keepEveryMs: 0 };

let dir: string;
let uri: string;
let database: EmbeddedServer;
let aheadMs: number;
let workspace: Workspace;
let running: TestProcess[];

interface TestProcess {
  readonly mongo: Mongo;
  readonly services: Services;
  readonly followers: Followers;
  /** Ids of the changes that the follower of this process has processed, in order. */
  readonly acted: string[];
  /** One entry for each notice of missed changes: the time after which changes were missed. */
  readonly missed: number[];
  readonly reported: unknown[];
  /** Ids of the changes that the feed of this process has delivered, in order. */
  readonly told: string[];
  stop(): Promise<void>;
}

/** Settings in which a test process differs from the default. */
interface Behaviour {
  readonly times?: FollowerTimes;
  readonly isWanted?: () => boolean;
  readonly afterAct?: (mongo: Mongo) => Promise<unknown>;
  readonly feedOf?: (feed: FollowedFeed) => FollowedFeed;
}

/** Starts a process with its own connection and hub. It raises an alert for each change it follows. */
async function open(behaviour: Behaviour = {}): Promise<TestProcess> {
  const { times = LONG, isWanted = () => true, afterAct, feedOf = (feed) => feed } = behaviour;
  const mongo = await Mongo.connect(uri, 't', 5000);
  const pause = (ms: number): Promise<void> => sleep(Math.min(ms, 10));
  const services = createServices(createStores(mongo), pause);
  const [acted, missed, reported]: [string[], number[], unknown[]] = [[], [], []];
  const report = (error: unknown): void => void reported.push(error);
  const hub = new Hub(createFeed(mongo), () => performance.now(), pause, report);
  await hub.start();
  const told: string[] = [];
  void (async () => {
    for await (const { change } of hub.subscribe({ topic: 'membership' })) if (change) told.push(change.id);
  })().catch(() => undefined);
  const kind: FollowerKind = {
    name: 'test',
    follows: { topic: 'membership' },
    isWanted: () => Promise.resolve(isWanted()),
    act: async ({ stores }, { id }, change) => {
      await stores.alerts.insert({
        kind: 'SHARED_IDENTITY',
        id: actionId(change.recordedAt, [id, 'test', change.id]),
        workspace: id,
        raisedAt: change.recordedAt,
        profile: change.profile,
        namespace: 'test',
      });
      acted.push(change.id);
      await afterAct?.(mongo);
    },
    resynchronise: (_, __, since) => Promise.resolve(void missed.push(since)),
  };
  const followers = new Followers(services, feedOf(followedFeed(hub)), [kind], report, times);
  const process: TestProcess = {
    mongo,
    services,
    followers,
    acted,
    missed,
    reported,
    told,
    stop: async () => {
      followers.stop();
      await followers.done();
      await hub.stop();
      await mongo.close();
      running = running.filter((other) => other !== process);
    },
  };
  running.push(process);
  return process;
}

/** Runs the followers of every process round by round until a condition holds. */
const untilTended = (isSo: () => boolean | Promise<boolean>, what: string): Promise<unknown> =>
  eventually(async () => {
    for (const { followers } of running) await followers.tend(workspace).catch(() => undefined);
    return isSo();
  }, what);

const now = (): number => Date.now() + aheadMs;

async function commit({ services }: TestProcess, count: number): Promise<string[]> {
  const entries = Array.from({ length: count }, (): StoredTransition => {
    const at = now();
    const id = newId(at);
    return {
      id,
      workspace: workspace.id,
      profile: `p${id}`,
      segment: 'followed',
      kind: 'ENTERED',
      cause: 'EVENT',
      effectiveAt: at,
      recordedAt: at,
      version: 1,
      sequence: 1,
    };
  });
  for (const entry of entries) await services.stores.transact((tx) => services.stores.transitions.insert([entry], tx));
  return entries.map(({ id }) => id);
}

const alerts = async ({ services }: TestProcess): Promise<number> =>
  (await services.stores.alerts.page(workspace.id, { withMetrics: true, concealed: [] }, { first: 1000 })).length;

/** Returns the stored position of the follower. */
const stored = ({ mongo }: TestProcess): Promise<{ position?: string; holder: string } | null> =>
  mongo
    .collection<{ _id: string; ws: string; position?: string; holder: string }>('followers')
    .findOne({ ws: workspace.id });

const isFollowed = async (process: TestProcess): Promise<boolean> => (await stored(process))?.position !== undefined;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'strata-followers-'));
  aheadMs = 0;
  running = [];
  database = new EmbeddedServer({
    dir: join(dir, 'db'),
    listen: { socket: join(dir, 's.sock') },
    nowMs: now,
    logRetentionMs: LOG_KEPT_MS,
    streamed: STREAMED,
  });
  uri = await database.listen();
  const mongo = await Mongo.connect(uri, 't', 5000);
  workspace = await createWorkspace(
    createServices(createStores(mongo), (ms) => sleep(ms)),
    {
      id: 'shop',
      clock: '2026-03-10T12:00:00Z',
    },
  );
  await mongo.close();
});
afterEach(async () => {
  for (const process of [...running]) await process.stop();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

test('only one of two processes acts on each change, once and in order, and the other takes over', async () => {
  const [one, other] = [await open(), await open()];
  await untilTended(() => isFollowed(one), 'a kept place');
  const first = await commit(one, 30);
  await untilTended(() => one.acted.length + other.acted.length === 30, 'thirty changes acted on');
  const [holder, waiting] = one.acted.length > 0 ? [one, other] : [other, one];
  assert.deepEqual([holder.acted, waiting.acted], [first, []]);
  await holder.stop();
  const second = await commit(waiting, 5);
  await untilTended(() => waiting.acted.length === 5, 'five changes acted on by the other process');
  assert.deepEqual(waiting.acted, second, 'the position was kept when the first one ended');
  assert.equal(await alerts(waiting), 35);
  assert.deepEqual([...holder.reported, ...waiting.reported], []);
});

test('a change is acted on again after a crash before its position is kept, with one effect', async () => {
  const begun = await open({ times: SHORT });
  await untilTended(() => isFollowed(begun), 'a kept place');
  await begun.stop();
  const killed = await open({ times: SHORT, afterAct: (mongo) => mongo.close() });
  const [change] = await commit(killed, 1);
  await untilTended(() => killed.acted.length === 1, 'the act');
  running = running.filter((process) => process !== killed);
  const next = await open({ times: SHORT });
  assert.equal(await alerts(next), 1, 'the act has happened');
  await untilTended(() => next.acted.length === 1, 'the same change acted on by the next process');
  assert.deepEqual(next.acted, [change]);
  assert.equal(await alerts(next), 1);
  const [later] = await commit(next, 1);
  await untilTended(() => next.acted.length === 2, 'the change after that');
  assert.deepEqual(next.acted, [change, later]);
  await killed.stop().catch(() => undefined);
});

test('changes committed while no process follows are acted on after the next start', async () => {
  const first = await open();
  await untilTended(() => isFollowed(first), 'a kept place');
  const before = await commit(first, 3);
  await untilTended(() => first.acted.length === 3, 'what came before');
  await first.stop();
  const idle = await open({ isWanted: () => false });
  const meanwhile = await commit(idle, 7);
  await idle.stop();
  const second = await open();
  await untilTended(() => second.acted.length === 7, 'what came meanwhile');
  assert.deepEqual([first.acted, second.acted], [before, meanwhile]);
});

test('a follower required by new definitions misses no change committed under them', async () => {
  let isWanted = false;
  const process = await open({ isWanted: () => isWanted });
  for (let round = 0; round < 2; round++) await process.followers.tend(workspace);
  const before = await stored(process);
  assert.equal(before, null, 'nothing is stored for a follower that is not needed');
  isWanted = true;
  workspace = { ...workspace, catalogueVersion: workspace.catalogueVersion + 1 };
  const committed = await commit(process, 3);
  // The feed has already delivered all changes when the follower starts.
  await eventually(() => process.told.includes(committed[2]), 'the changes told by the feed');
  await untilTended(() => process.acted.length >= 3, 'the changes acted on');
  assert.deepEqual(process.acted, committed);
  isWanted = false;
  workspace = { ...workspace, catalogueVersion: workspace.catalogueVersion + 1 };
  await untilTended(async () => (await stored(process)) === null, 'the place of a follower that nobody needs is gone');
  const unneeded = await commit(process, 2);
  await eventually(() => process.told.includes(unneeded[1]), 'those changes told by the feed');
  for (let round = 0; round < 2; round++) await process.followers.tend(workspace);
  isWanted = true;
  workspace = { ...workspace, catalogueVersion: workspace.catalogueVersion + 1 };
  const again = await commit(process, 1);
  await untilTended(() => process.acted.length >= 4, 'the change under the new definitions');
  assert.deepEqual(process.acted, [...committed, ...again], 'and no change from before');
});

test('a process with outdated definitions does not delete a kept position', async () => {
  const process = await open();
  await untilTended(() => isFollowed(process), 'a kept place');
  const behind = await open({ isWanted: () => false });
  const older = { ...workspace, catalogueVersion: workspace.catalogueVersion - 1 };
  await behind.followers.tend(older);
  assert.notEqual(await stored(process), null);
  // The follower keeps to the newest catalogue version that it has seen, even if it is later run with an older one.
  workspace = { ...workspace, catalogueVersion: workspace.catalogueVersion + 2 };
  await process.followers.tend(workspace);
  await behind.followers.tend({ ...workspace, catalogueVersion: workspace.catalogueVersion - 1 });
  assert.notEqual(await stored(process), null);
  await behind.followers.tend(workspace);
  assert.equal(await stored(process), null);
});

test('a follower whose position is no longer in the feed learns what it missed, and continues', async () => {
  const first = await open();
  await untilTended(() => isFollowed(first), 'a kept place');
  await commit(first, 1);
  const begin = now();
  await untilTended(() => first.acted.length === 1, 'the first change');
  await first.stop();
  const aside = await open({ isWanted: () => false });
  await commit(aside, 2);
  aheadMs += LOG_KEPT_MS * 2;
  await commit(aside, 1);
  await database.keepHouse();
  await aside.stop();

  const second = await open();
  await untilTended(() => second.missed.length === 1, 'the follower told of what it missed');
  assert.ok(second.missed[0] < begin, 'since before the last change acted on');
  const [later] = await commit(second, 1);
  await untilTended(() => second.acted.includes(later), 'the next change');
  assert.equal(second.missed.length, 1);
  assert.deepEqual(
    second.reported.map((error) => (error as Error).constructor.name),
    ['PositionLost'],
  );
});

test('a follower that fell behind continues after its last change, and reports no error', async () => {
  const asked: (string | undefined)[] = [];
  const seen: string[] = [];
  const process = await open({
    feedOf: (feed) => ({
      position: undefined,
      async *follow(id, followed, after, signal) {
        asked.push(after);
        for await (const item of feed.follow(id, followed, after, signal)) {
          yield item;
          seen.push(item.position);
          if (item.change && asked.length === 1) throw new FellBehind('it was read too slowly');
        }
      },
    }),
  });
  await untilTended(() => seen.length > 0, 'the beginning');
  const committed = await commit(process, 3);
  await untilTended(() => process.acted.length === 3, 'all changes');
  assert.deepEqual(process.acted, committed);
  assert.equal(asked.length, 2);
  assert.ok(seen.includes(asked[1]!), 'from the position of the change before');
  assert.deepEqual(process.reported, []);
});

test('nothing is stored for a workspace that is removed while its followers start', async () => {
  const process = await open();
  await process.services.stores.workspaces.remove(workspace.id);
  await process.followers.tend(workspace).catch(() => undefined);
  assert.equal(await stored(process), null);
});
