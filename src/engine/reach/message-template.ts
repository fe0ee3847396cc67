/**
 * Texts of messages with names in them, in the Liquid language (LiquidJS). A text is checked against the names that
 * exist when it is saved. Writing it reads no file, no clock and no randomness and is bounded in steps, memory and
 * length, so every process writes the same text or ends with the same reason.
 */
import { Context, filters, Liquid, LiquidError, toValueSync, type Template } from 'liquidjs';
import type { Reason } from '../../reasons/index.js';
import { escapeFor, toLine, type MessageFormat, type MessageValue } from './message-format.js';

/** Longest text of a message before names are filled in, in characters. */
const MOST_TEXT = 65_536;
/** Longest text that is written. */
const MOST_WRITTEN = 262_144;
/** Maximum number of parts written. Each pass of a loop counts again. */
const MOST_STEPS = 2000;
/** Characters and items that filters and loops make. */
const MOST_MEMORY = 200_000;

/** Tags of the language that are left out: those that read other texts, and those that keep text aside. */
const CLOSED_TAGS = ['include', 'render', 'layout', 'block', 'capture', 'tablerow', 'liquid'];

/**
 * Filters that exist. Left out are those that read the clock, draw lots, evaluate text or get around the escape, and
 * those that cost more than the memory they take.
 */
const OPEN_FILTERS: ReadonlySet<string> = new Set(
  (
    'abs append array_to_sentence_string at_least at_most capitalize ceil compact concat date default divided_by ' +
    'downcase first floor join last lstrip map minus modulo plus prepend push remove remove_first remove_last replace ' +
    'replace_first replace_last reverse round rstrip size slice sort squish strip strip_newlines ' +
    'sum times truncate truncatewords uniq upcase url_encode'
  ).split(' '),
);

/** Whether a name stands for one value or a list. */
export type NameKind = 'VALUE' | 'LIST';

/** The names a text may use, by their first part: `tag.first_name` is `first_name` of `tag`. */
export type MessageNames = ReadonlyMap<string, ReadonlyMap<string, NameKind>>;

/** Properties of a list that may be used after a dot. */
const OF_LISTS: ReadonlySet<string | number> = new Set(['first', 'last', 'size']);

export interface MessageFault {
  readonly reason: Reason;
  readonly message: string;
}

/** A text that was checked. */
export interface MessageTemplate {
  readonly format: MessageFormat;
  readonly parts: readonly Template[];
}

function createEngine(format: MessageFormat): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
    // A name in a condition or with a default may be absent.
    lenientIf: true,
    parseLimit: MOST_TEXT,
    memoryLimit: MOST_MEMORY,
    // Look-ups of other texts never reach the file system.
    templates: {},
    outputEscape: escapeFor(format),
  });
  for (const tag of CLOSED_TAGS) delete engine.tags[tag];
  for (const name of Object.keys(engine.filters)) if (!OPEN_FILTERS.has(name)) delete engine.filters[name];
  engine.registerFilter('date', dateIn);
  return engine;
}

type DateFilter = (this: { readonly context: Context }, value: unknown, pattern: unknown, zone: unknown) => unknown;

/** The filter of the language itself. */
const dateOfLanguage = filters.date as DateFilter;

/** A date in the zone of the customer; a calendar day is the same day everywhere. */
function dateIn(this: { readonly context: Context }, value: unknown, pattern: unknown = '%Y-%m-%d'): unknown {
  // For these two words the language reads the clock.
  if (value === 'now' || value === 'today') return value;
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const { [ZONE]: zone } = this.context.environments as Readonly<Record<string, unknown>>;
  return dateOfLanguage.call(this, value, pattern, isDay ? 'UTC' : zone);
}

/** Where the zone stands among the values; no text can name it. */
const ZONE = '(zone)';

const engines: Readonly<Record<MessageFormat, Liquid>> = {
  TEXT: createEngine('TEXT'),
  LINE: createEngine('LINE'),
  HTML: createEngine('HTML'),
};

/**
 * A text ready to be written, or its faults.
 *
 * @example
 * parseMessage('Hello {{ tag.first_name | default: "there" }}', 'TEXT', new Map([['tag', new Map([['first_name', 'VALUE']])]]))
 */
export function parseMessage(
  text: string,
  format: MessageFormat,
  names: MessageNames,
): { readonly template: MessageTemplate } | { readonly faults: readonly MessageFault[] } {
  if (text.length > MOST_TEXT)
    return { faults: [{ reason: 'MESSAGE_TOO_LONG', message: `the text has more than ${MOST_TEXT} characters` }] };
  let parts: Template[];
  try {
    parts = engines[format].parse(text);
  } catch (error) {
    if (!LiquidError.is(error)) throw error;
    return { faults: [{ reason: 'MESSAGE_SYNTAX', message: error.message.split('\n')[0] }] };
  }
  const faults = nameFaults(engines[format], parts, names);
  return faults.length > 0 ? { faults } : { template: { format, parts } };
}

/** Names that do not exist, each with its place. */
function nameFaults(engine: Liquid, parts: Template[], names: MessageNames): MessageFault[] {
  const { globals } = engine.analyzeSync(parts, { partials: false });
  return Object.values(globals)
    .flat()
    .filter(({ segments: [root, name, ...rest] }) => {
      const kind = typeof root === 'string' && typeof name === 'string' ? names.get(root)?.get(name) : undefined;
      if (kind === undefined) return true;
      const [part, ...further] = rest;
      if (part === undefined) return false;
      const isPart = typeof part === 'number' || (typeof part === 'string' && OF_LISTS.has(part));
      return kind !== 'LIST' || !isPart || further.length > 0;
    })
    .sort(({ location: left }, { location: right }) => left.row - right.row || left.col - right.col)
    .map((variable) => ({
      reason: 'MESSAGE_NAME_UNKNOWN' as const,
      message: `line ${variable.location.row}, column ${variable.location.col}: ${String(variable)} does not exist`,
    }));
}

/**
 * The keys of the tags that a text names.
 *
 * @example tagsIn('{{ tag.first_name }}', 'TEXT') // ['first_name']
 */
export function tagsIn(text: string, format: MessageFormat): string[] {
  const engine = engines[format];
  const { globals } = engine.analyzeSync(engine.parse(text), { partials: false });
  return Object.values(globals)
    .flat()
    .flatMap(({ segments: [root, name] }) => (root === 'tag' && typeof name === 'string' ? [name] : []));
}

/** Values of a text, by the parts of their names. Missing values of the customer are undefined. */
export type MessageValues = Readonly<Record<string, Readonly<Record<string, MessageValue>>>>;

export type Written =
  | { readonly text: string }
  /** The name that has no value and no fallback. */
  | { readonly missing: string }
  /** The text takes too many steps, becomes too long, or a filter cannot be applied to its value. */
  | { readonly failed: true };

class LimitReached extends Error {}

/** Writes a text. Dates are shown in the zone. */
export function writeMessage({ format, parts }: MessageTemplate, values: MessageValues, zone: string): Written {
  const engine = engines[format];
  const context = new Context({ ...values, [ZONE]: zone }, engine.options, { sync: true }, { liquid: engine });
  let steps = 0;
  // Counts steps in place of the time they take: a slow machine must not decide otherwise than a fast one.
  context.renderLimit.check = () => {
    if (++steps > MOST_STEPS) throw new LimitReached();
  };
  const written = new BoundedText();
  try {
    toValueSync(engine.renderer.renderTemplates([...parts], context, written));
  } catch (error) {
    if (error instanceof LimitReached) return { failed: true };
    if (!LiquidError.is(error)) throw error;
    const missing = missingIn(error);
    return missing === undefined ? { failed: true } : { missing };
  }
  return { text: format === 'LINE' ? toLine(written.buffer) : written.buffer };
}

/** The name that an error is about, when a name without a value caused it. */
function missingIn({ originalError }: LiquidError): string | undefined {
  if (LiquidError.is(originalError)) return missingIn(originalError);
  const name = (originalError as { readonly variableName?: unknown } | undefined)?.variableName;
  return typeof name === 'string' ? name : undefined;
}

/** Collects the written text and stops at the maximum length. */
class BoundedText {
  buffer = '';

  write(part: unknown): void {
    this.buffer += String(part);
    if (this.buffer.length > MOST_WRITTEN) throw new LimitReached();
  }
}
