/** Finds the sentences in the code: messages, descriptions and help. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { textMarker } from '../../support/voice.js';

interface Sentence {
  readonly path: string;
  readonly text: string;
}

/** Returns the sentences of a module. A text without a space is a name. Parameters of a template are shown as `…`. */
export function sentencesOf(root: string, path: string): readonly string[] {
  const found: string[] = [];
  const visitor = new Visitor({
    Literal: ({ value }) => {
      if (typeof value === 'string') found.push(value);
    },
    TemplateLiteral: ({ quasis }) => {
      found.push(quasis.map((q) => q.value.cooked ?? '').join('…'));
    },
  });
  visitor.visit(parseSync(path, readFileSync(join(root, path), 'utf8')).program);
  return found.filter((text) => text.includes(' '));
}

/** Returns the sentences of `src` with discouraged wording, each with the words found. Schema descriptions are included. */
export function oldSentences(
  root: string,
  paths: readonly string[],
): readonly (Sentence & { readonly marker: string })[] {
  return paths
    .filter((path) => path.startsWith('src/'))
    .flatMap((path) =>
      sentencesOf(root, path).flatMap((text) => {
        const marker = textMarker(text);
        return marker === undefined ? [] : [{ path, text, marker: marker.trim() }];
      }),
    );
}
