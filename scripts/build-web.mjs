// Bundles the browser pages into dist/pages. Everything is local, nothing comes from a CDN.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = 'dist/pages';
mkdirSync(out, { recursive: true });
// Skip the build unless a source or dependency changed, so that a start does not wait for a bundler.
const hash = createHash('sha256').update(readFileSync('package-lock.json'));
// The dashboard's typed documents and the parts of the engine it shares are also sources.
for (const dir of ['web', 'schema/generated', 'src/engine', 'src/client']) {
  for (const f of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (statSync(join(dir, f)).isFile()) hash.update(f).update(readFileSync(join(dir, f)));
}
const stamp = hash.digest('hex');
const stampFile = join(out, '.stamp');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  await build({
    entryPoints: { graphiql: 'web/graphiql/main.ts', dashboard: 'web/dashboard/main.tsx' },
    jsx: 'automatic',
    bundle: true,
    minify: true,
    outdir: out,
    format: 'iife',
    target: 'es2020',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'dataurl', '.woff': 'dataurl', '.ttf': 'dataurl' },
  });
  copyFileSync('web/graphiql/index.html', join(out, 'graphiql.html'));
  copyFileSync('web/dashboard/index.html', join(out, 'dashboard.html'));
  writeFileSync(stampFile, stamp);
}
