/** Groups stored tag writes by tag, so that tag states can be rebuilt from them. */
import type { TagWrite } from '../../engine/types.js';
import { compareWrites, type TagState } from '../../engine/tags/tags.js';
import type { TagFact } from '../base/ports.js';

/** Returns all tag writes of a customer, grouped by tag. */
export function tagHistories(writes: readonly TagFact[]): Map<string, TagState> {
  const byTag = new Map<string, TagWrite[]>();
  for (const w of writes) {
    const list = byTag.get(w.tag);
    if (list) list.push(w);
    else byTag.set(w.tag, [w]);
  }
  return new Map([...byTag].map(([key, list]) => [key, { key, writes: list.sort(compareWrites) }]));
}
