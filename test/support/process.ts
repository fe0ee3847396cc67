/** Starts a server in its own process, which a test can kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Tokens } from '../../src/edge/tokens.js';
import { patience } from './patience.js';
import { databaseOf } from './server.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const CLI = fileURLToPath(new URL('../../src/cli/strata.js', import.meta.url));
export const SECRET = 'test-secret-test-secret-test-secret-test';

const tokens = new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'HS256', key: SECRET });

/**
 * Returns a token for a server that this file starts. It has every scope in a workspace, and may create the workspace.
 */
export const tokenFor = (workspace: string): string =>
  tokens.issue({ workspace, subject: 'test', scopes: ['admin', 'installation'], lifetimeSeconds: 24 * 3600 });

export interface Process {
  readonly child: ChildProcess;
  readonly port: number;
  /** Returns the process's output so far. */
  readonly output: () => string;
  /** Kills the process without a chance to clean up, like a power failure. */
  kill(): Promise<void>;
  /** Asks the process to exit and returns its exit code. */
  stop(): Promise<number | null>;
}

/** Makes a process end when its parent ends for any reason. The IPC channel alone does not keep the process running. */
const WITH_PARENT = `data:text/javascript,process.on('disconnect',()=>process.exit(1));process.channel?.unref()`;

/** Arguments of Node for a process that is started with an IPC channel and ends with its parent. */
export const endsWithParent: readonly string[] = ['--import', WITH_PARENT];

/**
 * Starts a compiled script and waits until its output matches `ready`, which captures a port. `fileKiB` limits the size
 * of each file that the script writes.
 */
export function run(
  args: readonly string[],
  env: Record<string, string>,
  ready: RegExp,
  { fileKiB, node: executable = process.execPath }: { readonly fileKiB?: number; readonly node?: string } = {},
): Promise<Process> {
  const node = [executable, ...endsWithParent, '--enable-source-maps', '--max-semi-space-size=64', ...args];
  // The shell's limit on file sizes simulates a full disk.
  const [command, ...rest] =
    fileKiB === undefined
      ? node
      : ['/bin/bash', '-c', `trap '' XFSZ; ulimit -f ${fileKiB}; exec "$@"`, 'bash', ...node];
  const child = spawn(command, rest, {
    env: { ...process.env, STRATA_JWT_SECRET: SECRET, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // The IPC channel must not keep this parent process alive.
  child.channel?.unref();
  let output = '';
  return new Promise((resolve, reject) => {
    const look = (chunk: Buffer): void => {
      output += String(chunk);
      const m = ready.exec(output);
      if (!m) return;
      resolve({
        child,
        port: Number(m[1]),
        output: () => output,
        kill: async () => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          child.kill('SIGKILL');
          await once(child, 'exit');
        },
        stop: async () => {
          if (child.exitCode === null && child.signalCode === null) {
            child.kill('SIGTERM');
            const cut = setTimeout(() => child.kill('SIGKILL'), patience(20_000));
            await once(child, 'exit');
            clearTimeout(cut);
          }
          return child.exitCode;
        },
      });
    };
    child.stdout!.on('data', look);
    child.stderr!.on('data', look);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}:\n${output}`)));
  });
}

/** Starts a server on this version of Node, or on another one. */
export function serverProcess(env: Record<string, string>, node?: string): Promise<Process> {
  return run(
    [MAIN],
    {
      PORT: '0',
      STRATA_DEMO: 'off',
      STRATA_DATABASE_TIMEOUT_MS: String(patience(30_000)),
      ...(env.STRATA_DATA_DIR ? { STRATA_DATABASE: databaseOf(env.STRATA_DATA_DIR) } : {}),
      ...env,
    },
    /ready at http:\/\/localhost:(\d+)/,
    { node },
  );
}

export function databaseProcess(dir: string, port = 0): Promise<Process> {
  return run([CLI, 'db', 'serve', '--dir', dir, '--port', String(port)], {}, /127\.0\.0\.1:(\d+)\//);
}

/** Starts a database whose files can grow to at most `fileKiB`. */
export function limitedDatabaseProcess(dir: string, fileKiB: number): Promise<Process> {
  return run([CLI, 'db', 'serve', '--dir', dir, '--port', '0'], {}, /127\.0\.0\.1:(\d+)\//, { fileKiB });
}
