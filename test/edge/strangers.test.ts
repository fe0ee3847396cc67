/**
 * Tests that callers without a valid key can use only bounded resources. The resources of each workspace are bounded
 * too, and sandboxes share the resources of their workspace.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from '../../src/edge/admission.js';
import { ByteBudget } from '../../src/edge/byte-budget.js';
import { holderOf } from '../../src/edge/holders.js';
import { InvalidKeyLimit } from '../../src/edge/invalid-key-limit.js';
import { ownerOf } from '../../src/engine/types.js';
import { FairSemaphore } from '../../src/live/fair-semaphore.js';
import type { Principal } from '../../src/services/base/access.js';
import { ServiceError } from '../../src/services/base/errors.js';

const caller = (workspace: string, subject: string): Principal => ({
  workspace,
  subject,
  scopes: new Set(),
  expiresAt: Infinity,
});
const good = caller('shop', 'web');
const opens = (): Promise<Principal> => Promise.resolve(good);
const refuses = (): Promise<Principal> => Promise.reject(new ServiceError('TOKEN_INVALID', 'no'));

test('an address has a limit of wrong keys; known valid keys and other addresses are served', async () => {
  let now = 0;
  const invalidKeys = new InvalidKeyLimit({ wrongKeysPerSecond: 5, maxBytes: 10_000 }, () => now);
  assert.equal(await invalidKeys.open('a', 'good', opens), good);
  for (let i = 0; i < 10; i++)
    await assert.rejects(invalidKeys.open('a', `k${i}`, refuses), { reason: 'TOKEN_INVALID' });
  await assert.rejects(invalidKeys.open('a', 'more', refuses), { reason: 'WRONG_KEYS_TOO_MANY' });
  assert.throws(() => invalidKeys.begin('a'), { reason: 'WRONG_KEYS_TOO_MANY' });
  assert.equal(await invalidKeys.open('a', 'good', opens), good);
  await assert.rejects(invalidKeys.open('b', 'more', refuses), { reason: 'TOKEN_INVALID' });
  now += 200;
  invalidKeys.begin('a')();
  await assert.rejects(invalidKeys.open('a', 'more than that', refuses), { reason: 'TOKEN_INVALID' });
  assert.throws(() => invalidKeys.check('a'), { code: 'RATE_LIMITED' });
});

test('a wrong key is looked up once a minute, and a failure of the server does not count as one', async () => {
  let now = 0;
  let looks = 0;
  const invalidKeys = new InvalidKeyLimit({ wrongKeysPerSecond: 1, maxBytes: 10_000 }, () => now);
  const look = (): Promise<Principal> => {
    looks++;
    return refuses();
  };
  for (let i = 0; i < 50; i++) await assert.rejects(invalidKeys.open('a', 'k', look), { reason: 'TOKEN_INVALID' });
  assert.equal(looks, 1);
  now += 60_001;
  await assert.rejects(invalidKeys.open('a', 'k', look));
  assert.equal(looks, 2);
  const fails = (): Promise<Principal> => Promise.reject(new ServiceError('SERVER_BUSY', 'later'));
  now += 10_000;
  for (let i = 0; i < 50; i++) await assert.rejects(invalidKeys.open('a', 'other', fails), { reason: 'SERVER_BUSY' });
  assert.equal(await invalidKeys.open('a', 'other', opens), good);
});

test('remembered keys are limited in bytes', async () => {
  const invalidKeys = new InvalidKeyLimit({ wrongKeysPerSecond: 0, maxBytes: 10_000 }, () => 0);
  for (let i = 0; i < 500; i++) {
    await assert.rejects(invalidKeys.open('a', `k${i}`, refuses));
    await invalidKeys.open('a', `good${i}`, opens);
    assert.ok(invalidKeys.bytes <= invalidKeys.maxBytes);
  }
  assert.equal(invalidKeys.maxBytes, 20_000);
});

test('a workspace and its sandboxes share their bytes and places', () => {
  assert.deepEqual(['shop', 'shop.test', 'shop2.a'].map(ownerOf), ['shop', 'shop', 'shop2']);
  const budget = new ByteBudget(100);
  const open = (workspace: string, subject: string) => budget.open(holderOf(caller(workspace, subject)));
  open('shop.a', 's').take(25);
  open('shop.b', 's').take(25);
  assert.throws(() => open('shop.c', 's').take(1), { reason: 'BYTES_TOO_MANY' });
  open('zoo', 's').take(25);
  const admission = new Admission({ ratePerSecond: 0, judgingMsPerSecond: 0, maxRunning: 16 }, () => 0);
  let taken = 0;
  assert.throws(
    () => {
      for (; ; taken++) admission.begin(caller(`shop.s${taken}`, 'test'));
    },
    { reason: 'SERVER_BUSY' },
  );
  assert.equal(taken, 14, 'an eighth is left for workspaces without places');
  admission.begin(caller('zoo', 'test'));
});

test('sandboxes of one owner wait in one queue', async () => {
  const places = new FairSemaphore(1);
  await places.enter();
  const order: string[] = [];
  const waiting = ['shop.a', 'shop.b', 'shop.c', 'zoo'].map(async (workspace) => {
    await places.enter({ workspace, subject: workspace });
    order.push(workspace);
    places.leave();
  });
  places.leave();
  await Promise.all(waiting);
  assert.deepEqual(order, ['shop.a', 'zoo', 'shop.b', 'shop.c']);
});
