/** Serves the browser pages: the dashboard, the query editor, and the files they load. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asset, Assets } from './assets.js';

/**
 * Content security policy of the pages. The pages load files only from this server and may not be framed. Inline styles
 * are allowed, because the scripts of the pages create them.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Cache header of a file whose name contains a hash of its contents. Such a file never changes. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Cache header of other files. Browsers revalidate them by ETag before each use. */
const CHECKED = 'no-cache';

export function sendPage(res: ServerResponse, assets: Assets, path: string): void {
  const page = assets.find(path)!;
  res
    .writeHead(200, {
      'content-type': page.type,
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
    })
    .end(page.body);
}

/** Sends a built file, or only its headers for HEAD. Returns false if there is no file with this path. */
export function sendAsset(req: IncomingMessage, res: ServerResponse, assets: Assets, path: string): boolean {
  const asset = req.method === 'GET' || req.method === 'HEAD' ? assets.find(path) : undefined;
  if (!asset) return false;
  const headers = {
    'content-type': asset.type,
    'cache-control': asset.isHashed ? FOR_EVER : CHECKED,
    etag: asset.etag,
    vary: 'accept-encoding',
  };
  if (isKnown(req, asset)) {
    res.writeHead(304, headers).end();
    return true;
  }
  const small = asset.compressed && /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''));
  const body = small ? asset.compressed() : asset.body;
  res
    .writeHead(200, {
      ...headers,
      'content-length': body.length,
      ...(small ? { 'content-encoding': 'gzip' } : {}),
    })
    .end(req.method === 'HEAD' ? undefined : body);
  return true;
}

/** Returns whether the client already has this version of the file. */
function isKnown(req: IncomingMessage, { etag }: Asset): boolean {
  const given = String(req.headers['if-none-match'] ?? '').split(',');
  return given.some((one) => one.trim().replace(/^W\//, '') === etag);
}
