/** The pages for browsers: the dashboard, the query editor, and the files they load. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Assets } from './assets.js';

/** Everything from here, nothing from elsewhere, and nobody may frame it; styles are set by scripts of ours. */
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

/** Answers a built file; false when there is none of this name. */
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
