/**
 * Counts the clicks of an operator in the page itself: every mouse button that is pressed, and every key that does not
 * type text, such as Enter, Tab, Escape and the arrow keys.
 */
import type { Locator, Page } from 'playwright-core';

export class Clicks {
  private constructor(private readonly page: Page) {}

  /** Counts from the next navigation of the page on. */
  static async of(page: Page): Promise<Clicks> {
    await page.addInitScript({ content: COUNT_IN_PAGE });
    return new Clicks(page);
  }

  count(): Promise<number> {
    return this.page.evaluate<number>('globalThis.strataClicks');
  }

  /** Types into the field that has the focus, as a person does. Fails if no field has it. */
  async type(text: string): Promise<void> {
    const isField = await this.page.evaluate<boolean>(
      'document.activeElement instanceof HTMLInputElement || document.activeElement instanceof HTMLTextAreaElement',
    );
    if (!isField) throw new Error(`no field has the focus for ${text}`);
    await this.page.keyboard.type(text);
  }

  /** Clicks on a field and replaces its text. */
  async replace(field: Locator, text: string): Promise<void> {
    await field.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.type(text);
  }

  press(key: 'Enter' | 'Escape'): Promise<void> {
    return this.page.keyboard.press(key);
  }
}

/** Runs in the page. A space is text in a field, and a click anywhere else. */
const COUNT_IN_PAGE = `
  globalThis.strataClicks = 0;
  const typing = new Set(['Backspace', 'Delete', 'Shift', 'Control', 'Meta', 'Alt']);
  const isField = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
  const isText = ({ key, target }) => key.length === 1 && (key !== ' ' || isField(target));
  const count = (event) => event.isTrusted && globalThis.strataClicks++;
  addEventListener('pointerdown', count, true);
  addEventListener('keydown', (event) => isText(event) || typing.has(event.key) || count(event), true);
`;
