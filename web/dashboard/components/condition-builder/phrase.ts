/**
 * The types of the visual editor. A condition is shown as phrases. A phrase has a form, such as "number of events", and
 * fills the slots of the form, such as the events and the period.
 */
import type { SaidField } from '../../../../src/engine/facts/fields.js';
import type { CalendarPeriod } from '../../../../src/engine/time/calendar.js';
import type { Field, Value } from '../../../../src/engine/types.js';

/** A text in English and in Chinese. */
export type Words = readonly [en: string, zh: string];

/** The kinds of phrases. Each kind has several forms, of which the user chooses one. */
export type Sort = 'condition' | 'filter' | 'test' | 'window' | 'anchored' | 'metric' | 'events' | 'field';

/** The position of a value in the syntax tree of a condition, relative to the node of its phrase. */
export type Path = readonly (string | number)[];

/** A name, value or number that fills a slot. Each kind has its own input field. */
export type Leaf =
  | 'tag'
  | 'segment'
  | 'layer'
  | 'list'
  | 'valueList'
  | 'event'
  | 'property'
  | 'shared'
  | 'catalogue'
  | 'entry'
  | 'purpose'
  | 'channel'
  | 'currency'
  | 'value'
  | 'values'
  | 'duration'
  | 'top'
  | 'moment'
  | 'period';

/**
 * What fills a slot: a leaf, a phrase, a group of phrases joined by "and" or "or", a list of phrases, one of several
 * words, or a mark that is either present or absent.
 */
export type Fill =
  | { readonly leaf: Leaf }
  | { readonly sort: Sort }
  | { readonly group: 'condition' | 'filter' }
  | { readonly list: Sort }
  | { readonly choice: Readonly<Record<string, Words>> }
  | { readonly mark: Words };

export interface Slot {
  readonly fill: Fill;
  readonly at: Path;
  /** Label of the button that adds the slot. Absent if the slot is required. */
  readonly add?: Words;
  /** Reads the filling from the node, for slots that are stored differently. */
  readonly take?: (node: unknown) => unknown;
  /** Converts the filling to the properties that are merged into the node. */
  readonly put?: (filling: unknown) => unknown;
  /** The first filling, if it differs from the usual one. */
  readonly first?: () => Filling;
}

export interface Form {
  readonly name: string;
  /** The word that stands for the form in a sentence. */
  readonly label: Words;
  /** The description of the form in menus, if it differs from `label`. */
  readonly option?: Words;
  /** The words for true and for denied conditions. Conditions without own words use `WHERE` and `EXCEPT`. */
  readonly verbs?: readonly [is: Words, isNot: Words];
  /** Values that identify the form in the syntax tree. */
  readonly fixed: readonly (readonly [Path, unknown])[];
  readonly slots: Readonly<Record<string, Slot>>;
  /**
   * The sentence with slots in braces. `{form}` is the choice of the form and `{not}` the choice of the verb. Text in
   * square brackets is shown only if its slot is filled.
   */
  readonly say: Words;
}

export interface Phrase {
  readonly sort: Sort;
  readonly form: string;
  /** Whether the condition is denied. */
  readonly not?: true;
  readonly slots: Readonly<Record<string, Filling>>;
}

/** The content of a slot. It is null while the user has not chosen anything. An absent slot is not part of the phrase. */
export type Filling = null | Value | readonly Value[] | Field | SaidField | CalendarPeriod | Phrase | readonly Phrase[];

export const WHERE: Words = ['where', '满足'];
export const EXCEPT: Words = ['except where', '排除'];

export const isPhrase = (filling: Filling | undefined): filling is Phrase =>
  typeof filling === 'object' && filling !== null && 'form' in filling;

/** Returns the phrases of a list. Any other filling has none. */
export const phrasesIn = (filling: Filling | undefined): readonly Phrase[] =>
  Array.isArray(filling) ? (filling as readonly Filling[]).filter(isPhrase) : [];
