/** `strata sql`: runs a SELECT statement over the tables of an export. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CliError, type Command } from './command.js';
import { columnsOf, MONTH, TABLE_NAMES } from './export/tables.js';
import { filledTables, runSql } from './sql/run.js';
import { FORMATS, type Format } from './sql/request.js';
import { LONGEST_SQL } from './sql/statement.js';

const MOST_ROWS: Readonly<Record<Format, number>> = { table: 1000, csv: 1_000_000, ndjson: 1_000_000 };

export const sql: Command = {
  help: `strata sql "SELECT ..." --dir DIR [--format table|csv|ndjson] [--rows N] [--timeout S] [--memory MiB]
strata sql --tables

Runs one SELECT statement with DuckDB over the tables that strata export --parquet DIR wrote. It runs in a
process of its own that reads nothing but these tables. The server is not needed. Figures equal those of
the reports at the instant of the export. Instants are UTC; day and month are those of the workspace.

  --dir DIR      the folder of the export
  --format F     table (default), csv or ndjson
  --mark         CSV begins with a byte order mark, so that Excel reads it as UTF-8
  --rows N       how many rows are written at most (table: ${MOST_ROWS.table}, otherwise ${MOST_ROWS.csv})
  --timeout S    the query ends after S seconds (default 60)
  --memory MiB   memory of the query (default 1024)
  --tables       list the tables and their columns

Examples:
  npm run -s strata -- export --parquet ./tables
  npm run -s strata -- sql --dir ./tables "SELECT month, count(*) AS orders, sum(amount) AS gmv
    FROM orders WHERE type = 'order_paid' GROUP BY month ORDER BY month"`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        dir: { type: 'string' },
        format: { type: 'string', default: 'table' },
        mark: { type: 'boolean', default: false },
        rows: { type: 'string' },
        timeout: { type: 'string', default: '60' },
        memory: { type: 'string', default: '1024' },
        tables: { type: 'boolean', default: false },
      },
    });
    if (values.tables) {
      for (const table of TABLE_NAMES)
        console.log(
          `${table}\n  ${[...columnsOf(table).map(({ name, type }) => `${name} ${type}`), `${MONTH} TEXT`].join(', ')}`,
        );
      return 0;
    }
    const [text, ...more] = positionals;
    if (text === undefined || more.length > 0)
      throw new CliError('Give one SELECT statement in quotes; see strata sql --help.');
    if (text.length > LONGEST_SQL) throw new CliError(`A statement has at most ${LONGEST_SQL} characters.`);
    if (values.dir === undefined) throw new CliError('--dir is the folder of the export; see strata sql --help.');
    const format = FORMATS.find((name) => name === values.format);
    if (!format) throw new CliError(`--format is ${FORMATS.join(', ')}.`);
    const rows = whole('--rows', values.rows ?? String(MOST_ROWS[format]), 1, 10 ** 9);
    const memoryMb = whole('--memory', values.memory, 64, 2 ** 20);
    const timeoutMs = whole('--timeout', values.timeout, 1, 86_400) * 1000;
    const folder = resolve(values.dir);
    const filled = await filledTables(folder);
    await runSql(folder, { sql: text, filled, format, withMark: values.mark, rows, memoryMb }, timeoutMs);
    return 0;
  },
};

/** Returns the whole number of an option. Throws CliError if it is not one in the range. */
function whole(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new CliError(`${option} is a whole number from ${least} to ${most}.`);
  return number;
}
