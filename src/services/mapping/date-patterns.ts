/**
 * Parses date patterns such as `yyyy/MM/dd HH:mm`, `yyyy年M月d日` and `dd.MM.yyyy`. The letters have the meaning of
 * Unicode TR35, and only the letters that occur in files are supported. Text in single quotes is literal, and so are
 * all characters other than the letters A to Z.
 */

/** The date and time parts found in a text. */
export interface DateParts {
  /** The calendar day, `yyyy-MM-dd`. */
  readonly day: string;
  /** The time of day as `HH:mm:ss.SSS`. Undefined if the pattern has no time. */
  readonly time?: string;
  /** The UTC offset as `Z` or `+08:00`. Undefined if the pattern has no offset. */
  readonly offset?: string;
}

export interface DatePattern {
  /** Parses a text. Returns undefined if the text does not match the pattern. Does not check whether the day exists. */
  readonly parse: (text: string) => DateParts | undefined;
}

const TOKENS: Readonly<Record<string, readonly [group: string, source: string]>> = {
  yyyy: ['year', '\\d{4}'],
  yy: ['shortYear', '\\d{2}'],
  MMM: ['monthName', '[A-Za-z]{3}'],
  MM: ['month', '\\d{2}'],
  M: ['month', '\\d{1,2}'],
  dd: ['day', '\\d{2}'],
  d: ['day', '\\d{1,2}'],
  HH: ['hour', '\\d{2}'],
  H: ['hour', '\\d{1,2}'],
  hh: ['half', '\\d{2}'],
  h: ['half', '\\d{1,2}'],
  mm: ['minute', '\\d{2}'],
  ss: ['second', '\\d{2}'],
  SSS: ['fraction', '\\d{3}'],
  a: ['noon', '[AaPp]\\.?[Mm]\\.?|上午|下午'],
  X: ['offset', 'Z|[+-]\\d{2}(?::?\\d{2})?'],
  XX: ['offset', 'Z|[+-]\\d{2}:?\\d{2}'],
  XXX: ['offset', 'Z|[+-]\\d{2}:?\\d{2}'],
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const compiled = new Map<string, DatePattern | string>();
const MAX_COMPILED = 1000;

/** Compiles a pattern. If the pattern is invalid, returns the reason as text. */
export function compilePattern(pattern: string): DatePattern | string {
  let known = compiled.get(pattern);
  if (known === undefined) {
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(pattern, (known = compile(pattern)));
  }
  return known;
}

function compile(pattern: string): DatePattern | string {
  const groups = new Set<string>();
  let source = '';
  for (const [piece] of pattern.matchAll(/'[^']*'|([A-Za-z])\1*|[^]/gu)) {
    if (piece.length > 1 && piece.startsWith("'")) {
      source += literal(piece === "''" ? "'" : piece.slice(1, -1));
      continue;
    }
    if (!/^[A-Za-z]/.test(piece)) {
      source += literal(piece);
      continue;
    }
    const token = Object.hasOwn(TOKENS, piece) ? TOKENS[piece] : undefined;
    if (!token) return `${piece} is not a part of a date pattern; known: ${Object.keys(TOKENS).join(', ')}`;
    if (groups.has(token[0])) return `${piece} stands twice`;
    groups.add(token[0]);
    source += `(?<${token[0]}>${token[1]})`;
  }
  return faultOf(groups) ?? { parse: (text) => parts(new RegExp(`^${source}$`, 'u').exec(text)?.groups) };
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function faultOf(groups: ReadonlySet<string>): string | undefined {
  const has = (...names: string[]): boolean => names.some((name) => groups.has(name));
  if (!has('year', 'shortYear') || !has('month', 'monthName') || !has('day'))
    return 'a date pattern has a year (yyyy), a month (MM) and a day (dd)';
  if (has('half') !== has('noon')) return 'hh and a (AM or PM) belong together';
  if (has('half') && has('hour')) return 'either HH or hh with a';
  if (has('minute', 'offset') && !has('hour', 'half')) return 'minutes and offsets need hours (HH)';
  if (has('second') && !has('minute')) return 'seconds need minutes (mm)';
  if (has('fraction') && !has('second')) return 'fractions need seconds (ss)';
  return undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

function parts(g: Groups | undefined): DateParts | undefined {
  if (!g) return undefined;
  const month = g.month ?? String(MONTHS.indexOf(g.monthName!.toLowerCase()) + 1);
  const year = g.year ?? `20${g.shortYear!}`;
  const two = (text: string): string => text.padStart(2, '0');
  const day = `${year}-${two(month)}-${two(g.day!)}`;
  if (g.hour === undefined && g.half === undefined) return { day };
  const hour = g.hour ?? hourOfHalf(Number(g.half), g.noon!);
  if (hour === undefined) return undefined;
  return {
    day,
    time: `${two(hour)}:${g.minute ?? '00'}:${g.second ?? '00'}.${g.fraction ?? '000'}`,
    ...(g.offset === undefined ? {} : { offset: normalOffset(g.offset) }),
  };
}

function hourOfHalf(half: number, noon: string): string | undefined {
  if (half < 1 || half > 12) return undefined;
  return String((half % 12) + (/^p|^下/i.test(noon) ? 12 : 0));
}

/** Normalizes a UTC offset: `+08`, `+0800` and `+08:00` become `+08:00`. */
export function normalOffset(offset: string): string {
  if (offset === 'Z') return offset;
  return `${offset.slice(0, 3)}:${offset.slice(3).replace(':', '') || '00'}`;
}
