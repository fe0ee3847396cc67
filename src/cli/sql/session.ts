/** A locked DuckDB that can read nothing but the tables of an export, and runs single SELECT statements over them. */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ParquetType } from '../../services/exports/parquet-rows.js';
import { TABLE_NAMES, columnsOf, MONTH, type TableName } from '../export/tables.js';
import type { SqlRequest } from './request.js';
import { resultFormat, type Json } from './results.js';
import { refusalOf } from './statement.js';

/** The part of the optional package that a session needs. */
interface DuckDb {
  readonly DuckDBInstance: typeof DuckDBInstance;
}

/** Where the tables are, and how much memory a query may take. */
export interface SessionOptions extends Pick<SqlRequest, 'filled' | 'memoryMb'> {
  /** Text before the names of the folders of the tables: empty for the working directory, otherwise ending with `/`. */
  readonly prefix: string;
}

export type Write = (text: string) => Promise<void> | void;

const SQL_TYPES: Readonly<Record<ParquetType, string>> = {
  TEXT: 'VARCHAR',
  INSTANT: 'TIMESTAMP',
  DAY: 'DATE',
  DECIMAL: 'DECIMAL(18,4)',
  SUM: 'DECIMAL(38,4)',
  INTEGER: 'INTEGER',
  NUMBER: 'DOUBLE',
  BOOLEAN: 'BOOLEAN',
  JSON: 'JSON',
};

export class SqlSession {
  private constructor(private readonly connection: DuckDBConnection) {}

  /** Creates a view for each table, and then locks DuckDB, so that queries can read only the files of the tables. */
  static async open(duckDb: DuckDb, options: SessionOptions): Promise<SqlSession> {
    const connection = await (await duckDb.DuckDBInstance.create(':memory:')).connect();
    const folders = TABLE_NAMES.map((name) => quoted(`${options.prefix}${name}`)).join(',');
    for (const setting of [
      `memory_limit='${options.memoryMb}MiB'`,
      // Without a folder for temporary files, a query that needs more memory ends.
      `temp_directory=''`,
      `threads=2`,
      `autoinstall_known_extensions=false`,
      `autoload_known_extensions=false`,
      `allow_community_extensions=false`,
      `allowed_directories=[${folders}]`,
      `enable_external_access=false`,
    ])
      await connection.run(`SET ${setting}`);
    for (const table of TABLE_NAMES) {
      const rows = options.filled.includes(table) ? filesOf(table, options.prefix) : emptyTable(table);
      await connection.run(`CREATE VIEW ${table} AS ${rows}`);
    }
    await connection.run('SET lock_configuration=true');
    return new SqlSession(connection);
  }

  /** Returns why a statement is refused, or undefined if it may run. */
  async refusal(sql: string): Promise<string | undefined> {
    const reader = await this.connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql]);
    return refusalOf(reader.getRowsJson()[0][0] as string);
  }

  /**
   * Runs a statement and writes its rows. Returns whether the result has more rows than were written.
   *
   * @throws Error with a message for the user if the statement is refused or fails.
   */
  async run(request: Pick<SqlRequest, 'sql' | 'format' | 'withMark' | 'rows'>, write: Write): Promise<boolean> {
    const refusal = await this.refusal(request.sql);
    if (refusal !== undefined) throw new Error(refusal);
    const result = await this.connection.stream(request.sql);
    const types = result.columnTypes();
    const columns = result.deduplicatedColumnNames().map((name, i) => ({ name, type: String(types[i]) }));
    const output = resultFormat(request.format, request.withMark);
    await write(output.head(columns));
    let written = 0;
    let isCut = false;
    for await (const rows of result.yieldRowsJson()) {
      const shown = rows.slice(0, request.rows - written) as readonly (readonly Json[])[];
      await write(output.lines(columns, shown));
      written += shown.length;
      isCut = shown.length < rows.length;
      if (isCut) break;
    }
    await write(output.tail());
    return isCut;
  }

  close(): void {
    this.connection.closeSync();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

function filesOf(table: TableName, prefix: string): string {
  const files = quoted(`${prefix}${table}/*/*.parquet`);
  return `SELECT * FROM read_parquet(${files}, hive_partitioning=true, hive_types={'${MONTH}': VARCHAR})`;
}

function emptyTable(table: TableName): string {
  const columns = columnsOf(table).map(({ name, type }) => `NULL::${SQL_TYPES[type]} AS ${name}`);
  return `SELECT ${columns.join(', ')}, NULL::VARCHAR AS ${MONTH} WHERE false`;
}
