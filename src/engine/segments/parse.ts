/**
 * Parses the text form of conditions by hand-written recursive descent. Every error contains the line and column of its
 * cause.
 */
import { CALENDAR_UNITS, type CalendarPeriod, type CalendarUnit } from '../time/calendar.js';
import {
  type Anchor,
  type Aggregate,
  type Condition,
  type Field,
  type Filter,
  type Metric,
  type Operator,
  type Selection,
  type Sequence,
  type Test,
  type Value,
} from '../types.js';
import { ownMark, ownSameMark } from '../facts/fields.js';
import { hasLines, LINE_FIELDS } from '../facts/vocabulary.js';
import { AGGREGATES, isAggregate, isFieldless } from './aggregate-names.js';
import { MAX_LISTED_TEXT } from './list-limits.js';
import { errorAt, MAX_LENGTH, tokenize, tooLong, type ExpressionError, type Token } from './lexer.js';

const MAX_DEPTH = 30;

/** Parses a condition. Literals keep the type as written. Names are not checked. Throws ExpressionError. */
export function parseCondition(text: string): Condition {
  return new Parser(text).whole();
}

/** Parses a single aggregate, e.g. `sum(order_paid.amount, last 90d)`. */
export function parseMetric(text: string): Metric {
  return new Parser(text).wholeMetric();
}

/** Parses a period relative to now, e.g. `today` or `last month`. */
export function parsePeriod(text: string): CalendarPeriod {
  return new Parser(text).wholePeriod();
}

/** In an order event, an unquoted `brand` means the brand of an order line. */
const isLineShorthand = (event: string, name: string): boolean =>
  hasLines(event) && ['brand', 'category', 'sku', 'quantity'].includes(name);

/** Prefix of the names of fields of the product catalogue. */
const OF_PRODUCT = 'product.';

/** Returns the field of order lines with a name such as `brand` or `product.colour`. */
const fieldOfLine = (name: string): Field =>
  name.startsWith(OF_PRODUCT)
    ? { scope: 'line', name: 'sku', item: { field: name.slice(OF_PRODUCT.length) } }
    : { scope: 'line', name };

/** Whether the parts after the first one are unquoted and equal the given names. */
const isUnquoted = (
  [, ...parts]: readonly { readonly name: string; readonly quoted: boolean }[],
  names: readonly string[],
): boolean => parts.length === names.length && parts.every((part, i) => !part.quoted && part.name === names[i]);

type Shared = Required<Pick<Sequence, 'same'>> & Pick<Sequence, 'ownSame'>;

class Parser {
  private readonly tokens: Token[];
  private i = 0;
  private depth = 0;
  private comparesDurations = false;

  constructor(private readonly text: string) {
    if (text.length > MAX_LENGTH + MAX_LISTED_TEXT) throw tooLong();
    this.tokens = tokenize(text);
  }

  whole(): Condition {
    const c = this.either(() => this.predicate());
    this.expectEnd();
    return c;
  }

  wholeMetric(): Metric {
    const m = this.metric();
    this.expectEnd();
    return m;
  }

  wholePeriod(): CalendarPeriod {
    const p = this.takePeriod();
    if (!p)
      throw this.fail('expected today, yesterday, tomorrow, or this, last or next and week, month, quarter or year');
    this.expectEnd();
    return p;
  }

  private expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.fail(`expected "and", "or" or the end`);
  }

  private peek(): Token {
    return this.tokens[this.i];
  }
  private isWord(word: string, ahead = 0): boolean {
    const t = this.tokens[Math.min(this.i + ahead, this.tokens.length - 1)];
    return t.kind === 'word' && t.text === word;
  }
  private takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.i++;
    return true;
  }
  private takeSymbol(symbol: string): boolean {
    const t = this.peek();
    if (t.kind !== 'symbol' || t.text !== symbol) return false;
    this.i++;
    return true;
  }
  private needSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.fail(`expected "${symbol}"`);
  }
  private needWord(word: string): void {
    if (!this.takeWord(word)) throw this.fail(`expected "${word}"`);
  }
  private name(what: string): string {
    const t = this.peek();
    if (t.kind !== 'word') throw this.fail(`expected ${what}`);
    this.i++;
    return t.text;
  }
  private tooDeep(): ExpressionError {
    const message = `an expression is at most ${MAX_DEPTH} levels deep`;
    return errorAt('EXPRESSION_TOO_DEEP', this.text, this.peek().at, message);
  }
  private fail(message: string): ExpressionError {
    const t = this.peek();
    return errorAt(
      'EXPRESSION_SYNTAX',
      this.text,
      t.at,
      `${message}${t.kind === 'end' ? ', but the expression ends here' : `, not ${t.text}`}`,
    );
  }

  /** Parses alternatives joined by `or`. `and` and `not` bind more tightly. Used for conditions and for filters. */
  private either<T extends Condition | Filter>(leaf: () => T): T {
    const list = [this.both(leaf)];
    while (this.takeWord('or')) list.push(this.both(leaf));
    return list.length === 1 ? list[0] : ({ kind: 'any', of: list } as unknown as T);
  }
  private both<T extends Condition | Filter>(leaf: () => T): T {
    const list = [this.unary(leaf)];
    while (this.takeWord('and')) list.push(this.unary(leaf));
    return list.length === 1 ? list[0] : ({ kind: 'all', of: list } as unknown as T);
  }
  private unary<T extends Condition | Filter>(leaf: () => T): T {
    if (++this.depth > MAX_DEPTH) throw this.tooDeep();
    try {
      if (this.takeWord('not')) return { kind: 'not', of: this.unary(leaf) } as unknown as T;
      if (!this.takeSymbol('(')) return leaf();
      const inner = this.either(leaf);
      this.needSymbol(')');
      return inner;
    } finally {
      this.depth--;
    }
  }

  private predicate(): Condition {
    if (this.takeWord('tag')) return { kind: 'tag', tag: this.name('a tag key'), test: this.test() };
    if (this.takeWord('age')) {
      this.needSymbol('(');
      this.needWord('tag');
      const tag = this.name('a tag key');
      this.needSymbol(')');
      return { kind: 'tag', tag, test: { ...this.comparison(), age: true } };
    }
    if (this.isWord('in') && this.isWord('segment', 1)) {
      this.i += 2;
      return { kind: 'segment', segment: this.name('a segment key') };
    }
    if (this.isWord('in') && this.isWord('list', 1)) {
      this.i += 2;
      return { kind: 'list', list: this.listKey() };
    }
    if (this.takeWord('consent')) {
      const purpose = this.name('a purpose, e.g. marketing');
      return {
        kind: 'consent',
        purpose,
        ...(this.takeWord('on') ? { channel: this.name('a channel, e.g. sms') } : {}),
      };
    }
    if (this.isWord('did')) {
      this.i++;
      return { kind: 'metric', metric: this.metricBody('count'), test: { op: 'gte', value: 1 } };
    }
    if (this.isWord('in') && this.isWord('layer', 1)) {
      this.i += 2;
      const key = this.name('a model and a layer, e.g. lifecycle.active');
      if (key.split('.').length !== 2) throw this.fail('a layer is named by its model, e.g. lifecycle.active');
      return { kind: 'segment', segment: key };
    }
    if (this.isWord('held') && this.isWord('for', 1)) {
      this.i += 2;
      const forMs = this.duration();
      return { kind: 'held', of: this.grouped(() => this.predicate()), forMs };
    }
    if (this.isWord('was') && this.isWord('within', 1)) {
      this.i += 2;
      const withinMs = this.duration();
      return { kind: 'was', of: this.grouped(() => this.predicate()), withinMs };
    }
    if (this.takeWord('ratio')) return this.ratio();
    if (this.takeWord('sequence')) return this.sequence();
    if (this.takeWord('unfollowed')) return this.unfollowed();
    if ((this.isWord('first') || this.isWord('last')) && this.closesBefore('is')) return this.occurrence();
    if (this.peek().kind === 'word' && isAggregate(this.peek().text)) {
      const metric = this.metric();
      return { kind: 'metric', metric, test: metric.aggregate === 'medianGap' ? this.durationTest() : this.test() };
    }
    throw this.fail(
      'expected a condition: tag, age(tag ...), did(...), count(...), sum(...), topOf(...), ratio(...), sequence(...), unfollowed(...), consent, held for, was within, in segment, in layer, in list, not or "("',
    );
  }

  /** Parses a parenthesized condition or filter. */
  private grouped<T extends Condition | Filter>(leaf: () => T): T {
    if (++this.depth > MAX_DEPTH) throw this.tooDeep();
    this.needSymbol('(');
    const inner = this.either(leaf);
    this.needSymbol(')');
    this.depth--;
    return inner;
  }

  /** Whether `word` directly follows the parenthesized expression after the current word. */
  private closesBefore(word: string): boolean {
    let open = 0;
    for (let k = 1; this.i + k < this.tokens.length; k++) {
      const t = this.tokens[this.i + k];
      if (t.kind === 'symbol' && t.text === '(') open++;
      else if (t.kind === 'symbol' && t.text === ')' && --open === 0) return this.isWord(word, k + 1);
      else if (open === 0) return false;
    }
    return false;
  }

  private ratio(): Condition {
    this.needSymbol('(');
    const of = this.metric();
    this.needSymbol(',');
    const by = this.metric();
    this.needSymbol(')');
    return { kind: 'ratio', of, by, test: this.comparison() };
  }

  private occurrence(): Condition {
    const which = this.name('first or last') as 'first' | 'last';
    this.needSymbol('(');
    let of: Selection = this.events();
    const once = this.clauses();
    while (this.takeSymbol(',')) of = { ...of, ...once('window', () => this.window()) };
    this.needSymbol(')');
    this.needWord('is');
    const { event } = of;
    return { kind: 'occurrence', which, of, is: this.grouped<Filter>(() => this.filterField(event)) };
  }

  private sequence(): Condition {
    this.needSymbol('(');
    const steps = [this.events()];
    while (this.takeWord('then')) steps.push(this.events());
    let withinMs: number | undefined;
    let same: Shared | undefined;
    let without: Selection | undefined;
    const once = this.clauses();
    while (this.takeSymbol(',')) {
      if (this.takeWord('within')) withinMs = once('within', () => this.duration());
      else if (this.takeWord('same')) same = once('same', () => this.shared());
      else if (this.takeWord('without')) without = once('without', () => this.events());
      else steps[0] = { ...steps[0], ...once('window', () => this.window()) };
    }
    this.needSymbol(')');
    return {
      kind: 'sequence',
      steps,
      ...(withinMs === undefined ? {} : { withinMs }),
      ...same,
      ...(without ? { without } : {}),
    };
  }

  private unfollowed(): Condition {
    this.needSymbol('(');
    let of = this.events();
    this.needWord('by');
    const by = this.events();
    let withinMs: number | undefined;
    let same: Shared | undefined;
    const once = this.clauses();
    while (this.takeSymbol(',')) {
      if (this.takeWord('within')) withinMs = once('within', () => this.duration());
      else if (this.takeWord('same')) same = once('same', () => this.shared());
      else of = { ...of, ...once('window', () => this.window()) };
    }
    if (withinMs === undefined)
      throw this.fail('expected ", within" and a duration: after that time it counts as not followed');
    this.needSymbol(')');
    return { kind: 'unfollowed', of, by, withinMs, ...same };
  }

  /** Parses an event type with its filter. */
  private events(): Selection {
    const gross = this.takeGross();
    const event = this.eventType();
    const where = this.takeWord('where') ? this.either<Filter>(() => this.filterField(event)) : undefined;
    return { event, ...(where ? { where } : {}), ...(gross ? { gross } : {}) };
  }

  private takeGross(): boolean {
    const { kind } = this.tokens[Math.min(this.i + 1, this.tokens.length - 1)];
    const named = kind === 'string' || (kind === 'word' && !this.isWord('where', 1));
    return named && this.takeWord('gross');
  }

  /** Parses a window after a comma: rolling, calendar or fixed. */
  private window(): Pick<Selection, 'windowMs' | 'calendar' | 'fixed'> {
    if (this.isWord('last') && this.tokens[this.i + 1].kind === 'duration') {
      this.i++;
      return { windowMs: this.duration() };
    }
    const calendar = this.takePeriod();
    if (calendar) return { calendar };
    const from = this.takeWord('from') ? String(this.value()) : undefined;
    const to = this.takeWord('to') ? String(this.value()) : undefined;
    if (from === undefined && to === undefined)
      throw this.fail(
        'expected a window: last 90d, today, this month, last week, or from "2026-11-01" to "2026-11-11"; of an aggregate also within 30d after first(order_paid)',
      );
    return { fixed: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } };
  }

  private takePeriod(): CalendarPeriod | undefined {
    for (const [word, ago] of [
      ['today', 0],
      ['yesterday', 1],
      ['tomorrow', -1],
    ] as const)
      if (this.takeWord(word)) return { unit: 'day', ago };
    for (const [word, ago] of [
      ['this', 0],
      ['last', 1],
      ['next', -1],
    ] as const) {
      if (!this.isWord(word) || !CALENDAR_UNITS.some((u) => this.isWord(u, 1))) continue;
      this.i++;
      return { unit: this.name('a period') as CalendarUnit, ago };
    }
    return undefined;
  }

  private metric(): Metric {
    const t = this.peek();
    if (t.kind !== 'word' || !isAggregate(t.text)) throw this.fail(`expected an aggregate (${AGGREGATES.join(', ')})`);
    this.i++;
    return this.metricBody(t.text);
  }

  private metricBody(aggregate: Aggregate): Metric {
    this.needSymbol('(');
    const gross = this.takeGross();
    const { event, field } = isFieldless(aggregate) ? { event: this.eventType() } : this.eventField(aggregate);
    const where = this.takeWord('where') ? this.either<Filter>(() => this.filterField(event)) : undefined;
    let window = {};
    let currency: string | undefined;
    const top = aggregate === 'topOf' ? this.top() : {};
    const once = this.clauses();
    while (this.takeSymbol(',')) {
      if (this.takeWord('currency')) currency = once('currency', () => String(this.value()));
      else window = once('window', () => (this.takeWord('within') ? { anchor: this.anchor() } : this.window()));
    }
    this.needSymbol(')');
    return {
      aggregate,
      event,
      ...(where ? { where } : {}),
      ...(field ? { field } : {}),
      ...window,
      ...(gross ? { gross } : {}),
      ...(currency ? { currency } : {}),
      ...top,
    };
  }

  /** Parses an anchor after `within`, e.g. the rest of `within 30d after first(order_paid)`. */
  private anchor(): Anchor {
    const withinMs = this.duration();
    const side = this.oneOf('after', 'before');
    const which = this.oneOf('first', 'last');
    this.needSymbol('(');
    const events = this.events();
    this.needSymbol(')');
    return { side, which, ...events, withinMs };
  }

  private oneOf<Word extends string>(...words: readonly Word[]): Word {
    const found = words.find((word) => this.takeWord(word));
    if (!found) throw this.fail(`expected ${words.map((word) => `"${word}"`).join(' or ')}`);
    return found;
  }

  /** Parses the number of values of `topOf`, which precedes the window. */
  private top(): Pick<Metric, 'top'> {
    if (!this.takeSymbol(',') || this.peek().kind !== 'number')
      throw this.fail('expected a comma and how many values, e.g. topOf(order_paid.line.category, 3)');
    return { top: Number(this.tokens[this.i++].text) };
  }

  private filterField(event: string): Filter {
    const field = this.filterName(event);
    return { kind: 'field', field, test: this.test() };
  }

  private filterName(event: string): Field {
    if (this.peek().kind === 'string') {
      const name = this.property();
      return { scope: 'event', name, ...ownMark(name) };
    }
    const { text } = this.peek();
    if (text === 'lookup' && this.tokens[this.i + 1].text === '(') {
      this.i++;
      return this.lookup(() => this.filterName(event));
    }
    if (text.startsWith('line.')) return fieldOfLine(this.name('a property').slice(5));
    if (text.startsWith(OF_PRODUCT)) {
      const { name, item } = fieldOfLine(this.name('a property'));
      return { scope: isLineShorthand(event, name) ? 'line' : 'event', name, item };
    }
    if (text === 'name' && hasLines(event))
      throw this.misplaced(
        `${event} has no name, its lines have: write line.name; "name" in quotes is a property of the event`,
      );
    const name = this.property();
    return { scope: isLineShorthand(event, name) ? 'line' : 'event', name };
  }

  /** Parses the field of a catalogue entry after `lookup`, e.g. the rest of `lookup(districts, district).area`. */
  private lookup(keyField: () => Field): Field {
    const { at } = this.peek();
    this.needSymbol('(');
    const catalogue = this.name('the key of a catalogue');
    this.needSymbol(',');
    const key = keyField();
    if (key.item) throw this.misplaced('the key of a lookup is a field of the event or of its lines', at);
    this.needSymbol(')');
    this.needSymbol('.');
    return { ...key, item: { catalogue, field: this.name('a field of the catalogue') } };
  }

  /** Parses names separated by dots. A quoted part is a single name, regardless of its content. */
  private path(what: string): readonly { readonly name: string; readonly quoted: boolean }[] {
    const parts: { name: string; quoted: boolean }[] = [];
    do {
      const t = this.peek();
      if (t.kind === 'string') parts.push({ name: (t.value as string).normalize('NFC'), quoted: true });
      else if (t.kind === 'word') parts.push(...t.text.split('.').map((name) => ({ name, quoted: false })));
      else throw this.fail(`expected ${what}`);
      this.i++;
    } while (this.takeSymbol('.'));
    return parts;
  }

  private misplaced(message: string, at = this.peek().at): ExpressionError {
    return errorAt('EXPRESSION_FIELD_MISPLACED', this.text, at, message);
  }

  private property(): string {
    const { at } = this.peek();
    const parts = this.path('a property');
    if (parts.length === 1) return parts[0].name;
    const whole = JSON.stringify(parts.map((p) => p.name).join('.'));
    throw this.misplaced(`a property whose name has a dot stands in quotes: write ${whole}`, at);
  }

  /** Parses the property after `same`. */
  private shared(): Shared {
    const quoted = this.peek().kind === 'string';
    const same = this.property();
    return { same, ...(quoted ? ownSameMark(same) : {}) };
  }

  private eventType(): string {
    const { at } = this.peek();
    const parts = this.path('an event type');
    if (parts.length === 1) return parts[0].name;
    const [event, ...rest] = parts.map((p) => p.name);
    const field = rest.join('.');
    throw this.misplaced(
      `an event type stands here, and ${field} would be a field of ${event}: put it into a filter, e.g. ${event} where ${field} exists, or count its values with distinct(${event}.${field}); an event type that has a dot stands in quotes: ${JSON.stringify(`${event}.${field}`)}`,
      at,
    );
  }

  private eventField(aggregate: Aggregate): { readonly event: string; readonly field: Field } {
    const { at } = this.peek();
    const parts = this.path('an event type');
    if (parts.length < 2) throw this.fail(`${aggregate} needs a field, e.g. ${aggregate}(order_paid.amount)`);
    const event = parts[0].name;
    if (isUnquoted(parts, ['lookup'])) {
      return { event, field: this.lookup(() => this.filterName(event)) };
    }
    if (isUnquoted(parts.slice(0, -1), ['product']) || isUnquoted(parts.slice(0, -1), ['line', 'product'])) {
      const scope = parts.length === 4 || hasLines(event) ? 'line' : 'event';
      return { event, field: { scope, name: 'sku', item: { field: parts[parts.length - 1].name } } };
    }
    const { name, quoted } = parts[parts.length - 1];
    const ofLine = parts.length === 3 && parts[1].name === 'line' && !parts[1].quoted;
    if (parts.length > 2 && !ofLine) {
      const type = JSON.stringify(
        parts
          .slice(0, -1)
          .map((p) => p.name)
          .join('.'),
      );
      throw this.misplaced(
        `an event type, or a property, that has a dot stands in quotes: write ${aggregate}(${type}.${name})`,
        at,
      );
    }
    if (!ofLine && !quoted && name !== 'amount' && hasLines(event) && Object.hasOwn(LINE_FIELDS, name))
      throw this.misplaced(
        `${name} is a field of order lines: write ${aggregate}(${event}.line.${name}); "${name}" in quotes is a property of the event`,
        at,
      );
    if (ofLine) return { event, field: { scope: 'line', name } };
    return { event, field: { scope: 'event', name, ...(quoted ? ownMark(name) : {}) } };
  }

  /** Returns a parser for the clauses of a call. Each clause may occur only once. */
  private clauses(): <T>(clause: string, read: () => T) => T {
    const seen = new Set<string>();
    return (clause, read) => {
      const { at } = this.peek();
      if (seen.has(clause))
        throw errorAt(
          'EXPRESSION_CLAUSE_REPEATED',
          this.text,
          at,
          `this call has a second ${clause}: give one ${clause}`,
        );
      seen.add(clause);
      return read();
    };
  }

  private test(): Test {
    if (this.takeWord('anniversary')) return { ...this.comparison(), anniversary: true };
    return this.comparison();
  }

  /** Parses a comparison with durations. */
  private durationTest(): Test {
    this.comparesDurations = true;
    const test = this.comparison();
    this.comparesDurations = false;
    return test;
  }

  private comparison(): Test {
    const period = this.takePeriod();
    if (period) return { op: 'during', period };
    const t = this.peek();
    const symbols: Readonly<Record<string, Operator>> = {
      '=': 'eq',
      '!=': 'ne',
      '<': 'lt',
      '<=': 'lte',
      '>': 'gt',
      '>=': 'gte',
    };
    if (t.kind === 'symbol' && Object.hasOwn(symbols, t.text)) {
      this.i++;
      return { op: symbols[t.text], value: this.value() };
    }
    if (this.takeWord('exists')) return { op: 'exists' };
    if (this.takeWord('in'))
      return this.takeWord('list') ? { op: 'inList', list: this.listKey() } : { op: 'in', values: this.values() };
    if (this.isWord('not') && this.isWord('in', 1)) {
      this.i += 2;
      return this.takeWord('list') ? { op: 'notInList', list: this.listKey() } : { op: 'notIn', values: this.values() };
    }
    if (this.takeWord('between')) {
      const low = this.value();
      this.needWord('and');
      return { op: 'between', values: [low, this.value()] };
    }
    if (this.takeWord('contains')) return { op: 'contains', value: this.value() };
    if (this.takeWord('under')) return { op: 'under', value: this.value() };
    if (this.takeWord('has')) return { op: 'has', value: this.value() };
    if (this.takeWord('starts')) {
      this.needWord('with');
      return { op: 'startsWith', value: this.value() };
    }
    if (this.takeWord('within')) {
      const next = this.takeWord('next');
      if (!next) this.needWord('last');
      return { op: next ? 'withinNext' : 'withinLast', durationMs: this.duration() };
    }
    if (this.takeWord('before')) {
      this.needWord('last');
      return { op: 'beforeLast', durationMs: this.duration() };
    }
    throw this.fail(
      'expected a comparison: =, !=, <, <=, >, >=, in, not in, in list, between, exists, contains, starts with, under, has, within, before, anniversary, today, this month',
    );
  }

  private duration(): number {
    const t = this.peek();
    if (t.kind !== 'duration') throw this.fail('expected a duration such as 90d, 24h or 30m');
    this.i++;
    return t.value as number;
  }

  private value(): Value {
    if (this.comparesDurations) return this.duration();
    const t = this.peek();
    if (t.kind === 'string' || t.kind === 'number') {
      this.i++;
      return t.value!;
    }
    if (this.takeWord('true')) return true;
    if (this.takeWord('false')) return false;
    throw this.fail('expected a value: "text", a number, true or false');
  }

  private listKey(): string {
    return this.name('the key of a list');
  }

  private values(): Value[] {
    this.needSymbol('(');
    const out = [this.value()];
    while (this.takeSymbol(',')) out.push(this.value());
    this.needSymbol(')');
    return out;
  }
}
