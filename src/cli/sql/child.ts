/**
 * The process that runs one query. It has its own memory limit, and the command ends it after the time limit. Its
 * working directory is the folder of an export.
 */
import { once } from 'node:events';
import type * as DuckDb from '@duckdb/node-api';
import { FAILED, MISSING, TOO_LARGE, type SqlRequest } from './request.js';
import { SqlSession } from './session.js';

/** How often the memory of the process is checked, in ms. */
const CHECK_MS = 100;
/** Memory that the process may take beyond the limit of DuckDB, in MB. It includes Node and the rows being written. */
const OVERHEAD_MB = 1024;

async function readRequest(): Promise<SqlRequest> {
  // The request is the first line. The input then stays open, and it ends when the command is killed.
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const piece of process.stdin.iterator({ destroyOnReturn: false })) {
    text += piece as string;
    const end = text.indexOf('\n');
    if (end >= 0) return JSON.parse(text.slice(0, end)) as SqlRequest;
  }
  throw new Error('there is no request');
}

async function duckDb(): Promise<typeof DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch {
    process.exit(MISSING);
  }
}

async function main(): Promise<void> {
  const request = await readRequest();
  process.stdin.resume().on('end', () => process.exit(FAILED));
  setInterval(() => {
    if (process.memoryUsage.rss() > (request.memoryMb + OVERHEAD_MB) * 2 ** 20) process.exit(TOO_LARGE);
  }, CHECK_MS);
  const session = await SqlSession.open(await duckDb(), { ...request, prefix: '' });
  const isCut = await session.run(request, async (text) => {
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  });
  if (!isCut) return;
  const most = request.rows.toLocaleString('en');
  process.stderr.write(`The result has more rows. Only the first ${most} are shown.\n`);
}

process.stdout.on('error', () => process.exit(0));
main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(FAILED);
  },
);
