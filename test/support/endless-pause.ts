/** Makes pauses of a server endless. A test that uses this fails if anything waits for the end of a pause. */
import type { TestServer } from './server.js';

/** Makes pauses of the given length endless. Returns a list to which the signal of each started pause is added. */
export function endlessPause(server: TestServer, lengthMs: number): readonly AbortSignal[] {
  const { services } = server.running;
  const { pause } = services;
  const begun: AbortSignal[] = [];
  Object.assign(services, {
    pause: (ms: number, signal?: AbortSignal): Promise<void> => {
      if (ms !== lengthMs) return pause(ms, signal);
      if (signal) begun.push(signal);
      return new Promise(() => undefined);
    },
  });
  return begun;
}
