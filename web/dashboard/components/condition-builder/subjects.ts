/** Determines what the parts of a phrase are about: the events of a field, and the type of the values in a comparison. */
import { metricType } from '../../../../src/engine/segments/compared-types.js';
import { fieldType } from '../../../../src/engine/facts/fields.js';
import type { Field, Metric, ValueType } from '../../../../src/engine/types.js';
import { HOLE, nodeOf } from './phrases.js';
import { isPhrase, phrasesIn, type Filling, type Phrase } from './phrase.js';

/** The type of a value in a comparison. Undefined if it depends on the sent value. */
export type ComparedType = ValueType | 'DURATION';

/** Source of suggested values: a tag, or a property of an event type. */
export type ValueSource = { readonly tag: string } | { readonly event: string; readonly property: string };

/** What a phrase is about. It is determined by the phrases around it. */
export interface About {
  /** The event type whose fields a filter or figure uses. */
  readonly event?: string;
  /** The type of the values in a comparison. */
  readonly type?: ComparedType;
  /** Where the values of a comparison come from. */
  readonly source?: ValueSource;
}

/** Returns the type of a tag by its key. */
export type TagTypes = (tag: string) => ValueType | undefined;

const textOf = (filling: Filling | undefined): string | undefined =>
  typeof filling === 'string' && filling !== '' ? filling : undefined;

/** Returns the event type of a phrase, which is that of its own events or of the phrase around it. */
export function eventOf({ slots }: Phrase, around: About): string | undefined {
  const events = [slots.events, phrasesIn(slots.steps)[0], slots.of].find(
    (filling) => isPhrase(filling) && filling.sort === 'events',
  );
  return textOf(slots.event) ?? (isPhrase(events) ? textOf(events.slots.event) : undefined) ?? around.event;
}

/** Returns what the parts of a phrase are about. */
export function aboutParts(phrase: Phrase, around: About, tagType: TagTypes): About {
  const { sort, form, slots } = phrase;
  if (sort === 'test') return around;
  const event = eventOf(phrase, around);
  if (sort === 'condition' && form === 'tag') {
    const tag = textOf(slots.tag);
    return { event, ...(tag === undefined ? {} : { type: tagType(tag), source: { tag } }) };
  }
  if (sort === 'condition' && form === 'age') return { event, type: 'INTEGER' };
  if (sort === 'condition' && form === 'ratio') return { event, type: 'DECIMAL' };
  if (sort === 'condition' && form === 'metric' && isPhrase(slots.metric)) return aboutMetric(slots.metric);
  if (sort === 'filter' && form === 'field' && event !== undefined) return aboutField(slots.field, event);
  return { event };
}

function aboutMetric(phrase: Phrase): About {
  const metric = nodeOf(phrase) as Metric;
  const event = eventOf(phrase, {});
  if (metric.aggregate === 'medianGap') return { event, type: 'DURATION' };
  const isNamed = !metric.field || isChosen(metric.field);
  if (!isNamed || event === undefined) return { event };
  const type = metricType(metric);
  const isOfValues = ['min', 'max', 'first', 'last', 'mostFrequent', 'topOf'].includes(metric.aggregate);
  return { event, type, ...(isOfValues && metric.field ? { source: sourceOf(metric.field, event) } : {}) };
}

function aboutField(filling: Filling | undefined, event: string): About {
  if (!isPhrase(filling)) return { event };
  const field = nodeOf(filling) as Field;
  if (!isChosen(field)) return { event };
  return { event, type: fieldType(event, field), source: sourceOf(field, event) };
}

const isChosen = ({ name, item }: Field): boolean => name !== HOLE && item?.field !== HOLE && item?.catalogue !== HOLE;

/** Returns the source of a field's values. Values of the fields of catalogues other than products are not suggested. */
function sourceOf(field: Field, event: string): ValueSource | undefined {
  return field.item?.catalogue === undefined ? { event, property: propertyName(field) } : undefined;
}

/** Returns the name of a field in conditions. A property that is named like a built-in field stands in quotes. */
export function propertyName({ scope, name, own, item }: Field): string {
  const line = scope === 'line' ? 'line.' : '';
  if (item) return `${line}product.${item.field}`;
  return own ? JSON.stringify(name) : `${line}${name}`;
}
