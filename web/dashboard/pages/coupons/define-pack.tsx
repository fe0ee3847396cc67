/** Pack form: the coupons with their counts, the eligibility, and the claim limits. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useActionFeedback } from '../../components/action-feedback.js';
import { hasNameOrKey } from '../../components/search.js';
import {
  DefineCouponPackDocument,
  type CouponPacksQuery,
  type DefineCouponPackInput,
} from '../../../../schema/generated/operations.js';
import { useNewVersion } from '../../components/new-version.js';
import { NumberField } from '../../components/number-field.js';
import { ask } from '../../data/client.js';
import { useWords } from '../../words/language.js';
import { ClaimLimits, Eligible } from './claim-fields.js';

export type ListedPack = CouponPacksQuery['couponPacks']['edges'][number]['node'];

interface Named {
  readonly key: string;
  readonly name: string;
}

type Filled = Pick<DefineCouponPackInput, 'key' | 'name' | 'eligible' | 'perCustomerLimit' | 'totalLimit'> & {
  readonly coupons: readonly { readonly coupon: string; readonly count: number }[];
};

const BLANK = { coupons: [{ count: 1 }] };

/**
 * Converts the form to input of the API. An empty field becomes null, which removes its value from an existing pack.
 */
function toInput({ name, eligible, ...rest }: Filled): DefineCouponPackInput {
  return { ...rest, name: name || null, eligible: eligible || null, coupons: [...rest.coupons] };
}

/** Form that defines a pack. `start` contains the values of the pack to edit. */
export function DefinePack({
  coupons,
  start,
  taken,
  saved,
}: {
  readonly coupons: readonly Named[];
  readonly start: ListedPack | undefined;
  readonly taken: (key: string) => boolean;
  readonly saved: () => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const asVersion = useNewVersion();
  const [form] = Form.useForm<Filled>();
  const define = (filled: Filled): void =>
    act(
      ask(DefineCouponPackDocument, { input: toInput(filled) }),
      () => {
        form.resetFields();
        saved();
      },
      t('Saved'),
    );
  return (
    <Form
      form={form}
      name="pack"
      layout="inline"
      style={{ rowGap: 8 }}
      onFinish={(filled: Filled) => asVersion(!start && taken(filled.key), () => define(filled))}
      initialValues={start ?? BLANK}
      aria-label={t('Pack')}
    >
      <Form.Item name="key" label={t('Key')} rules={[{ required: true }]}>
        <Input style={{ width: 140 }} placeholder="spring_20" disabled={start !== undefined} />
      </Form.Item>
      <Form.Item name="name" label={t('Name')}>
        <Input style={{ width: 160 }} />
      </Form.Item>
      <PackCoupons coupons={coupons} />
      <ClaimLimits />
      <Eligible />
      <Button type="primary" htmlType="submit">
        {start ? t('Save') : t('Define')}
      </Button>
    </Form>
  );
}

function PackCoupons({ coupons }: { readonly coupons: readonly Named[] }): ReactNode {
  const t = useWords();
  const options = coupons.map(({ key, name }) => ({ value: key, label: name }));
  return (
    <Form.List name="coupons">
      {(rows, { add, remove }) => (
        <Flex vertical gap={8}>
          {rows.map((row) => (
            <Flex key={row.key} gap={8}>
              <Form.Item name={[row.name, 'coupon']} label={t('Coupon')} rules={[{ required: true }]}>
                <Select showSearch filterOption={hasNameOrKey} style={{ width: 200 }} options={options} />
              </Form.Item>
              <NumberField name={[row.name, 'count']} label={t('How many')} min={1} max={50} whole required />
              {rows.length > 1 && (
                <Button icon={<DeleteOutlined />} aria-label={t('Remove')} onClick={() => remove(row.name)} />
              )}
            </Flex>
          ))}
          <Button icon={<PlusOutlined />} style={{ alignSelf: 'start' }} onClick={() => add({ count: 1 })}>
            {t('Another coupon')}
          </Button>
        </Flex>
      )}
    </Form.List>
  );
}
