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

/**
 * Imports each component of the design library from its own file. Imports from the library's index would put every
 * component that some page uses into the file that all pages load first.
 * @type {import('esbuild').Plugin}
 */
const ownFiles = {
  name: 'own-files',
  setup(bundle) {
    // The client prints documents and opens sockets. It needs nothing else of these two libraries.
    bundle.onLoad({ filter: /[/\\]src[/\\]client[/\\]client\.ts$/ }, ({ path }) => ({
      loader: 'ts',
      contents: readFileSync(path, 'utf8')
        .replace("from 'graphql';", "from 'graphql/language/printer.mjs';")
        .replace("from 'graphql-ws';", "from 'graphql-ws/client';"),
    }));
    bundle.onLoad({ filter: /[/\\]web[/\\]dashboard[/\\].*\.tsx?$/ }, ({ path }) => ({
      loader: path.endsWith('x') ? 'tsx' : 'ts',
      contents: readFileSync(path, 'utf8').replace(
        /import \{([^}]*)\} from '(antd|@ant-design\/icons)';/g,
        (_, names, from) =>
          String(names)
            .split(',')
            .map((/** @type {string} */ name) => name.trim())
            .filter((/** @type {string} */ name) => name !== '' && !name.startsWith('type '))
            .map((/** @type {string} */ name) => importOf(name, from))
            .join(' '),
      ),
    }));
  },
};

/**
 * @param {string} name imported name, perhaps with `as`
 * @param {string} from package
 */
function importOf(name, from) {
  const [exported, local = exported] = name.split(' as ');
  const folder = exported.replaceAll(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase();
  const file = from === 'antd' ? `antd/es/${folder}/index.js` : `@ant-design/icons/${exported}`;
  return `import ${local} from '${file}';`;
}

/**
 * Bundles entry points and returns the names of the files.
 * @param {Record<string, string>} entryPoints
 * @param {import('esbuild').BuildOptions} options
 */
async function bundled(entryPoints, options) {
  const { metafile } = await build({
    entryPoints,
    jsx: 'automatic',
    bundle: true,
    minify: true,
    outdir: out,
    // File names contain a hash of the content, so that a browser never runs an outdated script from its cache.
    entryNames: '[name]-[hash]',
    metafile: true,
    target: 'es2020',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'dataurl', '.woff': 'dataurl', '.ttf': 'dataurl' },
    ...options,
  });
  return Object.keys(/** @type {NonNullable<typeof metafile>} */ (metafile).outputs).map((file) => basename(file));
}

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
  // The editor is one script. Its parts register themselves in an order that separate files do not keep.
  const built = [
    ...(await bundled({ graphiql: 'web/graphiql/main.ts' }, { format: 'iife' })),
    // Pages of the dashboard are split into files, so that the first view loads only what it shows.
    ...(await bundled(
      { dashboard: 'web/dashboard/main.tsx' },
      { format: 'esm', splitting: true, chunkNames: 'chunk-[hash]', plugins: [ownFiles] },
    )),
  ];
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
