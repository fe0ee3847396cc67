/**
 * `npm run test:facts -- FOLDER [--show N]`: prints the number of equal, refused and different results, and the first N
 * different ones.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Database } from '../../src/embedded/storage/database.js';
import { judge, readFacts } from './facts.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { show: { type: 'string', default: '5' } },
});
const folder = positionals[0];
if (!folder) {
  console.error('Say where the facts are: npm run test:facts -- FOLDER');
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'strata-facts-'));
const database = new Database({ dir, noSync: true, nowMs: () => Date.now() });
const counts = { same: 0, refused: 0, different: 0 };
const refusals = new Map<string, number>();
let left = Number(values.show);
for (const fact of readFacts(folder)) {
  const { verdict, got, wanted } = await judge(database, fact);
  counts[verdict]++;
  if (verdict === 'refused') refusals.set(got, (refusals.get(got) ?? 0) + 1);
  if (verdict === 'different' && left-- > 0)
    console.log(
      `\n#${fact.id} ${JSON.stringify(fact.command)}\n  docs   ${JSON.stringify(fact.docs).slice(0, 600)}\n  got    ${got.slice(0, 700)}\n  wanted ${wanted.slice(0, 700)}`,
    );
}
await database.close();
rmSync(dir, { recursive: true });
const total = counts.same + counts.refused + counts.different;
const share = (n: number): string => `${n} (${((100 * n) / total).toFixed(1)} %)`;
console.log(
  `\n${total} answers: same ${share(counts.same)}, refused ${share(counts.refused)}, different ${share(counts.different)}`,
);
console.log(
  [...refusals]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 40)
    .map(
      ([m, n]) => `  ${n}  ${m.replace(/^the embedded database does not support /, '').replace(/; set MONGODB.*/, '')}`,
    )
    .join('\n'),
);
