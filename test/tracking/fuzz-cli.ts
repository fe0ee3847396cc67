/**
 * `npm run prove:tracking`: sends random bodies to the tracking API of a real server, and checks that no message is
 * lost or changed silently.
 */
import { parseArgs } from 'node:util';
import { TestServer } from '../support/server.js';
import { Door } from './door.js';
import { holdToTheLaw, randomShop } from './random-bodies.js';

const { values } = parseArgs({
  options: {
    bodies: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    'npm run prove:tracking -- [--bodies N] [--seed S]\n\n  --bodies  batches to send (default 100,000)\n  --seed    repeats a run (default: from the clock, printed)\n\nEnds with 0 if every message was kept or named, what was kept is stored, no good message is missing, and nothing\nunexpected was reported.',
  );
  process.exit(0);
}
const bodies = Number(values.bodies);
const seed = Number(values.seed);
if (!Number.isSafeInteger(bodies) || bodies < 1 || !Number.isSafeInteger(seed)) {
  console.error('--bodies and --seed take a whole number');
  process.exit(2);
}
console.log(`seed ${seed}, ${bodies.toLocaleString('en')} bodies`);
const begun = performance.now();
const seconds = (): string => ((performance.now() - begun) / 1000).toFixed(0);
const server = await TestServer.start();
try {
  const admin = await randomShop(server);
  let shown = begun;
  await holdToTheLaw({ server, admin, door: new Door(server, admin, 'fuzz') }, seed, bodies, (sent) => {
    if (performance.now() - shown < 10_000) return;
    shown = performance.now();
    console.error(`${sent.toLocaleString('en')} sent in ${seconds()} s`);
  });
  if (server.reported.length > 0) throw new Error(`reported: ${server.reported.map(String).join('; ')}`);
  console.log(`the law held for ${bodies.toLocaleString('en')} bodies in ${seconds()} s; repeat with --seed ${seed}`);
} catch (error) {
  console.error(error instanceof Error ? error.message.slice(0, 4000) : error);
  process.exitCode = 1;
} finally {
  await server.remove();
}
