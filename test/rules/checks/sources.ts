/** Finds the code files that every check must process, and assigns them to areas and rooms. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const AREAS = ['src', 'seeds', 'test', 'bench', 'web', 'scripts', 'docs/examples'] as const;
type Area = (typeof AREAS)[number];

/** Folders that contain only generated files. */
const GENERATED = new Set(['node_modules', 'dist', 'data', '.git', 'schema/generated']);
const CODE = /\.[cm]?[jt]sx?$/;

/** Returns the paths of all code files, relative to the project root and sorted. */
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

/**
 * Returns the area of a file.
 * @throws Error for a file outside every area, because no check would cover it.
 */
export function areaOf(path: string): Area {
  const area = AREAS.find((a) => path.startsWith(`${a}/`));
  if (!area) throw new Error(`${path} is in none of ${AREAS.join(', ')}: no check covers it`);
  return area;
}

/** Returns the room of a file, which is its folder at a fixed depth, e.g. `src/storage` or `src/engine/time`. */
export function roomOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const layer = folders.slice(0, 2).join('/');
  return areaOf(path) === 'src' && ['src/engine', 'src/services'].includes(layer)
    ? folders.slice(0, 3).join('/')
    : layer;
}

/** Counts paths by area. Areas with a count of zero are left out. */
export const countByArea = (paths: Iterable<string>): Readonly<Record<string, number>> => countBy(areaOf, paths);

/** Counts paths by room. Rooms with a count of zero are left out. */
export const countByRoom = (paths: Iterable<string>): Readonly<Record<string, number>> => countBy(roomOf, paths);

function countBy(keyOf: (path: string) => string, paths: Iterable<string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const path of paths) {
    const key = keyOf(path);
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
