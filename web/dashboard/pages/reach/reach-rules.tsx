/** The rules of the workspace about contacts: stop everything, channels, budgets, layers, control group and consent. */
import { Alert, App as AntApp, Button, Card, Col, Flex, Form, InputNumber, Row, Select, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import {
  DefinitionNamesDocument,
  ReachRulesPageDocument,
  ResumeReachDocument,
  SetReachRulesDocument,
  StopReachDocument,
  type DefinitionNamesQuery,
  type ReachChannelInput,
  type ReachRulesInput,
  type ReachRulesPageQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask, type ApiError } from '../../data/client.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { useFault } from '../../words/use-faults.js';
import { BudgetFields, ChannelRules, ConsentFields, IntervalFields } from './rule-lists.js';

type ReachRules = ReachRulesPageQuery['reachRules'];

export function Rules(): ReactNode {
  const asked = useAsk(ReachRulesPageDocument, {});
  const names = useAsk(DefinitionNamesDocument, {});
  return (
    <Loaded of={asked}>
      {({ reachRules }) => (
        <Flex vertical gap={16}>
          <StopSwitch isStopped={reachRules.stopped} />
          <Loaded of={names}>
            {(known) => <RulesForm key={reachRules.version} rules={reachRules} known={known} />}
          </Loaded>
        </Flex>
      )}
    </Loaded>
  );
}

/** Stops every campaign at once, or lets them continue. */
function StopSwitch({ isStopped }: { readonly isStopped: boolean }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const { modal } = AntApp.useApp();
  const change = (): void => {
    if (isStopped) act(ask(ResumeReachDocument, {}), () => askAllAgain());
    else act(ask(StopReachDocument, {}), () => askAllAgain());
  };
  const confirm = (): void => {
    if (isStopped) return change();
    modal.confirm({
      title: t('Stop every campaign at once?'),
      content: t('Nothing is decided or handed over until it continues.'),
      okText: t('Stop all'),
      okButtonProps: { danger: true },
      cancelText: t('Not now'),
      onOk: change,
    });
  };
  return (
    <Alert
      type={isStopped ? 'error' : 'success'}
      showIcon
      title={t(isStopped ? 'Every campaign is stopped' : 'Campaigns may send')}
      action={
        <Flex gap={8} align="center">
          <span id="stop-all">{t('Stop all')}</span>
          <Switch aria-labelledby="stop-all" checked={isStopped} onChange={confirm} />
        </Flex>
      }
    />
  );
}

/** Leaves out the fields that do not belong to the kind of a channel. */
function channelInput({ channel, kind, namespace, assigneeTag, isDevice }: ReachChannelInput): ReachChannelInput {
  if (kind === 'PULL') return { channel, kind };
  return kind === 'TASK' ? { channel, kind, assigneeTag } : { channel, kind, namespace, isDevice };
}

/** Converts the form to input of the API. A list that is empty removes the entries. */
function toInput({ zoneTag, controlPercent, churn, ...lists }: ReachRulesInput): ReachRulesInput {
  const budgets = (lists.budgets ?? []).map((budget) => ({
    ...budget,
    rolling: budget.per ? null : budget.rolling,
    per: budget.per ?? null,
  }));
  const channels = (lists.channels ?? []).map(channelInput);
  return {
    ...{ ...lists, budgets, channels, zoneTag: zoneTag ?? null, controlPercent: controlPercent ?? null },
    churn: churn?.tag ? churn : null,
  };
}

function formOf({ version: _version, savedAt: _savedAt, stopped: _stopped, ...rules }: ReachRules): ReachRulesInput {
  return { ...rules, budgets: rules.budgets.map((budget) => ({ ...budget })) };
}

function RulesForm({ rules, known }: { readonly rules: ReachRules; readonly known: DefinitionNamesQuery }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const say = useFault();
  const act = useActionFeedback();
  const [form] = Form.useForm<ReachRulesInput>();
  const [error, setError] = useState<ApiError>();
  const save = (): void => {
    setError(undefined);
    const work = ask(SetReachRulesDocument, { input: toInput(form.getFieldsValue(true)) });
    work.then(() => undefined, setError);
    act(work, () => askAllAgain(), t('Saved'));
  };
  return (
    <Form form={form} name="rules" layout="vertical" initialValues={formOf(rules)} onFinish={save}>
      <Flex vertical gap={16}>
        <Card size="small" title={t('Channels: where the address of a customer comes from')}>
          <ChannelRules known={known} />
        </Card>
        <Card size="small" title={t('Contact budgets: at most this many messages to a customer')}>
          <BudgetFields known={known} />
        </Card>
        <Card size="small" title={t('Consent of customers without a statement')}>
          <ConsentFields />
        </Card>
        <LayerRules known={known} />
        {error && <Alert type="error" showIcon title={say(error)} description={error.path} />}
        <Flex gap={12} align="center" wrap>
          <Button type="primary" htmlType="submit">
            {t('Save')}
          </Button>
          {rules.savedAt && `${t('Version')} ${rules.version} · ${t('Saved at')} ${f.instant(rules.savedAt)}`}
        </Flex>
      </Flex>
    </Form>
  );
}

function LayerRules({ known }: { readonly known: DefinitionNamesQuery }): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  return (
    <Card size="small" title={t('Layers and groups')}>
      <Row gutter={12}>
        <Col xs={24} md={12}>
          <Form.Item name="governing" label={t('Layer models that forbid or limit marketing')}>
            <Select
              mode="multiple"
              options={known.layerModels.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
            />
          </Form.Item>
        </Col>
        <Col xs={24} md={6}>
          <Form.Item
            name="controlPercent"
            rules={[{ type: 'integer', min: 0, max: 50 }]}
            label={t('Customers without any marketing, in percent')}
          >
            <InputNumber />
          </Form.Item>
        </Col>
        <Col xs={24} md={6}>
          <Form.Item name="zoneTag" label={t('Tag with the time zone of the customer')}>
            <ClearableSelect
              showSearch
              options={known.tagDefinitions.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
            />
          </Form.Item>
        </Col>
        <Col xs={24} md={12}>
          <Form.Item name={['churn', 'tag']} label={t('Tag with the probability that the customer leaves')}>
            <ClearableSelect
              showSearch
              options={known.tagDefinitions.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
            />
          </Form.Item>
        </Col>
        <Col xs={24} md={6}>
          <Form.Item
            name={['churn', 'bound']}
            rules={[{ type: 'number', min: 0, max: 1 }]}
            label={t('Near churn above this probability')}
          >
            <InputNumber step={0.05} placeholder="0.5" />
          </Form.Item>
        </Col>
      </Row>
      <IntervalFields known={known} />
    </Card>
  );
}
