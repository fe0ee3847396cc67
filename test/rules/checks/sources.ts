/** The code files of the project, which every check must have seen, and the areas and rooms by which they are counted. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const AREAS = ['src', 'seeds', 'test', 'bench', 'web', 'scripts', 'docs/examples'] as const;
type Area = (typeof AREAS)[number];

/** Nothing in these is written by hand. */
const GENERATED = new Set(['node_modules', 'dist', 'data', '.git', 'schema/generated']);
const CODE = /\.[cm]?[jt]sx?$/;

/** Paths from the root of the project, sorted. */
export function codeFiles(root: string): readonly string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (GENERATED.has(path) || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && CODE.test(entry.name)) found.push(path);
    }
  };
  walk('');
  return found.sort();
}

/** Throws for a file outside every area: nothing would type, lint or count it. */
export function areaOf(path: string): Area {
  const area = AREAS.find((a) => path.startsWith(`${a}/`));
  if (!area) throw new Error(`${path} is in none of ${AREAS.join(', ')}: no check covers it`);
  return area;
}

/** The folder of a file at the depth at which the project has rooms, e.g. `src/storage` or `src/engine/time`. */
export function roomOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const layer = folders.slice(0, 2).join('/');
  return areaOf(path) === 'src' && ['src/engine', 'src/services'].includes(layer)
    ? folders.slice(0, 3).join('/')
    : layer;
}

/** How many things each area has; areas without any are left out. */
export const countByArea = (paths: Iterable<string>): Readonly<Record<string, number>> => countBy(areaOf, paths);

/** Counts paths by room. Rooms without any are left out. */
export const countByRoom = (paths: Iterable<string>): Readonly<Record<string, number>> => countBy(roomOf, paths);

function countBy(keyOf: (path: string) => string, paths: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const path of paths) {
    const key = keyOf(path);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
