// Generates schema/schema.graphql and docs/REASONS.md from the code, and the typed documents from the schema. The first
// compilation may fail, because the code uses documents that are generated afterwards.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const node = (/** @type {string[]} */ ...args) => spawnSync(process.execPath, args, { stdio: 'inherit' });
spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json']);
const steps = [
  ['dist/src/cli/strata.js', 'schema', '--out', 'schema/schema.graphql'],
  ['node_modules/@graphql-codegen/cli/esm/bin.js', '--config', 'codegen.yml'],
  ['scripts/build.mjs'],
];
writeFileSync('docs/REASONS.md', (await import('#dist/src/reasons/page.js')).reasonsPage());
for (const step of steps) {
  const { status } = node(...step);
  if (status !== 0) process.exit(status ?? 1);
}
