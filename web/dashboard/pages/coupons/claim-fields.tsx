/** Form fields shared by coupons and packs: claim limits and eligibility. */
import { Form, Input } from 'antd';
import type { ReactNode } from 'react';
import { NumberField } from '../../components/number-field.js';
import { useWords } from '../../words/language.js';

export function ClaimLimits(): ReactNode {
  const t = useWords();
  return (
    <>
      <NumberField name="perCustomerLimit" label={t('Per customer')} min={1} whole />
      <NumberField name="totalLimit" label={t('All together')} min={1} whole />
    </>
  );
}

export function Eligible(): ReactNode {
  const t = useWords();
  return (
    <Form.Item name="eligible" label={t('Who may claim')}>
      <Input style={{ width: 260 }} placeholder={t('segment, layer or condition; empty: everyone')} />
    </Form.Item>
  );
}
