/**
 * Tests the hub: order, resuming, slow subscribers, lost history, and the validity of cursors. The feed is a list that
 * the test advances.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HistoryLost, Hub, type Feed, type FeedItem, type FeedStep, type Past } from '../../src/live/hub.js';
import { FairSemaphore } from '../../src/live/fair-semaphore.js';
import type { AnnouncedChange, MembershipChange } from '../../src/live/topics.js';
import { TooSlow } from '../../src/live/subscriber.js';
import { Cursors } from '../../src/services/base/cursors.js';
import { eventually } from '../support/server.js';

const position = (n: number): string => String(n).padStart(8, '0');
const change = (n: number, workspace = 'a', segment = 's'): MembershipChange => ({
  topic: 'membership',
  id: `t${n}`,
  workspace,
  profile: `p${n % 7}`,
  segment,
  kind: n % 2 ? 'ENTERED' : 'LEFT',
  cause: 'EVENT',
  effectiveAt: n,
  recordedAt: n,
  version: 1,
  sequence: n,
});

/** A feed that grows by `add`. Readers at a position before `oldest` have lost history. */
class ListFeed implements Feed {
  readonly log: FeedStep[] = [{ position: position(0), changes: [] }];
  oldest = 0;
  /** Number of past steps that were read. `read` is called for each. */
  reads = 0;
  read: (step: number) => void = () => undefined;
  past: Past | undefined;
  private wake: (() => void)[] = [];

  add(...changes: AnnouncedChange[]): void {
    this.log.push({ position: position(this.log.length), changes });
    for (const w of this.wake.splice(0)) w();
  }

  open(after: string | undefined, past?: Past): AsyncIterable<FeedStep> & { close(): Promise<void> } {
    if (past) this.past = past;
    let closed = false;
    let i = after === undefined ? this.log.length - 1 : Number(after) + 1;
    const next = async function* (this: ListFeed): AsyncGenerator<FeedStep> {
      if (after !== undefined && Number(after) < this.oldest) throw new HistoryLost('gone');
      while (!closed) {
        if (i < this.log.length) {
          if (past) this.read(++this.reads);
          yield this.log[i++];
        } else await new Promise<void>((resolve) => this.wake.push(resolve));
      }
    }.call(this);
    return Object.assign(next, {
      close: () => {
        closed = true;
        for (const w of this.wake.splice(0)) w();
        return Promise.resolve();
      },
    });
  }
}

async function started(maxQueued?: number): Promise<{ feed: ListFeed; hub: Hub }> {
  const feed = new ListFeed();
  const hub = new Hub(
    feed,
    () => 0,
    () => Promise.resolve(),
    () => undefined,
    [],
    maxQueued,
  );
  await hub.start();
  return { feed, hub };
}

async function take(stream: AsyncGenerator<FeedItem>, n: number): Promise<MembershipChange[]> {
  const out: MembershipChange[] = [];
  while (out.length < n) {
    const item = await stream.next();
    if (item.done) break;
    if (item.value.change) out.push(item.value.change as MembershipChange);
  }
  return out;
}

test('a subscriber gets only changes of its workspace and interest, in order', async () => {
  const { feed, hub } = await started();
  const stream = hub.subscribe({
    workspace: 'a',
    topic: 'membership',
    segments: new Set(['s']),
    kinds: new Set(['ENTERED']),
  });
  await stream.next();
  for (let n = 1; n <= 6; n++) feed.add(change(n, n === 3 ? 'b' : 'a', n === 5 ? 'other' : 's'));
  feed.add(change(7));
  assert.deepEqual(
    (await take(stream, 2)).map((c) => c.sequence),
    [1, 7],
  );
  await stream.return(undefined);
  assert.equal(hub.subscribers, 0);
  await hub.stop();
});

test("a customer's change matches each of the profile ids at the time of writing, live and resumed", async () => {
  const { feed, hub } = await started();
  const hear = (id: string, after?: string) =>
    hub.subscribe({ workspace: 'a', topic: 'membership', profiles: new Set([id]) }, after);
  const live = hear('x');
  await live.next();
  feed.add({ ...change(1), profile: 'x' });
  feed.add({ ...change(2), profile: 'y' });
  feed.add({ ...change(3), profile: 'y', otherProfiles: ['w', 'x'] });
  feed.add({ ...change(4), profile: 'y', otherProfiles: ['w'] });
  feed.add({ ...change(5), profile: 'x' });
  const heard = async (stream: AsyncGenerator<FeedItem>): Promise<number[]> =>
    (await take(stream, 3)).map((c) => c.sequence);
  assert.deepEqual(await heard(live), [1, 3, 5]);
  assert.deepEqual(await heard(hear('x', position(0))), [1, 3, 5]);
  assert.deepEqual(await heard(hear('y', position(0))), [2, 3, 4]);
  await hub.stop();
});

test('changes of one step reach subscribers of either topic, live and resumed', async () => {
  const { feed, hub } = await started();
  const topics = ['membership', 'profile'] as const;
  const hear = (after?: string) => topics.map((topic) => hub.subscribe({ workspace: 'a', topic }, after));
  const live = hear();
  for (const stream of live) await stream.next();
  for (let n = 1; n <= 3; n++)
    feed.add(change(n), {
      topic: 'profile',
      id: `t${n}`,
      workspace: 'a',
      profile: 'p',
      at: n,
      events: [],
      tags: [],
      segments: ['s'],
    });
  const heard = (streams: AsyncGenerator<FeedItem>[]): Promise<string[][]> =>
    Promise.all(streams.map(async (x) => (await take(x, 3)).map((c) => `${c.topic} ${c.id}`)));
  const wanted = topics.map((topic) => [1, 2, 3].map((n) => `${topic} t${n}`));
  assert.deepEqual(await heard(live), wanted);
  assert.deepEqual(await heard(hear(position(0))), wanted);
  await hub.stop();
});

test('a resumed subscriber gets every change once, including those that arrive while it catches up', async () => {
  const { feed, hub } = await started();
  for (let n = 1; n <= 50; n++) feed.add(change(n));
  const stream = hub.subscribe({ workspace: 'a', topic: 'membership' }, position(10));
  await stream.next();
  for (let n = 51; n <= 60; n++) feed.add(change(n));
  const first = await take(stream, 20);
  for (let n = 61; n <= 70; n++) feed.add(change(n));
  assert.deepEqual(
    [...first, ...(await take(stream, 40))].map((c) => c.sequence),
    Array.from({ length: 60 }, (_, i) => i + 11),
  );
  await stream.return(undefined);
  await hub.stop();
});

test('a slow subscriber is cut off without effect on others', async () => {
  const { feed, hub } = await started();
  const slow = hub.subscribe({ workspace: 'a', topic: 'membership' });
  const quick = hub.subscribe({ workspace: 'a', topic: 'membership' });
  await slow.next();
  await quick.next();
  const total = 10_500;
  const reading = take(quick, total);
  for (let n = 1; n <= total; n++) {
    feed.add(change(n));
    if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal((await reading).length, total);
  await assert.rejects(take(slow, total), TooSlow);
  await eventually(() => hub.subscribers <= 1, 'the slow one to be gone');
  await quick.return(undefined);
  await hub.stop();
});

test('when the total limit is reached, subscribers with more than a fair share are cut off', async () => {
  const { feed, hub } = await started(5000);
  const idle = Array.from({ length: 20 }, () => hub.subscribe({ workspace: 'a', topic: 'membership' }));
  await Promise.all(idle.map((stream) => stream.next()));
  const reading = idle.map((stream) => stream.next());
  const { limit } = hub.waiting;
  // Each subscriber stays below its individual limit, and together they exceed the total limit.
  const each = 400;
  assert.ok(each * idle.length > limit);
  for (let n = 0; n < each; n += 20) {
    for (let i = 0; i < 20; i++) feed.add(change(n + i));
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(hub.waiting.used <= limit, String(hub.waiting.used));
  }
  await Promise.all(reading);
  assert.ok(hub.waiting.used > limit / 2, 'it was filled');
  const ends = await Promise.allSettled(idle.map((stream) => take(stream, each - 1)));
  const cut = ends.filter((end) => end.status === 'rejected');
  assert.ok(cut.length > 0 && cut.length < idle.length, `${cut.length} were cut`);
  assert.ok(cut.every((end) => end.reason instanceof TooSlow));
  await Promise.all(idle.map((stream) => stream.return(undefined)));
  assert.deepEqual(hub.waiting, { used: 0, limit });
  await hub.stop();
});

test('an expired position is reported', async () => {
  const { feed, hub } = await started();
  for (let n = 1; n <= 20; n++) feed.add(change(n));
  await eventually(() => feed.log.length === 21, 'the log');
  await new Promise((resolve) => setImmediate(resolve));
  feed.oldest = 15;
  const stream = hub.subscribe({ workspace: 'a', topic: 'membership' }, position(3));
  await stream.next();
  await assert.rejects(stream.next(), HistoryLost);
  await hub.stop();
});

test('reading the past stops when its subscriber leaves', async () => {
  const { feed, hub } = await started();
  for (let i = 0; i < 100; i++) feed.add(change(i, 'b'));
  await new Promise((resolve) => setImmediate(resolve));
  const leaving = new AbortController();
  feed.read = (step) => step === 5 && leaving.abort();
  const items: FeedItem[] = [];
  for await (const item of hub.subscribe({ workspace: 'a', topic: 'membership' }, position(0), leaving.signal))
    items.push(item);
  assert.equal(items.length, 1, 'the position it began at');
  assert.equal(feed.reads, 5);
  assert.equal(feed.past?.topic, 'membership');
  await hub.stop();
});

test('closing a workspace stops its live and past subscriptions; others continue', async () => {
  const { feed, hub } = await started();
  const listen = (workspace: string): AsyncGenerator<FeedItem> => hub.subscribe({ workspace, topic: 'membership' });
  const streams = [listen('a'), listen('b')];
  for (const stream of streams) await stream.next();
  const waiting = streams.map((stream) => stream.next());
  for (let n = 1; n <= 100; n++) feed.add(change(n, n % 2 ? 'a' : 'b'));
  await Promise.all(waiting);
  await eventually(() => hub.waiting.used === 98, 'the rest waits');
  hub.closeWorkspace('a');
  assert.equal((await streams[0].next()).done, true);
  assert.equal((await take(streams[1], 49)).length, 49);
  assert.equal(hub.waiting.used, 0);
  await streams[1].return(undefined);

  const past = async (closesAt: (item: FeedItem) => boolean): Promise<FeedItem[]> => {
    const items: FeedItem[] = [];
    for await (const item of hub.subscribe({ workspace: 'a', topic: 'membership' }, position(0))) {
      items.push(item);
      if (closesAt(item)) hub.closeWorkspace('a');
    }
    return items;
  };
  assert.equal((await past((item) => item.change !== undefined)).length, 2, 'where it began, and one change');
  feed.reads = 0;
  feed.read = (step) => step === 15 && hub.closeWorkspace('a');
  const told = (await past(() => false)).filter((item) => item.change);
  assert.equal(feed.reads, 15);
  assert.equal(told.length, 5, 'what was read in the turn before');
  assert.equal(hub.subscribers, 0);
  await hub.stop();
});

test('subscribers wait while the feed has lost its history before its first position', async () => {
  const feed = new ListFeed();
  let refused = 0;
  const losing: Feed = {
    open: (after) =>
      refused++ > 0
        ? feed.open(after)
        : {
            [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new HistoryLost('gone')) }),
            close: () => Promise.resolve(),
          },
  };
  const hub = new Hub(
    losing,
    () => 0,
    () => Promise.resolve(),
    () => undefined,
  );
  await hub.start();
  const stream = hub.subscribe({ workspace: 'a', topic: 'membership' });
  assert.equal((await stream.next()).value?.position, position(0));
  await hub.stop();
});

test('a limited number of holders have places, in order, and a failed holder releases its place', async () => {
  const places = new FairSemaphore(2);
  let working = 0;
  const most: number[] = [];
  const order: number[] = [];
  const work = (n: number): Promise<void> =>
    places.during(async () => {
      most.push(++working);
      order.push(n);
      await new Promise((resolve) => setImmediate(resolve));
      working--;
      if (n % 2 === 0) throw new Error('mine');
    });
  await Promise.allSettled([0, 1, 2, 3, 4, 5].map(work));
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5]);
  assert.equal(Math.max(...most), 2);
});

test('a cursor is valid only in its workspace and deployment', () => {
  const key = Buffer.alloc(32, 1);
  const here = new Cursors(key, 'epoch-1');
  const cursor = here.issue('shop', '0007');
  assert.equal(here.read('shop', cursor), '0007');
  const code = (f: () => unknown): string => {
    try {
      f();
    } catch (e) {
      return (e as { code: string }).code;
    }
    return 'none';
  };
  assert.equal(
    code(() => here.read('other', cursor)),
    'FORBIDDEN',
  );
  assert.equal(
    code(() => new Cursors(key, 'epoch-2').read('shop', cursor)),
    'CURSOR_EXPIRED',
  );
  assert.equal(
    code(() => new Cursors(Buffer.alloc(32, 2), 'epoch-1').read('shop', cursor)),
    'BAD_USER_INPUT',
  );
  for (const bad of ['', '.', 'x', `${cursor}.y`, cursor.slice(1)])
    assert.equal(
      code(() => here.read('shop', bad)),
      'BAD_USER_INPUT',
    );
});
