/**
 * Measures a funnel analysis and a retention analysis over generated customers in column storage. DuckDB runs the same
 * analyses in memory on the same events.
 */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { Analysis } from '../src/engine/analyses/analysis.js';
import { funnelAnalysis } from '../src/engine/analyses/funnel-report.js';
import { retentionAnalysis } from '../src/engine/analyses/retention.js';
import { PartBuilder, type ColumnPart } from '../src/engine/columns/part.js';
import { PART_SIZE } from '../src/engine/columns/part.js';
import { FactSet } from '../src/engine/facts/facts.js';
import { Dice, random } from '../test/support/dice.js';
import { median, options, row, ROUNDS, timed } from './support.js';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 0, 1);
const DAYS = 60;
const EVENTS_EACH = 10;
const TYPES = ['view', 'view', 'view', 'view', 'cart', 'cart', 'buy'] as const;
const WINDOW = 7 * DAY;
const KEPT_DAYS = 28;

/** Generates the customers one part at a time and inserts their events into the DuckDB table. */
async function populate(sql: DuckDBConnection, customers: number): Promise<ColumnPart[]> {
  await sql.run('CREATE TABLE e(customer INT, type TEXT, t BIGINT)');
  const appender = await sql.createAppender('e');
  const dice = new Dice(random(1));
  const parts: ColumnPart[] = [];
  let builder = new PartBuilder();
  for (let c = 0; c < customers; c++) {
    const facts = Array.from({ length: EVENTS_EACH }, (_, i) => {
      const fact = { id: `e${i}`, type: dice.pick(TYPES), at: FROM + dice.int(0, DAYS * DAY - 1) };
      appender.appendInteger(c);
      appender.appendVarchar(fact.type);
      appender.appendBigInt(BigInt(fact.at));
      appender.endRow();
      return fact;
    });
    const id = `p${String(c).padStart(8, '0')}`;
    builder.add({ id, factsVersion: 1, createdAt: FROM, facts: FactSet.of(facts), tags: new Map(), lists: new Set() });
    if (builder.size < PART_SIZE && c + 1 < customers) continue;
    parts.push(builder.sealed());
    builder = new PartBuilder();
  }
  appender.closeSync();
  return parts;
}

function figureOf<Sum, Figure>(analysis: Analysis<Sum, Figure>, parts: readonly ColumnPart[], now: number): Figure {
  const total = analysis.begin();
  for (const part of parts) {
    const sum = analysis.begin();
    const fold = analysis.over({ part, setting: { zone: 'UTC', currency: 'CNY' }, now });
    for (let i = 0; i < part.size; i++) fold(sum, i);
    analysis.merge(total, sum);
  }
  return analysis.finish(total);
}

const FUNNEL = `WITH v AS (SELECT customer, t FROM e WHERE type = 'view'),
  c AS (SELECT c.customer, c.t, v.t AS begun FROM (SELECT * FROM e WHERE type = 'cart') c
    ASOF JOIN v ON c.customer = v.customer AND c.t > v.t),
  b AS (SELECT b.customer, b.t, c.begun FROM (SELECT * FROM e WHERE type = 'buy') b
    ASOF JOIN c ON b.customer = c.customer AND b.t > c.t)
  SELECT (SELECT count(DISTINCT customer) FROM v),
    (SELECT count(DISTINCT customer) FROM c WHERE t - begun <= ${WINDOW}),
    (SELECT count(DISTINCT customer) FROM b WHERE t - begun <= ${WINDOW})`;

const RETENTION = `WITH d AS (SELECT DISTINCT customer, t // ${DAY} AS day FROM e WHERE type = 'view'),
  f AS (SELECT customer, min(day) AS first FROM d GROUP BY customer)
  SELECT sum(CASE WHEN day - first <= ${KEPT_DAYS} THEN 1 ELSE 0 END) FROM d JOIN f USING (customer)`;

async function compare(
  name: string,
  own: () => readonly number[],
  peer: () => Promise<readonly number[]>,
): Promise<void> {
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const [ms, figure] = await timed(() => Promise.resolve().then(own));
    const [peerMs, expected] = await timed(peer);
    if (figure.join() !== expected.join()) throw new Error(`${name}: ${figure.join()} and ${expected.join()}`);
    mine.push(ms);
    theirs.push(peerMs);
  }
  row(name, `${median(mine).toFixed(0)} ms`, `DuckDB ${median(theirs).toFixed(0)} ms`);
}

export async function analyses(): Promise<void> {
  const customers = Number(options.profiles ?? (options.quick ? 5000 : 200_000));
  const sql = await (await DuckDBInstance.create(':memory:')).connect();
  const parts = await populate(sql, customers);
  const read = async (query: string): Promise<readonly number[]> =>
    (await sql.runAndReadAll(query)).getRows()[0].map(Number);
  const to = FROM + DAYS * DAY;
  const steps = ['view', 'cart', 'buy'].map((event) => [{ event }]);
  const funnel = { steps, windowMs: WINDOW, from: FROM, to, order: 'ORDERED', exclusions: [] } as const;
  await compare(
    `funnel of 3 steps, ${customers} customers`,
    () => figureOf(funnelAnalysis(funnel, to), parts, to).all.steps.map((s) => s.reached),
    () => read(FUNNEL),
  );
  const view = [{ event: 'view' }];
  const cells = Array.from({ length: KEPT_DAYS + 1 }, (_, k) => ({ first: k, last: k }));
  const kept = { start: view, returns: view, from: FROM, to, unit: 'DAY', cohort: 'FIRST', mode: 'ON', cells } as const;
  await compare(
    `retention of ${KEPT_DAYS} days, ${customers} customers`,
    () => {
      const { cohorts } = figureOf(retentionAnalysis(kept, 'UTC', to), parts, to);
      return [cohorts.reduce((n, c) => n + c.cells.reduce((m, x) => m + x.returned, 0), 0)];
    },
    () => read(RETENTION),
  );
}
