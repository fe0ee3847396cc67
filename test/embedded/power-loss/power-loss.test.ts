/**
 * Checks that after a power loss everything that was acknowledged, read or streamed is on disk. `npm run prove:power`
 * runs more rounds.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canRecord, faultsOf, killedProcess, lossPoints, recorded, tryLoss } from './power-loss.js';
import { killed, marksBefore } from './disk.js';
import { seedOf } from '../../support/amount.js';
import { random as seeded } from '../../support/random-world.js';

const skip = canRecord() ? false : 'recording what a process writes needs Linux and a C compiler (cc)';

test(
  'no acknowledged or visible write is lost or partial after a power loss or a kill at any point',
  { skip },
  async () => {
    const seed = seedOf(7);
    const random = seeded(seed);
    const entries = recorded(seed, 25);
    assert.ok(entries.filter((e) => e.kind === 'mark').length > 150);
    for (const at of lossPoints(entries, 60, random)) {
      for (const round of await tryLoss(entries, at, random))
        assert.deepEqual(round.faults, [], `${round.kind} before entry ${at} of ${entries.length}, seed ${seed}`);
    }

    // Tests the check itself: it must report faults in a file that lacks the last flushed writes.
    const end = entries.length;
    const early = entries.findIndex((e, i) => i > end / 2 && e.kind === 'flush');
    assert.notDeepEqual(await faultsOf(killed(entries, early), marksBefore(entries, end)), []);
  },
);

test('a process killed while writing loses no acknowledged or visible write and leaves no partial one', async () => {
  for (let seed = 1; seed <= 6; seed++) assert.deepEqual(await killedProcess(seed, 40), [], `seed ${seed}`);
});
