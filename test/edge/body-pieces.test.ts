/** Tests the limits of time and size for bodies that are processed while they arrive. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { BODY_TIMEOUT_MS, PIECE_TIMEOUT_MS } from '../../src/edge/body.js';
import { piecesOf } from '../../src/edge/body-pieces.js';
import { HttpError } from '../../src/edge/refusal.js';

/** A request whose body the test sends in chunks. */
const bodyOf = (complete = true): PassThrough & IncomingMessage =>
  Object.assign(new PassThrough(), { complete }) as never;

const failure = (status: number) => (error: unknown) => error instanceof HttpError && error.status === status;

test('a body that arrives in time is yielded as it arrives', async () => {
  const body = bodyOf();
  const pieces = piecesOf(body, 9);
  for (const piece of ['one', 'two']) {
    body.write(piece);
    assert.equal(Buffer.from((await pieces.next()).value as Uint8Array).toString(), piece);
  }
  body.end();
  assert.equal((await pieces.next()).done, true);
});

test('a body that arrives slowly but steadily ends at the limit for the whole body', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const body = bodyOf();
  const pieces = piecesOf(body, 1000);
  const stepMs = PIECE_TIMEOUT_MS - 1;
  for (let passed = 0; passed + stepMs < BODY_TIMEOUT_MS; passed += stepMs) {
    body.write('x');
    assert.equal((await pieces.next()).done, false);
    t.mock.timers.tick(stepMs);
  }
  body.write('x');
  await pieces.next();
  const next = pieces.next();
  t.mock.timers.tick(stepMs);
  await assert.rejects(next, failure(408));
});

test('a body that stops arriving ends at the limit for the next chunk', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const body = bodyOf();
  const pieces = piecesOf(body, 1000);
  body.write('x');
  await pieces.next();
  const next = pieces.next();
  t.mock.timers.tick(PIECE_TIMEOUT_MS);
  await assert.rejects(next, failure(408));
  assert.equal(body.destroyed, false, 'the connection stays open for the response');
});

test('a body that is too large or breaks off is refused', async () => {
  const large = bodyOf();
  large.write('four');
  await assert.rejects(piecesOf(large, 3).next(), failure(413));
  const broken = bodyOf(false);
  broken.end();
  await assert.rejects(piecesOf(broken, 3).next(), failure(400));
  const reset = bodyOf();
  const next = piecesOf(reset, 3).next();
  reset.destroy(new Error('reset'));
  await assert.rejects(next, failure(400));
});
