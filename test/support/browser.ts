/** Opens a real browser for page tests. `npm run test:full` locates it, and explains how to install one. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { patience } from './patience.js';
import type { TestServer } from './server.js';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Creates a context that collects page errors. It reduces motion, because a click on a dialog that is still opening is
 * lost.
 */
export async function calmContext(
  browser: Browser,
  failures: string[],
  options: { readonly locale?: string; readonly clockOffsetMs?: number } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1360, height: 900 },
    locale: options.locale ?? 'en-US',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(patience(60_000));
  const watch = (page: Page): void => {
    page.on('pageerror', (e) => failures.push(e.message));
    page.on('console', (m) => m.type() === 'error' && failures.push(`${m.text()} ${m.location().url}`));
  };
  context.on('page', watch);
  if (options.clockOffsetMs) await context.addInitScript(shiftClock, options.clockOffsetMs);
  return context;
}

/** Runs in the page and shifts its clock by some milliseconds. */
function shiftClock(offsetMs: number): void {
  const Real = Date;
  const now = (): number => Real.now() + offsetMs;
  globalThis.Date = new Proxy(Real, {
    construct: (target, given: [], self) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, self) as Date,
    apply: () => new Real(now()).toString(),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
}

/** Opens the dashboard, signed in as an operator of a workspace, and waits until it shows the workspace's name. */
export async function dashboardOf(
  server: TestServer,
  { workspace, name }: { readonly workspace: string; readonly name: string },
  browser: Browser,
  failures: string[],
): Promise<Page> {
  const page = await (await calmContext(browser, failures)).newPage();
  await page.goto(`${server.url.replace('/graphql', '/')}#token=${server.token(workspace, ['admin'], 'operator')}`);
  await page.locator('h1', { hasText: name }).waitFor();
  return page;
}
