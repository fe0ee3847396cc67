/** Fields of the campaign editor that most campaigns leave at their defaults. */
import { Card, Checkbox, Col, Collapse, Flex, Form, Input, InputNumber, Row, Select, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import { useLanguage, useSetting, useWords } from '../../words/language.js';
import { purposeName } from '../../words/reach-words.js';
import { useEnums } from '../../words/use-enums.js';
import type { CampaignForm } from './campaign-form.js';
import { DurationInput } from './duration-input.js';

const COUNTINGS = ['COUNTED', 'EXEMPT', 'EXEMPT_COUNTED'] as const;
/** Purposes that are offered. Any other can be typed as well. */
const PURPOSES = ['marketing', 'service'];

interface Props {
  readonly values: CampaignForm;
  readonly form: FormInstance<CampaignForm>;
}

export function MoreFields({ values, form }: Props): ReactNode {
  const t = useWords();
  const isRepeated = values.when !== 'START' && values.when !== 'AT';
  return (
    <Card size="small" styles={{ body: { padding: 0 } }}>
      <Collapse
        ghost
        items={[
          {
            key: 'more',
            // Fields of a closed section must exist too, so that an error is shown at its field.
            forceRender: true,
            label: t('More settings: hold-out, lateness, fallback, priority'),
            children: (
              <Flex vertical>
                <EffectFields />
                {isRepeated && <ReEntryFields values={values} />}
                <LateFields values={values} />
                {values.channels.length > 1 && <FallbackFields />}
                <RuleFields values={values} form={form} />
                <Form.Item name="description" label={t('Description')}>
                  <Input.TextArea autoSize maxLength={2000} />
                </Form.Item>
              </Flex>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Two({ children }: { readonly children: readonly [ReactNode, ReactNode] }): ReactNode {
  return (
    <Row gutter={12}>
      {children.map((child, index) => (
        <Col key={index} xs={24} md={12}>
          {child}
        </Col>
      ))}
    </Row>
  );
}

function EffectFields(): ReactNode {
  const t = useWords();
  return (
    <Two>
      <Form.Item
        name="holdOutPercent"
        rules={[{ type: 'integer', min: 0, max: 99 }]}
        label={t('Hold-out in percent')}
        extra={t('They get no message, to measure the effect.')}
      >
        <InputNumber placeholder="0" />
      </Form.Item>
      <Form.Item
        name="priority"
        rules={[{ type: 'integer' }]}
        label={t('Priority')}
        extra={t('A higher one is decided first.')}
      >
        <InputNumber placeholder="0" />
      </Form.Item>
    </Two>
  );
}

function ReEntryFields({ values }: { readonly values: CampaignForm }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  return (
    <Two>
      <Form.Item name="reEntry" label={t('How often a customer is contacted')}>
        <ClearableSelect
          placeholder={t('usual for this kind')}
          options={(['NEVER', 'ALWAYS', 'AFTER'] as const).map((value) => ({
            value,
            label: enums('reEntry', value),
          }))}
        />
      </Form.Item>
      {values.reEntry === 'AFTER' && (
        <Form.Item name="reEntryAfter" label={t('Time between two messages')}>
          <DurationInput />
        </Form.Item>
      )}
    </Two>
  );
}

function LateFields({ values }: { readonly values: CampaignForm }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  return (
    <>
      <Two>
        <Form.Item name="ifLate" label={t('If it becomes known too late')}>
          <ClearableSelect
            placeholder={enums('ifLate', 'MISSED')}
            options={(['MISSED', 'SEND_LATE'] as const).map((value) => ({ value, label: enums('ifLate', value) }))}
          />
        </Form.Item>
        {values.ifLate !== 'SEND_LATE' && (
          <Form.Item name="lateness" label={t('How late is too late')} extra={t('Empty: usual for this kind.')}>
            <DurationInput firstUnit="H" />
          </Form.Item>
        )}
      </Two>
      <Two>
        <Form.Item name="expiresAfter" label={t('A message expires after')} extra={t('Empty: 3 days.')}>
          <DurationInput />
        </Form.Item>
        <Form.Item
          name="recheck"
          valuePropName="checked"
          label={t('At the hand-over')}
          getValueProps={(value: boolean | null | undefined) => ({ checked: value ?? true })}
        >
          <Checkbox>{t('Check the audience and the goal again')}</Checkbox>
        </Form.Item>
      </Two>
    </>
  );
}

function FallbackFields(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  return (
    <Two>
      <Form.Item name={['fallback', 'after']} label={t('Next channel without a receipt after (empty: never)')}>
        <DurationInput firstUnit="H" />
      </Form.Item>
      <Form.Item name={['fallback', 'unless']} label={t('Unless it was')}>
        <ClearableSelect
          placeholder={enums('fallbackReceipt', 'DELIVERED')}
          options={(['DELIVERED', 'OPENED'] as const).map((value) => ({
            value,
            label: enums('fallbackReceipt', value),
          }))}
        />
      </Form.Item>
    </Two>
  );
}

function RuleFields({ values, form }: Props): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const { zone } = useSetting();
  const isChinese = useLanguage() === 'zh';
  return (
    <>
      <Two>
        <Form.Item name="purpose" label={t('Purpose that customers permit')}>
          <Select
            options={purposes(values.purpose).map((value) => ({ value, label: purposeName(value, isChinese) }))}
          />
        </Form.Item>
        <Form.Item name="tags" label={t('Tags for budgets')}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} />
        </Form.Item>
      </Two>
      <Two>
        <Form.Item name="transactional" valuePropName="checked" label={t('Kind')}>
          <Checkbox
            // How a transactional campaign counts is another default, so a chosen one does not stay.
            onChange={() => form.setFieldsValue({ counting: undefined, keepsQuietHours: undefined })}
          >
            {t('Transactional: no layers, no control group, no budgets')}
          </Checkbox>
        </Form.Item>
        <Form.Item name="counting" label={t('Budgets')}>
          <ClearableSelect
            placeholder={enums('campaignCounting', values.transactional ? 'EXEMPT' : 'COUNTED')}
            options={COUNTINGS.filter((value) => value !== 'EXEMPT' || values.transactional).map((value) => ({
              value,
              label: enums('campaignCounting', value),
            }))}
          />
        </Form.Item>
      </Two>
      {values.transactional && (
        <Form.Item name="keepsQuietHours" valuePropName="checked">
          <Checkbox>{t('Keeps quiet hours nevertheless')}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="zone" label={t('Time zone of customers without one')}>
        <Input placeholder={zone} style={{ maxWidth: 240 }} />
      </Form.Item>
    </>
  );
}

/** Returns the purposes that are offered, and the chosen one if it is another. */
const purposes = (chosen: string | null | undefined): string[] =>
  chosen && !PURPOSES.includes(chosen) ? [...PURPOSES, chosen] : PURPOSES;
