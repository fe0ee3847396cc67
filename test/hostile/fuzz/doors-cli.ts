/**
 * `npm run prove:doors`: sends random requests, upgrades and frames to a real server, and prints its rejections and
 * where they occurred.
 */
import { parseArgs } from 'node:util';
import { fuzzDoors } from './run.js';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean' },
  },
});
if (values.help) {
  console.log(
    'npm run prove:doors -- [--requests N] [--seed S]\n\n  --requests  requests, upgrades and frames to send (default 1,000,000)\n  --seed      repeats a run (default: from the clock, printed)\n\nEnds with 0 if the process lived, nothing was answered with an internal error, nothing unexpected was logged and\nanother caller was answered after every burst.',
  );
  process.exit(0);
}
const requests = Number(values.requests);
const seed = Number(values.seed);
if (!Number.isSafeInteger(requests) || requests < 1 || !Number.isSafeInteger(seed)) {
  console.error('--requests and --seed take a whole number');
  process.exit(2);
}
const number = (value: number): string => value.toLocaleString('en');
console.log(`seed ${seed}, ${number(requests)} requests, upgrades and frames`);
const begun = performance.now();
let shown = begun;
const run = await fuzzDoors(requests, seed, (sent) => {
  if (performance.now() - shown < 10_000) return;
  shown = performance.now();
  console.error(`${number(sent)} sent in ${((shown - begun) / 1000).toFixed(0)} s`);
});

const table = (title: string, rows: readonly (readonly [string, number])[]): void => {
  console.log(`\n${title}`);
  for (const [name, count] of rows) console.log(`${number(count).padStart(12)}  ${name}`);
};
const byCount = <K>(map: ReadonlyMap<K, number>): [string, number][] =>
  [...map].map(([key, count]): [string, number] => [String(key), count]).sort((a, b) => b[1] - a[1]);
table('Statuses', byCount(run.statuses));
table('Close codes', byCount(run.closes));
table('Reasons', byCount(run.reasons));
table(
  'Refusing branches of src/edge',
  run.branches.map(({ place, text, count }) => [`${place.padEnd(24)} ${text.slice(0, 90)}`, count]),
);
const met = run.branches.filter(({ count }) => count > 0).length;
const waited = [...run.waitedMs].sort((a, b) => a - b);
const at = (q: number): string => (waited[Math.min(waited.length - 1, Math.floor(q * waited.length))] ?? 0).toFixed(1);
console.log(`\n${met} of ${run.branches.length} refusing branches came through`);
console.log(
  `another caller asked ${number(run.during.asked)} times during the bursts, ${number(run.during.refused)} refused`,
);
console.log(`another caller waited p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`);
for (const { what, sent } of run.faults.slice(0, 5))
  console.log(`\nfault: ${what}\n${JSON.stringify(sent.slice(0, 3000))}`);
if (run.died !== undefined) console.log(run.died);
console.log(
  `${number(run.sent)} sent in ${((performance.now() - begun) / 1000).toFixed(0)} s, ${run.died === undefined ? 0 : 1} deaths, ${run.faults.length} faults; repeat with --seed ${seed}`,
);
process.exit(run.died === undefined && run.faults.length === 0 ? 0 : 1);
