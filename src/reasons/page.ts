/** Generates docs/REASONS.md from the table of reasons. */
import { ERROR_CODES, REASONS, REASON_GROUPS } from './index.js';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** Returns the content of docs/REASONS.md. `npm run schema` writes it to the file. */
export function reasonsPage(): string {
  const lines = [
    '# Reasons',
    '',
    'Every refusal carries a reason next to its code: GraphQL errors as `extensions.reason`, items of a batch as `reason`, tracking calls as `reason` of a rejected message or of a warning. Reasons are stable; messages are sentences for people and may change. The code follows from the reason. The GraphQL enum `RefusalReason` lists the same names. This page is written by `npm run schema`.',
    '',
    '| code | meaning |',
    '|---|---|',
    ...Object.entries(ERROR_CODES).map(([code, meaning]) => `| \`${code}\` | ${cell(meaning)} |`),
  ];
  for (const { title, reasons } of REASON_GROUPS) {
    lines.push('', `## ${title}`, '', '| reason | code | meaning | what to do |', '|---|---|---|---|');
    for (const reason of reasons) {
      const { code, meaning, remedy } = REASONS[reason];
      lines.push(`| \`${reason}\` | \`${code}\` | ${cell(meaning)} | ${cell(remedy)} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
