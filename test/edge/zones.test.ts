/** Tests that spellings of time zones do not use up memory. Tags of customers name zones, and Intl accepts any case. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cachedZones, dayOf, HOUR, isTimeZone, MINUTE, zoneOffset } from '../../src/engine/time/time.js';

const AT = Date.UTC(2026, 2, 10, 23, 30);

/** Returns spellings of a name that differ by letter case only. */
function* spellings(name: string, count: number): Iterable<string> {
  const all = name.split('');
  const letters = all.flatMap((letter, i) => (/[a-z]/i.test(letter) ? [i] : []));
  for (let bits = 1; bits <= count; bits++)
    yield all
      .map((letter, i) => ((bits >> letters.indexOf(i)) & 1 && letters.includes(i) ? flipped(letter) : letter))
      .join('');
}
const flipped = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

test('10,000 spellings of one zone use one cache entry', () => {
  assert.equal(zoneOffset(AT, 'America/New_York'), -4 * HOUR);
  const before = cachedZones();
  const seen = new Set<string>();
  for (const zone of spellings('America/New_York', 10_000)) {
    seen.add(zone);
    assert.ok(isTimeZone(zone), zone);
    assert.equal(zoneOffset(AT, zone), -4 * HOUR, zone);
  }
  assert.equal(seen.size, 10_000);
  assert.deepEqual(cachedZones(), before);
});

test('every zone of the system has the right offset in any spelling', () => {
  for (const zone of [...Intl.supportedValuesOf('timeZone'), 'US/Pacific', 'Asia/Calcutta', 'Etc/GMT+8']) {
    const shown = new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(AT);
    const offset = Date.parse(`${shown.replace(' ', 'T')}Z`) - AT;
    for (const spelled of [zone, zone.toLowerCase(), zone.toUpperCase(), zone])
      assert.equal(zoneOffset(AT, spelled), offset, spelled);
    assert.equal(dayOf(AT, zone), shown.slice(0, 10));
  }
  assert.ok(cachedZones().zones <= 1500);
  assert.equal(isTimeZone('Europe/Nowhere'), false);
});

test('cached offsets are limited over all zones', () => {
  const zones = Intl.supportedValuesOf('timeZone').slice(0, 30);
  for (let i = 0; i < 10_000; i++) for (const zone of zones) zoneOffset(AT + i * 15 * MINUTE, zone);
  const { offsets } = cachedZones();
  assert.ok(offsets > 50_000 && offsets <= 200_000, String(offsets));
  assert.equal(zoneOffset(AT, 'America/New_York'), -4 * HOUR);
});
