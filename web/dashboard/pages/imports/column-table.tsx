/** The columns of a file with the use of each. */
import { Flex, Input, Select, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { MappingNamesDocument, type MappingNamesQuery } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import type { Text } from '../../words/zh.js';
import {
  columnOf,
  LINE_FIELDS,
  VALUE_TYPES,
  type ColumnForm,
  type LineField,
  type Use,
  type ValueType,
} from './mapping-form.js';
import type { Column, FieldsProps } from './fields-props.js';

export function ColumnTable({ form, columns, edit }: FieldsProps): ReactNode {
  const t = useWords();
  const set = (name: string, column: ColumnForm): void =>
    edit({ ...form, columns: { ...form.columns, [name]: column } });
  return (
    <Table<Column>
      rowKey="name"
      size="small"
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      scroll={{ x: 720 }}
      dataSource={[...columns]}
      columns={[
        { title: t('Column'), dataIndex: 'name', width: 160 },
        {
          title: t('Values'),
          width: 220,
          render: (_v, { values }) => (
            <Typography.Text type="secondary" style={{ overflowWrap: 'anywhere' }}>
              {values.join(' · ')}
            </Typography.Text>
          ),
        },
        {
          title: t('Becomes'),
          render: (_v, { name }) => (
            <UseFields
              name={name}
              column={form.columns[name] ?? {}}
              isTime={columnOf(form.time) === name}
              hasEvent={form.eventType !== ''}
              set={(column) => set(name, column)}
            />
          ),
        },
      ]}
    />
  );
}

interface UseProps {
  readonly name: string;
  readonly column: ColumnForm;
  readonly isTime: boolean;
  readonly hasEvent: boolean;
  readonly set: (column: ColumnForm) => void;
}

const LINES: Readonly<Record<LineField, Text>> = {
  lineId: 'line: id',
  sku: 'line: SKU',
  name: 'line: name',
  brand: 'line: brand',
  category: 'line: category',
  quantity: 'line: quantity',
  amount: 'line: amount',
};

/** Returns the use as the value of an option. */
function keyOf(use: Use | undefined): string {
  switch (use?.kind) {
    case undefined:
      return '';
    case 'identity':
      return `identity:${use.namespace}`;
    case 'line':
      return `line:${use.field}`;
    case 'tag':
    case 'point':
      return `tag:${use.tag}`;
    case 'property':
    case 'amount':
    case 'unitPrice':
      return use.kind;
  }
}

type TagDefinition = MappingNamesQuery['tagDefinitions'][number];

/** How the values of a tag are read, by the type of the tag. */
const READ_AS: Readonly<Partial<Record<TagDefinition['type'], ValueType>>> = {
  BOOLEAN: 'boolean',
  INTEGER: 'number',
  STRING_LIST: 'list',
};

/** Returns the use of an option. */
function useOf(key: string, name: string, tags: readonly TagDefinition[]): Use | undefined {
  const [kind, of = ''] = key.split(/:(.*)/s);
  if (kind === 'identity') return { kind, namespace: of };
  if (kind === 'line') return { kind, field: of as LineField };
  if (kind === 'property') return { kind, name };
  if (kind === 'amount' || kind === 'unitPrice') return { kind };
  if (kind !== 'tag') return undefined;
  const tag = tags.find((each) => each.key === of);
  const type = tag && READ_AS[tag.type];
  return { kind: tag?.kind === 'DYNAMIC' ? 'point' : 'tag', tag: of, ...(type ? { type } : {}) };
}

function UseFields({ name, column, isTime, hasEvent, set }: UseProps): ReactNode {
  const t = useWords();
  const { data } = useAsk(MappingNamesDocument, {});
  const options = useOptions(data, hasEvent, isTime);
  const { use } = column;
  const key = keyOf(use);
  const isKnown = options.some((group) => group.options.some(({ value }) => value === key));
  return (
    <Flex gap={8} wrap>
      <Select
        aria-label={`${name}: ${t('Becomes')}`}
        style={{ width: 240, maxWidth: '100%' }}
        showSearch={{ optionFilterProp: 'label' }}
        value={key}
        options={isKnown ? options : [{ label: '', options: [{ value: key, label: key }] }, ...options]}
        onChange={(next: string) => {
          const chosen = useOf(next, name, data?.tagDefinitions ?? []);
          set({ ...(chosen ? { use: chosen } : {}), ...(column.number ? { number: column.number } : {}) });
        }}
      />
      {use?.kind === 'property' && (
        <Input
          aria-label={`${name}: ${t('Name of the property')}`}
          style={{ width: 150 }}
          value={use.name}
          onChange={({ target }) => set({ ...column, use: { ...use, name: target.value } })}
        />
      )}
      <TypeFields name={name} column={column} set={set} />
    </Flex>
  );
}

interface Group {
  readonly label: string;
  readonly options: { readonly value: string; readonly label: string }[];
}

/** Returns the uses that a column can have, in groups. */
function useOptions(data: MappingNamesQuery | undefined, hasEvent: boolean, isTime: boolean): Group[] {
  const t = useWords();
  const names = useNames();
  const order = [
    { value: 'amount', label: t('order: amount') },
    ...LINE_FIELDS.map((field) => ({ value: `line:${field}`, label: t(LINES[field]) })),
    { value: 'unitPrice', label: t('line: unit price') },
  ];
  return [
    {
      label: t('General'),
      options: [
        { value: '', label: t(isTime ? 'the time' : 'nothing') },
        ...(hasEvent ? [{ value: 'property', label: t('property of the event') }] : []),
      ],
    },
    {
      label: t('Identities'),
      options: (data?.workspace.identityNamespaces ?? []).map(({ name }) => ({
        value: `identity:${name}`,
        label: names.namespace(name),
      })),
    },
    ...(hasEvent ? [{ label: t('Order'), options: order }] : []),
    {
      label: t('Tags'),
      options: (data?.tagDefinitions ?? []).map(({ key }) => ({ value: `tag:${key}`, label: names.tag(key) })),
    },
  ];
}

const TYPES: Readonly<Record<ValueType, Text>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'yes or no',
  list: 'several texts',
};

/** The type of a property or tag, and the separator of a list. */
function TypeFields({ name, column, set }: Pick<UseProps, 'name' | 'column' | 'set'>): ReactNode {
  const t = useWords();
  const { use } = column;
  if (use?.kind !== 'property' && use?.kind !== 'tag' && use?.kind !== 'point') return null;
  return (
    <>
      <Select<ValueType>
        aria-label={`${name}: ${t('Type')}`}
        style={{ width: 110 }}
        value={use.type ?? 'string'}
        options={VALUE_TYPES.map((value) => ({ value, label: t(TYPES[value]) }))}
        onChange={(type) => set({ ...column, use: { ...use, type } })}
      />
      {use.type === 'list' && (
        <Input
          aria-label={`${name}: ${t('Separator')}`}
          placeholder={t('Separator')}
          style={{ width: 100 }}
          value={use.separator ?? ''}
          onChange={({ target }) => set({ ...column, use: { ...use, separator: target.value } })}
        />
      )}
    </>
  );
}
