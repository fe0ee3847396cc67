/** Tests when a process asks load balancers to send requests elsewhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Readiness } from '../../src/edge/readiness.js';

/** Returns a running process and a function that measures its event loop several times, each after a delay in ms. */
function running(): { readonly readiness: Readiness; readonly late: (delayMs: number, times: number) => void } {
  let now = 0;
  const readiness = new Readiness(() => now);
  readiness.started();
  readiness.measure();
  return {
    readiness,
    late: (delayMs, times) => {
      for (let i = 0; i < times; i++) {
        now += 500 + delayMs;
        readiness.measure();
      }
    },
  };
}

test('a process is ready from its start until it stops', () => {
  const readiness = new Readiness(() => 0);
  assert.equal(readiness.reason, 'STARTING');
  readiness.started();
  assert.equal(readiness.reason, undefined);
  readiness.stopping();
  assert.equal(readiness.reason, 'STOPPING');
});

test('a process whose event loop is late by a second most of the time is overloaded, until it is in time again', () => {
  const { readiness, late } = running();
  late(20, 9);
  assert.equal(readiness.delayMs, 20);
  late(1000, 4);
  assert.equal(readiness.reason, undefined);
  late(1000, 1);
  assert.equal(readiness.reason, 'OVERLOADED');
  assert.equal(readiness.delayMs, 1000);
  late(0, 4);
  assert.equal(readiness.reason, 'OVERLOADED');
  late(0, 1);
  assert.equal(readiness.reason, undefined);
});

test('a single long task does not make a process unready, and neither does a slow start', () => {
  const { readiness, late } = running();
  late(5000, 8);
  assert.equal(readiness.reason, undefined);
  const other = running();
  other.late(3, 9);
  other.late(60_000, 1);
  assert.equal(other.readiness.reason, undefined);
});

test('a stopping process reports that it is stopping, even if it is also overloaded', () => {
  const { readiness, late } = running();
  late(2000, 9);
  assert.equal(readiness.reason, 'OVERLOADED');
  readiness.stopping();
  assert.equal(readiness.reason, 'STOPPING');
});
