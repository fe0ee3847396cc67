/** Fields of the campaign editor for the strategy that a campaign tries, and for the effect that is expected of it. */
import { Card, Col, Form, InputNumber, Row, Typography } from 'antd';
import type { ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import { hasNameOrKey } from '../../components/search.js';
import { useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';
import type { CampaignForm } from './campaign-form.js';
import type { StrategyChoice } from './channel-fields.js';

export function StrategyFields({
  strategies,
  values: { strategy, holdOutPercent },
}: {
  readonly strategies: readonly StrategyChoice[];
  readonly values: CampaignForm;
}): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const nameIn = useNameIn();
  // Without strategies, there is nothing to choose. A campaign that has one shows it.
  if (strategies.length === 0 && !strategy) return null;
  const options = strategies.map(({ key, name, objective }) => ({
    value: key,
    label: `${nameIn(name)} · ${enums('strategyObjective', objective)}`,
  }));
  return (
    <Card size="small" title={t('What it tries')}>
      <Row gutter={12}>
        <Col xs={24} md={14}>
          <Form.Item name="strategy" label={t('Strategy')}>
            <ClearableSelect showSearch filterOption={hasNameOrKey} options={options} />
          </Form.Item>
        </Col>
        <Col xs={24} md={10}>
          <Form.Item
            name="expectedEffect"
            label={t('Expected effect per customer')}
            extra={t('It has no influence on the verdict.')}
          >
            <InputNumber style={{ width: '100%' }} disabled={!strategy} />
          </Form.Item>
        </Col>
      </Row>
      {strategy && !holdOutPercent && (
        <Typography.Text type="warning">
          {t('Without a hold-out, the effect is not measured. Set one under the further settings.')}
        </Typography.Text>
      )}
    </Card>
  );
}
