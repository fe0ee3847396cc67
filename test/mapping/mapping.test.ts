/** Tests the pure functions of the import, each against an independent implementation. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { cellsOfJson, numberText } from '../../src/services/mapping/json-cells.js';
import { DelimitedParser, type Delimited } from '../../src/services/imports/files/delimited.js';
import { ArrayElements } from '../../src/services/imports/files/json-files.js';
import { decimalText } from '../../src/services/imports/files/parquet.js';
import { DAY, HOUR, instantOfLocal, zoneOffset } from '../../src/engine/time/time.js';
import { compilePattern } from '../../src/services/mapping/date-patterns.js';
import { mapRows } from '../../src/services/mapping/map-rows.js';
import { readMapping } from '../../src/services/mapping/read-mapping.js';
import { isLeftOut } from '../../src/services/mapping/row-tests.js';
import { MAPPING_SCHEMA } from '../../src/services/mapping/schema.js';
import { RowError, type TimeMapping } from '../../src/services/mapping/shape.js';
import { timeOf } from '../../src/services/mapping/times.js';
import { compareDecimals, exactProduct, numberOf, plainDecimal } from '../../src/services/mapping/written-numbers.js';

const MAPPING = {
  source: 'till',
  identities: [{ namespace: 'customer_id', value: '{shop}-{customer}' }],
  event: { type: 'visit', messageId: 'v-{line}', occurredAt: { value: '{at}', as: 'day' } },
} as const;

test('the published mapping schema is the one that mappings are checked against', () => {
  const published = JSON.parse(readFileSync('docs/mapping.schema.json', 'utf8')) as unknown;
  assert.deepEqual(published, MAPPING_SCHEMA, 'update it: npm run strata -- import --schema');
});

test('every mapping in the tests is valid', () => {
  for (const [folder, least] of [
    ['test/mapping', 5],
    ['test/mapping/shops', 8],
  ] as const) {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    assert.ok(files.length >= least);
    for (const file of files) readMapping(readFileSync(`${folder}/${file}`, 'utf8'));
  }
});

test('all problems of a mapping are reported at once', () => {
  const wrong = { ...MAPPING, sorce: 'x', zone: 3, tags: [{ tag: 'a', vale: '{b}' }] };
  assert.throws(() => readMapping(JSON.stringify(wrong)), {
    problems: [
      '"sorce" is unknown ("source" is meant?)',
      '"zone" is not a text',
      '"tags[0].value" is missing',
      '"tags[0].vale" is unknown ("value" is meant?)',
    ],
  });
});

test('an identity with a missing column is left out, and a message without all its columns is rejected', () => {
  const row = { shop: 'a', customer: '', line: '1', at: '2026-03-01' };
  assert.throws(() => mapRows(MAPPING, [row], 'UTC'), /identities: no identity in this row/);
  assert.throws(() => mapRows(MAPPING, [{ ...row, customer: 'c', line: ' ' }], 'UTC'), /event\.messageId/);
  assert.equal(mapRows(MAPPING, [{ ...row, customer: 'c' }], 'UTC').event?.messageId, 'v-1');
});

test('an event without a customer belongs to its receipt if the mapping names one, and has no tags', () => {
  const mapping = {
    ...MAPPING,
    receipt: '{line}',
    tags: [{ tag: 'level', value: '{level}' }],
    points: [{ tag: 'score', value: '{score}', at: { value: '{at}', as: 'day' } }],
  } as const;
  const row = { shop: 'a', customer: '', line: '7', at: '2026-03-01', level: '', score: '' };
  const mapped = mapRows(mapping, [row], 'UTC');
  assert.deepEqual(mapped.event?.identities, [{ namespace: 'receipt', value: '7' }]);
  assert.deepEqual([mapped.tags, mapped.points], [[], []]);
  const known = mapRows(mapping, [{ ...row, customer: 'c' }], 'UTC');
  assert.deepEqual(known.event?.identities, [{ namespace: 'customer_id', value: 'a-c' }], 'it has no receipt as well');
  assert.throws(() => mapRows(mapping, [{ ...row, level: 'gold' }], 'UTC'), /tags\[0\]: a row without a customer/);
  assert.throws(() => mapRows(mapping, [{ ...row, score: '3' }], 'UTC'), /points\[0\]: a row without a customer/);
  assert.throws(() => mapRows(mapping, [{ ...row, line: '' }], 'UTC'), /no identity in this row/);

  const { identities: _none, ...anonymous } = MAPPING;
  readMapping(JSON.stringify({ ...anonymous, receipt: '{line}' }));
  assert.throws(() => readMapping(JSON.stringify({ ...anonymous, receipt: '{line}', tags: mapping.tags })), {
    problems: ['"tags" and "points" need "identities"'],
  });
  const { event: _event, ...tagsAlone } = mapping;
  assert.throws(() => readMapping(JSON.stringify(tagsAlone)), { problems: ['"receipt" needs "event"'] });
});

test('times are read by kind and by pattern', () => {
  const read = (text: string, mapping: Omit<TimeMapping, 'value'>, zone = 'Asia/Shanghai'): string =>
    timeOf(text, { value: '', ...mapping }, zone);
  const cases: readonly (readonly [string, Omit<TimeMapping, 'value'>, string])[] = [
    ['2026/03/01', { pattern: 'yyyy/MM/dd' }, '2026-02-28T16:00:00.000Z'],
    ['20260301', { pattern: 'yyyyMMdd' }, '2026-02-28T16:00:00.000Z'],
    ['2026年3月1日', { pattern: 'yyyy年M月d日' }, '2026-02-28T16:00:00.000Z'],
    ['01/03/2026', { pattern: 'dd/MM/yyyy' }, '2026-02-28T16:00:00.000Z'],
    ['03/01/2026 1:05 PM', { pattern: 'MM/dd/yyyy h:mm a' }, '2026-03-01T05:05:00.000Z'],
    ['2026-03-01 10:00:00 +0800', { pattern: 'yyyy-MM-dd HH:mm:ss X' }, '2026-03-01T02:00:00.000Z'],
    ['1 Mar 2026', { pattern: ['dd.MM.yyyy', 'd MMM yyyy'] }, '2026-02-28T16:00:00.000Z'],
    ['at 12, 2026-3-1', { pattern: "'at' HH, yyyy-M-d" }, '2026-03-01T04:00:00.000Z'],
    ['2026-03-01T10:00:00+0800', { as: 'instant' }, '2026-03-01T02:00:00.000Z'],
    ['2026-03-01 10:00:00+08', { as: 'instant' }, '2026-03-01T02:00:00.000Z'],
    ['46082', { as: 'excelSerial' }, '2026-02-28T16:00:00.000Z'],
    ['46082.5', { as: 'excelSerial' }, '2026-03-01T04:00:00.000Z'],
    ['1772330400', { as: 'epochSeconds' }, '2026-03-01T02:00:00.000Z'],
  ];
  for (const [text, mapping, expected] of cases) assert.equal(read(text, mapping), expected, text);
  for (const [text, mapping] of [
    ['31/02/2026', { pattern: 'dd/MM/yyyy' }],
    ['2026-03-01', { as: 'instant' }],
    ['60', { as: 'excelSerial' }],
    ['24:00 2026-03-01', { pattern: 'HH:mm yyyy-MM-dd' }],
  ] as const)
    assert.throws(() => read(text, mapping), RowError, text);
  for (const bad of ['DD/MM/YYYY', 'yyyy', 'yyyy-MM-dd hh', 'yyyy-MM-dd mm', 'yyyy-yyyy-MM-dd'])
    assert.equal(typeof compilePattern(bad), 'string', bad);
});

test('a local time is its first instant, or later by the skipped time if the clocks skip it', () => {
  const zones = ['America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin', 'Pacific/Apia', 'America/Santiago', 'UTC'];
  const quarter = 15 * 60_000;
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20 * 365 * 96 }), (zone, quarters) => {
      const shown = Date.UTC(2006, 0, 1) + quarters * quarter;
      const got = instantOfLocal(shown, zone);
      // Checks every quarter of an hour around the result, and takes the first that shows the local time.
      let first: number | undefined;
      for (let at = shown - 26 * HOUR; at <= shown + 26 * HOUR && first === undefined; at += quarter)
        if (at + zoneOffset(at, zone) === shown) first = at;
      if (first !== undefined) assert.equal(got, first);
      else {
        const skipped = zoneOffset(got, zone) - zoneOffset(got - DAY, zone);
        assert.equal(got + zoneOffset(got, zone), shown + skipped);
        assert.ok(skipped > 0);
      }
    }),
    { numRuns: 400 },
  );
  const iso = (text: string, zone: string): string => new Date(instantOfLocal(Date.parse(text), zone)).toISOString();
  assert.equal(iso('2026-03-08T02:30Z', 'America/New_York'), '2026-03-08T07:30:00.000Z');
  assert.equal(iso('2026-11-01T01:30Z', 'America/New_York'), '2026-11-01T05:30:00.000Z');
  assert.equal(iso('2026-10-04T02:30Z', 'Australia/Sydney'), '2026-10-03T16:30:00.000Z');
  assert.equal(iso('2026-04-05T02:30Z', 'Australia/Sydney'), '2026-04-04T15:30:00.000Z');
  assert.equal(iso('2011-12-30T12:00Z', 'Pacific/Apia'), '2011-12-30T22:00:00.000Z');
});

test('local number formats are read exactly or rejected', () => {
  const cases: readonly (readonly [string, '.' | ',', string | undefined])[] = [
    ['¥12.50', '.', '12.50'],
    ['1,234.56', '.', '1234.56'],
    [' 12.50 ', '.', '12.50'],
    ['-¥1,234,567', '.', '-1234567'],
    ['12,50 元', ',', '12.50'],
    ['1.234,56', ',', '1234.56'],
    ['1 234,56', ',', '1234.56'],
    ["1'234.5", '.', '1234.5'],
    ['1,23.4', '.', undefined],
    ['1,234 567', '.', undefined],
    ['12,50', '.', undefined],
    ['many', '.', undefined],
    ['', '.', undefined],
    ['1.2.3', '.', undefined],
  ];
  for (const [text, mark, expected] of cases) assert.equal(plainDecimal(text, mark, ['¥', '元']), expected, text);
  const plain = fc.tuple(fc.boolean(), fc.bigInt(0n, 10n ** 12n), fc.integer({ min: 0, max: 9999 }));
  fc.assert(
    fc.property(plain, fc.constantFrom('.', ','), ([isNegative, whole, fraction], mark) => {
      const grouped = whole.toLocaleString('en').replaceAll(',', mark === '.' ? ',' : '.');
      const digits = String(fraction).padStart(4, '0');
      const sign = isNegative ? '-' : '';
      assert.equal(plainDecimal(`${sign}¥${grouped}${mark}${digits}`, mark, ['¥']), `${sign}${whole}.${digits}`);
    }),
  );
});

test('products and comparisons are exact', () => {
  const decimal = fc.tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.integer({ min: 0, max: 6 }));
  const text = ([units, places]: readonly [bigint, number]): string => decimalText(units, places);
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      assert.equal(exactProduct(text(a), text(b)), decimalText(a[0] * b[0], a[1] + b[1]));
      const [x, y] = [a[0] * 10n ** BigInt(6 - a[1]), b[0] * 10n ** BigInt(6 - b[1])];
      assert.equal(compareDecimals(text(a), text(b)), x < y ? -1 : Number(x > y));
    }),
  );
  assert.equal(compareDecimals('x', '1'), undefined);
  assert.throws(() => isLeftOut({ ...MAPPING, only: { line: { above: 1 } } }, { line: 'x' }), /is none/);
});

test('a number keeps every digit or is rejected', () => {
  for (const [text, expected] of [
    ['12.50', 12.5],
    ['1e3', 1000],
    ['+.5', 0.5],
    ['-0', -0],
    ['0x10', 'none'],
    ['1,000', 'none'],
    ['', 'none'],
    ['Infinity', 'none'],
    ['12345678901234567890', 'inexact'],
    ['0.1234567890123456789', 'inexact'],
    ['9007199254740993', 'inexact'],
    ['9007199254740992', 9007199254740992],
  ] as const)
    assert.equal(numberOf(text), expected, text);
  assert.equal(numberOf(`${'1'.repeat(1_000_000)}x`), 'none', 'without the time of its square');
  assert.equal(plainDecimal('1'.repeat(1_000_000), '.', []), undefined);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.equal(numberOf(String(value)), value === 0 ? 0 : value);
    }),
  );
});

test('JSON numbers become plain digits, and cells equal those of the parsed object', () => {
  for (const [json, text] of [
    ['1234567890123456789', '1234567890123456789'],
    ['12.50', '12.5'],
    ['1.0', '1'],
    ['1e3', '1000'],
    ['1.5e-3', '0.0015'],
    ['-0', '0'],
    ['0.12345678901234567890', '0.12345678901234567890'],
    ['1e400', '1e400'],
  ] as const)
    assert.equal(numberText(json), text, json);
  const value = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.integer(), fc.array(fc.string()));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), fc.constantFrom(0, 2), (record, indent) => {
      const cells = cellsOfJson(JSON.stringify(record, undefined, indent));
      assert.ok(typeof cells === 'object');
      for (const [name, v] of Object.entries(record)) {
        const cell: string = cells[name.normalize('NFC')];
        if (Array.isArray(v))
          assert.deepEqual(
            JSON.parse(cell),
            v.map((s) => s.normalize('NFC')),
          );
        else assert.equal(cell, v === null ? '' : String(v).normalize('NFC'));
      }
    }),
  );
});

const split = (text: string, sizes: readonly number[], delimiter: string): Delimited[] => {
  const parser = new DelimitedParser({ delimiter });
  const found: Delimited[] = [];
  let at = 0;
  for (const size of sizes) {
    found.push(...parser.push(text.slice(at, at + size)));
    at += size;
  }
  return [...found, ...parser.push(text.slice(at), true)];
};

test('well-formed CSV in any pieces is read like another parser reads it', () => {
  const field = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r\n', ' ') }),
    fc.constantFrom('', 'x', '张三'),
  );
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  fc.assert(
    fc.property(
      table,
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      (rows, sizes, newline, isEnded) => {
        const text = rows.map((row) => row.map(quoted).join(',')).join(newline) + (isEnded ? newline : '');
        const read = split(text, sizes, ',');
        assert.deepEqual(
          read.map(({ fields }) => fields),
          parse(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\n', '\r\n'] }),
        );
        assert.equal(read.at(-1)?.end, text.length);
      },
    ),
  );
});

test('a faulty record rejects only its own line', () => {
  const lines = ['a,b', '1,"open', '2,x', '3,5" pipe', '4,"q"z', '5,"ok ""x"""', ''];
  assert.deepEqual(
    split(lines.join('\n'), [3, 4, 5], ',').map(({ fields, text }) => fields ?? text),
    [['a', 'b'], '1,"open', ['2', 'x'], '3,5" pipe', '4,"q"z', ['5', 'ok "x"']],
  );
});

test('elements of a JSON array are found in any pieces', () => {
  fc.assert(
    fc.property(
      fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())))),
      fc.array(fc.integer({ min: 1, max: 9 })),
      fc.constantFrom(0, 1),
      (list, sizes, indent) => {
        const text = JSON.stringify(list, undefined, indent);
        const elements = new ArrayElements('x');
        const found: unknown[] = [];
        let at = 0;
        for (const size of [...sizes, text.length]) {
          for (const element of elements.push(text.slice(at, at + size))) found.push(JSON.parse(element.text));
          at += size;
        }
        elements.end();
        assert.deepEqual(found, JSON.parse(text));
      },
    ),
  );
});
