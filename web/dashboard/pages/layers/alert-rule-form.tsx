/** A dialog that adds an alert rule: the layers that customers leave and enter, and how many of them raise the alert. */
import { App as AntApp, Button, Checkbox, Form, InputNumber, Modal, Select } from 'antd';
import type { ReactNode } from 'react';
import {
  SegmentNamesDocument,
  type LayerPageQuery,
  type MigrationWarningInput,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { newKey } from '../../components/new-key.js';
import { hasNameOrKey } from '../../components/search.js';
import { useAll } from '../../data/paged-lists.js';
import { askAllAgain } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import type { Text } from '../../words/zh.js';
import { DurationInput } from '../reach/duration-input.js';
import { changeRules, DRAFTED } from './alert-rules.js';

type Model = LayerPageQuery['layerModels'][number];
type Limit = 'atLeast' | 'share' | 'watch';

interface Fields {
  readonly from: string[];
  readonly to: string[];
  readonly limit: Limit;
  readonly atLeast?: number;
  /** In percent. */
  readonly share?: number;
  readonly within?: string;
  readonly watch?: string;
}

const LIMITS: readonly (readonly [Limit, Text])[] = [
  ['atLeast', 'a number of customers moved'],
  ['share', 'a share of the customers moved'],
  ['watch', 'any customer of a segment moved'],
];
const FIRST: Partial<Fields> = { limit: 'atLeast', atLeast: 1, share: 10, within: 'P1D' };

/** Converts the fields to the input of the API. */
function ruleOf(key: string, { from, to, limit, atLeast, share, within, watch }: Fields): MigrationWarningInput {
  const sides = { key, from, to };
  switch (limit) {
    case 'watch':
      return { ...sides, watch };
    case 'share':
      return { ...sides, share: (share ?? 0) / 100, within };
    case 'atLeast':
      return { ...sides, atLeast, within };
  }
}

export function AlertRuleForm({ model, close }: { readonly model: Model; readonly close: () => void }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const { message } = AntApp.useApp();
  const save = (fields: Fields): void =>
    act(
      changeRules(model.key, (rules) => {
        const taken = new Set(rules.map(({ key }) => key));
        return [...rules, ruleOf(newKey(undefined, taken, 'alert'), fields)];
      }),
      (isSaved) => {
        askAllAgain();
        close();
        if (isSaved) void message.success(t('Saved'));
        else void message.warning(t(DRAFTED));
      },
    );
  return (
    <Modal
      open
      closable={{ 'aria-label': t('Close') }}
      onCancel={close}
      title={t('New alert')}
      footer={null}
      destroyOnHidden
    >
      <Form<Fields> layout="vertical" name="alert_rule" initialValues={FIRST} onFinish={save}>
        <LayersField name="from" label={t('Layers that customers leave')} model={model} />
        <LayersField name="to" label={t('Layers that customers enter')} model={model} />
        <Form.Item name="limit" label={t('An alert is raised when')}>
          <Select options={LIMITS.map(([value, text]) => ({ value, label: t(text) }))} />
        </Form.Item>
        <LimitFields />
        <Button type="primary" htmlType="submit">
          {t('Save')}
        </Button>
      </Form>
    </Modal>
  );
}

function LayersField({
  name,
  label,
  model,
}: {
  readonly name: 'from' | 'to';
  readonly label: string;
  readonly model: Model;
}): ReactNode {
  const t = useWords();
  const names = useNames();
  return (
    // A group of check boxes must not have the mark of required fields for screen readers.
    <Form.Item name={name} label={label} required={false} rules={[{ required: true, message: t('Choose a layer') }]}>
      <Checkbox.Group
        role="group"
        aria-label={label}
        options={model.layers.map(({ key }) => ({ value: key, label: names.layer(model.key, key) }))}
      />
    </Form.Item>
  );
}

/** The fields of the chosen limit. */
function LimitFields(): ReactNode {
  const t = useWords();
  const names = useNames();
  const limit = Form.useWatch<Limit | undefined>('limit');
  const segments = useAll(SegmentNamesDocument, {}, (answer) => answer.segments);
  if (limit === 'watch')
    return (
      <Form.Item name="watch" label={t('segment')} rules={[{ required: true, message: t('Choose a segment') }]}>
        <Select
          showSearch={{ filterOption: hasNameOrKey }}
          options={(segments.data ?? []).map(({ key }) => ({ value: key, label: names.segment(key) }))}
        />
      </Form.Item>
    );
  return (
    <>
      {limit === 'share' ? (
        <Form.Item key="share" name="share" label={t('Share in percent')} rules={[{ required: true }]}>
          <InputNumber min={0.01} max={100} />
        </Form.Item>
      ) : (
        <Form.Item key="atLeast" name="atLeast" label={t('Number of customers')} rules={[{ required: true }]}>
          <InputNumber min={1} precision={0} />
        </Form.Item>
      )}
      <Form.Item name="within" label={t('within')} rules={[{ required: true }]}>
        <DurationInput />
      </Form.Item>
    </>
  );
}
