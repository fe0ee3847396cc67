/** Fields that coupons and packs share: how often, and by whom, they may be claimed. */
import { Form, Input, InputNumber } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../words/language.js';

export function ClaimLimits(): ReactNode {
  const t = useWords();
  return (
    <>
      <Form.Item name="perCustomerLimit" label={t('Per customer')}>
        <InputNumber min={1} precision={0} />
      </Form.Item>
      <Form.Item name="totalLimit" label={t('All together')}>
        <InputNumber min={1} precision={0} />
      </Form.Item>
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
