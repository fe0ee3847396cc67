// Prints how many bytes each page of the dashboard loads when it is opened first, compressed: `npm run first-view`.
// Requires a build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folder = 'dist/pages';
const script = /import\s*(?:[^"';]*?from\s*)?["']\.\/([\w-]+\.js)["']/g;
/** @param {string} file */
const textOf = (file) => readFileSync(join(folder, file), 'utf8');

/**
 * Returns a file and all files that it imports at once.
 * @param {string} file
 * @param {Set<string>} found
 * @returns {Set<string>}
 */
function loadedBy(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, next] of textOf(file).matchAll(script)) loadedBy(next, found);
  return found;
}

const entry = readdirSync(folder).find((file) => /^dashboard-\w+\.js$/.test(file));
if (!entry) throw new Error('no dashboard was built: run npm run build first');
/** @param {Iterable<string>} files */
const size = (files) => [...files].reduce((sum, file) => sum + gzipSync(textOf(file)).length, 0);
const first = loadedBy(entry);
/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`.padStart(8);
console.log(`${kilobytes(size(first))}  frame, in ${first.size} files`);
/** The pages are the files that the frame imports when they are opened. */
const pages = new Set(
  [...first].flatMap((file) =>
    [...textOf(file).matchAll(/import\(["']\.\/([\w-]+\.js)["']\)/g)].map(([, page]) => page),
  ),
);
const sizes = [...pages]
  .map((page) => size([...loadedBy(page)].filter((file) => !first.has(file))))
  .sort((a, b) => a - b);
console.log(
  `${kilobytes(sizes[0])} to ${kilobytes(sizes.at(-1) ?? 0).trim()} more  for each of ${sizes.length} pages when it is opened`,
);
