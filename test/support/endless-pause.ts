/** Pauses of a server that end only when they are given up, so that nothing can be waiting for their end. */
import type { TestServer } from './server.js';

/** Lets pauses of a length, in ms, last for ever. Answers the signals of those that were begun, as they come. */
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
