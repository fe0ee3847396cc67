/** Rewrites conditions in an equivalent spelling, in which the same numbers and names are written differently. */
import 'reflect-metadata';
import type { Condition } from '../../src/engine/types.js';
import type { Names } from '../../src/engine/segments/condition.js';
import { checkCondition } from '../../src/engine/segments/check.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { composed } from '../../src/graphql/composed-arguments.js';
import { toCondition, type ConditionInput } from '../../src/graphql/segments/condition.input.js';
import { met } from './coverage.js';
import type { Dice } from './dice.js';
import { typedInput } from './typed.js';

const TOKEN =
  /("(?:[^"\\\n]|\\.)*"|(?:\d+(?:ms|[wdhms]))+(?![A-Za-z0-9_])|[A-Za-z_][A-Za-z0-9_.]*)|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/g;

/** Returns another spelling of the same number. */
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

/** Returns another Unicode form of the same text. */
function otherForm(d: Dice, text: string): string {
  const form = d.pick(['composed', 'decomposed', 'decomposed'] as const);
  const spelled = text.normalize(form === 'composed' ? 'NFC' : 'NFD');
  if (text.normalize('NFD') !== text.normalize('NFC')) met('form of name', form);
  return spelled;
}

/** Like `otherForm`, but sometimes escapes the combining marks. */
function otherQuotes(d: Dice, text: string): string {
  const spelled = otherForm(d, text);
  if (!/[\u0300-\u036f]/.test(spelled) || d.chance(0.5)) return spelled;
  met('form of name', 'escaped');
  return spelled.replace(/[\u0300-\u036f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Returns the text with numbers spelled differently, and quoted text in another Unicode form. */
export const respelledText = (dice: Dice, text: string): string =>
  text.replace(TOKEN, (all: string, other?: string, number?: string) => {
    if (number === undefined) return other?.startsWith('"') ? otherQuotes(dice, all) : all;
    const spelled = respelled(dice, number);
    met('form of literal', formOf(spelled));
    return spelled;
  });

/** Converts every text in a tree to another Unicode form. */
function otherForms(d: Dice, value: unknown): unknown {
  if (typeof value === 'string') return otherForm(d, value);
  if (Array.isArray(value)) return value.map((v) => otherForms(d, v));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, otherForms(d, v)]));
}

/** Returns the condition after a conversion to typed input and back, as when the API receives it. */
function typed(d: Dice, condition: Condition): Condition {
  met('typed input', condition.kind);
  return toCondition(composed(otherForms(d, typedInput(condition))) as ConditionInput, 'condition');
}

/** Returns the condition after it was respelled as text or typed input and parsed again. */
export function spoken(dice: Dice, condition: Condition, names: Names): Condition {
  const text = respelledText(dice, printCondition(condition));
  const checked = checkCondition(dice.chance(0.4) ? typed(dice, condition) : parseCondition(text), names);
  if (!checked.condition) throw new Error(`${text}: ${JSON.stringify(checked.faults)}`);
  return checked.condition;
}
