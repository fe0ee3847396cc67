/** Extracts the texts of comments as a reader sees them. */
import type { Comment } from 'oxc-parser';

/** Returns the text of each comment on one line. Line comments on adjacent lines are one comment. */
export function textsOf(source: string, comments: readonly Comment[]): readonly string[] {
  const texts: string[] = [];
  comments.forEach((comment, i) => {
    const before = comments[i - 1];
    const text = plain(comment.value);
    if (before?.type === 'Line' && comment.type === 'Line' && /^\n *$/.test(source.slice(before.end, comment.start)))
      texts.push(`${texts.pop()} ${text}`);
    else texts.push(text);
  });
  return texts;
}

/** Removes line breaks and the asterisks at the beginning of lines. */
const plain = (value: string): string =>
  value
    .replaceAll(/^\s*\*?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
