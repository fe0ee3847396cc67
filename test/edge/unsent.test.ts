/**
 * Tests the accounting of bytes that clients have not read. The total is bounded. The holder with the most unread bytes
 * is disconnected first.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Holder } from '../../src/edge/holders.js';
import { Unsent, type Outbox } from '../../src/edge/unsent.js';

/** Clients in the order in which they connected. `cut` lists the clients that were disconnected. */
class Clients {
  readonly cut: number[] = [];
  readonly boxes: Outbox[] = [];

  constructor(readonly unsent: Unsent) {}

  open(...holder: Holder): Outbox {
    const n = this.boxes.length;
    const box = this.unsent.open(holder, () => {
      this.cut.push(n);
      box.close();
    });
    this.boxes.push(box);
    return box;
  }
}

test('many strangers displace one another, but not a caller that holds less', () => {
  const clients = new Clients(new Unsent(100));
  clients.open('shop', 'shop/a').add(30);
  for (let n = 0; n < 50; n++) clients.open('address 10.0.0.1').add(8);
  assert.deepEqual(
    clients.cut,
    Array.from({ length: 42 }, (_, n) => n + 1),
  );
  assert.equal(clients.boxes[0].bytes, 30);
});

test('of the workspace that holds most, the subject that holds most is cut off', () => {
  const clients = new Clients(new Unsent(100));
  clients.open('shop', 'shop/small').add(20);
  clients.open('shop', 'shop/large').add(20);
  clients.open('shop', 'shop/large').add(20);
  clients.open('other', 'other/only').add(35);
  assert.deepEqual(clients.cut, []);
  clients.open('third', 'third/only').add(10);
  assert.deepEqual(clients.cut, [1]);
});

test('bytes count for their current holder', () => {
  const clients = new Clients(new Unsent(100));
  const known = clients.open('address 10.0.0.1');
  known.passTo(['shop', 'shop/a']);
  known.add(40);
  clients.open('address 10.0.0.1').add(45);
  clients.open('address 10.0.0.1').add(30);
  assert.deepEqual(clients.cut, [1]);
});

test('a client that has read everything is the newest one again', () => {
  const clients = new Clients(new Unsent(100));
  for (let n = 0; n < 3; n++) clients.open('shop', 'shop/a').add(33);
  clients.boxes[0].take(33);
  clients.boxes[0].add(33);
  clients.open('shop', 'shop/a').add(33);
  assert.deepEqual(clients.cut, [1]);
});

test('the total equals what is unsent, and never exceeds the limit', () => {
  const move = fc.record({
    client: fc.nat(7),
    kind: fc.constantFrom('add', 'take', 'close', 'pass'),
    bytes: fc.nat(60),
    holder: fc.constantFrom<Holder>(['a'], ['a', 'a/s'], ['a', 'a/t'], ['b', 'b/s']),
  });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
      const clients = new Clients(new Unsent(100));
      for (let n = 0; n < 8; n++) clients.open('a', n % 2 ? 'a/s' : 'a/t');
      for (const { client, kind, bytes, holder } of moves) {
        const box = clients.boxes[client];
        if (kind === 'add') box.add(bytes);
        else if (kind === 'take') box.take(bytes);
        else if (kind === 'close') box.close();
        else box.passTo(holder);
        const sum = clients.boxes.reduce((total, each) => total + each.bytes, 0);
        assert.equal(clients.unsent.bytes, sum);
        assert.ok(sum <= 100 && clients.boxes.every((each) => each.bytes >= 0));
      }
      for (const box of clients.boxes) box.close();
      assert.equal(clients.unsent.bytes, 0);
    }),
  );
});
