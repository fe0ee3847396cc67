/** Conditions for tests of the visual editor: those of the documents, and random ones with every construct. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { OPERATORS, type Condition, type Filter, type Test, type Value } from '../../src/engine/types.js';
import { randomCondition, type Dice } from './random-world.js';

// Values that the generator of random conditions leaves out, because none of the generated facts would match them.
const VALUES: readonly Value[] = [
  'gold',
  'a "quoted" \\ text',
  '口红\n\t',
  '',
  0,
  -7,
  9007199254740991,
  5000n,
  -12_500n,
  999999999999999999n,
  true,
  false,
];

function wideTest(d: Dice): Test {
  const op = d.pick(OPERATORS);
  switch (op) {
    case 'exists':
      return { op };
    case 'in':
    case 'notIn':
      return { op, values: Array.from({ length: d.int(1, 3) }, () => d.pick(VALUES)) };
    case 'inList':
    case 'notInList':
      return { op, list: 'words' };
    case 'between':
      return { op, values: [d.pick(VALUES), d.pick(VALUES)] };
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
      return { op, durationMs: d.int(1, 10 ** d.int(1, 10)), ...(d.chance(0.3) ? { anniversary: true } : {}) };
    case 'during':
      return {
        op,
        period: { unit: d.pick(['day', 'week', 'month', 'quarter', 'year']), ago: d.pick([-1, 0, 1]) },
        ...(d.chance(0.3) ? { anniversary: true } : {}),
      };
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'contains':
    case 'startsWith':
    case 'under':
    case 'has':
      return { op, value: d.pick(VALUES) };
  }
}

/** Returns a condition that tests whether a value is among a customer's most frequent, ever or within a window. */
function favouriteOf(d: Dice, event: string): Condition {
  const { side, which, withinMs } = {
    side: d.pick(['after', 'before'] as const),
    which: d.pick(['first', 'last'] as const),
    withinMs: d.int(1, 40) * 86_400_000,
  };
  const window = d.pick([{}, { windowMs: withinMs }, { anchor: { side, which, event: 'visit', withinMs } }]);
  const field = { scope: 'event', name: 'channel' } as const;
  return {
    kind: 'metric',
    metric: { aggregate: 'topOf', event, field, top: d.int(1, 20), ...window },
    test: { op: 'has', value: 'a' },
  };
}

/** Returns a random condition, extended with constructs that the shared generator leaves out. */
export function wideCondition(dice: Dice): Condition {
  const widen = (c: Condition): Condition => {
    switch (c.kind) {
      case 'all':
      case 'any':
        return { kind: c.kind, of: c.of.map(widen) };
      case 'not':
      case 'held':
      case 'was':
        return { ...c, of: widen(c.of) };
      case 'tag':
        return dice.chance(0.4) ? { ...c, test: wideTest(dice) } : c;
      case 'segment':
        return dice.chance(0.5) ? { kind: 'segment', segment: 'lifecycle.dormant' } : c;
      case 'metric': {
        if (dice.chance(0.1))
          return { ...c, metric: { aggregate: 'count', event: c.metric.event }, test: { op: 'gte', value: 2 } };
        if (dice.chance(0.1)) return favouriteOf(dice, c.metric.event);
        const where: Filter = { kind: 'field', field: { scope: 'event', name: 'note' }, test: wideTest(dice) };
        const name = dice.pick(['month', 'time', 'currency', 'order', 'coupon', 'amount']);
        return {
          kind: 'metric',
          metric: {
            ...c.metric,
            ...(c.metric.field && dice.chance(0.3) ? { field: { scope: 'event', name } } : {}),
            ...(dice.chance(0.15) ? { where } : {}),
            ...(dice.chance(0.15) ? { currency: dice.pick(['USD', 'EUR']) } : {}),
          },
          // Median gaps can be compared only with durations.
          test: c.metric.aggregate !== 'medianGap' && dice.chance(0.2) ? wideTest(dice) : c.test,
        };
      }
      case 'list':
        return dice.chance(0.5) ? { kind: 'list', list: 'vip_2026' } : c;
      case 'consent':
      case 'ratio':
      case 'occurrence':
      case 'sequence':
      case 'unfollowed':
        return c;
    }
  };
  return widen(randomCondition(dice, ['one', 'two']));
}

/** Whether a text is a condition. */
function isCondition(text: string): boolean {
  try {
    parseCondition(text);
    return true;
  } catch {
    return false;
  }
}

/** Returns the conditions of the test cases and of the language page. */
export function textsOfDocuments(): readonly string[] {
  interface Case {
    readonly when: string;
    readonly segments?: Readonly<Record<string, string>>;
    readonly layers?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
    readonly redefine?: { readonly when: string };
  }
  const cases = JSON.parse(readFileSync('test/segments/cases.json', 'utf8')) as Case[];
  assert.ok(cases.length >= 218, String(cases.length));
  const page = readFileSync('docs/LANGUAGE.md', 'utf8');
  const inline = [...page.matchAll(/`([^`\n]+)`/g)].map((m) => m[1]);
  const quoted = [...page.matchAll(/"((?:[^"\\\n]|\\.)*)"/g)].map((m) => m[1].replaceAll('\\"', '"'));
  const examples = [...inline, ...quoted].filter(isCondition);
  assert.ok(examples.length >= 80, String(examples.length));
  return [
    ...cases.flatMap((c) => [
      c.when,
      ...Object.values(c.segments ?? {}),
      ...Object.values(c.layers ?? {}).flatMap((layers) => Object.values(layers).filter((x) => x !== null)),
      ...(c.redefine ? [c.redefine.when] : []),
    ]),
    ...examples,
  ];
}
