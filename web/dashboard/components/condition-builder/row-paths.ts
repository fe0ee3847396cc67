/** Finds the row that a warning is about. The server names a part of a condition by its path. */
import { phrasesIn, type Phrase } from './phrase.js';

/** Returns the path of a row of the outermost group, as in the warnings of the server. */
export function pathOfRow({ form, not, slots }: Phrase, row: number): string {
  const denied = not ? ['not'] : [];
  const isAlone = phrasesIn(slots.rows).length === 1;
  return [...denied, ...(isAlone ? [] : [`${form}[${row}]`])].join('.');
}

/** Whether `path` is the path of the condition at `of`, or of one of its parts. An empty `of` is the whole condition. */
export const isAtPath = (path: string, of: string): boolean => of === '' || path === of || path.startsWith(`${of}.`);
