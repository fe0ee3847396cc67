/** Built files of the browser pages, read once at start. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Returns the compressed body, which is created on first use. */
  compressed(): Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
};

export class Assets {
  private readonly files = new Map<string, Asset>();

  /** Reads the files of a folder. Their keys are their paths relative to it. */
  constructor(dir: string) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const type = TYPES[extname(entry.name)];
      if (type) this.files.set(`/${path.slice(dir.length).replace(/^\//, '')}`, assetOf(type, readFileSync(path)));
    }
  }

  find(path: string): Asset | undefined {
    return this.files.get(path);
  }
}

function assetOf(type: string, body: Buffer): Asset {
  let small: Buffer | undefined;
  return { type, body, compressed: () => (small ??= gzipSync(body)) };
}
