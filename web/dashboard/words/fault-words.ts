/** Chinese error messages. They contain the names, limits and positions of the English message. */
import { REASONS_ZH } from './reason-words.js';

export interface Fault {
  readonly reason: string;
  readonly message: string;
}

/** Extracts names, limits and positions from an English message and returns them as Chinese phrases. */
function particulars(message: string): readonly string[] {
  const expected = /\bexpected ("[^"]*")$/.exec(message)?.[1];
  const unexpected = /\bunexpected ("[^"]*")/.exec(message)?.[1];
  const example = /\be\.g\. (\S[^:;]*)$/.exec(message)?.[1];
  const name =
    /\b(?:tag|list|segment|coupon|pack|model|layer|field|property|experiment|parameter) ([a-z][\w.]*[\w])\b(?= |$)/.exec(
      message,
    )?.[1];
  const most = /\bat most ([\d,.]*\d)/.exec(message)?.[1];
  const least = /\bat least ([\d,.]*\d)/.exec(message)?.[1];
  const isName = name !== undefined && !NO_NAMES.has(name);
  return [
    ...(unexpected ? [unexpected] : []),
    ...(expected ? [`此处应为 ${expected}`] : []),
    ...(example ? [`例如 ${example}`] : []),
    ...(isName ? [name] : []),
    ...(least ? [`至少 ${least}`] : []),
    ...(most ? [`最多 ${most}`] : []),
  ];
}

/** Words that can follow a noun such as `tag` in a message and are not names. */
const NO_NAMES = new Set([
  'has',
  'is',
  'of',
  'that',
  'needs',
  'names',
  'does',
  'with',
  'and',
  'or',
  'must',
  'may',
  'can',
]);

/** Returns an error as Chinese text, with the problem, its position in a condition, and the affected object. */
export function faultInChinese({ reason, message }: Fault): string {
  const known = (REASONS_ZH as Readonly<Record<string, string | undefined>>)[reason];
  if (known === undefined) return message;
  const [, line, column, rest] = /line (\d+), column (\d+): (.*)/s.exec(message) ?? [];
  const details = particulars(rest ?? message);
  const place = line ? `第 ${line} 行第 ${column} 列：` : '';
  return `${place}${known}${details.length > 0 ? `（${details.join('，')}）` : ''}`;
}
