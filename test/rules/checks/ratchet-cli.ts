/** `npm run ratchet`: records the numbers that fell. Numbers that rose are printed and stay as recorded. */
import { writeFileSync } from 'node:fs';
import { compare, measure, RATCHET, recorded } from './ratchet.js';
import { lint } from './tools.js';

const root = process.cwd();
const { risen, fallen, lowered } = compare(recorded(root), measure(root, lint(root).findings));
if (fallen.length > 0) writeFileSync(RATCHET, `${JSON.stringify(lowered, null, 2)}\n`);
for (const line of fallen) console.log(`lowered  ${line}`);
for (const line of risen) console.error(`risen    ${line}`);
if (risen.length > 0) process.exitCode = 1;
