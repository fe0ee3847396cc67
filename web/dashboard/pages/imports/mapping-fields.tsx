/** The fields of a mapping: how the file is read, the event, its time and order, and the use of each column. */
import { Checkbox, Flex, Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { EVENT_NAMES_ZH } from '../../words/event-names.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import type { Text } from '../../words/zh.js';
import { ColumnTable } from './column-table.js';
import type { FieldsProps } from './fields-props.js';
import { columnOf, isTimeKind, type MappingForm } from './mapping-form.js';

export function MappingFields(props: FieldsProps): ReactNode {
  return (
    <Form layout="vertical" component="div">
      <ReadingFields {...props} />
      <EventFields {...props} />
      <TimeFields {...props} />
      <ColumnTable {...props} />
    </Form>
  );
}

const ROW = { columnGap: 16, rowGap: 0 } as const;
const WIDTH = { width: 260, maxWidth: '100%' } as const;

/** A labelled text field. */
function TextField({
  label,
  value,
  set,
  help,
}: {
  readonly label: Text;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly help?: Text;
}): ReactNode {
  const t = useWords();
  const id = `mapping-${label.replaceAll(' ', '-')}`;
  return (
    <Form.Item label={t(label)} htmlFor={id} extra={help && t(help)} style={WIDTH}>
      <Input id={id} value={value} onChange={({ target }) => set(target.value)} />
    </Form.Item>
  );
}

const ENCODINGS = ['utf-8', 'gb18030', 'gbk', 'big5', 'shift_jis', 'utf-16le', 'windows-1252'];

function ReadingFields({ form, edit }: FieldsProps): ReactNode {
  const t = useWords();
  return (
    <Flex wrap style={ROW}>
      <TextField
        label="Source"
        help="An import is taken back by its source."
        value={form.source}
        set={(source) => edit({ ...form, source })}
      />
      <TextField
        label="Time zone"
        help="Empty: the zone of the workspace."
        value={form.zone ?? ''}
        set={(zone) => edit({ ...form, zone })}
      />
      <Form.Item label={t('Encoding')} htmlFor="mapping-encoding" style={WIDTH}>
        <Select
          id="mapping-encoding"
          value={form.encoding ?? ''}
          options={[{ value: '', label: t('automatic') }, ...ENCODINGS.map((value) => ({ value, label: value }))]}
          onChange={(encoding) => edit({ ...form, encoding })}
        />
      </Form.Item>
      <Form.Item label={t('Cells')} style={WIDTH}>
        <Checkbox checked={form.isTrimmed} onChange={({ target }) => edit({ ...form, isTrimmed: target.checked })}>
          {t('Remove spaces at both ends')}
        </Checkbox>
      </Form.Item>
    </Flex>
  );
}

function EventFields({ form, columns, edit }: FieldsProps): ReactNode {
  const t = useWords();
  const names = useNames();
  const types = [...new Set([form.eventType, ...Object.keys(EVENT_NAMES_ZH)])].filter((type) => type !== '');
  return (
    <Flex wrap style={ROW}>
      <Form.Item label={t('Event')} htmlFor="mapping-event" style={WIDTH}>
        <Select
          id="mapping-event"
          showSearch={{ optionFilterProp: 'label' }}
          value={form.eventType}
          options={[
            { value: '', label: t('no event, only tags') },
            ...types.map((value) => ({ value, label: names.event(value) })),
          ]}
          onChange={(eventType) => edit({ ...form, eventType })}
        />
      </Form.Item>
      {form.eventType !== '' && (
        <>
          <TextField
            label="Id of the event"
            help="The same id counts once. {column} is the value of a column."
            value={form.messageId}
            set={(messageId) => edit({ ...form, messageId })}
          />
          <TextField
            label="Id of the order"
            help="Empty: the event is no order."
            value={form.orderId}
            set={(orderId) => edit({ ...form, orderId })}
          />
          <TextField
            label="Currency of orders"
            help="Such as CNY, or a column in braces. Empty: the currency of the workspace."
            value={form.currency}
            set={(currency) => edit({ ...form, currency })}
          />
          <Form.Item
            label={t('Rows of one order')}
            htmlFor="mapping-group"
            extra={t('Rows with the same values in these columns are one order.')}
            style={WIDTH}
          >
            <Select
              id="mapping-group"
              mode="multiple"
              placeholder={t('each row is an order')}
              value={[...form.group]}
              options={columns.map(({ name }) => ({ value: name, label: name }))}
              onChange={(group) => edit({ ...form, group })}
            />
          </Form.Item>
        </>
      )}
    </Flex>
  );
}

/** Kinds of times with the label of each. */
const TIMES: readonly (readonly [kind: MappingForm['timeKind'], label: Text])[] = [
  ['day', 'day: 2026-03-01'],
  ['local', 'local time: 2026-03-01 10:00:00'],
  ['instant', 'with zone: 2026-03-01T10:00:00+08:00'],
  ['pattern', 'by a pattern'],
  ['epochSeconds', 'seconds since 1970'],
  ['epochMillis', 'milliseconds since 1970'],
  ['excelSerial', 'serial number of a spreadsheet'],
];

function TimeFields({ form, columns, edit }: FieldsProps): ReactNode {
  const t = useWords();
  const known = columns.map(({ name }) => ({ value: `{${name}}`, label: name }));
  const isOther = form.time !== '' && !columns.some(({ name }) => name === columnOf(form.time));
  return (
    <Flex wrap style={ROW}>
      <Form.Item label={t('Time')} htmlFor="mapping-time" style={WIDTH}>
        <Select
          id="mapping-time"
          showSearch={{ optionFilterProp: 'label' }}
          value={form.time}
          options={[
            ...(isOther ? [{ value: form.time, label: form.time }] : []),
            ...(form.eventType === '' ? [{ value: '', label: t('time of the import') }] : []),
            ...known,
          ]}
          onChange={(time) => edit({ ...form, time })}
        />
      </Form.Item>
      <Form.Item label={t('Form of the time')} htmlFor="mapping-time-kind" style={WIDTH}>
        <Select
          id="mapping-time-kind"
          value={form.timeKind}
          options={TIMES.map(([value, label]) => ({ value, label: t(label) }))}
          onChange={(kind: string) => edit({ ...form, timeKind: isTimeKind(kind) ? kind : 'pattern' })}
        />
      </Form.Item>
      {form.timeKind === 'pattern' && (
        <Form.Item
          label={t('Date pattern')}
          htmlFor="mapping-pattern"
          extra={t('Such as yyyy/M/d H:mm or yyyy年M月d日. One in each line.')}
          style={WIDTH}
        >
          <Input.TextArea
            id="mapping-pattern"
            autoSize
            value={form.pattern}
            onChange={({ target }) => edit({ ...form, pattern: target.value })}
          />
        </Form.Item>
      )}
    </Flex>
  );
}
