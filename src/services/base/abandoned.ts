/** Work that nobody waits for any more. */
import { unavailable } from './errors.js';
import type { Services } from './services.js';

/** Throws UNAVAILABLE once whoever asked has left. Long reading calls it between its pieces. */
export function stopIfAbandoned({ signal }: Pick<Services, 'signal'>): void {
  if (signal?.aborted) throw unavailable('CLIENT_LEFT', 'the client left before it was answered');
}
