/** The built files of the browser pages, and the packed client. All files are read once at startup. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  /** Quoted ETag value, derived from the contents. */
  readonly etag: string;
  /** Whether the name contains a hash of the contents. */
  readonly isHashed: boolean;
  /** Returns the compressed body, which is created at the first call. Absent for a file that is already compressed. */
  readonly compressed?: () => Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.graphql': 'text/plain; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.tgz': 'application/gzip',
};
const COMPRESSED: ReadonlySet<string> = new Set(['.woff2', '.woff', '.tgz']);

export class Assets {
  private readonly files = new Map<string, Asset>();

  /** Reads all files in a folder. The key of a file is its path relative to the folder. */
  constructor(dir: string) {
    for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      if (TYPES[extname(entry.name)]) this.add(`/${path.slice(dir.length).replace(/^\//, '')}`, readFileSync(path));
    }
  }

  private add(path: string, body: Buffer): void {
    this.files.set(path, assetOf(path, body));
  }

  find(path: string): Asset | undefined {
    return this.files.get(path);
  }
}

function assetOf(path: string, body: Buffer): Asset {
  let small: Buffer | undefined;
  const ending = extname(path);
  return {
    type: TYPES[ending],
    body,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    isHashed: /-[0-9A-Z]{8}\.(?:js|css)$/.test(path),
    ...(COMPRESSED.has(ending) ? {} : { compressed: () => (small ??= gzipSync(body)) }),
  };
}
