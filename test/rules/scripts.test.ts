/** Tests that every npm script runs a file that exists, or a command of an installed package. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Returns whether a path exists. The last part of the path can contain a `*`. */
function isThere(path: string): boolean {
  if (!path.includes('*')) return existsSync(path);
  const [start, end] = path.slice(dirname(path).length + 1).split('*');
  return (
    existsSync(dirname(path)) && readdirSync(dirname(path)).some((name) => name.startsWith(start) && name.endsWith(end))
  );
}

test('every npm script runs a file that exists after a build, or a command of an installed package', () => {
  const missing: string[] = [];
  let files = 0;
  for (const [name, script] of Object.entries(scripts))
    for (const [program, ...parameters] of script.split(' && ').map((command) => command.split(' '))) {
      const targets =
        program === 'node'
          ? parameters.filter((parameter) => /\.m?js$/.test(parameter))
          : [`node_modules/.bin/${program}`];
      assert.ok(targets.length > 0, `${name} runs nothing`);
      files += targets.length;
      missing.push(...targets.filter((path) => !isThere(path)).map((path) => `${name}: ${path}`));
    }
  assert.ok(files > 20, `${files} files`);
  assert.deepEqual(missing, []);
});
