/** Searches every file of a folder for words, byte by byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the words found in the files of a folder, encoded as UTF-8 or UTF-16. */
export function wordsInFiles(folder: string, words: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => contentOf(join(entry.parentPath, entry.name)));
  return words.filter((word) =>
    files.some((bytes) => bytes.includes(word, 0, 'utf8') || bytes.includes(word, 0, 'utf16le')),
  );
}

/** Returns the content of a file. A file that was deleted after it was listed counts as empty. */
function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}
