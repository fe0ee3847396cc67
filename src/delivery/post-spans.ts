/** Sends spans to the OpenTelemetry collector of the operator, by OTLP over HTTP. */
import type { Taken } from '../tracing/span-queue.js';

const DEADLINE_MS = 10_000;

/** Status codes after which the protocol permits to send the same spans again. */
const SEND_AGAIN = new Set([429, 502, 503, 504]);

/**
 * Returns a function that posts export requests to an address. Errors of the network and of the collector are returned
 * and not thrown.
 */
export function spanPost(url: string, headers: Readonly<Record<string, string>>): (body: string) => Promise<Taken> {
  return async (body) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return 'TAKEN';
      return SEND_AGAIN.has(answer.status) ? 'LATER' : 'REFUSED';
    } catch {
      return 'LATER';
    }
  };
}
