/** Tests the cache of verified tokens: it is bounded, and never more permissive than the verification itself. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_VERIFIED, Tokens } from '../../src/edge/tokens.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-03-10T12:00:00Z');
const settings = { issuer: 'strata', audience: 'strata', algorithm: 'HS256', key: 'k'.repeat(40) } as const;

const issued = (tokens: Tokens, subject: string): string =>
  tokens.issue({ subject, workspace: 'shop', scopes: ['segments:read'], issuedAt: NOW, lifetimeSeconds: 3600 });

test('at most 1,000 verified tokens are cached', () => {
  const tokens = new Tokens(settings);
  for (let i = 0; i < MAX_VERIFIED + 50; i++)
    assert.equal(tokens.verify(issued(tokens, `app${i}`), NOW).subject, `app${i}`);
  assert.equal(tokens.verified, MAX_VERIFIED);
});

test('a cached token is rejected after it expires, and by a server with another key', () => {
  const tokens = new Tokens(settings);
  const token = issued(tokens, 'app');
  tokens.verify(token, NOW);
  assert.equal(tokens.verify(token, NOW + HOUR - 1).subject, 'app');
  assert.throws(() => tokens.verify(token, NOW + HOUR + 60_000), { code: 'UNAUTHENTICATED' });
  assert.throws(() => new Tokens({ ...settings, key: 'l'.repeat(40) }).verify(token, NOW), { code: 'UNAUTHENTICATED' });
});

test('a cached token is verified again if the clock was set back to before its start', () => {
  const tokens = new Tokens(settings);
  const token = issued(tokens, 'app');
  tokens.verify(token, NOW);
  assert.equal(
    outcome(() => tokens.verify(token, NOW - HOUR)),
    outcome(() => new Tokens(settings).verify(token, NOW - HOUR)),
  );
});

function outcome(verify: () => { readonly subject: string }): string {
  try {
    return verify().subject;
  } catch (error) {
    return (error as { code: string }).code;
  }
}
