/** All coupons with their codes: searched by any name, and defined. */
import { App as AntApp, Button, Flex, Form, Input, InputNumber, Select, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  DefineCouponDocument,
  type CouponKind,
  type CouponPageQuery,
  type DefineCouponInput,
} from '../../../../schema/generated/operations.js';
import { ask, type ApiError } from '../../data/client.js';
import { useFormat, useWords } from '../../words/language.js';

export type ListedCoupon = CouponPageQuery['coupons']['edges'][number]['node'];

/** Kinds that a name and a value define: those that need more are defined by the API. */
const SIMPLE_KINDS = ['FULL_REDUCTION', 'FIXED_AMOUNT', 'DISCOUNT', 'EXCHANGE', 'GIFT'] as const satisfies CouponKind[];

/** Whether a coupon has a name in which a text occurs, in any case. */
function isNamed({ key, name, code, formerCodes }: ListedCoupon, search: string): boolean {
  const fold = (text: string): string => text.normalize('NFKC').toLowerCase();
  return [key, name, code ?? '', ...formerCodes].some((text) => fold(text).includes(fold(search.trim())));
}

export function CouponList({
  coupons,
  changed,
}: {
  readonly coupons: readonly ListedCoupon[];
  readonly changed: () => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [search, setSearch] = useState('');
  return (
    <Flex vertical gap={16}>
      <Input.Search
        allowClear
        style={{ maxWidth: 280 }}
        placeholder={t('Name, key or code')}
        aria-label={t('Name, key or code')}
        onChange={(e) => setSearch(e.target.value)}
      />
      <Table
        rowKey="key"
        size="small"
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        scroll={{ x: true }}
        dataSource={coupons.filter((c) => isNamed(c, search))}
        columns={[
          {
            title: t('Name'),
            render: (_v, c) => (
              <>
                {c.name} {c.retired && <Tag>{t('ended')}</Tag>}
              </>
            ),
          },
          { title: t('Key'), dataIndex: 'key', render: (k: string) => <code>{k}</code> },
          {
            title: t('Code'),
            render: (_v, c) => (
              <>
                {c.code && <code>{c.code}</code>}
                {c.formerCodes.length > 0 && <Tag>{`${t('before')}: ${c.formerCodes.join(', ')}`}</Tag>}
              </>
            ),
          },
          { title: t('Kind'), render: (_v, c) => <Tag>{c.kind}</Tag> },
          {
            title: t('Face value'),
            align: 'right',
            render: (_v, c) => (c.percentOff === null ? (c.faceValue ?? '') : `${c.percentOff} %`),
          },
          { title: t('since'), render: (_v, c) => f.instant(c.from) },
          { title: t('until'), render: (_v, c) => f.instant(c.until) },
        ]}
      />
      <DefineCoupon saved={changed} />
    </Flex>
  );
}

interface Filled {
  readonly key: string;
  readonly code?: string;
  readonly name?: string;
  readonly kind: (typeof SIMPLE_KINDS)[number];
  readonly worth?: number;
  readonly threshold?: number;
  readonly perCustomerLimit?: number;
}

/** What is left empty is left out: an existing coupon keeps it. */
function toInput({ worth, threshold, code, name, ...rest }: Filled): DefineCouponInput {
  const value = worth === undefined || worth === null ? undefined : String(worth);
  const worthOf = rest.kind === 'DISCOUNT' ? { percentOff: value } : { faceValue: value };
  return {
    ...rest,
    ...(code ? { code } : {}),
    ...(name ? { name } : {}),
    ...(value === undefined ? {} : worthOf),
    ...(threshold === undefined || threshold === null ? {} : { threshold: String(threshold) }),
  };
}

function DefineCoupon({ saved }: { readonly saved: () => void }): ReactNode {
  const t = useWords();
  const { message } = AntApp.useApp();
  const [form] = Form.useForm<Filled>();
  const define = (filled: Filled): void =>
    void ask(DefineCouponDocument, { input: toInput(filled) }).then(
      () => {
        void message.success(t('Saved'));
        form.resetFields();
        saved();
      },
      (e: ApiError) => message.error(e.message),
    );
  return (
    <Form form={form} layout="inline" style={{ rowGap: 8 }} onFinish={define} initialValues={{ kind: 'FIXED_AMOUNT' }}>
      <Form.Item name="key" label={t('Key')} rules={[{ required: true }]}>
        <Input style={{ width: 140 }} placeholder="spring_20" />
      </Form.Item>
      <Form.Item name="code" label={t('Code')}>
        <Input style={{ width: 140 }} placeholder="SPRING-20" />
      </Form.Item>
      <Form.Item name="name" label={t('Name')}>
        <Input style={{ width: 160 }} />
      </Form.Item>
      <Form.Item name="kind" label={t('Kind')}>
        <Select style={{ width: 180 }} options={SIMPLE_KINDS.map((value) => ({ value }))} />
      </Form.Item>
      <Form.Item name="worth" label={t('Value')}>
        <InputNumber min={0} />
      </Form.Item>
      <Form.Item name="threshold" label={t('Threshold')}>
        <InputNumber min={0} />
      </Form.Item>
      <Form.Item name="perCustomerLimit" label={t('Per customer')}>
        <InputNumber min={1} precision={0} />
      </Form.Item>
      <Button type="primary" htmlType="submit">
        {t('Define')}
      </Button>
    </Form>
  );
}
