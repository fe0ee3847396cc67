/**
 * Renders message texts with placeholders, written in the template language Liquid (LiquidJS). When a text is saved,
 * its placeholders are checked against the defined names.
 *
 * Rendering uses no files, clock or randomness, and is bounded in steps, memory and length. Every process therefore
 * renders the same text or fails with the same reason.
 */
import { Context, filters, Liquid, LiquidError, toValueSync, type Template } from 'liquidjs';
import type { Reason } from '../../reasons/index.js';
import { escapeFor, toLine, type MessageFormat, type MessageValue } from './message-format.js';

/** Maximum length of a message text before rendering, in characters. */
const MOST_TEXT = 65_536;
/** Maximum length of a rendered text, in characters. */
const MOST_WRITTEN = 262_144;
/** Maximum number of template parts rendered. Every iteration of a loop counts again. */
const MOST_STEPS = 2000;
/** Maximum number of characters and items that filters and loops may create. */
const MOST_MEMORY = 200_000;

/** Tags of Liquid that are disabled, because they read other templates or store output in variables. */
const CLOSED_TAGS = ['include', 'render', 'layout', 'block', 'capture', 'tablerow', 'liquid'];

/**
 * Filters that are enabled. Filters are disabled if they read the clock, use randomness, evaluate text or bypass
 * escaping. Filters whose computing time is not proportional to their memory are also disabled.
 */
const OPEN_FILTERS: ReadonlySet<string> = new Set(
  (
    'abs append array_to_sentence_string at_least at_most base64_encode capitalize ceil compact concat date default divided_by ' +
    'downcase first floor join last lstrip map minus modulo plus prepend push remove remove_first remove_last replace ' +
    'replace_first replace_last reverse round rstrip size slice sort squish strip strip_newlines ' +
    'sum times truncate truncatewords uniq upcase url_encode'
  ).split(' '),
);

/** Whether a name refers to a single value or a list. */
export type NameKind = 'VALUE' | 'LIST';

/**
 * The names that a text may use, grouped by their first part. For example, `tag.first_name` is `first_name` in the
 * group `tag`.
 */
export type MessageNames = ReadonlyMap<string, ReadonlyMap<string, NameKind>>;

/** Properties that may be used on a list, e.g. `tag.interests.size`. */
const OF_LISTS: ReadonlySet<string | number> = new Set(['first', 'last', 'size']);

export interface MessageFault {
  readonly reason: Reason;
  readonly message: string;
}

/** A text that has been parsed and checked. */
export interface MessageTemplate {
  readonly format: MessageFormat;
  readonly parts: readonly Template[];
}

function createEngine(format: MessageFormat): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: true,
    // A name without a value is allowed only in a condition, or if a default follows the name.
    lenientIf: true,
    parseLimit: MOST_TEXT,
    memoryLimit: MOST_MEMORY,
    // Other templates are looked up only in this empty set, never in the file system.
    templates: {},
    outputEscape: escapeFor(format),
  });
  for (const tag of CLOSED_TAGS) delete engine.tags[tag];
  for (const name of Object.keys(engine.filters)) if (!OPEN_FILTERS.has(name)) delete engine.filters[name];
  engine.registerFilter('date', dateIn);
  return engine;
}

type DateFilter = (this: { readonly context: Context }, value: unknown, pattern: unknown, zone: unknown) => unknown;

/** The original `date` filter of Liquid. */
const dateOfLanguage = filters.date as DateFilter;

/** Formats a date in the customer's time zone. A calendar day is not converted. */
function dateIn(this: { readonly context: Context }, value: unknown, pattern: unknown = '%Y-%m-%d'): unknown {
  // The words `now` and `today` are returned unchanged, because Liquid would read the clock for them.
  if (value === 'now' || value === 'today') return value;
  const isDay = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const { [ZONE]: zone } = this.context.environments as Readonly<Record<string, unknown>>;
  return dateOfLanguage.call(this, value, pattern, isDay ? 'UTC' : zone);
}

/**
 * Key under which the time zone is stored among the values for rendering. The key is not a valid name, so no text can
 * refer to it.
 */
const ZONE = '(zone)';

const engines: Readonly<Record<MessageFormat, Liquid>> = {
  TEXT: createEngine('TEXT'),
  LINE: createEngine('LINE'),
  HTML: createEngine('HTML'),
  URL: createEngine('URL'),
};

/**
 * Parses and checks a text. Returns the template or its faults.
 *
 * @example
 * parseMessage('Hello {{ tag.first_name | default: "there" }}', 'TEXT', new Map([['tag', new Map([['first_name',
 * 'VALUE']])]]))
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

/** Returns a fault, with its position, for each name in a text that is not defined. */
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
 * Returns the keys of the tags that a text uses.
 *
 * @example tagsIn('{{ tag.first_name }}', 'TEXT') // ['first_name']
 */
export const tagsIn = (text: string, format: MessageFormat): string[] => namesIn(text, format, 'tag');

/** Returns the names of one group that a text uses. */
export function namesIn(text: string, format: MessageFormat, group: 'tag' | 'link'): string[] {
  const engine = engines[format];
  const { globals } = engine.analyzeSync(engine.parse(text), { partials: false });
  return Object.values(globals)
    .flat()
    .flatMap(({ segments: [root, name] }) => (root === group && typeof name === 'string' ? [name] : []));
}

/** Values for rendering, grouped by the first part of the name. A value that the customer lacks is undefined. */
export type MessageValues = Readonly<Record<string, Readonly<Record<string, MessageValue>>>>;

export type Written =
  | { readonly text: string }
  /** The text uses a name that has neither a value nor a default. */
  | { readonly missing: string }
  /** Rendering takes too many steps, the text is too long, or a filter cannot be applied to its value. */
  | { readonly failed: true };

class LimitReached extends Error {}

/** Renders a text. Dates are shown in the given time zone. */
export function writeMessage({ format, parts }: MessageTemplate, values: MessageValues, zone: string): Written {
  const engine = engines[format];
  const context = new Context({ ...values, [ZONE]: zone }, engine.options, { sync: true }, { liquid: engine });
  let steps = 0;
  // Limits the number of steps instead of the time, so that the result does not depend on the speed of the machine.
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

/** Returns the name whose missing value caused an error. Undefined if the error has another cause. */
function missingIn({ originalError }: LiquidError): string | undefined {
  if (LiquidError.is(originalError)) return missingIn(originalError);
  const name = (originalError as { readonly variableName?: unknown } | undefined)?.variableName;
  return typeof name === 'string' ? name : undefined;
}

/** Collects the rendered text. Throws when the maximum length is exceeded. */
class BoundedText {
  buffer = '';

  write(part: unknown): void {
    this.buffer += String(part);
    if (this.buffer.length > MOST_WRITTEN) throw new LimitReached();
  }
}
