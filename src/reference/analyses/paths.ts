/** Reference implementation of paths through sessions. */
import { selected, type World } from '../language.js';
import { groupOf, type Alternatives } from './funnel.js';

export interface Paths {
  readonly events: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly gapMs: number;
  readonly property?: string;
  readonly rules: readonly { readonly startsWith: string; readonly becomes: string }[];
  readonly start?: string;
  readonly end?: string;
  readonly steps: number;
}

/** Returns the paths of a customer's sessions in the period. A session without a path has an empty list. */
export function pathsOf(paths: Paths, world: World, now: number): readonly (readonly string[])[] {
  const events = paths.events
    .flatMap((a) => selected(a, world, now).map((e) => ({ at: e.at, e, name: a.event })))
    .filter(({ at }) => at >= paths.from && at < paths.to)
    .map(({ at, e, name }) => ({ at, name: paths.property ? groupOf(e, paths.property, world.zone) : name }));
  // Events at the same time are sorted by the position of their alternative in `paths.events`.
  const sorted = events.map((x, i) => ({ ...x, i })).sort((a, b) => a.at - b.at || a.i - b.i);
  const sessions: (typeof sorted)[] = [];
  for (const x of sorted) {
    const last = sessions.at(-1);
    if (last && x.at - last[last.length - 1].at <= paths.gapMs) last.push(x);
    else sessions.push([x]);
  }
  return sessions.map((session) => {
    const names = session
      .flatMap(({ name }) => (name === null ? [] : [name]))
      .map((name) => paths.rules.find((r) => name.startsWith(r.startsWith))?.becomes ?? name);
    const steps = names.filter((name, i) => i === 0 || name !== names[i - 1]);
    if (paths.end !== undefined) {
      const until = steps.slice(0, steps.indexOf(paths.end) + 1);
      return until.reverse().slice(0, paths.steps);
    }
    const from = paths.start === undefined ? 0 : steps.indexOf(paths.start);
    return from < 0 ? [] : steps.slice(from, from + paths.steps);
  });
}
