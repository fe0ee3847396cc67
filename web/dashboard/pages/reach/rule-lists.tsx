/** Lists in the form of the rules of reach: channels, budgets, consent defaults and intervals of layers. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { AutoComplete, Button, Checkbox, Flex, Form, Input, InputNumber, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import type { DefinitionNamesQuery } from '../../../../schema/generated/operations.js';
import { hasNameOrKey } from '../../components/search.js';
import { DEFAULT_NAMESPACES } from '../../../../src/engine/identity/identity.js';
import { useLanguage, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { channelName, purposeName } from '../../words/reach-words.js';
import { useEnums } from '../../words/use-enums.js';
import { DurationInput } from './duration-input.js';

const USUAL_CHANNELS = ['sms', 'push', 'wecom', 'official_account', 'email', 'adviser'];
const KEY = /^[a-z][a-z0-9_]{0,63}$/;

/** A list of form rows with a button that adds one, and one that removes each. */
function Rows({
  name,
  add,
  children,
}: {
  readonly name: string;
  readonly add: string;
  readonly children: (index: number) => ReactNode;
}): ReactNode {
  const t = useWords();
  return (
    <Form.List name={name}>
      {(fields, list) => (
        <Flex vertical gap={4} data-rules={name}>
          {fields.map(({ key, name: index }) => (
            <Flex key={key} gap={8} wrap align="start">
              {children(index)}
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('Remove')}
                style={{ marginTop: 30 }}
                onClick={() => list.remove(index)}
              />
            </Flex>
          ))}
          <Button icon={<PlusOutlined />} style={{ alignSelf: 'start' }} onClick={() => list.add({})}>
            {add}
          </Button>
        </Flex>
      )}
    </Form.List>
  );
}

export function ChannelRules({ known }: { readonly known: DefinitionNamesQuery }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  return (
    <Rows name="channels" add={t('Add a channel')}>
      {(index) => (
        <>
          <Form.Item
            name={[index, 'channel']}
            label={t('Channel')}
            rules={[{ required: true, pattern: KEY, message: t('Lower-case letters, digits and _.') }]}
          >
            <ChannelKey />
          </Form.Item>
          <Form.Item name={[index, 'kind']} label={t('Kind')}>
            <ClearableSelect
              placeholder={enums('channelKind', 'SENT')}
              style={{ width: 190 }}
              options={(['SENT', 'PULL', 'TASK'] as const).map((value) => ({
                value,
                label: enums('channelKind', value),
              }))}
            />
          </Form.Item>
          <AddressFields index={index} known={known} />
        </>
      )}
    </Rows>
  );
}

/** The identity that is the address on a channel, or the tag that names the adviser of a customer. A place has neither. */
function AddressFields({ index, known }: { readonly index: number; readonly known: DefinitionNamesQuery }): ReactNode {
  const t = useWords();
  const names = useNames();
  const nameIn = useNameIn();
  const kind: unknown = Form.useWatch(['channels', index, 'kind']);
  if (kind === 'PULL') return null;
  if (kind === 'TASK')
    return (
      <Form.Item name={[index, 'assigneeTag']} label={t('Tag with the adviser')} rules={[{ required: true }]}>
        <Select
          showSearch
          filterOption={hasNameOrKey}
          style={{ width: 200 }}
          options={known.tagDefinitions.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
        />
      </Form.Item>
    );
  return (
    <>
      <Form.Item name={[index, 'namespace']} label={t('Address')} rules={[{ required: true }]}>
        <Select
          showSearch
          style={{ width: 200 }}
          options={DEFAULT_NAMESPACES.map(({ name }) => ({ value: name, label: names.namespace(name) }))}
        />
      </Form.Item>
      <Form.Item name={[index, 'isDevice']} label=" " colon={false} valuePropName="checked">
        <Checkbox>{t('is a device')}</Checkbox>
      </Form.Item>
    </>
  );
}

/** An input for the key of a channel, which offers the usual ones. */
function ChannelKey(field: {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string) => void;
}): ReactNode {
  const isChinese = useLanguage() === 'zh';
  return (
    <AutoComplete
      {...field}
      style={{ width: 160 }}
      options={USUAL_CHANNELS.map((value) => ({ value, label: channelName(value, isChinese) }))}
    />
  );
}

export function BudgetFields({ known }: { readonly known: DefinitionNamesQuery }): ReactNode {
  const t = useWords();
  return (
    <Rows name="budgets" add={t('Add a budget')}>
      {(index) => (
        <>
          <Form.Item
            name={[index, 'key']}
            label={t('Key')}
            rules={[{ required: true, pattern: KEY, message: t('Lower-case letters, digits and _.') }]}
          >
            <Input style={{ width: 130 }} />
          </Form.Item>
          <Form.Item name={[index, 'most']} label={t('At most')} rules={[{ required: true, type: 'integer' }]}>
            <InputNumber style={{ width: 80 }} />
          </Form.Item>
          <Window index={index} />
          <Limits index={index} known={known} />
        </>
      )}
    </Rows>
  );
}

/** The window of a budget: the last days, or a calendar period. */
function Window({ index }: { readonly index: number }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const per = Form.useWatch(['budgets', index, 'per']);
  return (
    <>
      <Form.Item name={[index, 'per']} label={t('Budget window')}>
        <ClearableSelect
          placeholder={t('In the last')}
          style={{ width: 130 }}
          options={(['DAY', 'WEEK', 'MONTH'] as const).map((value) => ({ value, label: enums('budgetPeriod', value) }))}
        />
      </Form.Item>
      {!per && (
        <Form.Item name={[index, 'rolling']} label={t('In the last')} rules={[{ required: true }]}>
          <DurationInput />
        </Form.Item>
      )}
    </>
  );
}

/** To which contacts a budget applies. Empty fields do not restrict it. */
function Limits({ index, known }: { readonly index: number; readonly known: DefinitionNamesQuery }): ReactNode {
  const t = useWords();
  const isChinese = useLanguage() === 'zh';
  const channels: readonly { readonly channel?: string }[] = Form.useWatch('channels') ?? [];
  return (
    <>
      <Form.Item name={[index, 'channel']} label={t('Only this channel')}>
        <ClearableSelect
          style={{ width: 140 }}
          options={channels.flatMap(({ channel }) =>
            channel ? [{ value: channel, label: channelName(channel, isChinese) }] : [],
          )}
        />
      </Form.Item>
      <Form.Item name={[index, 'layer']} label={t('Only this layer')}>
        <LayerSelect known={known} />
      </Form.Item>
      <Form.Item name={[index, 'tag']} label={t('Only campaigns with the tag')}>
        <Input style={{ width: 150 }} />
      </Form.Item>
      <Form.Item name={[index, 'perDevice']} label=" " colon={false} valuePropName="checked">
        <Checkbox>{t('for each device')}</Checkbox>
      </Form.Item>
    </>
  );
}

function LayerSelect({
  known,
  ...field
}: {
  readonly known: DefinitionNamesQuery;
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (value: string | undefined) => void;
}): ReactNode {
  const nameIn = useNameIn();
  return (
    <ClearableSelect
      {...field}
      style={{ width: 190 }}
      options={known.layerModels.map((model) => ({
        label: nameIn(model.name),
        options: model.layers.map((layer) => ({ value: `${model.key}.${layer.key}`, label: nameIn(layer.name) })),
      }))}
    />
  );
}

export function ConsentFields(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const isChinese = useLanguage() === 'zh';
  return (
    <>
      <Typography.Paragraph type="secondary">{t('A purpose that is not listed needs consent.')}</Typography.Paragraph>
      <Rows name="consentDefaults" add={t('Add a purpose')}>
        {(index) => (
          <>
            <Form.Item name={[index, 'purpose']} label={t('Purpose')} rules={[{ required: true }]}>
              <Select
                style={{ width: 160 }}
                options={['marketing', 'service', 'profiling'].map((value) => ({
                  value,
                  label: purposeName(value, isChinese),
                }))}
              />
            </Form.Item>
            <Form.Item name={[index, 'permission']} label={t('May be contacted')} rules={[{ required: true }]}>
              <Select
                style={{ width: 170 }}
                options={(['REQUIRED', 'UNLESS_WITHDRAWN'] as const).map((value) => ({
                  value,
                  label: enums('consentDefault', value),
                }))}
              />
            </Form.Item>
          </>
        )}
      </Rows>
    </>
  );
}

export function IntervalFields({ known }: { readonly known: DefinitionNamesQuery }): ReactNode {
  const t = useWords();
  return (
    <>
      <Typography.Paragraph type="secondary">
        {t('Layers that are contacted periodically, and the least time between two messages:')}
      </Typography.Paragraph>
      <Rows name="intervals" add={t('Add an interval')}>
        {(index) => (
          <>
            <Form.Item name={[index, 'layer']} label={t('Layer')} rules={[{ required: true }]}>
              <LayerSelect known={known} />
            </Form.Item>
            <Form.Item name={[index, 'every']} label={t('Every')} rules={[{ required: true }]}>
              <DurationInput />
            </Form.Item>
          </>
        )}
      </Rows>
    </>
  );
}
