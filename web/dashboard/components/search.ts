/** Whether an option of a list has the text typed in its name or its key, in any case. */
export function hasNameOrKey(typed: string, option?: { readonly label?: unknown; readonly value?: unknown }): boolean {
  const texts = [option?.label, option?.value].filter((text) => typeof text === 'string' || typeof text === 'number');
  return texts.join(' ').toLowerCase().includes(typed.trim().toLowerCase());
}
