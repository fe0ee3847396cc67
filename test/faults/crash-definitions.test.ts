/** Kills the process at every command while it changes definitions. */
import { defineLayerModel } from '../../src/services/layers/layers.js';
import { defineBoard } from '../../src/services/saved-reports/boards.js';
import { defineReport, retireReport } from '../../src/services/saved-reports/reports.js';
import { defineSegment, retireSegment } from '../../src/services/segments/segments.js';
import { addArticleStrategies } from '../../src/services/strategies/article-strategies.js';
import { recordStrategyResult } from '../../src/services/strategies/records-by-hand.js';
import { defineStrategy } from '../../src/services/strategies/strategies.js';
import { allOrNothing } from './crash-points.js';

allOrNothing([
  { name: 'a segment defined', run: (s, p) => defineSegment(s, p, { key: 'any', expression: 'did(searched)' }) },
  { name: 'a segment retired', run: (s, p) => retireSegment(s, p, 'busy') },
  {
    name: 'a layer model defined',
    run: (s, p) => defineLayerModel(s, p, { key: 'm', layers: [{ key: 'a', when: 'did(searched)' }, { key: 'b' }] }),
  },
  {
    name: 'a report saved',
    run: (s, p) =>
      defineReport(s, p, {
        key: 'searches',
        analysis: { stickiness: { period: { rolling: 'P9D' }, events: ['searched'], unit: 'DAY' } },
      }),
  },
  { name: 'a board saved', run: (s, p) => defineBoard(s, p, { key: 'week', reports: ['seen'] }) },
  { name: 'a strategy defined', run: (s, p) => defineStrategy(s, p, { key: 'care', objective: 'RETAIN' }) },
  { name: 'the strategies of the articles added', run: (s, p) => addArticleStrategies(s, p, 'EN') },
  {
    name: 'a result recorded by hand',
    run: (s, p) =>
      recordStrategyResult(s, p, {
        ...{ strategy: 'tried', source: 'Spring', at: '2026-01-01T00:00:00Z', effect: 1, standardError: 2 },
      }),
  },
  { name: 'a report retired', run: (s, p) => retireReport(s, p, 'seen') },
]);
