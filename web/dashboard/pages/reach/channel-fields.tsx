/** Fields of the campaign editor for channels: endpoint, texts and quiet hours, in the order in which they are tried. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Col, Flex, Form, Input, InputNumber, Row, Select, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import type {
  EndpointListQuery,
  ReachChannelKind,
  ReachRulesPageQuery,
  StrategyListQuery,
} from '../../../../schema/generated/operations.js';
import { useCatalogue } from '../../data/catalogue.js';
import { hasNameOrKey } from '../../components/search.js';
import { useLanguage, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';
import type { CampaignForm } from './campaign-form.js';
import { DurationInput } from './duration-input.js';
import { useChannelName } from './use-wording.js';

/** What a campaign can refer to, besides segments. */
export interface Choices {
  readonly rules: ReachRulesPageQuery['reachRules'];
  readonly endpoints: readonly EndpointListQuery['webhookEndpoints']['edges'][number]['node'][];
  /** Keys of existing campaigns. */
  readonly taken: ReadonlySet<string>;
  /** Strategies in force. Empty if the user may not read them. */
  readonly strategies: readonly StrategyChoice[];
}

export type StrategyChoice = StrategyListQuery['strategies']['edges'][number]['node'];

const MAX_CHANNELS = 10;

/** Returns the kinds of the channels by key. */
export const kindsOf = ({ rules }: Pick<Choices, 'rules'>): ReadonlyMap<string, ReachChannelKind> =>
  new Map(rules.channels.map(({ channel, kind }) => [channel, kind]));

export function ChannelFields({
  choices,
  form,
}: {
  readonly choices: Choices;
  readonly form: FormInstance<CampaignForm>;
}): ReactNode {
  const t = useWords();
  return (
    <Form.List name="channels">
      {(fields, { add, remove }) => (
        <Flex vertical gap={12}>
          {fields.map(({ key, name }) => (
            <Card
              key={key}
              size="small"
              type="inner"
              title={`${t('Channel')} ${name + 1}`}
              data-channel={name}
              extra={
                fields.length > 1 && (
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={t('Remove')}
                    onClick={() => remove(name)}
                  />
                )
              }
            >
              <OneChannel index={name} choices={choices} form={form} />
            </Card>
          ))}
          {fields.length < Math.min(MAX_CHANNELS, choices.rules.channels.length) && (
            <Button icon={<PlusOutlined />} onClick={() => add({})}>
              {t('Add a channel that is tried next')}
            </Button>
          )}
        </Flex>
      )}
    </Form.List>
  );
}

function OneChannel({
  index,
  choices,
  form,
}: {
  readonly index: number;
  readonly choices: Choices;
  readonly form: FormInstance<CampaignForm>;
}): ReactNode {
  const t = useWords();
  const channel = useChannelName();
  const chosen = Form.useWatch(['channels', index, 'channel'], form);
  const kind = kindsOf(choices).get(chosen ?? '') ?? 'SENT';
  return (
    <>
      <Row gutter={12}>
        <Col xs={24} md={12}>
          <Form.Item name={[index, 'channel']} label={t('Channel')} rules={[{ required: true }]}>
            <Select
              options={choices.rules.channels.map((one) => ({ value: one.channel, label: channel(one.channel) }))}
            />
          </Form.Item>
        </Col>
        {kind === 'SENT' && (
          <Col xs={24} md={12}>
            <EndpointField index={index} choices={choices} />
          </Col>
        )}
      </Row>
      <Form.Item name={[index, 'title']} label={t('Title')}>
        <Input />
      </Form.Item>
      <Form.Item name={[index, 'body']} label={t('Message')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea autoSize={{ minRows: 3 }} />
      </Form.Item>
      <Insert index={index} form={form} />
      {kind === 'TASK' && <DueField index={index} />}
      {kind === 'PULL' ? <ShowingFields index={index} /> : <QuietFields index={index} />}
    </>
  );
}

/** Adds the value of a tag or the link to fewer messages to the end of a text. */
function Insert({ index, form }: { readonly index: number; readonly form: FormInstance<CampaignForm> }): ReactNode {
  const t = useWords();
  const isChinese = useLanguage() === 'zh';
  const nameIn = useNameIn();
  const catalogue = useCatalogue();
  const options = [
    { value: '{{ link.fewer_messages }}', label: t('Link to fewer messages') },
    ...(catalogue.data?.tagDefinitions ?? [])
      .filter(({ type }) => type !== 'STRING_LIST')
      .map(({ key, name }) => ({
        value: `{{ tag.${key} | default: "${isChinese ? '您' : 'you'}" }}`,
        label: nameIn(name),
      })),
  ];
  const insert = (text: string): void => {
    const name = ['channels', index, 'body'];
    const before = (form.getFieldValue(name as never) as string | undefined) ?? '';
    form.setFieldValue(name as never, `${before}${text}` as never);
  };
  return (
    <Form.Item>
      <Select
        showSearch
        filterOption={hasNameOrKey}
        value={null}
        aria-label={t('Insert a tag into the message')}
        placeholder={t('Insert a tag into the message')}
        style={{ maxWidth: 280 }}
        options={options}
        onChange={(text: string | null) => text && insert(text)}
      />
    </Form.Item>
  );
}

function EndpointField({ index, choices }: { readonly index: number; readonly choices: Choices }): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  return (
    <Form.Item name={[index, 'endpoint']} label={t('Endpoint')} rules={[{ required: true }]}>
      <Select options={choices.endpoints.map(({ key, name }) => ({ value: key, label: nameIn(name) }))} />
    </Form.Item>
  );
}

/** When a task is to be done. */
function DueField({ index }: { readonly index: number }): ReactNode {
  const t = useWords();
  return (
    <Form.Item name={[index, 'dueAfter']} label={t('To be done within (empty: until it expires)')}>
      <DurationInput />
    </Form.Item>
  );
}

/** How often a place shows the same contact. */
function ShowingFields({ index }: { readonly index: number }): ReactNode {
  const t = useWords();
  return (
    <Row gutter={12}>
      <Col xs={24} md={12}>
        <Form.Item
          name={[index, 'showings', 'most']}
          label={t('Showings at most (empty: one)')}
          rules={[{ type: 'integer', min: 1, max: 20 }]}
        >
          <InputNumber placeholder="1" />
        </Form.Item>
      </Col>
      <Col xs={24} md={12}>
        <Form.Item name={[index, 'showings', 'pause']} label={t('Time between two showings')}>
          <DurationInput firstUnit="H" />
        </Form.Item>
      </Col>
    </Row>
  );
}

function QuietFields({ index }: { readonly index: number }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  return (
    <Row gutter={12}>
      <Col xs={12} md={6}>
        <Form.Item name={[index, 'quietFrom']} label={t('Quiet from')}>
          <Input type="time" />
        </Form.Item>
      </Col>
      <Col xs={12} md={6}>
        <Form.Item name={[index, 'quietUntil']} label={t('Quiet until')}>
          <Input type="time" />
        </Form.Item>
      </Col>
      <Col xs={24} md={12}>
        <Form.Item name={[index, 'ifQuiet']} label={t('In quiet hours')}>
          <ClearableSelect
            placeholder={enums('ifQuiet', 'WAIT')}
            options={(['WAIT', 'NEXT'] as const).map((value) => ({ value, label: enums('ifQuiet', value) }))}
          />
        </Form.Item>
      </Col>
    </Row>
  );
}
