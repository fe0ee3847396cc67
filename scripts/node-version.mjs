// The scripts of `npm start` and `npm test` import this file first. An outdated Node then prints one sentence instead
// of a stack trace. src/node-version.ts does the same for the compiled server and command line.
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.replace('>=', '');
/** @type {(version: string) => number[]} */
const parts = (version) => version.replace('v', '').split('.').map(Number);
const [has, needs] = [parts(process.version), parts(needed)];
const differs = needs.findIndex((part, i) => has[i] !== part);
if (differs >= 0 && has[differs] < needs[differs]) {
  console.error(`Strata needs Node ${needed} or later; this is Node ${process.version.replace('v', '')}.`);
  process.exit(1);
}
