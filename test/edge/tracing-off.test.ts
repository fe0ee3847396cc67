/** Tests that nothing of the recording of traces is loaded if no collector is configured. */
import assert from 'node:assert/strict';
import { Session } from 'node:inspector';
import { test } from 'node:test';
import { TestServer } from '../support/server.js';

/** Returns the addresses of all modules that this process has loaded. */
function loadedModules(): string[] {
  const session = new Session();
  const urls: string[] = [];
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
  session.post('Debugger.enable');
  session.disconnect();
  return urls;
}

const RECORDING = /\/src\/(tracing\/(?!tracer\.js)|delivery\/post-spans)/;

test('without a collector, a server loads only the interface; with one, it loads the recorder', async () => {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
    await admin.ask('{layerModels{key}}');
    const loaded = loadedModules();
    assert.ok(loaded.some((url) => url.endsWith('/src/tracing/tracer.js')));
    assert.deepEqual(
      loaded.filter((url) => RECORDING.test(url)),
      [],
    );
  } finally {
    await server.remove();
  }
  const traced = await TestServer.start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' });
  try {
    assert.equal(loadedModules().filter((url) => RECORDING.test(url)).length, 5);
  } finally {
    await traced.remove();
  }
});
