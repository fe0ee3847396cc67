/** Stops work when the caller no longer waits for the result. */
import { unavailable } from './errors.js';
import type { Services } from './services.js';

/** Throws UNAVAILABLE when the caller has disconnected. Long reads call this function between their steps. */
export function stopIfAbandoned({ signal }: Pick<Services, 'signal'>): void {
  if (signal?.aborted) throw unavailable('CLIENT_LEFT', 'the client disconnected before the response');
}
