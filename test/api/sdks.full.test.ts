/**
 * Runs SDKs of other vendors, unmodified, and checks that each event is delivered exactly once even if the server is
 * killed.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Analytics } from '@segment/analytics-node';
import Rudder from '@rudderstack/rudder-sdk-node';
import { Tokens } from '../../src/edge/tokens.js';
import { eventually, patience } from '../support/patience.js';
import { SECRET, serverProcess, type Process } from '../support/process.js';

/** Number of events per SDK. Set `STRATA_SDK_EVENTS=10000` for a longer run. */
const EACH = Number(process.env.STRATA_SDK_EVENTS ?? 2000);

test(`the two SDKs, unmodified, deliver ${EACH} events each once, with the server killed in the middle`, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'strata-tracking-'));
  const port = 20_000 + ((process.pid + 777) % 10_000);
  const env = { STRATA_DATA_DIR: dir, PORT: String(port) };
  let running: Process = await serverProcess(env);
  const token = (scopes: string[]): string =>
    new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'HS256', key: SECRET }).issue({
      workspace: 'live',
      subject: 'sdk',
      scopes,
      lifetimeSeconds: 3600,
    });
  const ask = async (query: string): Promise<any> =>
    (
      (await (
        await fetch(`http://127.0.0.1:${port}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token(['admin', 'installation'])}` },
          body: JSON.stringify({ query }),
        })
      ).json()) as any
    ).data;
  try {
    await ask('mutation{createWorkspace(input:{id:"live"}){id}}');
    const each = EACH;
    const segment = new Analytics({
      writeKey: token(['events:write']),
      host: `http://127.0.0.1:${port}`,
      flushAt: 50,
      flushInterval: 100,
      maxRetries: 20,
    });
    segment.on('error', () => undefined);
    const rudder = new Rudder(token(['events:write']), {
      dataPlaneUrl: `http://127.0.0.1:${port}`,
      flushAt: 50,
      flushInterval: 100,
      retryCount: 20,
      gzip: true,
      logLevel: 'none' as never,
    });
    for (let i = 0; i < each; i++) {
      segment.track({ userId: `S${i % 100}`, event: 'Video Watched', properties: { n: i } });
      rudder.track({ userId: `R${i % 100}`, event: 'Article Read', properties: { n: i } });
    }
    const counts = async (): Promise<number[]> => {
      const d = await ask(
        '{a:statistics(metric:"count(video_watched)"){sum} b:statistics(metric:"count(article_read)"){sum}}',
      ).catch(() => undefined);
      return d ? [Number(d.a.sum), Number(d.b.sum)] : [0, 0];
    };
    await eventually(async () => (await counts()).every((n) => n > 100), 'the first of both', 60_000);
    await running.kill();
    running = await serverProcess(env);
    await eventually(async () => (await counts()).every((n) => n >= each), 'all of both', 120_000);
    assert.deepEqual(await counts(), [each, each], 'none lost, none twice');
    await segment.closeAndFlush({ timeout: patience(5000) });
  } finally {
    await running.stop();
    rmSync(dir, { recursive: true, force: true });
  }
});
