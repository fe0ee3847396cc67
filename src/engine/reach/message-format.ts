/** How values are put into texts of messages, by where the text is shown. */

/** Several lines of plain text, one line (a subject, a title), or HTML. */
export type MessageFormat = 'TEXT' | 'LINE' | 'HTML';

/** What a text can be written with. */
export type MessageValue = string | number | boolean | readonly string[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** One line: breaks and other control characters become spaces, so a subject cannot begin a header. */
export const toLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/**
 * The escape of values in a format.
 *
 * @example escapeFor('HTML')('<b>') // &lt;b&gt;
 */
export function escapeFor(format: MessageFormat): (value: unknown) => string {
  switch (format) {
    case 'HTML':
      return (value) => shown(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
    case 'LINE':
      return (value) => toLine(shown(value));
    case 'TEXT':
      return (value) => shown(value).replace(/[^\P{Cc}\n\t]/gu, '');
  }
}
