// Bundles the browser pages into dist/web: everything local, nothing from a CDN.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';

const out = 'dist/web';
mkdirSync(out, { recursive: true });
// Built again only when a source or a dependency changed: a start should not wait for a bundler.
const hash = createHash('sha256').update(readFileSync('package-lock.json'));
for (const f of readdirSync('web', { recursive: true }).sort()) if (statSync(join('web', f)).isFile()) hash.update(f).update(readFileSync(join('web', f)));
const stamp = hash.digest('hex');
const stampFile = join(out, '.stamp');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  await build({
    entryPoints: { graphiql: 'web/graphiql/main.jsx' }, bundle: true, minify: true, outdir: out, format: 'iife', target: 'es2020', logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' }, loader: { '.woff2': 'dataurl', '.woff': 'dataurl', '.ttf': 'dataurl' },
  });
  copyFileSync('web/graphiql/index.html', join(out, 'graphiql.html'));
  writeFileSync(stampFile, stamp);
}
