/** Fields of editor rows about events: their number, an amount, the most frequent value, and the period. */
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { hasNameOrKey } from '../search.js';
import { LINE_FIELDS, VOCABULARY, hasLines } from '../../../../src/engine/facts/vocabulary.js';
import { MAX_TOP, type Field } from '../../../../src/engine/types.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import type { Text } from '../../words/zh.js';
import { COMPARISONS, readValue, type EventWindow, type Span } from './condition-rows.js';
import { Operators, SeenValueInput, ValueInput, type FieldsProps } from './value-inputs.js';

const SPANS_DAYS = [1, 3, 7, 14, 30, 60, 90, 180, 365];
const FIRST_WINDOW: EventWindow = { side: 'after', which: 'first', event: 'order_paid', days: 30 };
/** Values of the two options that are not a number of days: all time (EVER), and a window around an event (WITHIN). */
const [EVER, WITHIN] = [0, -1];
const TOPS = Array.from({ length: MAX_TOP }, (_, i) => ({ value: i + 1, label: String(i + 1) }));

export function EventFields({ row, set }: FieldsProps<'event'>): ReactNode {
  const t = useWords();
  const hasMoney = (type: string): boolean => type.startsWith('order_');
  // A count is a whole number and an amount is money, so a change of the measure resets the number.
  const measure = (next: string, by: 'times' | 'money'): void =>
    set({ ...row, event: next, of: by, ...(by === of ? {} : { value: by === 'times' ? 1 : 10_000n }) });
  const { kind, not, event, of, op, value } = row;
  return (
    <>
      <EventSelect value={event} set={(next) => measure(next, hasMoney(next) ? of : 'times')} />
      <Select
        aria-label={t('times')}
        value={of}
        style={{ width: 100 }}
        onChange={(by) => measure(event, by)}
        options={[
          { value: 'times', label: t('times') },
          ...(hasMoney(event) ? [{ value: 'money', label: t('money') }] : []),
        ]}
      />
      <Operators value={op} all={COMPARISONS} set={(next) => set({ ...row, op: next })} />
      <ValueInput
        numeric
        value={value}
        set={(text) =>
          set({ ...row, value: of === 'times' ? readValue(text, 'INTEGER') : readValue(text, undefined, 0n) })
        }
      />
      <SpanFields span={row} set={(span) => set({ kind, not, event, of, op, value, ...span })} />
    </>
  );
}

export function FavouriteFields({ row, set }: FieldsProps<'favourite'>): ReactNode {
  const t = useWords();
  const { kind, not, event, field, top, value } = row;
  const names = useNames();
  const fields = fieldsOf(event, field);
  return (
    <>
      <EventSelect
        value={event}
        set={(next) => set({ ...row, event: next, field: fieldsOf(next)[0] ?? { scope: 'event', name: 'channel' } })}
      />
      <Select
        aria-label={t('field')}
        value={nameOf(field)}
        style={{ minWidth: 130 }}
        onChange={(name) => set({ ...row, field: fields.find((one) => nameOf(one) === name) ?? field })}
        options={fields.map((one) => ({ value: nameOf(one), label: one.own ? nameOf(one) : names.field(one.name) }))}
      />
      <Select
        aria-label={t('how many of the commonest')}
        value={top}
        style={{ width: 70 }}
        onChange={(n) => set({ ...row, top: n })}
        options={TOPS}
      />
      {t('has')}
      <SeenValueInput
        of={{ event, property: nameOf(field) }}
        value={value}
        set={(text) => set({ ...row, value: text })}
      />
      <SpanFields span={row} set={(span) => set({ kind, not, event, field, top, value, ...span })} />
    </>
  );
}

/** Returns the name of a field in conditions. A property that is named like a built-in field stands in quotes. */
function nameOf({ scope, name, own }: Field): string {
  if (own) return JSON.stringify(name);
  return scope === 'line' ? `line.${name}` : name;
}

/** Returns the text fields of an event type, together with the chosen field. */
function fieldsOf(type: string, chosen?: Field): readonly Field[] {
  const declared = VOCABULARY.find(({ name }) => name === type)?.properties ?? {};
  const texts = (types: Readonly<Record<string, string>>, scope: Field['scope']): Field[] =>
    Object.keys(types).flatMap((name) => (types[name] === 'STRING' ? [{ scope, name }] : []));
  const fields = [...(hasLines(type) ? texts(LINE_FIELDS, 'line') : []), ...texts(declared, 'event')];
  return chosen && !fields.some((one) => nameOf(one) === nameOf(chosen)) ? [chosen, ...fields] : fields;
}

function EventSelect({ value, set }: { readonly value: string; readonly set: (event: string) => void }): ReactNode {
  const t = useWords();
  const names = useNames();
  return (
    <Select
      showSearch
      filterOption={hasNameOrKey}
      aria-label={t('event')}
      value={value}
      style={{ minWidth: 180 }}
      onChange={set}
      options={VOCABULARY.map((v) => ({ value: v.name, label: names.event(v.name) }))}
    />
  );
}

/** Fields for the period of a row, which is all time, the last days, or a window around an event. */
function SpanFields({ span, set }: { readonly span: Span; readonly set: (span: Span) => void }): ReactNode {
  const t = useWords();
  const chosen = span.within ? WITHIN : (span.days ?? EVER);
  const choose = (days: number): void => {
    if (days === WITHIN) set({ within: FIRST_WINDOW });
    else set(days === EVER ? {} : { days });
  };
  return (
    <>
      <Select
        aria-label={t('in the last')}
        value={chosen}
        style={{ minWidth: 130 }}
        onChange={choose}
        options={[
          { value: EVER, label: t('ever') },
          { value: WITHIN, label: t('around an event') },
          ...daysOptions(span.days, t),
        ]}
      />
      {span.within && <WindowFields window={span.within} set={(within) => set({ within })} />}
    </>
  );
}

const daysOptions = (days: number | undefined, t: (word: Text) => string): { value: number; label: string }[] =>
  (days === undefined || SPANS_DAYS.includes(days) ? SPANS_DAYS : [days, ...SPANS_DAYS]).map((value) => ({
    value,
    label: `${value} ${t('days')}`,
  }));

function WindowFields({
  window,
  set,
}: {
  readonly window: EventWindow;
  readonly set: (window: EventWindow) => void;
}): ReactNode {
  const t = useWords();
  return (
    <>
      <Select
        aria-label={t('days')}
        value={window.days}
        style={{ width: 110 }}
        onChange={(days) => set({ ...window, days })}
        options={daysOptions(window.days, t)}
      />
      <Select
        aria-label={t('before or after')}
        value={window.side}
        style={{ width: 100 }}
        onChange={(side) => set({ ...window, side })}
        options={[
          { value: 'after', label: t('after') },
          { value: 'before', label: t('before') },
        ]}
      />
      <Select
        aria-label={t('first or last')}
        value={window.which}
        style={{ width: 110 }}
        onChange={(which) => set({ ...window, which })}
        options={[
          { value: 'first', label: t('the first') },
          { value: 'last', label: t('the last') },
        ]}
      />
      <EventSelect value={window.event} set={(event) => set({ ...window, event })} />
    </>
  );
}
