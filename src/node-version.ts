/**
 * Checks the version of Node. The server and the command line import this file first, so that a Node version that is
 * too old causes a one-sentence error instead of a stack trace. `scripts/node-version.mjs` does the same check before
 * the code is compiled.
 */
import { readFileSync } from 'node:fs';

const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  engines: { node: string };
};
const needed = engines.node.replace('>=', '');
const parts = (version: string): number[] => version.replace('v', '').split('.').map(Number);
const [has, needs] = [parts(process.version), parts(needed)];
const differs = needs.findIndex((part, i) => has[i] !== part);
if (differs >= 0 && has[differs] < needs[differs]) {
  console.error(`Strata needs Node ${needed} or later; this is Node ${process.version.replace('v', '')}.`);
  process.exit(1);
}
