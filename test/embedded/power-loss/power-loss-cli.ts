/**
 * `npm run prove:power -- [--rounds N] [--kills N] [--writes N] [--seed S]`: simulates power losses and kills processes
 * at many points of many runs.
 */
import { parseArgs } from 'node:util';
import { canRecord, killedProcess, lossPoints, recorded, tryLoss } from './power-loss.js';
import { random as seeded } from '../../support/random-world.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '600' },
    kills: { type: 'string', default: '100' },
    writes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
  },
});
if (!canRecord()) {
  console.error('Recording what a process writes needs Linux and a C compiler (cc).');
  process.exit(2);
}
const rounds = Number(values.rounds);
const PER_RUN = 150;
let done = 0;
let failed = 0;
for (let seed = Number(values.seed); done < rounds; seed++) {
  const random = seeded(seed);
  const entries = recorded(seed, Number(values.writes));
  for (const at of lossPoints(entries, PER_RUN, random)) {
    if (done >= rounds) break;
    for (const { kind, faults } of await tryLoss(entries, at, random)) {
      done++;
      if (faults.length === 0) continue;
      failed++;
      console.error(`seed ${seed}, ${kind} before entry ${at} of ${entries.length}: ${faults.slice(0, 3).join('; ')}`);
    }
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${rounds}`);
  }
}
const kills = Number(values.kills);
for (let k = 0; k < kills; k++) {
  const seed = Number(values.seed) + k;
  const faults = await killedProcess(seed, Number(values.writes));
  if (faults.length > 0) {
    failed++;
    console.error(`seed ${seed}, killed: ${faults.slice(0, 3).join('; ')}`);
  }
  if (process.stderr.isTTY) process.stderr.write(`\r${k + 1} of ${kills} kills`);
}
console.log(
  `\n${rounds} files as lost power or a kill would leave them, ${kills} processes killed, --seed ${values.seed}`,
);
console.log(`${done + kills - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
