/** Finds accessibility violations on a page with axe. Only serious and critical ones are reported. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Waits until the page has loaded, and returns each violation with the first affected element. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.locator('[aria-label="loading"]').first().waitFor({ state: 'detached' });
  await page.evaluate(AXE);
  const findings = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Finding[] }> } };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return findings
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes: [first] }) => `${id}: ${first.html.slice(0, 200)} ${first.failureSummary.slice(0, 200)}`);
}
