/**
 * Lists the supported MongoDB features, based on the tables that the code itself uses. Any other feature is rejected
 * with an error that names it.
 */
import { ARGUMENTS, GENERIC_ARGUMENTS } from './commands/arguments.js';
import { CHANGE_STREAM_STAGES } from './commands/change-stream.js';
import { DATES } from './query/expression-dates.js';
import { EXPRESSIONS } from './query/expression.js';
import { TEXT_AND_ARRAY } from './query/expression-text-array.js';
import { FILTER_OPERATORS } from './query/filter.js';
import { ACCUMULATORS } from './query/group.js';
import { STAGES } from './query/pipeline.js';
import { UPDATE_MODIFIERS, UPDATE_OPERATORS, UPDATE_STAGES } from './query/update.js';
import { INDEX_OPTIONS } from './storage/catalog.js';

/** Names of the supported features, grouped by kind. */
export const SUPPORTED = {
  command: Object.keys(ARGUMENTS),
  filter: [...FILTER_OPERATORS],
  update: [...UPDATE_OPERATORS, ...UPDATE_MODIFIERS],
  stage: [...Object.keys(STAGES), '$changeStream'],
  accumulator: Object.keys(ACCUMULATORS),
  expression: [...Object.keys(EXPRESSIONS), ...Object.keys(TEXT_AND_ARRAY), ...Object.keys(DATES)],
  index: [...INDEX_OPTIONS],
} as const;

const LISTS: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Filter operators', SUPPORTED.filter],
  ['Update operators', SUPPORTED.update],
  ['Stages of an update', UPDATE_STAGES],
  ['Aggregation stages', SUPPORTED.stage],
  ['Stages after `$changeStream`', CHANGE_STREAM_STAGES],
  ['Accumulators', SUPPORTED.accumulator],
  ['Expressions', SUPPORTED.expression],
  ['Index options', SUPPORTED.index],
  ['Indexes', ['single', 'compound', 'ascending and descending', 'multikey', 'unique', 'sparse', 'partial', 'TTL']],
];

const REFUSED = [
  '`$where`, `$text`, `$jsonSchema`, geospatial and bitwise filters',
  'the positional operator `$` in projections, constants of update pipelines',
  '`$out`, `$merge`, `$graphLookup`, `$bucketAuto`, `$sample`, `$geoNear`; a field that one stage removes and a later one sets again',
  '`$convert` and its short forms other than `$toString`, `$zip`, `$regexMatch`, `$pow`, `$sqrt`, logarithms, trigonometry, `$function`, `$accumulator`',
  '`$abs`, `$ceil`, `$floor`, `$mod`, `$round`, `$trunc` on Decimal128',
  'collation, tailable cursors, capped collections, views, time series, text, geospatial, hashed and wildcard indexes',
  'sorting or grouping more than 100 MiB, also with `allowDiskUse`',
  'snapshot reads outside transactions, DDL inside them, `bulkWrite` of the client, map-reduce',
  'authentication and TLS on the socket, replication, sharding',
];

const quoted = (names: readonly string[]): string =>
  [...names]
    .sort()
    .map((n) => (/^[$a-zA-Z]+$/.test(n) ? `\`${n}\`` : n))
    .join(' ');

/** Returns the content of SUPPORT.md. */
export function supportPage(): string {
  const commands = Object.entries(ARGUMENTS)
    .sort()
    .map(([name, known]) => `| \`${name}\` | ${known ? quoted(known) || 'none' : 'any'} |`);
  const lists = LISTS.map(([title, names]) => `## ${title}\n\n${quoted(names)}\n`);
  return `# What the embedded database supports

Generated from its tables (\`npm run support\`). Each listed item behaves as in MongoDB 4.4. All others are refused by name with code 238 (\`NotSupported\`). \`npm run test:facts -- FOLDER\` compares with recorded responses of a real server; \`npm test\` fails when Strata sends a command that is not listed here.

## Commands and their arguments

Every command also takes ${quoted(GENERIC_ARGUMENTS)}.

| command | arguments |
| --- | --- |
${commands.join('\n')}

${lists.join('\n')}
## Refused, among others

${REFUSED.map((r) => `- ${r}`).join('\n')}
`;
}
