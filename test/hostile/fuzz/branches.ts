/**
 * Reports which rejecting branches in `src/edge` a run reached, from the V8 coverage that the server wrote when it
 * ended.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Branch {
  /** Location as `file:line` in the compiled source. */
  readonly place: string;
  readonly text: string;
  /** Number of times the branch ran. */
  readonly count: number;
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}
interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Range[] }[];
  }[];
}

/**
 * Calls that reject a request, a message or a socket, or that cut its connection. A function that only makes such an
 * error counts as often as it is called.
 */
const REFUSING =
  /\b(?:new HttpError|new ServiceError|answerRaw|limit|invalid|unavailable|forbidden|refused|closeSocket|this\.broken|socket\.close|ws\.terminate|(?:req|res|socket|stream)\.destroy)\(/g;
/** The text before a call that only names the function: its declaration. */
const DECLARED = /\bfunction\*? $/;
const EDGE = /\/src\/edge\/[\w-]+\.js$/;

/**
 * Returns every rejecting branch of `src/edge`, with branches that never ran first. `directory` is the server's
 * NODE_V8_COVERAGE folder.
 */
export function refusingBranches(directory: string): Branch[] {
  const counts = new Map<string, Branch>();
  for (const file of readdirSync(directory)) {
    const { result } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Coverage;
    for (const { url, functions } of result) {
      if (!EDGE.test(url)) continue;
      const path = fileURLToPath(url);
      const source = readFileSync(path, 'utf8');
      const ranges = functions.flatMap((f) => f.ranges);
      for (const match of source.matchAll(REFUSING)) {
        const line = source.slice(0, match.index).split('\n').length;
        const text = source.split('\n')[line - 1].trim();
        if (DECLARED.test(source.slice(0, match.index)) || text.startsWith('import')) continue;
        const place = `${basename(dirname(path))}/${basename(path)}:${line}`;
        const count = countAt(ranges, match.index) + (counts.get(place)?.count ?? 0);
        counts.set(place, { place, text, count });
      }
    }
  }
  return [...counts.values()].sort((a, b) => a.count - b.count || (a.place < b.place ? -1 : 1));
}

/** Returns the execution count of the innermost range around an offset. */
function countAt(ranges: readonly Range[], offset: number): number {
  let best: Range | undefined;
  for (const range of ranges)
    if (
      range.startOffset <= offset &&
      offset < range.endOffset &&
      (!best || range.endOffset - range.startOffset <= best.endOffset - best.startOffset)
    )
      best = range;
  return best?.count ?? 0;
}
