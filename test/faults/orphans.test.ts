/** Tests that processes of tests and benchmarks end with the process that started them, even if it was killed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { eventually } from '../support/server.js';

/** A program that never ends by itself. */
const SERVER = `console.log('at http://localhost:1');setInterval(()=>undefined,1000)`;
const PROCESS = new URL('../support/process.js', import.meta.url).href;

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a server started by a benchmark ends when the benchmark is killed', async () => {
  const program = `
    const { run } = await import(${JSON.stringify(PROCESS)});
    const { child } = await run(['--eval', ${JSON.stringify(SERVER)}], {}, /localhost:(\\d+)/);
    console.log(child.pid);
    setInterval(() => undefined, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  const pid = Number(text.toString());
  assert.ok(pid > 0 && isRunning(pid));
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await eventually(() => Promise.resolve(!isRunning(pid)), 'the server to end');
});
