/** `npm run ratchet`: writes the numbers that fell. What rose stays as it was recorded, and is shown. */
import { writeFileSync } from 'node:fs';
import { compare, measure, RATCHET, recorded } from './ratchet.js';
import { lint } from './tools.js';

const root = process.cwd();
const { risen, fallen, lowered } = compare(recorded(root), measure(root, lint(root).findings));
if (fallen.length > 0) writeFileSync(RATCHET, `${JSON.stringify(lowered, null, 2)}\n`);
for (const line of fallen) console.log(`lowered  ${line}`);
for (const line of risen) console.error(`risen    ${line}`);
if (risen.length > 0) process.exitCode = 1;
