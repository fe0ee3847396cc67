/**
 * The visual condition editor. It shows rows that are joined by "and" or "or". Parts of a condition that no fields can
 * represent are edited as text.
 */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, Flex, Input, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { hasNameOrKey } from '../search.js';
import type { Value } from '../../../../src/engine/types.js';
import type { Catalogue } from '../../data/catalogue.js';
import { COMPARISONS, faultOf, missingOf, readValue, showValue, type Group, type Row } from './condition-rows.js';
import { EventFields, FavouriteFields } from './event-fields.js';
import { Operators, SeenValueInput, type FieldsProps, type RowOf, type TagOperator } from './value-inputs.js';
import { useFault } from '../../words/use-faults.js';
import { useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';

export function Rows({
  catalogue,
  group,
  change,
}: {
  readonly catalogue: Catalogue;
  readonly group: Group;
  readonly change: (g: Group) => void;
}): ReactNode {
  const t = useWords();
  const set = (i: number, row: Row): void =>
    change({ ...group, rows: group.rows.map((before, k) => (k === i ? row : before)) });
  return (
    <Flex vertical gap={8}>
      {group.rows.length > 1 && (
        <Select
          aria-label={t('Condition')}
          value={group.joint}
          style={{ width: 180 }}
          onChange={(joint) => change({ ...group, joint })}
          options={[
            { value: 'and', label: t('all of these') },
            { value: 'or', label: t('any of these') },
          ]}
        />
      )}
      {group.rows.map((row, i) => (
        <Flex key={`${i}-${row.kind}`} gap={8} wrap align="center" data-row={row.kind}>
          <Checkbox checked={row.not} onChange={(e) => set(i, { ...row, not: e.target.checked })}>
            {t('not')}
          </Checkbox>
          <Fields row={row} catalogue={catalogue} set={(changed) => set(i, changed)} />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('Remove')}
            onClick={() => change({ ...group, rows: group.rows.filter((_row, k) => k !== i) })}
          />
          <MissingNote row={row} />
        </Flex>
      ))}
      <NewRows catalogue={catalogue} add={(row) => change({ ...group, rows: [...group.rows, row] })} />
    </Flex>
  );
}

/** Shows below a row which of its parts is missing. A row with invalid text shows its error instead. */
function MissingNote({ row }: { readonly row: Row }): ReactNode {
  const t = useWords();
  const missing = missingOf(row);
  if (!missing || missing === 'Mend the condition') return null;
  return (
    <Typography.Text type="danger" style={{ flexBasis: '100%' }} data-missing>
      {t(missing)}
    </Typography.Text>
  );
}

/** Shows a button for each kind of row. The button adds a row of this kind. */
function NewRows({ catalogue, add }: { readonly catalogue: Catalogue; readonly add: (row: Row) => void }): ReactNode {
  const t = useWords();
  const list = customerLists(catalogue).length > 0 ? (['list'] as const) : [];
  return (
    <Flex gap={8} wrap>
      {(['tag', 'event', 'favourite', 'segment', ...list, 'text'] as const).map((kind) => (
        <Button key={kind} icon={<PlusOutlined />} onClick={() => add(newRow(kind, catalogue))}>
          {t(kind)}
        </Button>
      ))}
    </Flex>
  );
}

function newRow(kind: Row['kind'], catalogue: Catalogue): Row {
  switch (kind) {
    case 'tag':
      return { kind, not: false, tag: catalogue.tagDefinitions[0]?.key ?? '', op: 'exists' };
    case 'event':
      return { kind, not: false, event: 'order_paid', of: 'times', op: '>=', value: 1, days: 30 };
    case 'favourite':
      return { kind, not: false, event: 'order_paid', field: { scope: 'line', name: 'category' }, top: 3, value: '' };
    case 'segment':
      return { kind, not: false, segment: catalogue.segments[0]?.key ?? '' };
    case 'list':
      return { kind, not: false, list: customerLists(catalogue)[0]?.key ?? '' };
    case 'text':
      return { kind, not: false, text: '' };
  }
}

function Fields({ row, ...rest }: Omit<FieldsProps<'tag'>, 'row'> & { readonly row: Row }): ReactNode {
  switch (row.kind) {
    case 'tag':
      return <TagFields row={row} {...rest} />;
    case 'event':
      return <EventFields row={row} {...rest} />;
    case 'favourite':
      return <FavouriteFields row={row} {...rest} />;
    case 'segment':
      return <SegmentFields row={row} {...rest} />;
    case 'list':
      return <ListFields row={row} {...rest} />;
    case 'text':
      return <TextFields row={row} {...rest} />;
  }
}

function SegmentFields({ row, catalogue, set }: FieldsProps<'segment'>): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  return (
    <Select
      showSearch
      filterOption={hasNameOrKey}
      aria-label={t('segment')}
      value={row.segment}
      style={{ minWidth: 260 }}
      onChange={(segment) => set({ ...row, segment })}
      options={catalogue.segments.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
    />
  );
}

/** Returns only the lists of customers. A list of values can be used in a text row. */
const customerLists = (catalogue: Catalogue): Catalogue['lists'] =>
  catalogue.lists.filter(({ namespace }) => namespace);

function ListFields({ row, catalogue, set }: FieldsProps<'list'>): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  return (
    <Select
      showSearch
      filterOption={hasNameOrKey}
      aria-label={t('list')}
      value={row.list}
      style={{ minWidth: 260 }}
      onChange={(list) => set({ ...row, list })}
      options={customerLists(catalogue).map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
    />
  );
}

/** Edits a part that no fields can represent as text. Shows the error of the text below. */
function TextFields({ row, set }: FieldsProps<'text'>): ReactNode {
  const t = useWords();
  const say = useFault();
  const fault = row.text === '' ? undefined : faultOf(row);
  return (
    <div style={{ flex: 1, minWidth: 260 }}>
      <Input.TextArea
        aria-label={t('part of the condition')}
        value={row.text}
        onChange={(e) => set({ ...row, text: e.target.value })}
        autoSize
        spellCheck={false}
        status={fault ? 'error' : undefined}
        style={{ fontFamily: 'ui-monospace, monospace' }}
      />
      {fault && <Typography.Text type="danger">{say(fault)}</Typography.Text>}
    </div>
  );
}

function TagFields({ row, catalogue, set }: FieldsProps<'tag'>): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const type = catalogue.tagDefinitions.find((d) => d.key === row.tag)?.type;
  const lists = valueLists(catalogue, type);
  const { kind, not, tag, value } = row;
  const change = (op: TagOperator): void => {
    if (op === 'exists') set({ kind, not, tag, op });
    else if (op === 'in list' || op === 'not in list')
      set({ kind, not, tag, op, list: row.list ?? lists[0]?.key ?? '' });
    else set({ kind, not, tag, op, value: value ?? firstValue(type, allowedOf(row, catalogue)) });
  };
  return (
    <>
      <Select
        showSearch
        filterOption={hasNameOrKey}
        aria-label={t('tag')}
        value={tag}
        style={{ minWidth: 200 }}
        onChange={(other) => set({ kind, not, tag: other, op: 'exists' })}
        options={catalogue.tagDefinitions.map((d) => ({ value: d.key, label: nameIn(d.name) }))}
      />
      <Operators value={row.op} all={operatorsOf(type, lists.length > 0)} set={change} />
      <TagValue row={row} catalogue={catalogue} set={set} />
    </>
  );
}

/** Field for the value with which a tag is compared: nothing, a list, an allowed value, or a typed value. */
function TagValue({ row, catalogue, set }: FieldsProps<'tag'>): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const type = catalogue.tagDefinitions.find((d) => d.key === row.tag)?.type;
  const allowed = allowedOf(row, catalogue);
  const take = (text: string): void => set({ ...row, value: readValue(text, valueTypeOf(type), row.value) });
  if (row.op === 'exists') return null;
  if (row.op === 'in list' || row.op === 'not in list')
    return (
      <Select
        showSearch
        filterOption={hasNameOrKey}
        aria-label={t('list')}
        value={row.list}
        style={{ minWidth: 200 }}
        onChange={(list) => set({ ...row, list })}
        options={valueLists(catalogue, type).map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
      />
    );
  // With `under`, the path may be a prefix of an allowed value, so it is typed and not chosen from a list.
  if (!allowed || row.op === 'under') return <SeenValueInput of={{ tag: row.tag }} value={row.value} set={take} />;
  return (
    <Select
      aria-label={t('Value')}
      value={showValue(row.value)}
      style={{ minWidth: 120 }}
      onChange={take}
      options={allowed.map((value) => ({ value: String(value), label: String(value) }))}
    />
  );
}

/** Returns the allowed values of a tag, or undefined when any value of its type is allowed. */
function allowedOf(row: RowOf<'tag'>, catalogue: Catalogue): readonly unknown[] | undefined {
  const definition = catalogue.tagDefinitions.find((d) => d.key === row.tag);
  return definition?.type === 'BOOLEAN' ? [true, false] : (definition?.allowedValues ?? undefined);
}

/** Returns the lists whose values match the type of a tag. */
function valueLists(catalogue: Catalogue, type: string | undefined): Catalogue['lists'] {
  const wanted = type === 'INTEGER' || type === 'DECIMAL' ? 'NUMBER' : type;
  return catalogue.lists.filter((list) => list.type && list.type === wanted);
}

/** Returns the type of a single value. For a list of texts, this is the type of its elements. */
const valueTypeOf = (type: string | undefined): string | undefined => (type === 'STRING_LIST' ? 'STRING' : type);

function operatorsOf(type: string | undefined, hasLists: boolean): readonly TagOperator[] {
  if (type === 'STRING_LIST') return ['exists', 'has'];
  if (type === 'BOOLEAN') return ['exists', '=', '!='];
  const lists = hasLists ? (['in list', 'not in list'] as const) : [];
  return ['exists', ...COMPARISONS, ...(type === 'STRING' ? (['under'] as const) : []), ...lists];
}

function firstValue(type: string | undefined, allowed: readonly unknown[] | null | undefined): Value {
  if (allowed?.length) return readValue(String(allowed[0]), type);
  return type === 'INTEGER' ? 0 : type === 'DECIMAL' ? 0n : '';
}
