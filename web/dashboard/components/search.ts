/** Returns whether the name or key of an option contains the typed text, ignoring case. */
export function hasNameOrKey(typed: string, option?: { readonly label?: unknown; readonly value?: unknown }): boolean {
  const texts = [option?.label, option?.value].filter((text) => typeof text === 'string' || typeof text === 'number');
  return texts.join(' ').toLowerCase().includes(typed.trim().toLowerCase());
}
