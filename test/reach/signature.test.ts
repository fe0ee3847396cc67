/** Verifies signatures of outgoing messages with the reference library of Standard Webhooks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { keyOf, signatureHeaders } from '../../src/delivery/signature.js';
import { createSecret } from '../../src/services/reach/webhook-endpoints.js';

const KNOWN = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

test('the published example gives the published signature', () => {
  const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}' };
  assert.deepEqual(signatureHeaders(message, [KNOWN], 1614265330 * 1000 + 999), {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('during a rotation each of the secrets verifies the message, and no other secret does', () => {
  const body = fc.json();
  fc.assert(
    fc.property(body, fc.integer({ min: 1, max: 3 }), (text, count) => {
      const secrets = Array.from({ length: count }, () => createSecret());
      const headers = signatureHeaders({ id: 'c1_1', body: text }, secrets, Date.now());
      for (const secret of secrets) assert.deepEqual(new Webhook(secret).verify(text, headers), JSON.parse(text));
      assert.throws(() => new Webhook(createSecret()).verify(text, headers), /No matching signature/);
      assert.throws(() => new Webhook(secrets[0]).verify(`${text} `, headers), /No matching signature/);
    }),
  );
});

test('a secret is whsec_ and base64 of 24 to 64 bytes, and an id contains no full stop', () => {
  assert.equal(keyOf(KNOWN)?.length, 24);
  assert.equal(keyOf(createSecret())?.length, 32);
  assert.notEqual(createSecret(), createSecret());
  const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;
  assert.deepEqual(
    [of(23), of(24), of(64), of(65), KNOWN.slice(6), 'whsec_', 'whsec_!'].map((text) => keyOf(text) !== undefined),
    [false, true, true, false, false, false, false],
  );
  const sign = (id: string, secrets: readonly string[]) => () => signatureHeaders({ id, body: '' }, secrets, 0);
  assert.throws(sign('a.b', [KNOWN]));
  assert.throws(sign('a', []));
  assert.throws(sign('a', ['secret']));
});
