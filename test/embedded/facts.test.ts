/**
 * Checks that the embedded database either gives the same result as a real MongoDB or reports the operation as not
 * supported. Skipped if the recorded results are missing.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { Database } from '../../src/embedded/storage/database.js';
import { judge, readFacts } from './facts.js';

const FOLDER = process.env.STRATA_FACTS ?? resolve('../shared/design/facts');

test(
  'at most 1 in 100 results differs from the recorded result of a real MongoDB',
  { skip: existsSync(FOLDER) ? false : 'the recorded answers are not here' },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'strata-facts-'));
    const database = new Database({ dir, noSync: true, nowMs: () => Date.now() });
    const counts = { same: 0, refused: 0, different: 0 };
    const different: string[] = [];
    for (const fact of readFacts(FOLDER)) {
      const { verdict } = await judge(database, fact);
      counts[verdict]++;
      if (verdict === 'different') different.push(`#${fact.id} ${JSON.stringify(fact.command).slice(0, 200)}`);
    }
    await database.close();
    rmSync(dir, { recursive: true });
    const total = counts.same + counts.refused + counts.different;
    assert.ok(counts.different <= total / 100, `${JSON.stringify(counts)}\n${different.join('\n')}`);
    assert.ok(counts.same >= total * 0.7, JSON.stringify(counts));
  },
);
