/** Looks for words in every file of a folder, byte by byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Those of some words that files of a folder hold, in any form in which texts are kept. */
export function wordsInFiles(folder: string, words: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => contentOf(join(entry.parentPath, entry.name)));
  return words.filter((word) =>
    files.some((bytes) => bytes.includes(word, 0, 'utf8') || bytes.includes(word, 0, 'utf16le')),
  );
}

/** Nothing of a file that was deleted after it was listed. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
