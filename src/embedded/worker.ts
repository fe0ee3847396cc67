/** Entry point of the worker thread. The thread owns the data folder and runs the embedded database server. */
import { parentPort, workerData } from 'node:worker_threads';
import { EmbeddedServer } from './server.js';
import type { StartOptions } from './start-options.js';

const options = workerData as StartOptions;
try {
  const server = new EmbeddedServer({ ...options, nowMs: () => Date.now() });
  const uri = await server.listen();
  parentPort!.on(
    'message',
    () =>
      void server.close().then(() => {
        parentPort!.postMessage({ closed: true });
        parentPort!.close();
      }),
  );
  parentPort!.postMessage({ uri });
} catch (error) {
  parentPort!.postMessage({ error: (error as Error).message });
}
