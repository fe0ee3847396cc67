/**
 * Opens the query editor link of the README's first ten minutes in a real browser, on a new demo shop. Every example
 * runs and moves a customer out of a segment.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { calmContext, launchBrowser } from '../support/browser.js';
import { startDemo, type FirstStart } from '../support/first-start.js';
import { patience } from '../support/patience.js';
import { eventually, TestServer } from '../support/server.js';

const HOUR = 3600_000;
/** Matches the transition that an order of the example causes, as the query editor shows it. */
const HEARD = /"LEFT".*"beijing_regulars".*"EVENT"/s;
const failures: string[] = [];
let folder: TestServer;
let demo: FirstStart;
let browser: Browser;

before(async () => {
  folder = await TestServer.start();
  await folder.close();
  demo = await startDemo(folder);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await demo?.process.stop();
  await folder.open();
  await folder.remove();
});

/**
 * Opens a tab of the query editor and clicks the play button until the result matches. The button is not clicked while
 * a subscription runs, because that would stop it.
 */
async function play(editor: Page, tab: number, result: RegExp): Promise<void> {
  await editor.locator('.graphiql-tab-button').nth(tab).click();
  await eventually(
    async () => {
      const button = editor.locator('.graphiql-execute-button');
      if (!/stop/i.test((await button.getAttribute('aria-label')) ?? '')) await button.click();
      return editor
        .locator('.result-window', { hasText: result })
        .waitFor({ timeout: patience(5000) })
        .then(
          () => true,
          () => false,
        );
    },
    `tab ${tab} to answer`,
    60_000,
  );
}

/** Waits for a result. The error message contains the text that the window shows instead. */
async function shows(editor: Page, result: RegExp): Promise<void> {
  const read = (): Promise<string> => editor.locator('.result-window').innerText();
  const found = eventually(async () => result.test(await read()), `${result} in the result window`, 60_000);
  await found.catch(async (error: Error) => assert.fail(`${error.message}; it shows ${await read()}`));
}

/** Number of heartbeats that each page received. */
const heartbeats = new WeakMap<Page, number>();

async function openEditor(from: BrowserContext): Promise<Page> {
  const editor = await from.newPage();
  heartbeats.set(editor, 0);
  editor.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      if (/"change":null/.test(String(payload))) heartbeats.set(editor, heartbeats.get(editor)! + 1);
    }),
  );
  await editor.goto(demo.editor);
  await editor.locator('.graphiql-tab-button').nth(4).waitFor();
  return editor;
}

/**
 * Sends the order of the third tab from a second window, and checks that the second tab of the first window shows the
 * transition.
 */
async function orderIsHeard(context: BrowserContext, editor: Page): Promise<void> {
  await play(editor, 1, /cursor/);
  const opened = context.waitForEvent('page');
  await editor.getByRole('button', { name: 'Second window' }).click();
  const second = await opened;
  await second.locator('.graphiql-tab-button').nth(4).waitFor();
  await play(second, 2, /"accepted": 1/);
  const [, member] = /"value": "(M\d+)"/.exec(await second.locator('.graphiql-editor-tool').innerText())!;
  await shows(editor, HEARD);
  const comment = await second.locator('.graphiql-query-editor').innerText();
  assert.match(comment, new RegExp(`takes ${member} out of[^]*segment beijing_regulars`));
  if (!process.env.STRATA_SCREENSHOTS) return;
  await editor.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/editor live.png` });
  await second.screenshot({ path: `${process.env.STRATA_SCREENSHOTS}/editor order.png` });
}

test("the query editor's link has the token and five examples that all run", async () => {
  const context = await calmContext(browser, failures);
  const editor = await openEditor(context);
  // The editor renders only the first lines of a long result.
  await play(editor, 0, /"profile": \{.*"identities"/);
  await play(editor, 3, /"segments": \{.*"expression"/);
  await play(editor, 4, /"totalCount": \d/);
  await orderIsHeard(context, editor);
  const before = heartbeats.get(editor)!;
  await eventually(() => heartbeats.get(editor)! > before + 1, 'a heartbeat after the change');
  await shows(editor, HEARD);
  await context.close();
});

for (const clockOffsetMs of [HOUR, -HOUR])
  test(`an order arrives live with a browser clock ${clockOffsetMs > 0 ? 'ahead' : 'behind'} by an hour`, async () => {
    const wrong = await calmContext(browser, failures, { clockOffsetMs });
    const editor = await openEditor(wrong);
    const drift = Number(await editor.evaluate('Date.now()')) - Date.now();
    assert.ok(Math.abs(drift - clockOffsetMs) < HOUR / 2, 'the clock of the page is wrong');
    await orderIsHeard(wrong, editor);
    await wrong.close();
  });

test('a token that may not send events gets a hint which link may', async () => {
  const context = await calmContext(browser, failures);
  const editor = await context.newPage();
  await editor.goto(`${demo.editor.replace(/#.*/, '')}#token=${demo.tokens.dashboard}`);
  await editor.locator('.graphiql-tab-button').nth(2).click();
  await editor.locator('.graphiql-query-editor', { hasText: /may.not.send.events/ }).waitFor();
  await context.close();
});

test('nothing failed in the page', () => {
  // A click before the editor has parsed the tab sends the operation name of another tab, which returns 400.
  assert.deepEqual(
    failures.filter((f) => !/status of 400/.test(f)),
    [],
  );
});
