/**
 * The form of event streams. Sources: the HTML standard, "Server-sent events"; graphql-sse, PROTOCOL.md, "Distinct
 * connections mode".
 */
import type { ServerResponse } from 'node:http';
import { cutWhenStalled, PERSONAL } from './answers.js';

/** Tells a client that no more will come. A client whose stream ends without it comes again. */
export const COMPLETE = 'event: complete\ndata:\n\n';
/** Says nothing. */
export const COMMENT = ':\n\n';
/** `json` is on one line. */
export const nextEvent = (json: string): string => `event: next\ndata: ${json}\n\n`;

export function openStream(res: ServerResponse): void {
  cutWhenStalled(res);
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...PERSONAL, 'x-accel-buffering': 'no' });
}

/** A result that is known already, as a stream of one event. `json` is on one line. */
export function sendAsStream(res: ServerResponse, json: string): void {
  openStream(res);
  res.end(`${nextEvent(json.trim())}${COMPLETE}`);
}
