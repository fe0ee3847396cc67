/** Runs the command line like a user: in its own process and folder, against a test's server. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestServer } from './server.js';

const CLI = fileURLToPath(new URL('../../src/cli/strata.js', import.meta.url));

/**
 * Runs `strata` with arguments until it exits. `whenRunning` can kill the process early, depending on its output so
 * far. `input` is passed as standard input.
 */
export function strataCommand(
  server: Pick<TestServer, 'env' | 'url'>,
  folder: string,
  args: readonly string[],
  whenRunning?: (kill: () => void, output: () => string) => void,
  input = '',
): Promise<{ readonly code: number | null; readonly output: string }> {
  const env = { ...process.env, ...server.env, STRATA_URL: server.url };
  return new Promise((done) => {
    const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env });
    child.stdin.end(input);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (c: Buffer) => (output += String(c)));
    whenRunning?.(
      () => child.kill('SIGKILL'),
      () => output,
    );
    child.on('exit', (code) => done({ code, output }));
  });
}
