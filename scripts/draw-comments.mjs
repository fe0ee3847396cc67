// Draws comments at random and prints each with five lines around it, for a reader who judges how natural they are.
// Requires a build. `--help` gives details.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseSync } from 'oxc-parser';
import { codeFiles } from '#dist/test/rules/checks/sources.js';
import { Dice, random } from '#dist/test/support/dice.js';

const HELP = `Usage: npm run draw-comments -- --seed N [--number 100] [--under src]

Prints comments of the code, drawn at random, each with the five lines before and after it.

Options:
  --seed N     repeats a drawing (default: a new one)
  --number N   comments to draw (default 100)
  --under DIR  folder whose files are drawn from (default src)
  --help       Show this help.
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    number: { type: 'string', default: '100' },
    under: { type: 'string', default: 'src' },
    help: { type: 'boolean' },
  },
});

/**
 * Returns the first and last line of each comment, counted from 0. Line comments on adjacent lines are one comment.
 * @param {string} path
 */
function placesOf(path) {
  const source = readFileSync(path, 'utf8');
  /** @param {number} offset */
  const lineAt = (offset) => source.slice(0, offset).split('\n').length - 1;
  /** @type {{ path: string, from: number, to: number, isLine: boolean }[]} */
  const places = [];
  for (const comment of parseSync(path, source).comments) {
    const place = { path, from: lineAt(comment.start), to: lineAt(comment.end), isLine: comment.type === 'Line' };
    const before = places.at(-1);
    if (before?.isLine && place.isLine && before.to + 1 === place.from) before.to = place.to;
    else places.push(place);
  }
  return places;
}

if (values.help) console.log(HELP);
else {
  const places = codeFiles('.')
    .filter((path) => path.startsWith(`${values.under}/`))
    .flatMap(placesOf);
  const dice = new Dice(random(Number(values.seed)));
  console.log(`seed ${values.seed}: ${values.number} of ${places.length} comments\n`);
  for (let i = 1; i <= Number(values.number) && places.length > 0; i++) {
    const [{ path, from, to }] = places.splice(dice.int(0, places.length - 1), 1);
    const lines = readFileSync(path, 'utf8').split('\n');
    console.log(`--- ${i} ${path}:${from + 1}\n${lines.slice(Math.max(0, from - 5), to + 6).join('\n')}\n`);
  }
}
