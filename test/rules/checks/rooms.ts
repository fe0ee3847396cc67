/**
 * Defines the rooms of the project (folders with architectural boundaries) and the rooms and packages each may use, and
 * finds imports that violate them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Import, Module } from './modules.js';

type Rooms = readonly (readonly [room: string, below: readonly string[]])[];

/** The rooms (folders) of `src/services`, lowest layer first, each with the rooms it may use. All may use `base`. */
export const SERVICE_ROOMS: Rooms = [
  ['base', []],
  ['intake-log', []],
  ['jobs', []],
  ['accounts', []],
  ['credentials', []],
  ['partners', []],
  ['population', []],
  ['profiles', ['population']],
  ['sources', []],
  ['write-path', ['population']],
  ['events', ['write-path']],
  ['mapping', ['events']],
  ['experiments', ['population', 'write-path']],
  ['publication', ['population', 'write-path']],
  ['identity', ['population', 'write-path', 'publication']],
  ['items', ['publication']],
  ['lists', ['publication']],
  ['privacy', ['population', 'write-path', 'events', 'publication', 'lists']],
  ['segments', ['population', 'profiles', 'publication']],
  ['analyses', ['population', 'segments']],
  ['reach', ['population', 'write-path', 'events', 'segments', 'mapping']],
  ['strategies', ['population', 'segments', 'analyses']],
  ['saved-reports', ['analyses']],
  ['exports', ['saved-reports', 'segments']],
  ['coupons', ['population', 'write-path', 'events', 'segments']],
  ['layers', ['population', 'publication', 'segments']],
  ['tags', ['population', 'write-path', 'events', 'publication', 'segments']],
  ['imports', ['credentials', 'events', 'mapping', 'items', 'tags']],
  ['models', ['population', 'analyses', 'tags']],
  ['templates', ['population', 'segments', 'layers', 'tags']],
  [
    'scheduling',
    [
      'write-path',
      'publication',
      'imports',
      'items',
      'lists',
      'models',
      'privacy',
      'reach',
      'layers',
      'saved-reports',
      'sources',
      'strategies',
      'templates',
    ],
  ],
  ['tracking', ['write-path', 'events', 'tags']],
  ['hooks', ['write-path', 'events', 'tags', 'mapping']],
  ['workspaces', ['scheduling']],
];

/** The rooms (folders) of `src/engine`, lowest layer first, each with the rooms it may use. All may use `types.ts`. */
export const ENGINE_ROOMS: Rooms = [
  ['experiments', []],
  ['intake-log', []],
  ['items', []],
  ['layers', []],
  ['time', []],
  ['values', []],
  ['identity', ['values']],
  ['facts', ['items', 'time', 'values']],
  ['lists', ['values']],
  ['tags', ['time', 'values']],
  ['segments', ['items', 'layers', 'time', 'values', 'facts', 'lists', 'tags']],
  ['columns', ['items', 'time', 'values', 'facts', 'tags', 'segments']],
  ['analyses', ['time', 'values', 'facts', 'columns']],
  ['definitions', ['experiments', 'identity', 'items', 'layers', 'facts', 'lists', 'tags', 'segments', 'analyses']],
  ['coupons', ['experiments', 'time', 'values', 'facts', 'segments', 'columns', 'definitions']],
  ['memberships', ['layers', 'time', 'values', 'facts', 'tags', 'segments', 'definitions']],
  ['reach', ['experiments', 'identity', 'layers', 'time', 'values', 'facts', 'segments', 'definitions']],
  ['models', ['items', 'time', 'facts', 'columns', 'definitions', 'analyses', 'reach']],
  ['strategies', ['experiments', 'facts', 'columns', 'analyses', 'definitions', 'coupons', 'models', 'reach']],
  ['seen-values', ['values', 'facts', 'segments', 'columns']],
];

/**
 * The rooms, or folders with several rooms, that each room may import from besides itself. The first matching entry
 * applies.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'src/reasons': [],
  ...Object.fromEntries(
    ENGINE_ROOMS.map(([room, below]) => [
      `src/engine/${room}`,
      ['src/reasons', 'src/engine/types.ts', ...below.map((name) => `src/engine/${name}`)],
    ]),
  ),
  'src/engine/types.ts': ['src/engine/time'],
  ...Object.fromEntries(
    SERVICE_ROOMS.map(([room, below]) => [
      `src/services/${room}`,
      ['src/engine', 'src/reasons', ...['base', ...below].map((name) => `src/services/${name}`)],
    ]),
  ),
  // This file creates the services that all rooms share.
  'src/services/create-services.ts': ['src/services'],
  'src/live': ['src/engine'],
  'src/storage': ['src/engine', 'src/services/base', 'src/live'],
  // This room saves columns in files, so that a restart does not read them from the database.
  'src/column-files': ['src/engine', 'src/services/base'],
  // This room keeps uploaded files on the disk. It takes ownership of its folder as the room above does.
  'src/import-files': ['src/column-files', 'src/services/base'],
  'src/graphql': ['src/engine', 'src/services', 'src/live', 'src/reasons'],
  // Only the interface of this room is loaded if no collector of traces is configured.
  'src/tracing': [],
  'src/edge': ['src/graphql', 'src/services', 'src/live', 'src/reasons', 'src/tracing'],
  'src/embedded': [],
  // The reference implementation of the language has separate types, because it shares nothing with the evaluator it is
  // compared with.
  'src/reference': [],
  // This is the only room that opens connections to systems other than the database.
  'src/delivery': ['src/engine', 'src/tracing'],
  // The client uses the same generated documents that an application would import.
  'src/client': ['schema/generated'],
  'src/config.ts': ['src/engine'],
  'src/address.ts': ['src/config.ts'],
  'src/log.ts': [],
  'src/memory.ts': ['src/services'],
  'src/telemetry.ts': ['src/config.ts', 'src/delivery', 'src/edge', 'src/services', 'src/tracing'],
  'src/node-version.ts': ['package.json'],
  'src/pause.ts': [],
  'src/tokens.ts': ['src/config.ts', 'src/edge', 'src/embedded'],
  'src/database.ts': ['src/config.ts', 'src/embedded', 'src/storage'],
  'src/server.ts': ['src', 'seeds'],
  'src/cli': ['src', 'seeds', 'schema/generated'],
  'src/main.ts': [
    'src/node-version.ts',
    'src/address.ts',
    'src/config.ts',
    'src/log.ts',
    'src/server.ts',
    'src/services/accounts',
    'src/embedded',
    'src/cli',
    'seeds',
  ],
  seeds: ['src/engine', 'src/services'],
  // Tests may import these modules of the web pages, which have no side effects.
  test: [
    'src',
    'seeds',
    'schema/generated',
    ...[
      'condition-rows',
      'edits',
      'forms',
      'phrase',
      'phrases',
      'row-paths',
      'sentences',
      'subjects',
      'typed-conditions',
      'values',
    ].map((file) => `web/dashboard/components/condition-builder/${file}.ts`),
    'web/dashboard/components/new-key.ts',
    'web/dashboard/pages/imports/mapping-form.ts',
    'web/dashboard/pages/intake-log/snippets.ts',
    'web/dashboard/pages/reach/campaign-form.ts',
    'web/dashboard/pages/reach/campaign-templates.ts',
    'web/dashboard/pages/reach/campaign-times.ts',
    'web/dashboard/words/condition-words.ts',
    'web/dashboard/words/contact-words.ts',
    'web/dashboard/words/duration.ts',
    'web/dashboard/words/enum-words.ts',
    'web/dashboard/words/event-names.ts',
    'web/dashboard/words/fault-words.ts',
    'web/dashboard/words/row-problem-words.ts',
    'web/dashboard/words/format.ts',
    'web/dashboard/words/link-words.ts',
    'web/dashboard/words/namespace-words.ts',
    'web/dashboard/words/reason-words.ts',
    'web/dashboard/words/zh.ts',
  ],
  bench: ['src', 'seeds', 'test', 'schema/generated'],
  // The form of a mapping uses the types of mappings. That file has no side effects.
  web: ['src/client', 'src/engine', 'src/reasons', 'src/services/mapping/shape.ts', 'schema/generated'],
  scripts: ['src', 'test', 'package.json'],
  'docs/examples': ['src/client'],
};

/** Packages that only one room of `src` may use. */
const KEPT_TO: Readonly<Record<string, string>> = {
  mongodb: 'src/storage',
  lmdb: 'src/embedded',
  bson: 'src/embedded',
  'openid-client': 'src/delivery',
};

const within = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Returns one line for each import that violates a boundary. */
export function brokenWalls(root: string, modules: readonly Module[]): readonly string[] {
  const {
    dependencies = {},
    optionalDependencies = {},
    devDependencies = {},
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
  };
  const isInstalled = (name: string, { path, typeOnly }: { path: string; typeOnly: boolean }): boolean =>
    name in dependencies ||
    name in optionalDependencies ||
    (name in devDependencies && (typeOnly || !within(path, 'src')));

  return modules.flatMap(({ path, imports }) => {
    const room = Object.keys(ROOMS).find((r) => within(path, r));
    if (!room) return [`${path} is in no room: enter it in test/rules/checks/rooms.ts`];
    return imports.flatMap((i) => {
      const where = `${path}:${i.line}`;
      if (i.specifier === undefined) return [`${where} imports a computed path, which no check can follow`];
      const { file } = i;
      if (file !== undefined)
        return [room, ...ROOMS[room]].some((r) => within(file, r)) ? [] : [`${where} imports ${file}`];
      const name = i.package!;
      if (!name.startsWith('node:') && !isInstalled(name, { path, typeOnly: i.typeOnly }))
        return [`${where} imports ${name}, which package.json does not declare for it`];
      if (breaksPackageWall(path, i)) return [`${where} imports ${name}`];
      return [];
    });
  });
}

function breaksPackageWall(path: string, i: Import): boolean {
  const name = i.package!;
  if (within(path, 'src/engine') && name.startsWith('node:')) return true;
  return within(path, 'src') && name in KEPT_TO && !within(path, KEPT_TO[name]);
}
