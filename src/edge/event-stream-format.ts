/**
 * The format of event streams. Sources: the section "Server-sent events" of the HTML standard, and "Distinct
 * connections mode" in PROTOCOL.md of graphql-sse.
 */
import type { ServerResponse } from 'node:http';
import { cutWhenStalled, PERSONAL } from './answers.js';

/** The event that completes a stream. A client reconnects if a stream ends without it. */
export const COMPLETE = 'event: complete\ndata:\n\n';
/** A comment line, which clients ignore. */
export const COMMENT = ':\n\n';
/** Formats a result as an event. `json` must not contain line breaks. */
export const nextEvent = (json: string): string => `event: next\ndata: ${json}\n\n`;

export function openStream(res: ServerResponse): void {
  cutWhenStalled(res);
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...PERSONAL, 'x-accel-buffering': 'no' });
}

/** Sends a finished result as a stream of one event. `json` must not contain line breaks. */
export function sendAsStream(res: ServerResponse, json: string): void {
  openStream(res);
  res.end(`${nextEvent(json.trim())}${COMPLETE}`);
}
