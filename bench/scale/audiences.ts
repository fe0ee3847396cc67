/** Audiences of a large shop, as conditions for Strata and as SQL for DuckDB. */
import { DAY, NOW } from './population.js';

const since = (days: number): number => NOW - days * DAY;
/**
 * Conditions with equivalent SQL. In the SQL, table m holds customers, e holds events, and l holds order lines (one per
 * order).
 */
export const AUDIENCES: readonly (readonly [expression: string, sql: string])[] = [
  [
    'tag city = "Beijing" and count(product_viewed, last 90d) >= 3',
    `SELECT count(*) FROM (SELECT m.id FROM m JOIN e ON e.id = m.id WHERE m.city = 'Beijing' AND e.type = 'product_viewed' AND e.ts > ${since(90)} GROUP BY m.id HAVING count(*) >= 3)`,
  ],
  [
    'sum(order_paid.amount, last 180d) >= 500.0 and not did(order_paid, last 30d)',
    `SELECT count(*) FROM (SELECT id FROM e WHERE type = 'order_paid' AND ts > ${since(180)} GROUP BY id HAVING sum(amount) >= 5000000) a WHERE a.id NOT IN (SELECT id FROM e WHERE type = 'order_paid' AND ts > ${since(30)})`,
  ],
  [
    'tag level = "gold" and did(order_paid where line.brand = "Shiseido", last 60d)',
    `SELECT count(*) FROM m WHERE level = 'gold' AND id IN (SELECT id FROM e WHERE type = 'order_paid' AND brand = 'Shiseido' AND ts > ${since(60)})`,
  ],
  [
    'did(registered, last 30d) and not did(order_paid)',
    `SELECT count(*) FROM m WHERE id IN (SELECT id FROM e WHERE type = 'registered' AND ts > ${since(30)}) AND id NOT IN (SELECT id FROM e WHERE type = 'order_paid')`,
  ],
  [
    'unfollowed(product_viewed by order_paid, within 2d, last 30d) and tag city = "Xiamen"',
    `SELECT count(DISTINCT v.id) FROM e v JOIN m ON m.id = v.id WHERE m.city = 'Xiamen' AND v.type = 'product_viewed' AND v.ts > ${since(30)} AND v.ts <= ${since(2)} AND NOT EXISTS (SELECT 1 FROM e o WHERE o.id = v.id AND o.type = 'order_paid' AND o.ts > v.ts AND o.ts <= v.ts + ${2 * DAY})`,
  ],
];
