/** Runs a query over an export in a process of its own, with limits on time and memory. */
import { spawn } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CliError } from '../command.js';
import { EXPORT_FILE, FORMAT, readJson, type ExportDescription } from '../export/export-folder.js';
import { TABLE_NAMES, type TableName } from '../export/tables.js';
import { MISSING, TOO_LARGE, type SqlRequest } from './request.js';

/** Maximum heap of the process that runs the query, in MB. The rows are written while they are computed. */
const HEAP_MB = 512;
const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

/**
 * Returns the tables of an export that have files.
 *
 * @throws CliError if the folder contains no complete export, or if files are missing or changed.
 */
export async function filledTables(folder: string): Promise<readonly TableName[]> {
  const description = await readJson<ExportDescription>(join(folder, EXPORT_FILE));
  if (!description?.tables)
    throw new CliError(`There is no complete export in ${folder}. Write one: strata export --parquet ${folder}`);
  if (description.format !== FORMAT)
    throw new CliError(`Another version of Strata wrote ${folder}. Export again: strata export --parquet ${folder}`);
  const filled: TableName[] = [];
  for (const table of TABLE_NAMES) {
    const expected = description.tables[table];
    const { files, bytes } = await sizeOf(join(folder, table));
    if (!expected || files !== expected.files || bytes !== expected.bytes)
      throw new CliError(
        `Files of the table ${table} are missing or changed. Export again: strata export --parquet ${folder}`,
      );
    if (files > 0) filled.push(table);
  }
  return filled;
}

async function sizeOf(folder: string): Promise<{ readonly files: number; readonly bytes: number }> {
  let [files, bytes] = [0, 0];
  for (const month of await readdir(folder).catch((): string[] => []))
    for (const file of await readdir(join(folder, month))) {
      files++;
      bytes += (await stat(join(folder, month, file))).size;
    }
  return { files, bytes };
}

/**
 * Runs a query and writes its rows to the standard output.
 *
 * @throws CliError if the query was refused or failed, or reached a limit.
 */
export async function runSql(folder: string, request: SqlRequest, timeoutMs: number): Promise<void> {
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, CHILD], {
    cwd: folder,
    // The process needs no setting or secret of this installation.
    env: {},
    stdio: ['pipe', 'inherit', 'pipe'],
  });
  let message = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (message.length < 10_000) message += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(request)}\n`);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  clearTimeout(timer);
  if (isLate) throw new CliError(`The query took longer than ${timeoutMs / 1000} s, so it was ended. See --timeout.`);
  if (code === 0) process.stderr.write(message);
  else throw new CliError(failure(code, message, request));
}

function failure(code: number | null, message: string, { memoryMb }: SqlRequest): string {
  if (code === MISSING)
    return 'strata sql needs DuckDB, which is an optional package: npm install @duckdb/node-api. DuckDB has no version for some systems.';
  // A process that a signal ended had no memory left, or its stack was too small for the statement.
  if (code === null) return 'The query ended its process. It needs too much memory, or the statement is too deep.';
  if (code === TOO_LARGE || /Out of Memory|heap out of memory/i.test(message))
    return `The query needs more than ${memoryMb} MiB of memory, so it was ended. See --memory.`;
  return message.trim();
}
