/**
 * Measures the column storage alone: loads a large shop in one process, and measures its memory and the time of a full
 * scan.
 */
import { checkCondition } from '../../src/engine/segments/check.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { Catalogue } from '../../src/engine/definitions/catalogue.js';
import { PartBuilder, type ColumnPart } from '../../src/engine/columns/part.js';
import { ColumnEvaluator } from '../../src/engine/columns/column-evaluator.js';
import { PART_SIZE } from '../../src/engine/columns/part.js';
import type { TagDefinition } from '../../src/engine/types.js';
import { median, options, row } from '../support.js';
import { AUDIENCES } from './audiences.js';
import { customer, NOW } from './population.js';
import { factsOf, tagsOf } from './load.js';

const tag = (key: string): TagDefinition => ({
  key,
  name: key,
  kind: 'STATIC',
  type: 'STRING',
  group: 'BASIC',
  namespace: 'shop',
  personal: false,
  version: 1,
});

export function columns(): void {
  const customers = Number(options.profiles ?? (options.quick ? 50_000 : 1_000_000));
  const parts: ColumnPart[] = [];
  let builder = new PartBuilder();
  let events = 0;
  for (let n = 0; n < customers; n++) {
    const c = customer(n);
    events += c.events.length;
    builder.add({ id: c.id, factsVersion: 1, createdAt: NOW, facts: factsOf(c), tags: tagsOf(c), lists: new Set() });
    if (builder.size < PART_SIZE && n + 1 < customers) continue;
    parts.push(builder.sealed());
    builder = new PartBuilder();
  }
  const bytes = parts.reduce((sum, { block }) => sum + block.byteLength, 0);
  row(
    `columns of ${customers.toLocaleString('en')} customers, ${events.toLocaleString('en')} events`,
    `${Math.round(bytes / 2 ** 20)} MiB`,
    `${(bytes / events).toFixed(1)} bytes an event, in shared memory`,
  );
  const catalogue = new Catalogue(1, { zone: 'Asia/Shanghai', currency: 'CNY' }, [tag('city'), tag('level')], [], []);
  for (const [text] of AUDIENCES) {
    const condition = checkCondition(parseCondition(text), catalogue).condition!;
    let members = 0;
    const times = Array.from({ length: 5 }, () => {
      const begin = performance.now();
      members = 0;
      for (const part of parts) {
        const evaluator = new ColumnEvaluator(part, catalogue, NOW);
        const verdicts = evaluator.truth(condition, new Uint8Array(part.size).fill(1));
        evaluator.decide(condition, verdicts, () => 0);
        for (const v of verdicts) members += v;
      }
      return performance.now() - begin;
    });
    row(`read: ${text.slice(0, 51)}`, `${median(times).toFixed(0)} ms`, `${members.toLocaleString('en')} members`);
  }
}
