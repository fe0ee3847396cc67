/** Tests incomplete WebSocket frames. The counted bytes equal the bytes of the generated frames. */
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WebSocket } from 'ws';
import { ByteBudget } from '../../src/edge/byte-budget.js';
import { BYTES_PER_FRAME, Frames } from '../../src/edge/frames.js';
import { Receiving } from '../../src/edge/receiving.js';

const SEED = Number(process.env.STRATA_SEED ?? Date.now() % 1_000_000);
console.log(`seed ${SEED}`);

/** Returns a masked client frame, with its length in the shortest encoding. */
function frame(opcode: number, last: boolean, length: number): Buffer {
  let size = Buffer.from([0x80 | length]);
  if (length > 0xffff) {
    size = Buffer.alloc(9, 0xff);
    size.writeBigUInt64BE(BigInt(length), 1);
  } else if (length > 125) {
    size = Buffer.alloc(3, 0xfe);
    size.writeUInt16BE(length, 1);
  }
  return Buffer.concat([Buffer.from([(last ? 0x80 : 0) | opcode]), size, Buffer.alloc(4 + length, 0x81)]);
}

/** A message in fragments, each preceded by control frames (`pings`). */
interface Sent {
  readonly fragments: readonly { readonly length: number; readonly pings: readonly number[] }[];
}
const lengths = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 130 }) },
  fc.constantFrom(125, 126, 127, 65_535, 65_536),
);
const message: fc.Arbitrary<Sent> = fc.record({
  fragments: fc.array(
    fc.record({ length: lengths, pings: fc.array(fc.integer({ min: 0, max: 125 }), { maxLength: 2 }) }),
    { minLength: 1, maxLength: 4 },
  ),
});

/** Encodes messages. `ends` lists the offset at which each message or control frame is complete, and its size. */
function made(messages: readonly Sent[]): { bytes: Buffer; ends: { at: number; size: number; control: boolean }[] } {
  const parts: Buffer[] = [];
  const ends: { at: number; size: number; control: boolean }[] = [];
  let at = 0;
  const add = (part: Buffer): number => {
    parts.push(part);
    at += part.length;
    return part.length + BYTES_PER_FRAME;
  };
  for (const { fragments } of messages) {
    let size = 0;
    for (const [place, { length, pings }] of fragments.entries()) {
      for (const ping of pings) {
        const control = add(frame(9, true, ping));
        ends.push({ at, size: control, control: true });
      }
      size += add(frame(place === 0 ? 1 : 0, place === fragments.length - 1, length));
    }
    ends.push({ at, size, control: false });
  }
  return { bytes: Buffer.concat(parts), ends };
}

test('messages and control frames are complete at their last byte, wherever the pieces end', () => {
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 4 }),
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1 }),
      (messages, sizes) => {
        const { bytes, ends } = made(messages);
        const frames = new Frames();
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const piece = bytes.subarray(at, at + sizes[turn % sizes.length]);
          const due = ends.filter((end) => end.at > at && end.at <= at + piece.length);
          assert.deepEqual(
            frames.take(piece),
            due.map(({ size }) => size),
          );
          at += piece.length;
          const before = ends.filter((end) => end.at <= at);
          assert.equal(frames.messages, before.filter(({ control }) => !control).length);
          if (before.at(-1)?.at === at && !before.at(-1)!.control) assert.equal(frames.open, 0);
        }
        assert.equal(frames.open, 0);
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});

test('the size of an incomplete message grows by each byte, and by a fixed number for each frame', () => {
  const frames = new Frames();
  const bytes = frame(1, false, 300);
  for (const [at, byte] of bytes.subarray(0, -1).entries()) {
    assert.deepEqual(frames.take(Uint8Array.of(byte)), []);
    assert.equal(frames.open, at + 1);
  }
  frames.take(bytes.subarray(-1));
  assert.equal(frames.open, bytes.length + BYTES_PER_FRAME);
  for (let i = 0; i < 1000; i++) frames.take(frame(0, false, 1));
  assert.ok(frames.open > 1000 * BYTES_PER_FRAME);
});

/** Returns a receiver on a fake socket that only emits events. */
function received(maxBytes = 1_000_000): {
  readonly budget: ByteBudget;
  readonly ws: EventEmitter & { terminated: boolean };
  readonly socket: EventEmitter;
  readonly receiving: Receiving;
} {
  const ws = Object.assign(new EventEmitter(), { terminated: false, terminate: () => void (ws.terminated = true) });
  const socket = new EventEmitter();
  const budget = new ByteBudget(maxBytes);
  const receiving = new Receiving(ws as unknown as WebSocket, socket as Socket, budget, ['address a']);
  return { budget, ws, socket, receiving };
}

test('a complete message counts until it is handed on, and later data until it is complete', () => {
  const { budget, ws, socket, receiving } = received();
  const whole = frame(1, true, 1000);
  socket.emit('data', Buffer.concat([whole, frame(9, true, 5), whole, frame(1, false, 3000)]));
  assert.ok(budget.bytes > 5000);
  ws.emit('message');
  assert.ok(budget.bytes > 4000 && budget.bytes < 5000, String(budget.bytes));
  receiving.belongsTo(['w', 'w/a']);
  assert.ok(budget.bytes > 4000, 'also after the holder is known');
  ws.emit('ping');
  ws.emit('message');
  assert.ok(budget.bytes > 3000 && budget.bytes < 4000, String(budget.bytes));
  socket.emit('data', frame(0, true, 0));
  ws.emit('message');
  assert.equal(budget.bytes, 0);
  for (let i = 0; i < 1000; i++) socket.emit('data', Buffer.concat([whole, whole]).subarray(0, 1500));
  ws.emit('close');
  assert.equal(budget.bytes, 0);
});

test('many small messages in a row are counted and released', () => {
  const { budget, ws, socket } = received(10_000_000);
  const small = frame(1, true, 2);
  for (let round = 0; round < 3; round++) {
    socket.emit('data', Buffer.concat(Array<Buffer>(4000).fill(small)));
    for (let i = 0; i < 4000; i++) {
      assert.ok(budget.bytes > 0);
      ws.emit('message');
    }
    assert.equal(budget.bytes, 0);
  }
});

test('a message is stalled if it is the same at two checks, whatever precedes it in its piece', () => {
  const { ws, socket, receiving } = received();
  const whole = frame(1, true, 10);
  for (let i = 0; i < 3; i++) {
    socket.emit('data', Buffer.concat([whole, frame(1, false, 10)]));
    ws.emit('message');
    assert.equal(receiving.stalled, false, 'it is a different message each time');
    socket.emit('data', frame(0, true, 10));
    ws.emit('message');
  }
  socket.emit('data', Buffer.concat([whole, frame(1, false, 10)]));
  ws.emit('message');
  assert.equal(receiving.stalled, false);
  socket.emit('data', frame(10, true, 0));
  ws.emit('pong');
  assert.equal(receiving.stalled, true, 'a pong is not part of the message');
});

test('a sender of tiny pieces or fragments is disconnected for the memory that they take', () => {
  const cases = [
    [frame(1, false, 10), frame(0, false, 1)],
    [frame(1, false, 1_000_000).subarray(0, 20), Buffer.of(0x81)],
  ] as const;
  for (const [first, tiny] of cases) {
    const { ws, socket } = received();
    socket.emit('data', first);
    for (let i = 0; i < 3000 && !ws.terminated; i++) socket.emit('data', tiny);
    assert.equal(ws.terminated, true);
  }
});
