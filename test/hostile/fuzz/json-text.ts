/** Generates random JSON text. */
import type { Dice } from '../../support/dice.js';

const ODD_NAMES = [
  '__proto__',
  'constructor',
  '',
  '$where',
  'a.b',
  'toString',
  '城市',
  'not',
  'x'.repeat(300),
] as const;
const ODD_NUMBERS = ['0', '-0', '1e400', '-1e400', '1e-400', '9007199254740993', '0.1', '12345678901234567890', '-1'];
const ODD_TEXTS = [
  '',
  '\u0000',
  '\ud800',
  '\u202e',
  'é',
  'e\u0301',
  '1e999',
  'null',
  '2026-13-40T99:99:99Z',
  '{"$gt":""}',
  '<script>',
  '𠮷'.repeat(50),
  'x'.repeat(3000),
];

/** Returns JSON text, including forms that `JSON.stringify` never writes. */
export function jsonText(dice: Dice, depth = 4): string {
  const kind = dice.int(0, depth > 0 ? 7 : 4);
  if (kind <= 1) return JSON.stringify(dice.pick(ODD_TEXTS));
  if (kind === 2) return dice.pick(ODD_NUMBERS);
  if (kind === 3) return dice.pick(['true', 'false', 'null']);
  if (kind === 4) return String(dice.int(-1000, 1000));
  const many = dice.chance(0.03) ? 200 : dice.int(0, 4);
  if (kind === 5) return `[${Array.from({ length: many }, () => jsonText(dice, depth - 1)).join(',')}]`;
  return `{${Array.from({ length: many }, () => `${JSON.stringify(dice.pick(ODD_NAMES))}:${jsonText(dice, depth - 1)}`).join(',')}}`;
}
