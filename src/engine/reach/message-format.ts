/** Defines how values are inserted into message texts, depending on where the text is shown. */

/**
 * The format of a text. TEXT is plain text with several lines. LINE is a single line, e.g. a subject or title. HTML is
 * markup, and inserted values are escaped. URL is the path of a request, and inserted values are percent-encoded.
 */
export type MessageFormat = 'TEXT' | 'LINE' | 'HTML' | 'URL';

/** A value that can be inserted into a text. */
export type MessageValue = string | number | boolean | readonly string[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Returns a text as it is written in HTML, in an element or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

/**
 * Converts a text to one line. Line breaks and other control characters become spaces, so a subject cannot inject a
 * mail header.
 */
export const toLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/**
 * Returns the function that escapes values in a format.
 *
 * @example escapeFor('HTML')('<b>') // &lt;b&gt;
 */
export function escapeFor(format: MessageFormat): (value: unknown) => string {
  switch (format) {
    case 'HTML':
      return (value) => escapeHtml(shown(value));
    case 'LINE':
      return (value) => toLine(shown(value));
    case 'TEXT':
      return (value) => shown(value).replace(/[^\P{Cc}\n\t]/gu, '');
    case 'URL':
      return (value) => encodeURIComponent(shown(value).toWellFormed());
  }
}
