/** Tests that facts stay complete when the cache of facts loses entries during a read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { EventFact } from '../../src/engine/types.js';
import type { RootFacts } from '../../src/services/base/ports.js';
import { KeptFacts } from '../../src/services/population/fact-cache.js';
import { factsOfMany, type FactSources } from '../../src/services/population/subjects.js';

const visit = (id: string): EventFact => ({ id, type: 'page_viewed', at: 1 });
const root = (id: string): RootFacts => ({ id, factsVersion: 1, members: [id] }) as unknown as RootFacts;

/** Returns sources in which every read of events calls `meanwhile` first. Each customer has one event. */
function sourcesOf(cache: KeptFacts, meanwhile: () => void): FactSources {
  const facts = (_workspace: string, profiles: readonly string[]): Promise<Map<string, EventFact[]>> => {
    meanwhile();
    return Promise.resolve(new Map(profiles.map((id) => [id, [visit(id)]])));
  };
  return { cache, stores: { events: { facts } } as unknown as FactSources['stores'] };
}

for (const [loss, lose] of [
  ['dropped', (cache: KeptFacts) => cache.drop('cached')],
  ['replaced by a later version', (cache: KeptFacts) => cache.set('cached', 2, FactSet.of([visit('later')]))],
  [
    'evicted by other customers',
    (cache: KeptFacts) => cache.set('large', 1, FactSet.of(Array.from({ length: 40 }, (_, n) => visit(`l${n}`)))),
  ],
] as const)
  test(`facts that are ${loss} while other customers are read are still returned`, async () => {
    const cache = new KeptFacts(9000);
    cache.set('cached', 1, FactSet.of([visit('cached')]));
    const sources = sourcesOf(cache, () => lose(cache));
    const found = await factsOfMany(sources, [root('cached'), root('stored')]);
    assert.deepEqual(
      found.map((facts) => facts.all().map(({ id }) => id)),
      [['cached'], ['stored']],
    );
    const kept = cache.get('cached', 1)?.all().length;
    assert.ok(kept === undefined || kept === 1, 'no empty facts are cached');
  });
