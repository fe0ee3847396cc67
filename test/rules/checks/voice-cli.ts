/** `npm run voice -- PATH ...`: lists comments and sentences with discouraged wording, each with the words found. */
import { readModules } from './modules.js';
import { oldVoice } from './ratchet.js';
import { oldSentences } from './sentences.js';

const paths = process.argv.slice(2);
const isAsked = ({ path }: { readonly path: string }): boolean =>
  paths.length === 0 || paths.some((given) => path.startsWith(given));
const modules = readModules(process.cwd()).filter(isAsked);
const comments = oldVoice(modules);
const sentences = oldSentences(
  process.cwd(),
  modules.map(({ path }) => path),
);
for (const { path, comment, marker } of comments) console.log(`${path} [${marker}] ${comment}`);
for (const { path, text, marker } of sentences) console.log(`${path} [${marker}] ${text}`);
console.log(`${comments.length} comments, ${sentences.length} messages and descriptions`);
