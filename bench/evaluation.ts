/**
 * Measures the engine in isolation: the cost of evaluating one event as the number of segments grows. The event affects
 * ten of the segments.
 */
import { Catalogue } from '../src/engine/definitions/catalogue.js';
import { FactSet } from '../src/engine/facts/facts.js';
import { parseCondition } from '../src/engine/segments/parse.js';
import { settle, unevaluated } from '../src/engine/memberships/settle.js';
import { median, ROUNDS, row } from './support.js';

export function evaluation(): void {
  const facts = FactSet.of(
    Array.from({ length: 200 }, (_, i) => ({
      id: `e${i}`,
      type: i % 2 ? 'searched' : 'page_viewed',
      at: i * 3_600_000,
    })),
  );
  for (const defined of [10, 100, 1000]) {
    const segments = Array.from({ length: defined }, (_, i) => ({
      key: `s${i}`,
      name: '',
      version: 1,
      publishedAt: 1,
      retired: false,
      condition: parseCondition(
        i < 10 ? `count(searched, last ${7 + i}d) >= ${i + 1}` : `count(other_${i}, last 7d) >= 1`,
      ),
    }));
    const catalogue = new Catalogue(1, { zone: 'Asia/Shanghai', currency: 'CNY' }, [], segments, []);
    const first = settle(catalogue, unevaluated(200 * 3_600_000), facts, new Map(), {
      at: 200 * 3_600_000,
      news: [],
    }).state;
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const begin = performance.now();
      let done = 0;
      while (performance.now() - begin < 1000) {
        for (let k = 0; k < 50; k++)
          settle(catalogue, first, facts, new Map(), {
            at: first.evaluatedAt + 1000,
            news: [{ id: 'x', at: first.evaluatedAt, event: 'searched' }],
          });
        done += 50;
      }
      rates.push((done * 1000) / (performance.now() - begin));
    }
    row(
      `evaluation of an event, ${defined} segments defined, 10 touched`,
      `${Math.round(median(rates))} events/s`,
      `${(1e6 / median(rates)).toFixed(0)} µs each, 200 facts`,
    );
  }
}
