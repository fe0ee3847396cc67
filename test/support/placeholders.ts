/** Values that programs send when they have no identifier: one of each pattern that the built-in rules know. */

/** Placeholders by the name of their pattern, for the coverage report. */
export const PLACEHOLDER_VALUES: Readonly<Record<string, string>> = {
  word: 'undefined',
  'word in Chinese': '游客',
  'word in brackets': '(null)',
  'word in quotes': '"none"',
  zero: '0',
  'zeros with separators': '0000-000',
  'minus one': '-1',
  'repeated digit': '11111111',
  'id of zeros': '00000000-0000-0000-0000-000000000000',
  'id of f': 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  object: '[object Object]',
  'variable in double braces': '{{user_id}}',
  'variable after a dollar': '${user_id}',
  'variable in percent signs and angle brackets': '<%= id %>',
  'variable between asterisks': '*|EMAIL|*',
  'variable between percent signs': '%%id%%',
  'variable between underscores': '__OAID__',
  'no letter or digit': '---',
};

/** Returns one identity for each placeholder, in turn in each of the namespaces. */
export const placeholdersIn = (namespaces: readonly string[]): { namespace: string; value: string }[] =>
  Object.values(PLACEHOLDER_VALUES).map((value, i) => ({ namespace: namespaces[i % namespaces.length], value }));
