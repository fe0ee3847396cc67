// Bundles the packages used by the compiled files into dist/node_modules, which Node searches first. Opening and
// linking the thousand files of the packages would otherwise take most of the startup time of a process.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';

const out = 'dist/node_modules';
/** Packages that load a native binary from their own folder. */
const NATIVE = new Set(['lmdb']);
/** These packages are imported at run time only if they are installed. They are not dependencies of this project. */
const OPTIONAL = ['class-validator'];

/**
 * Returns the package of a specifier: `@apollo/server` for `@apollo/server/plugin/disabled`.
 * @param {string} specifier
 */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Returns the specifiers of packages that the compiled files import. */
function specifiers() {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const folders = ['src', 'seeds', 'test', 'bench'].filter((folder) => existsSync(join('dist', folder)));
  const found = folders.flatMap((folder) =>
    readdirSync(join('dist', folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => [
        ...readFileSync(join('dist', folder, file), 'utf8').matchAll(
          /(?:^|[^.\w])(?:from|import)[\s(]*['"]([^'"\n]+)['"]/g,
        ),
      ])
      .map((match) => match[1]),
  );
  return [...new Set(found)].filter((one) => packageOf(one) in dependencies && !NATIVE.has(packageOf(one))).sort();
}

/**
 * Returns the names that modules export. A bundler cannot determine the names of a CommonJS module from its text, so
 * the modules are loaded in a separate process.
 * @param {readonly string[]} modules
 * @returns {Readonly<Record<string, readonly string[]>>}
 */
function namesOf(modules) {
  const program = `const of = async (one) => [one, Object.keys(await import(one))];
    console.log(JSON.stringify(Object.fromEntries(await Promise.all(${JSON.stringify(modules)}.map(of)))));`;
  const node = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (node.status !== 0) process.exit(node.status ?? 1);
  return JSON.parse(node.stdout);
}

/**
 * Returns the source of a module that re-exports another one. The default export of a module compiled to CommonJS is
 * left out, because Node and bundlers interpret it differently.
 * @param {string} specifier
 * @param {readonly string[]} exported
 */
function entryOf(specifier, exported) {
  const compiled = exported.includes('__esModule');
  const names = exported.filter((name) => !['default', 'module.exports', '__esModule'].includes(name));
  return [
    `import * as whole from '${specifier}';`,
    ...names.map((name, place) => `const name${place} = whole.${name};`),
    `export { ${names.map((name, place) => `name${place} as ${name}`).join(', ')} };`,
    exported.includes('default') && !compiled ? 'export default whole.default;' : '',
  ].join('\n');
}

const wanted = specifiers();
const stamp = createHash('sha256')
  .update(readFileSync('package-lock.json'))
  .update(readFileSync('scripts/build-packages.mjs'))
  .update(`${process.version} ${wanted.join(' ')}`)
  .digest('hex');
const stampFile = join(out, '.stamp');
if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) {
  rmSync(out, { recursive: true, force: true });
  const names = namesOf(wanted);
  /** @param {string} specifier */
  const fileOf = (specifier) => join(specifier, 'index');
  await build({
    entryPoints: wanted.map((one) => ({ in: `entry:${one}`, out: fileOf(one) })),
    outdir: out,
    chunkNames: '.chunks/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    mainFields: ['module', 'main'],
    // Class names appear in error messages and comparisons, so they are kept.
    keepNames: true,
    external: [...OPTIONAL, ...NATIVE],
    logLevel: 'error',
    legalComments: 'eof',
    // The imported function is renamed, because some packages import `createRequire` themselves.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    plugins: [
      {
        // Outside production, graphql checks at every comparison whether a second copy of itself is loaded. Only one
        // copy is bundled here, so the check is removed.
        name: 'one graphql',
        setup(bundler) {
          bundler.onLoad({ filter: /graphql[\\/]jsutils[\\/]instanceOf\.m?js$/ }, ({ path }) => ({
            contents: readFileSync(path, 'utf8').replace('process.env.NODE_ENV', "'production'"),
          }));
        },
      },
      {
        name: 'entries',
        setup(bundler) {
          bundler.onResolve({ filter: /^entry:/ }, ({ path }) => ({
            path: path.slice('entry:'.length),
            namespace: 'entry',
          }));
          bundler.onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => ({
            contents: entryOf(path, names[path]),
            resolveDir: process.cwd(),
          }));
        },
      },
    ],
  });
  for (const name of new Set(wanted.map(packageOf))) {
    const { version } = JSON.parse(readFileSync(join('node_modules', name, 'package.json'), 'utf8'));
    const exports = Object.fromEntries(
      wanted
        .filter((one) => packageOf(one) === name)
        .map((one) => [`.${one.slice(name.length)}`, `./${relative(name, `${fileOf(one)}.js`)}`]),
    );
    const manifest = join(out, name, 'package.json');
    mkdirSync(dirname(manifest), { recursive: true });
    writeFileSync(manifest, JSON.stringify({ name, version, type: 'module', exports }));
  }
  // Node ignores a manifest directly in `node_modules`, so the shared chunks form a separate package.
  mkdirSync(join(out, '.chunks'), { recursive: true });
  writeFileSync(join(out, '.chunks', 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(stampFile, stamp);
}
