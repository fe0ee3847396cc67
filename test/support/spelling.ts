/** Conditions as somebody else would write them: the same numbers, spelled otherwise. */
import type { Condition } from '../../src/engine/model.js';
import type { Names } from '../../src/engine/segment/condition.js';
import { checkCondition } from '../../src/engine/segment/check.js';
import { parseCondition } from '../../src/engine/segment/parse.js';
import { printCondition } from '../../src/engine/segment/print.js';
import { met } from './coverage.js';
import type { Dice } from './dice.js';

const TOKEN =
  /("(?:[^"\\\n]|\\.)*"|(?:\d+(?:ms|[wdhms]))+(?![A-Za-z0-9_])|[A-Za-z_][A-Za-z0-9_.]*)|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/g;

/** A number in another of the ways there are to write it. */
function respelled(d: Dice, number: string): string {
  if (number.includes('e')) return number;
  const [whole, fraction = ''] = number.split('.');
  return d.pick([
    number,
    `${whole}.${fraction}0`,
    `${whole}.${fraction}00`,
    `${whole}${fraction}e-${fraction.length}`,
    `${whole}${fraction}00E-${fraction.length + 2}`,
    number.replace(/^(-?\d*[1-9])(0+)$/, (_all, digits: string, zeros: string) => `${digits}e${zeros.length}`),
  ]);
}

function formOf(number: string): string {
  if (/e/i.test(number)) return 'exponent';
  const fraction = number.split('.')[1];
  if (fraction === undefined) return 'whole';
  if (fraction.endsWith('0')) return 'trailing zeros';
  return fraction.length > 4 ? 'more than 4 digits' : 'fraction';
}

/** The text with its numbers spelled otherwise. */
export const respelledText = (d: Dice, text: string): string =>
  text.replace(TOKEN, (all: string, _other: string, number?: string) => {
    if (number === undefined) return all;
    const spelled = respelled(d, number);
    met('form of literal', formOf(spelled));
    return spelled;
  });

/** The condition after a way over text that spells its numbers otherwise. */
export function spoken(d: Dice, condition: Condition, names: Names): Condition {
  const text = respelledText(d, printCondition(condition));
  const checked = checkCondition(parseCondition(text), names);
  if (!checked.condition) throw new Error(`${text}: ${JSON.stringify(checked.faults)}`);
  return checked.condition;
}
