/** The alerts of a layer model, and the rules that raise them: users add and remove rules over moves between layers. */
import { BellOutlined, DeleteOutlined } from '@ant-design/icons';
import { Button, Card, Flex, List, Popconfirm, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import type { LayerPageQuery } from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { askAllAgain } from '../../data/queries.js';
import { useMay } from '../../data/session.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { Alerts } from '../overview/overview.js';
import { AlertRuleForm } from './alert-rule-form.js';
import { changeRules, DRAFTED, type AlertRule } from './alert-rules.js';

type Model = LayerPageQuery['layerModels'][number];
type Raised = LayerPageQuery['alerts']['edges'][number]['node'];

export function LayerAlerts({
  model,
  alerts,
}: {
  readonly model: Model;
  readonly alerts: readonly Raised[];
}): ReactNode {
  const t = useWords();
  const may = useMay();
  const [isNew, setNew] = useState(false);
  const isDrafted = model.draft || Boolean(model.nextDraft);
  return (
    <Card
      title={t('Alerts')}
      extra={
        may('define') && (
          <Button icon={<BellOutlined />} disabled={isDrafted} onClick={() => setNew(true)}>
            {t('New alert')}
          </Button>
        )
      }
    >
      <Flex vertical gap={16}>
        {isDrafted && <Typography.Text type="secondary">{t(DRAFTED)}</Typography.Text>}
        <Rules model={model} mayChange={may('define') && !isDrafted} />
        <Alerts list={alerts} />
      </Flex>
      {isNew && <AlertRuleForm model={model} close={() => setNew(false)} />}
    </Card>
  );
}

function Rules({ model, mayChange }: { readonly model: Model; readonly mayChange: boolean }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const say = useRuleSentence(model.key);
  if (model.warnings.length === 0) return null;
  const remove = (rule: AlertRule): void =>
    act(
      changeRules(model.key, (rules) => rules.filter(({ key }) => key !== rule.key)),
      askAllAgain,
    );
  return (
    <List
      size="small"
      header={t('An alert is raised when')}
      dataSource={[...model.warnings]}
      rowKey="key"
      renderItem={(rule) => (
        <List.Item
          data-rule={rule.key}
          extra={
            mayChange && (
              <Popconfirm
                title={t('Remove this alert?')}
                okText={t('Remove')}
                cancelText={t('Cancel')}
                onConfirm={() => remove(rule)}
              >
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={`${t('Remove')}: ${say(rule)}`}
                />
              </Popconfirm>
            )
          }
        >
          {say(rule)}
        </List.Item>
      )}
    />
  );
}

/** Returns a function that says a rule in words. */
function useRuleSentence(model: string): (rule: AlertRule) => string {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  const layers = (keys: readonly string[]): string => keys.map((key) => names.layer(model, key)).join(t(', '));
  return ({ from, to, watch, atLeast, share, within }) => {
    const moves = `${layers(from)} → ${layers(to)}`;
    if (watch) return `${moves}: ${t('any customer of')} ${names.segment(watch)}`;
    const limit = share ? `${f.share(share)} ${t('of the customers')}` : `${f.number(atLeast ?? 0)} ${t('customers')}`;
    return `${moves}: ${t('at least')} ${limit}${t(', ')}${t('within')} ${f.duration(within ?? '')}`;
  };
}
