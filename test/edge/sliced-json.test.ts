// Tests that parsing large JSON texts in slices gives the same result as JSON.parse.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseInSlices } from '../../src/edge/sliced-json.js';
import { amount } from '../support/amount.js';

const noTurn = (): Promise<void> => Promise.resolve();

/** Returns the value that a parser returns, or 'syntax' if the parser throws a SyntaxError. */
async function outcome(parse: () => unknown): Promise<unknown> {
  try {
    return { value: await parse() };
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return 'syntax';
  }
}

const check = async (text: string): Promise<void> => {
  const [sliced, whole] = [await outcome(() => parseInSlices(text, noTurn)), await outcome(() => JSON.parse(text))];
  assert.deepEqual(sliced, whole);
  // The property names must also have the same order.
  assert.equal(JSON.stringify(sliced), JSON.stringify(whole));
};

/** Filler text that makes a value longer than one of the pieces in which a text is parsed. */
const PAD = 'x'.repeat(33_000);
const fill = (value: unknown): unknown => (value === 'PAD' ? PAD : value);

/** Generates nested values. Some are longer than one of the pieces in which a text is parsed. */
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>('PAD', null, true, 0, -1.5e300, '', 'a"\\b', '中', ','),
    fc.array(tie('value'), { maxLength: 6 }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', '1', '0', '__proto__', 'constructor', '', '"', 'é'), tie('value')), {
        maxLength: 6,
      })
      .map((members) => ({ members })),
  ),
}));

/** Writes a generated value as JSON text, with white space and with names that occur twice. */
function written(value: unknown, space: string): string {
  if (Array.isArray(value)) return `[${space}${value.map((each) => written(each, space)).join(`${space},`)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(fill(value));
  const { members } = value as { readonly members: readonly (readonly [string, unknown])[] };
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}${space}:${written(member, space)}`).join(`,${space}`)}}`;
}

test('parsing in slices equals JSON.parse for any values', async () => {
  await fc.assert(
    fc.asyncProperty(values, fc.constantFrom('', ' ', '\n\t'), (value, space) => check(written(value, space))),
    { numRuns: amount(300, 3000) },
  );
});

test('an invalid text is rejected with the error of JSON.parse', async () => {
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom('', ',', ']', '}', '[', '{', '"', ':', '1', '\u00a0', ' '),
      fc.boolean(),
      (value, place, put, removes) => {
        const text = written(value, '');
        // Edits next to structural characters are more likely to matter than those within a filler.
        const places = [...text.matchAll(/[[\]{},:"]/g)].map((match) => match.index);
        const at = places[Math.floor(place * places.length)] ?? 0;
        return check(text.slice(0, at) + put + text.slice(at + Number(removes)));
      },
    ),
    { numRuns: amount(500, 5000) },
  );
});

test('examples with errors at the edges of slices', async () => {
  const list = Array.from({ length: 30_000 }, (_, i) => i).join();
  for (const text of [
    `[${list}]`,
    `[${list},]`,
    `[,${list}]`,
    `[${list}]]`,
    ` [${list}] `,
    `[${list}] 1`,
    `[[${list}],[${list}]]`,
    `[[${list}]1,2]`,
    `[[${list}],]`,
    `[1,,[${list}]]`,
    `[1 [${list}]]`,
    `{"a":[${list}],"a":1,"b":[${list}]}`,
    `{"a"[${list}]}`,
    `{"a":[${list}],}`,
    `{,"a":[${list}]}`,
    `{"__proto__":[${list}],"x":1}`,
    `[${list}}`,
    `{${list}]`,
    `"${list}`,
    `[${' '.repeat(40_000)}]`,
    `{${' '.repeat(40_000)}}`,
    `[[${' '.repeat(40_000)}],1]`,
    `${'['.repeat(100)}${list}${']'.repeat(100)}`,
    `${'['.repeat(40_000)}`,
    '',
  ])
    await check(text);
});

test('large values nest at most 1,000 levels deep', async () => {
  const nested = (levels: number, contents: string): string => `${'['.repeat(levels)}${contents}${']'.repeat(levels)}`;
  const large = `"${PAD.repeat(9)}",1`;
  // The assertion library compares values recursively, so the texts are compared.
  const same = async (text: string): Promise<void> =>
    assert.equal(JSON.stringify(await parseInSlices(text, noTurn)), text);
  await same(nested(1000, large));
  await assert.rejects(parseInSlices(nested(1001, large), noTurn), { reason: 'JSON_TOO_DEEP' });
  await same(nested(3000, '1'));
});

test('each slice waits for a turn, and a rejected turn ends the parsing', async () => {
  const text = JSON.stringify({ batch: Array.from({ length: 20_000 }, (_, i) => ({ event: `e${i}`, n: i })) });
  let turns = 0;
  await parseInSlices(text, () => Promise.resolve(void turns++));
  assert.ok(turns > text.length / 40_000, `${turns} turns`);
  const refused = new Error('too many wait');
  await assert.rejects(
    parseInSlices(text, () => Promise.reject(refused)),
    refused,
  );
});

test('no text, valid or not, takes a long time in a single step', async () => {
  // Many small objects with different names take the longest time per character.
  const objects = Array.from({ length: 3000 }, (_, i) =>
    JSON.stringify(Object.fromEntries(Array.from({ length: 20 }, (_each, k) => [(i * 20 + k).toString(36), 1]))),
  ).join();
  const { parse } = JSON;
  let longest = 0;
  JSON.parse = (text: string) => {
    longest = Math.max(longest, text.length);
    return parse(text) as unknown;
  };
  try {
    for (const text of [
      `[${objects}]`,
      `[${objects}`,
      `[${objects}] 1`,
      `1 [${objects}]`,
      `{"a":[${objects}}]`,
      `[${objects},]`,
    ])
      await parseInSlices(text, noTurn).catch((error: unknown) => assert.ok(error instanceof SyntaxError));
  } finally {
    JSON.parse = parse;
  }
  assert.ok(longest > 0 && longest < 40_000, `${longest} characters`);
});

/** Parts of a string with escape sequences of every length, in the order of JSON text. */
const parts = fc.constantFrom('a', '中', '\\\\', '\\"', '\\n', '\\u4e2d', '\\ud83d', '\\ude00', '\\u005c', '/');

test('a long string equals JSON.parse, wherever its escape sequences are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(parts, { minLength: 1, maxLength: 7 }),
      fc.nat(7),
      fc.constantFrom('[', '{"a":', '{"b":1,"a" : ', '[1,"b",', '{"a":"b",', ''),
      async (units, shift, before) => {
        const text = `"${'x'.repeat(shift)}${units.join('').repeat(Math.ceil(70_000 / units.join('').length))}"`;
        const isInObject = before.startsWith('{');
        const asName = isInObject && before.endsWith(',');
        const ends = new Map([
          ['{', '}'],
          ['[', ']'],
        ]);
        const after = ends.get(before.slice(0, 1)) ?? '';
        await check(`${before}${text}${asName ? ':[]' : ''}${after}`);
        await check(`${before}${text}${asName ? ':1,"c":2' : ',"c"'}${after}`);
        await check(`${before}${text}${text}${after}`);
      },
    ),
    { numRuns: amount(60, 600) },
  );
});

test('a long string is parsed in several turns, alone or before a large value', async () => {
  for (const text of [
    `["${'\\"'.repeat(200_000)}"]`,
    `"${'\\"'.repeat(200_000)}"`,
    `{"a":"${'a'.repeat(400_000)}"}`,
    `{"a":"${'a'.repeat(400_000)}","b":${'[0],'.repeat(20_000).replace(/^(.*),$/, '[$1]')}}`,
  ]) {
    let turns = 0;
    assert.deepEqual(await parseInSlices(text, () => Promise.resolve(void turns++)), JSON.parse(text));
    assert.ok(turns >= text.length / 40_000, `${turns} turns`);
  }
});
