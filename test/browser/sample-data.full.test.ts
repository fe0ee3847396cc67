/** Tests in a real browser that every page shows how far a workspace is filled with sample data, in both languages. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { beginSampleData } from '../../src/services/base/sample-data-job.js';
import { seriousFindings } from '../support/axe.js';
import { dashboardOf, launchBrowser } from '../support/browser.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
let browser: Browser;
const failures: string[] = [];

before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00Z', { name: 'Test shop' });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.remove();
});

test('the sample data bar shows the progress of its job on every page, and disappears when the job ends', async () => {
  const job = await beginSampleData(server.running.services, 'shop', 1000);
  const page = await dashboardOf(server, { workspace: 'shop', name: 'Test shop' }, browser, failures);
  const bar = page.locator('[data-jobs]');
  await bar.getByText('This workspace is being filled with sample data.').waitFor();
  await job.progress(250);
  await bar.getByText('25%').waitFor();
  await page.evaluate(`location.hash = '#/segments'`);
  await page.locator('h1', { hasText: 'Segments' }).waitFor();
  await bar.getByText('25%').waitFor();
  assert.deepEqual(await seriousFindings(page), []);
  await page.getByText('中文', { exact: true }).click();
  await bar.getByText('正在填充示例数据').waitFor();
  await bar.getByText('填充示例数据 shop').waitFor();
  await job.end('DONE');
  await bar.waitFor({ state: 'detached' });
  assert.deepEqual(failures, []);
});
