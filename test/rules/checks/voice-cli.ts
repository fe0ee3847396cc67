/** `npm run voice -- PATH ...`: lists comments with discouraged wording, each with the words found. */
import { readModules } from './modules.js';
import { oldVoice } from './ratchet.js';

const paths = process.argv.slice(2);
const found = oldVoice(readModules(process.cwd())).filter(
  ({ path }) => paths.length === 0 || paths.some((given) => path.startsWith(given)),
);
for (const { path, comment, marker } of found) console.log(`${path} [${marker}] ${comment}`);
console.log(`${found.length} comments`);
