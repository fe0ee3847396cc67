/** Selection fields for the names in conditions: tags, segments, layers, lists, events, fields, catalogues, consent. */
import { AutoComplete, Select, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { ownMark, ownSameMark, hasBuiltIn, type SaidField } from '../../../../src/engine/facts/fields.js';
import { EVENT_FIELDS, eventType, hasLines, LINE_FIELDS, VOCABULARY } from '../../../../src/engine/facts/vocabulary.js';
import type { Field } from '../../../../src/engine/types.js';
import { SeenEventsDocument, SeenFieldsDocument, SeenValuesDocument } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import type { Text } from '../../words/zh.js';
import { hasNameOrKey } from '../search.js';
import { useBuilder } from './builder-setting.js';
import type { Filling } from './phrase.js';
import { fieldLabel, sharedLabel } from './sentences.js';
import { propertyName, type About } from './subjects.js';

export interface LeafProps {
  readonly filling: Filling | undefined;
  readonly set: (filling: Filling) => void;
  readonly about: About;
}

/** The menu shows `remark` after the label, such as how often an event was seen. */
type Option = { readonly value: string; readonly label: string; readonly remark?: string };

/** Value of the option for the text that the user typed. No name of an event or property contains this character. */
const TYPED = '\n';

/** A selection field with search. A chosen key that is not an option is shown as it is. */
function PickOne({
  label,
  value,
  options,
  set,
  typed,
  opened,
}: {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly Option[];
  readonly set: (value: string) => void;
  /** Returns an option for a typed text that differs from all options. */
  readonly typed?: (text: string) => Option | undefined;
  readonly opened?: () => void;
}): ReactNode {
  const [text, setText] = useState('');
  const own = text.trim() === '' ? undefined : typed?.(text.trim());
  const isOption = own && options.some(({ value: key, label: name }) => key === own.value || name === own.label);
  // The field makes an option active whose value begins with the typed text, and this one is the last resort.
  const all = own && !isOption ? [...options, { ...own, value: TYPED }] : options;
  return (
    <Select<string, Option>
      showSearch={{ filterOption: hasNameOrKey, onSearch: setText }}
      aria-label={label}
      placeholder={label}
      value={value}
      style={{ minWidth: 120, maxWidth: '100%' }}
      popupMatchSelectWidth={false}
      onOpenChange={(isOpen) => isOpen && opened?.()}
      onChange={(key) => set(key === TYPED && own ? own.value : key)}
      options={[...all]}
      optionRender={({ data }) => (
        <span>
          {data.label}
          {data.remark && (
            <Typography.Text type="secondary" style={{ marginInlineStart: 12 }}>
              {data.remark}
            </Typography.Text>
          )}
        </span>
      )}
    />
  );
}

const chosen = (filling: Filling | undefined): string | undefined =>
  typeof filling === 'string' && filling !== '' ? filling : undefined;

const KEYED: Readonly<Record<'tag' | 'segment' | 'layer' | 'list' | 'valueList' | 'catalogue', Text>> = {
  tag: 'tag',
  segment: 'segment',
  layer: 'layer',
  list: 'list',
  valueList: 'list',
  catalogue: 'catalogue',
};

/** Selects a definition by its key. */
export function PickKey({ leaf, filling, set, about }: LeafProps & { readonly leaf: keyof typeof KEYED }): ReactNode {
  const t = useWords();
  const options = useKeys(leaf, about);
  const value = chosen(filling);
  const isKnown = value === undefined || options.some((one) => one.value === value);
  const unknown = isKnown ? [] : [{ value, label: value }];
  return <PickOne label={t(KEYED[leaf])} value={value} options={[...options, ...unknown]} set={set} />;
}

function useKeys(leaf: keyof typeof KEYED, about: About): readonly Option[] {
  const { catalogue } = useBuilder();
  const names = useNames();
  const nameIn = useNameIn();
  const named = ({ key, name }: { readonly key: string; readonly name: string }): Option => ({
    value: key,
    label: nameIn(name),
  });
  switch (leaf) {
    case 'tag':
      return catalogue.tagDefinitions.map(named);
    case 'segment':
      return catalogue.segments.map(named);
    case 'layer':
      return catalogue.layerModels.flatMap(({ key, layers }) =>
        layers.map((layer) => ({ value: `${key}.${layer.key}`, label: names.segment(`${key}.${layer.key}`) })),
      );
    case 'list':
      return catalogue.lists.filter(({ namespace }) => namespace).map(named);
    case 'valueList': {
      const wanted = listTypeOf(about);
      return catalogue.lists.filter(({ type }) => type && (wanted === undefined || wanted === type)).map(named);
    }
    case 'catalogue':
      return catalogue.catalogues
        .filter(({ kind }) => kind !== 'PRODUCTS')
        .map(({ key, label }) => ({ value: key, label: nameIn(label) }));
  }
}

function listTypeOf({ type }: About): string | undefined {
  if (type === 'INTEGER' || type === 'DECIMAL') return 'NUMBER';
  return type === 'STRING' ? 'STRING' : undefined;
}

/** Selects an event type. The menu shows how often each type was seen, and when last. Other types can be typed. */
export function PickEvent({ filling, set }: LeafProps): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  const [isOpened, setIsOpened] = useState(false);
  const asked = useAsk(SeenEventsDocument, isOpened ? {} : undefined);
  const seen = asked.data?.seenEvents.types ?? [];
  const value = chosen(filling);
  const remarks = new Map(
    seen.map(({ type, count, lastAt }) => [type, `${f.number(count)} · ${t('last seen')} ${f.instant(lastAt)}`]),
  );
  // Types that occurred come first, because the others find no customer yet.
  const types = [...seen.map(({ type }) => type), ...VOCABULARY.map(({ name }) => name), ...(value ? [value] : [])];
  const options = [...new Set(types)].map((type) => ({
    value: type,
    label: names.event(type),
    remark: remarks.get(type) ?? (asked.data ? t('never seen') : undefined),
  }));
  return (
    <PickOne
      label={t('event')}
      value={value}
      options={options}
      set={set}
      typed={(text) => ({ value: text, label: text, remark: t('another event type') })}
      opened={() => setIsOpened(true)}
    />
  );
}

/** Fields that events of a type can have without any being seen: of lines, built-in ones, and declared properties. */
function knownFields(event: string): readonly Field[] {
  const of = (scope: Field['scope'], names: readonly string[]): Field[] => names.map((name) => ({ scope, name }));
  const declared = Object.keys(eventType(event)?.properties ?? {});
  return [
    ...(hasLines(event) ? of('line', Object.keys(LINE_FIELDS)) : []),
    ...of('event', [...Object.keys(EVENT_FIELDS).filter((name) => hasBuiltIn(event, name)), ...declared]),
  ];
}

const NO_PRODUCTS: ReadonlySet<string> = new Set();

/** Returns the field with a name as `seenFields` returns it. */
function fieldNamed(name: string, event: string, products: ReadonlySet<string>): Field {
  const scope = name.startsWith('line.') ? 'line' : 'event';
  const own = scope === 'line' ? name.slice('line.'.length) : name;
  const ofProduct = own.startsWith('product.') ? own.slice('product.'.length) : '';
  if (products.has(ofProduct))
    return { scope: hasLines(event) ? 'line' : scope, name: 'sku', item: { field: ofProduct } };
  if (/^".*"$/.test(own)) return ownField(JSON.parse(own) as string);
  return { scope, name: own };
}

/** Returns the property with this name, which is never a built-in field. */
const ownField = (name: string): Field => ({ scope: 'event', name, ...ownMark(name) });

function useFields(event: string | undefined, isOpened: boolean): readonly Field[] {
  const { catalogue } = useBuilder();
  const asked = useAsk(SeenFieldsDocument, isOpened && event !== undefined ? { event } : undefined);
  if (event === undefined) return [];
  const fields = catalogue.catalogues.find(({ kind }) => kind === 'PRODUCTS')?.fields ?? [];
  const products = new Set(fields.map(({ name }) => name));
  const seen = (asked.data?.seenFields.fields ?? []).map(({ name }) => fieldNamed(name, event, products));
  return [...new Map([...knownFields(event), ...seen].map((field) => [propertyName(field), field])).values()];
}

/** Selects a field of events, of order lines, or of the product catalogue. Other properties can be typed. */
export function PickField({
  filling,
  set,
  about,
  lookup,
  isKey,
}: LeafProps & {
  /** Replaces the field by one of the catalogue entry that it is the key of. */
  readonly lookup?: () => void;
  /** Whether the field is the key of a lookup. It cannot be a field of the product catalogue. */
  readonly isKey: boolean;
}): ReactNode {
  const t = useWords();
  const names = useNames();
  const { place } = useBuilder();
  const [isOpened, setIsOpened] = useState(false);
  const event = about.event ?? '';
  const field = (filling ?? undefined) as Field | undefined;
  const fields = useFields(about.event, isOpened).filter(({ item }) => !isKey || !item);
  const all = new Map([...(field ? [field] : []), ...fields].map((one) => [propertyName(one), one]));
  const option = (one: Field): Option => ({
    value: propertyName(one),
    label: fieldLabel(one, event, { place, names }),
    remark: propertyName(one),
  });
  return (
    <PickOne
      label={t('property')}
      value={field && propertyName(field)}
      options={[
        ...[...all.values()].map(option),
        ...(lookup ? [{ value: '', label: t('look up in a catalogue ...') }] : []),
      ]}
      set={(key) => (key === '' ? lookup?.() : set(all.get(key) ?? fieldNamed(key, event, NO_PRODUCTS)))}
      typed={(text) => ({ ...option(ownField(text)), remark: t('another property') })}
      opened={() => setIsOpened(true)}
    />
  );
}

/** Selects the property that several events have in common. */
export function PickShared({ filling, set, about }: LeafProps): ReactNode {
  const t = useWords();
  const names = useNames();
  const { place } = useBuilder();
  const [isOpened, setIsOpened] = useState(false);
  const fields = useFields(about.event, isOpened).filter(({ item }) => !item);
  const field = (filling ?? undefined) as SaidField | undefined;
  const said = fields.map(({ name, own }): SaidField => ({ name, ...(own ? { own } : {}) }));
  const keyOf = ({ name, own }: SaidField): string => (own ? JSON.stringify(name) : name);
  const all = new Map([...(field ? [field] : []), ...said].map((one) => [keyOf(one), one]));
  const option = (one: SaidField): Option => ({ value: keyOf(one), label: sharedLabel(one, { place, names }) });
  const typed = (name: string): SaidField => ({ name, ...(ownSameMark(name).ownSame ? { own: true } : {}) });
  const named = (key: string): SaidField => (/^".*"$/.test(key) ? typed(JSON.parse(key) as string) : { name: key });
  return (
    <PickOne
      label={t('property')}
      value={field && keyOf(field)}
      options={[...all.values()].map(option)}
      set={(key) => set(all.get(key) ?? named(key))}
      typed={(text) => ({ ...option(typed(text)), remark: t('another property') })}
      opened={() => setIsOpened(true)}
    />
  );
}

/** Selects a field of the entries of a catalogue. */
export function PickEntry({ filling, set, of }: LeafProps & { readonly of: Filling | undefined }): ReactNode {
  const t = useWords();
  const names = useNames();
  const { catalogue } = useBuilder();
  const value = chosen(filling);
  const fields = catalogue.catalogues.find(({ key }) => key === of)?.fields ?? [];
  const all = new Set([...fields.map(({ name }) => name), ...(value ? [value] : [])]);
  const options = [...all].map((name) => ({ value: name, label: names.field(name), remark: name }));
  return <PickOne label={t('field of the catalogue')} value={value} options={options} set={set} />;
}

/** A text that is a name in conditions, with suggestions from the consents that were seen, or a currency. */
export function PickWord({
  leaf,
  filling,
  set,
}: LeafProps & { readonly leaf: 'purpose' | 'channel' | 'currency' }): ReactNode {
  const t = useWords();
  const [isInUse, setIsInUse] = useState(false);
  const of =
    leaf === 'currency' ? { event: 'order_paid', property: 'currency' } : { event: 'consent_given', property: leaf };
  const seen = useAsk(SeenValuesDocument, isInUse ? of : undefined).data?.seenValues.values ?? [];
  return (
    <AutoComplete
      aria-label={t(leaf)}
      placeholder={t(leaf)}
      value={chosen(filling) ?? ''}
      style={{ width: 140 }}
      showSearch={{ filterOption: hasNameOrKey }}
      options={seen.map(({ value, count }) => ({ value: String(value), label: `${String(value)} (${count})` }))}
      onFocus={() => setIsInUse(true)}
      onChange={(text: string) => set(text.trim() === '' ? null : text.trim())}
    />
  );
}
