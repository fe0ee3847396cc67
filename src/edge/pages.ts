/** Serves the browser pages: the dashboard, the query editor, and the files they load. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Assets } from './assets.js';

/** Pages load files only from this server and may not be framed. Inline styles are allowed for our scripts. */
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

/** Sends a built file. Returns false if no file has this path. */
export function sendAsset(req: IncomingMessage, res: ServerResponse, assets: Assets, path: string): boolean {
  const asset = req.method === 'GET' ? assets.find(path) : undefined;
  if (!asset) return false;
  const small = /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''));
  res
    .writeHead(200, {
      'content-type': asset.type,
      'cache-control': 'public, max-age=3600',
      vary: 'accept-encoding',
      ...(small ? { 'content-encoding': 'gzip' } : {}),
    })
    .end(small ? asset.compressed() : asset.body);
  return true;
}
