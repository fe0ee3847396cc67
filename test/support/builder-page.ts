/** Works the visual condition editor in a browser. */
import type { Locator, Page } from 'playwright-core';

/** Chooses an option of a selection field. `scope` is the part of the page that contains the field. */
export async function choose(scope: Locator, box: string, option: string): Promise<void> {
  await scope.getByRole('combobox', { name: box, exact: true }).first().click();
  await optionsOf(scope).getByTitle(option, { exact: true }).click();
}

/** Returns the menu that is open. */
export const optionsOf = (scope: Locator): Locator => scope.page().locator('.ant-select-dropdown:visible');

/** Adds a row with the last "Add a condition" of a part of the page. */
export async function addRow(scope: Locator, option: string, box = 'Add a condition'): Promise<void> {
  await scope.getByRole('combobox', { name: box, exact: true }).last().click();
  await optionsOf(scope).getByTitle(option, { exact: true }).click();
}

/** Returns the text of the condition that is edited. */
export const textOf = (page: Page, name = 'Condition'): Promise<string> =>
  page.getByRole('textbox', { name, exact: true }).inputValue();
