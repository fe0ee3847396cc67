/**
 * Lists the nouns of the project, and finds folders and files with another name. Each layer has folders with the same
 * nouns, so that a feature such as `coupons` is found under one name in every layer.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The nouns. At least two layers use each of them. */
export const NOUNS: readonly string[] = [
  'accounts',
  'analyses',
  'base',
  'columns',
  'coupons',
  'credentials',
  'definitions',
  'events',
  'experiments',
  'exports',
  'hooks',
  'identity',
  'imports',
  'intake-log',
  'items',
  'jobs',
  'layers',
  'lists',
  'mapping',
  'models',
  'partners',
  'privacy',
  'profiles',
  'reach',
  'saved-reports',
  'segments',
  'sources',
  'strategies',
  'tags',
  'templates',
  'tracking',
  'workspaces',
];

/** The layers, which are folders with a folder for each noun. */
export const LAYERS = [
  'src/engine',
  'src/services',
  'src/graphql',
  'src/reference',
  'web/dashboard/pages',
  'test',
] as const;

/**
 * Folders of a layer with another name, each with the reason. The ratchet counts them, so their number may only fall.
 */
export const OTHER_FOLDERS: Readonly<Record<string, string>> = {
  'src/engine/facts': 'facts of every kind, and what events do to orders',
  'src/engine/memberships': 'evaluates segments, layers and dues of one customer together',
  'src/engine/seen-values': 'values that events and tags have had',
  'src/engine/time': 'instants, calendars and timelines, which all nouns use',
  'src/engine/values': 'decimals, texts and comparisons, which all nouns use',
  'src/services/population': 'reads all customers for the other rooms',
  'src/services/publication': 'brings customers under changed definitions of every kind',
  'src/services/scheduling': 'runs the tasks, jobs and followers of all rooms',
  'src/services/write-path': 'the only writer of facts of every kind',
  'test/api': 'the API as a whole',
  'test/browser': 'the pages as a person uses them',
  'test/cli': 'src/cli',
  'test/client': 'src/client',
  'test/dashboard': 'modules of web/dashboard without a page',
  'test/edge': 'src/edge',
  'test/embedded': 'src/embedded',
  'test/faults': 'crashes and kills, whatever they hit',
  'test/hostile': 'wrong and excessive requests, whatever they ask',
  'test/live': 'src/live',
  'test/mongodb-spec': 'the specification of MongoDB, for src/embedded',
  'test/node': 'versions of Node',
  'test/orders': 'orders, which are facts in src/engine',
  'test/rules': 'the rules of CONTRIBUTING',
  'test/runner': 'runs the tests',
  'test/support': 'what tests share',
  'web/dashboard/pages/overview': 'shows the newest of all nouns',
  'web/dashboard/pages/settings': 'workspace, partners and credentials on one page',
};

/**
 * The noun of each storage file whose name does not begin with it. A storage file is named after its collection, and a
 * noun may have several collections.
 */
export const NOUN_OF_STORAGE: Readonly<Record<string, string>> = {
  campaigns: 'reach',
  contacts: 'reach',
  identities: 'identity',
  links: 'identity',
  'metric-alerts': 'saved-reports',
  namespaces: 'identity',
  quotas: 'partners',
  'received-messages': 'reach',
  reports: 'saved-reports',
  retentions: 'privacy',
  roles: 'accounts',
  sessions: 'accounts',
  tombstones: 'privacy',
  unmerges: 'identity',
  users: 'accounts',
  'webhook-endpoints': 'reach',
  'write-keys': 'credentials',
};

/** Storage files of no noun, each with the reason. The ratchet counts them too. */
export const OTHER_STORAGE: Readonly<Record<string, string>> = {
  alerts: 'alerts of layers, reports and partners',
  audit: 'changes of every kind',
  feed: 'the change feed',
  followers: 'positions in the change feed',
  idempotency: 'repeated requests of every kind',
  'missed-changes': 'changes that the feed lost',
  news: 'announcements in the feed',
  schedules: 'times at which a workspace has work',
  stores: 'creates all stores',
  transitions: 'transitions of segments and layers',
};

/** Audiences of the operations documents. A package for one audience holds the documents of its folder. */
export const AUDIENCES: readonly string[] = ['admin', 'dashboard', 'internal', 'partner'];

/** Returns the folders of each layer, as paths. Layers that a project does not have are left out. */
export const foldersOfLayers = (root: string): readonly string[] =>
  LAYERS.flatMap((layer) =>
    existsSync(join(root, layer))
      ? readdirSync(join(root, layer), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => `${layer}/${name}`)
      : [],
  );

/** Returns the names of the files of the storage layer. */
export const storageFiles = (root: string): readonly string[] =>
  existsSync(join(root, 'src/storage'))
    ? readdirSync(join(root, 'src/storage'))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => name.slice(0, -3))
    : [];

/** Returns the noun of a storage file. It is listed, or it is the name of the file, or the plural of its first word. */
export function nounOfStorage(file: string): string | undefined {
  const singular = (noun: string): string => noun.replace(/s$/, '');
  const named = NOUNS.find((noun) => file === noun || file.startsWith(`${singular(noun)}-`));
  return NOUN_OF_STORAGE[file] ?? named;
}

/** Returns the folders and storage files without a noun, as paths. */
export const withoutNoun = (root: string): readonly string[] => [
  ...foldersOfLayers(root).filter((path) => !NOUNS.includes(path.split('/').at(-1)!)),
  ...storageFiles(root).flatMap((file) => (nounOfStorage(file) === undefined ? [`src/storage/${file}.ts`] : [])),
];
