/** What the embedded database does exactly, as its own tables say; everything else is refused by name. */
import { EXPRESSIONS } from './query/expression.js';
import { DATES } from './query/expression-dates.js';
import { TEXT_AND_ARRAY } from './query/expression-text-array.js';
import { FILTER_OPERATORS } from './query/filter.js';
import { ACCUMULATORS } from './query/group.js';
import { STAGES } from './query/pipeline.js';
import { UPDATE_OPERATORS } from './query/update.js';

const LISTS: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Commands', ['hello', 'ping', 'buildInfo', 'replSetStepDown', 'find', 'getMore', 'killCursors', 'aggregate', 'count', 'distinct', 'explain', 'insert', 'update', 'delete', 'findAndModify', 'create', 'drop', 'dropDatabase', 'listCollections', 'listDatabases', 'listIndexes', 'createIndexes', 'dropIndexes', 'collStats', 'commitTransaction', 'abortTransaction', 'endSessions']],
  ['Filter operators', FILTER_OPERATORS],
  ['Update operators', UPDATE_OPERATORS],
  ['Aggregation stages', [...Object.keys(STAGES), '$changeStream']],
  ['Accumulators', Object.keys(ACCUMULATORS)],
  ['Expressions', [...Object.keys(EXPRESSIONS), ...Object.keys(TEXT_AND_ARRAY), ...Object.keys(DATES)]],
  ['Indexes', ['single', 'compound', 'ascending and descending', 'multikey', 'unique', 'sparse', 'partial']],
];

const REFUSED = [
  '`$where`, `$text`, `$jsonSchema`, geospatial and bitwise filters', 'the positional operator `$` in updates and projections, updates by pipeline', '`$lookup` with a pipeline or over nested fields, `$out`, `$merge`',
  'collation, tailable cursors, capped collections, views, time series, text, geospatial, hashed, wildcard and TTL indexes', 'snapshot reads outside transactions, DDL inside them', 'authentication and TLS on the socket, replication, sharding',
  'date expressions with a time zone; `$abs`, `$ceil`, `$floor`, `$mod`, `$round` on Decimal128',
];

/** SUPPORT.md. */
export function supportPage(): string {
  const lists = LISTS.map(([title, names]) => `## ${title}\n\n${[...names].sort().map((n) => (n.startsWith('$') ? `\`${n}\`` : n)).join(' ')}\n`);
  return `# What the embedded database supports\n\nGenerated from its tables (\`npm run support\`). What is listed answers as MongoDB 4.4 does; what is not is refused with code 238 (\`NotSupported\`) and its name. \`npm run test:facts -- FOLDER\` compares with recorded answers of a real server.\n\n${lists.join('\n')}\n## Refused, among others\n\n${REFUSED.map((r) => `- ${r}`).join('\n')}\n`;
}
