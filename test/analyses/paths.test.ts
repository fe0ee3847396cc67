/**
 * Compares paths computed one customer at a time with sessions from a naive implementation, and checks that every
 * session that enters a step leaves it.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pathAnalysis, type PathQuestion } from '../../src/engine/analyses/paths.js';
import { pathsOf } from '../../src/reference/analyses/paths.js';
import { amount, freshSeed } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import { DAY, figureOf, HOUR, randomChoices, randomPeriod, randomShop, seeds } from './random-analysis.js';

const SEED = freshSeed();
const RUNS = amount(300, 3000, 'STRATA_ANALYSIS_WORLDS');

type PathsFigure = ReturnType<ReturnType<typeof pathAnalysis>['finish']>;

function randomPaths(d: Dice, step: number): PathQuestion {
  const end = d.chance(0.2) ? { end: d.pick(['order_paid', 'order', 's1', 'product_viewed']) } : {};
  const start = d.chance(0.3) ? { start: d.pick(['visit', 'product_viewed', 's1']) } : {};
  return {
    ...randomPeriod(d, step),
    events: randomChoices(d, 4),
    gapMs: d.pick([step, 2 * step, 5 * step]) + d.pick([0, 0, -1]),
    ...(d.chance(0.4) ? { property: d.pick(['sku', 'channel']) } : {}),
    rules: d.chance(0.3) ? [{ startsWith: 'order', becomes: 'order' }] : [],
    ...('end' in end ? end : start),
    steps: d.int(1, 5),
    minWeight: d.pick([1, 1, 2, 3]),
  };
}

/** Checks that every session that enters a step leaves it, and that each path ends exactly once. */
function conservesFlow({ nodes, links, paths }: PathsFigure): void {
  const sessions = (list: PathsFigure['links']): number => list.reduce((n, l) => n + l.sessions, 0);
  for (const { place, name, sessions: own } of nodes) {
    assert.equal(sessions(links.filter((l) => l.place === place && l.from === name)), own, 'every session leaves');
    if (place === 0) continue;
    assert.equal(sessions(links.filter((l) => l.place === place - 1 && l.to === name)), own, 'every session came in');
  }
  assert.equal(sessions(links.filter((l) => l.to === undefined)), paths, 'each path ends exactly once');
}

test(`paths equal a naive reading of the sessions, and flow is conserved (seed ${SEED})`, () => {
  let links = 0;
  const check = (seed: number): void => {
    const d = new Dice(random(seed));
    const step = d.pick([6 * HOUR, 2 * DAY]);
    const shop = randomShop(d, 8, 25, step);
    const question = randomPaths(d, step);
    met('analysis', 'path');
    const { figure, members } = figureOf(pathAnalysis(question, shop.now), shop);
    const own = shop.worlds.map((w) => pathsOf(question, w, shop.now));
    const paths = own.flat().filter((p) => p.length > 0);
    assert.equal(figure.sessions, own.flat().length);
    assert.equal(figure.paths, paths.length);
    assert.equal(figure.customers, own.filter((list) => list.some((p) => p.length > 0)).length);
    const shown = (place: number, name: string | undefined): string | null | undefined => {
      if (name === undefined) return undefined;
      return paths.filter((p) => p[place] === name).length >= question.minWeight ? name : null;
    };
    for (const { place, from, to, sessions, customers } of figure.links) {
      links++;
      const has = (p: readonly string[]): boolean =>
        p.length > place && shown(place, p[place]) === from && shown(place + 1, p[place + 1]) === to;
      assert.equal(sessions, paths.filter(has).length);
      if (customers === undefined) continue;
      assert.equal(customers, own.filter((list) => list.some(has)).length);
      const noted = JSON.stringify([place, from, ...(to === undefined ? [] : [to])]);
      assert.equal(members.get(noted)?.size, customers);
    }
    conservesFlow(figure);
  };
  fc.assert(fc.property(seeds(), check), { seed: SEED, numRuns: RUNS, includeErrorInReport: true });
  assert.ok(links > 0);
});
