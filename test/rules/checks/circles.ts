/** Finds import cycles: groups of files in which each file imports every other, directly or through others. */
import type { Module } from './modules.js';

/**
 * Returns the files of each cycle, including type imports and dynamic imports (Tarjan's strongly connected components).
 */
export function circles(modules: readonly Module[]): readonly (readonly string[])[] {
  const next = new Map(modules.map((m) => [m.path, m.imports.flatMap((i) => (i.file === undefined ? [] : [i.file]))]));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  const lower = (path: string, to: number): void => void lowest.set(path, Math.min(lowest.get(path)!, to));

  const enter = (path: string): void => {
    order.set(path, order.size);
    lowest.set(path, order.get(path)!);
    open.push(path);
    isOpen.add(path);
    for (const target of next.get(path) ?? []) {
      if (!order.has(target)) {
        enter(target);
        lower(path, lowest.get(target)!);
      } else if (isOpen.has(target)) lower(path, order.get(target)!);
    }
    if (lowest.get(path) !== order.get(path)) return;
    const group = open.splice(open.indexOf(path));
    for (const member of group) isOpen.delete(member);
    if (group.length > 1 || next.get(path)?.includes(path)) found.push(group.sort());
  };
  for (const { path } of modules) if (!order.has(path)) enter(path);
  return found.sort((a, b) => b.length - a.length);
}
