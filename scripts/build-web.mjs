// Bundles the browser pages into dist/pages. The pages load all files from the server and none from a CDN.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const out = 'dist/pages';
mkdirSync(out, { recursive: true });
// Skip the build unless a source or dependency changed, so that a start does not wait for a bundler.
const hash = createHash('sha256')
  .update(readFileSync('package-lock.json'))
  .update(readFileSync('scripts/build-web.mjs'))
  .update(readFileSync('schema/schema.graphql'))
  .update(readFileSync('schema/openapi.json'));
// The pages also contain typed documents and code of the engine and the client, so those files are hashed too.
for (const dir of ['web', 'schema/generated', 'src/engine', 'src/client']) {
  for (const f of readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort())
    if (statSync(join(dir, f)).isFile()) hash.update(f).update(readFileSync(join(dir, f)));
}
const stamp = hash.digest('hex');
const stampFile = join(out, '.stamp');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const { metafile } = await build({
    entryPoints: { graphiql: 'web/graphiql/main.ts', dashboard: 'web/dashboard/main.tsx' },
    jsx: 'automatic',
    bundle: true,
    minify: true,
    outdir: out,
    // File names contain a hash of the content, so that a browser never runs an outdated script from its cache.
    entryNames: '[name]-[hash]',
    metafile: true,
    format: 'iife',
    target: 'es2020',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'dataurl', '.woff': 'dataurl', '.ttf': 'dataurl' },
  });
  const built = Object.keys(metafile.outputs).map((file) => basename(file));
  for (const page of ['graphiql', 'dashboard']) {
    /** @param {string} ending */
    const named = (ending) => built.find((file) => file.startsWith(`${page}-`) && file.endsWith(ending)) ?? '';
    const html = readFileSync(`web/${page}/index.html`, 'utf8')
      .replace(`/${page}.js`, `/${named('.js')}`)
      .replace(`/${page}.css`, `/${named('.css')}`);
    writeFileSync(join(out, `${page}.html`), html);
  }
  for (const file of ['schema.graphql', 'openapi.json']) copyFileSync(`schema/${file}`, join(out, file));
  copyFileSync('web/favicon.svg', join(out, 'favicon.svg'));
  writeFileSync(stampFile, stamp);
}
