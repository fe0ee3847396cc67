/** Tests that long loops share the event loop: of several loops that wait, one slice runs at a time. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slices } from '../../src/services/base/slices.js';
import type { Services } from '../../src/services/base/services.js';

/** Returns a server's clock and pauses. `wake` ends the pause that began first. */
function server(): { services: Services; pass: (ms: number) => void; wake: () => Promise<void>; pauses: () => number } {
  let now = 0;
  const waiting: (() => void)[] = [];
  const services = {
    stores: { now: () => now },
    pause: () => new Promise<void>((resolve) => waiting.push(resolve)),
  } as unknown as Services;
  return {
    services,
    pass: (ms) => (now += ms),
    wake: async () => {
      waiting.shift()!();
      await new Promise(setImmediate);
    },
    pauses: () => waiting.length,
  };
}

test('loops that wait get one slice each, in the order in which they began to wait', async () => {
  const { services, pass, wake, pauses } = server();
  const ran: string[] = [];
  const loop = async (name: string): Promise<void> => {
    const slices = new Slices(services);
    for (let i = 0; i < 3; i++) {
      if (slices.isOver()) await slices.next();
      ran.push(`${name}${i}`);
      pass(9);
    }
  };
  const all = Promise.all(['a', 'b', 'c'].map(loop));
  assert.deepEqual(ran, ['a0', 'b0', 'c0']);
  assert.equal(pauses(), 1, 'one pause for all loops');
  const order = [];
  for (let i = 0; i < 6; i++) {
    await wake();
    order.push(ran.at(-1));
    assert.equal(ran.length, 4 + i, 'one slice runs after a pause');
  }
  assert.deepEqual(order, ['a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
  await all;
  assert.equal(pauses(), 0);
});

test('a pause that fails ends the loop that waited for it, and no other', async () => {
  const { services, pass, wake } = server();
  const { pause } = services;
  const fails: boolean[] = [true, false];
  const broken = { ...services, pause: () => (fails.shift() ? Promise.reject(new Error('stopped')) : pause(0)) };
  const next = (): Promise<void> => new Slices(broken).next();
  const [first, second] = [next(), next()];
  pass(9);
  await assert.rejects(first, /stopped/);
  await wake();
  await second;
});
