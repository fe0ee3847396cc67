/** Tests the documented example of `settle` step by step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Catalogue } from '../../src/engine/definitions/catalogue.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import { settle, unevaluated } from '../../src/engine/memberships/settle.js';
import type { Transition } from '../../src/engine/types.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { DAY } from '../../src/engine/time/time.js';

const NOON = Date.UTC(2026, 2, 10, 12);
const NAMES = { tag: () => undefined, segment: () => undefined, list: () => undefined };

const catalogueWith = (version: number, ...keys: readonly string[]): Catalogue =>
  new Catalogue(
    version,
    { zone: 'Asia/Shanghai', currency: 'CNY', retentions: new Map() },
    [],
    keys.map((key) => ({
      key,
      name: key,
      condition: checkCondition(parseCondition('did(searched, last 1d)'), NAMES).condition!,
      version: 1,
      publishedAt: 1,
      retired: false,
    })),
    [],
    [],
    [],
    [],
  );

const told = (transitions: readonly Transition[]): unknown[] =>
  transitions.map(({ segment, kind, cause, effectiveAt, sequence }) => [
    `${segment} ${kind} ${cause}`,
    (effectiveAt - NOON) / DAY,
    sequence,
  ]);

test('a customer enters by a fact, leaves by time alone at its own instant, and is due when it leaves', () => {
  const catalogue = catalogueWith(1, 'fresh');
  const facts = FactSet.of([{ id: 'search', type: 'searched', at: NOON }]);
  const news = [{ id: 'search', at: NOON, event: 'searched' }];
  const first = settle(catalogue, unevaluated(NOON), facts, new Map(), { at: NOON, news });
  assert.deepEqual(told(first.transitions), [['fresh ENTERED EVENT', 0, 1]]);
  assert.equal(first.transitions[0].fact, 'search');
  assert.equal(first.state.nextCheckAt, NOON + DAY);
  const second = settle(catalogue, first.state, facts, new Map(), { at: NOON + 3 * DAY, news: [] });
  assert.deepEqual(told(second.transitions), [['fresh LEFT TIME', 1, 2]]);
  assert.equal(second.state.nextCheckAt, second.state.knownUntil, 'until then nothing flips by itself');
  const earlier = settle(catalogue, second.state, facts, new Map(), { at: NOON, news: [] });
  assert.deepEqual([earlier.transitions, earlier.state.evaluatedAt], [[], NOON + 3 * DAY]);
});

test('a segment that is no longer defined is left and forgotten, and nothing else is evaluated for it', () => {
  const facts = FactSet.of([{ id: 'search', type: 'searched', at: NOON }]);
  const news = [{ id: 'search', at: NOON, event: 'searched' }];
  const both = settle(catalogueWith(1, 'fresh', 'gone'), unevaluated(NOON), facts, new Map(), { at: NOON, news });
  const one = settle(catalogueWith(2, 'fresh'), both.state, facts, new Map(), { at: NOON + 1, news: [] });
  assert.deepEqual(told(one.transitions), [['gone LEFT DEFINITION', 1 / DAY, 3]]);
  assert.deepEqual(
    one.state.segments.map(({ segment }) => segment),
    ['fresh'],
  );
  assert.equal(one.evaluated, 0);
});
