// Prints metrics of the code in src, one column for each checkout.
import { parseArgs } from 'node:util';
import { figuresOf } from '#dist/test/rules/checks/figures.js';

const HELP = `Usage: npm run figures -- [FOLDER ...]

Prints figures of the code in src, a column for each checkout. Without a folder: of this one.
An older commit is measured in a checkout of its own: git worktree add --detach FOLDER COMMIT

Options:
  --help  Show this help.
`;

/** @type {Record<keyof import('#dist/test/rules/checks/figures.js').Figures, string>} */
const NAMES = {
  files: 'files',
  lines: 'lines',
  longestFile: 'lines of the longest file',
  longestFunction: 'lines of the longest function',
  linesOver120Columns: 'lines over 120 columns',
  oneLetterParameters: 'one-letter parameters of exported functions',
  conditionalsPer100Statements: 'conditional expressions per 100 statements',
  filesInCircles: 'files in circles of imports',
  filesInLargestCircle: 'files in the largest circle',
  rooms: 'rooms',
  arrowsBetweenRooms: 'arrows between rooms',
};

const { values, positionals } = parseArgs({ options: { help: { type: 'boolean' } }, allowPositionals: true });
if (values.help) console.log(HELP);
else {
  const columns = (positionals.length > 0 ? positionals : ['.']).map(figuresOf);
  const keys = /** @type {(keyof typeof NAMES)[]} */ (Object.keys(NAMES));
  for (const key of keys)
    console.log(NAMES[key].padEnd(46) + columns.map((figures) => String(figures[key]).padStart(10)).join(''));
}
