/** Acquisition report: new customers of each coupon, their cost, and repeat purchases. */
import { Table } from 'antd';
import type { ReactNode } from 'react';
import type { CouponPageQuery } from '../../../../schema/generated/operations.js';
import { useFormat, useWords } from '../../words/language.js';

export function CouponAcquisition({
  rows,
  name,
}: {
  readonly rows: CouponPageQuery['couponAcquisition']['rows'];
  readonly name: (key: string | null) => string;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <Table
      rowKey={(r) => r.group ?? ''}
      size="small"
      pagination={false}
      dataSource={[...rows]}
      columns={[
        { title: t('Coupon'), render: (_v, r) => name(r.group) },
        { title: t('new'), dataIndex: 'customers', align: 'right', render: f.number },
        { title: t('Cost'), align: 'right', render: (_v, r) => f.money(r.cost) },
        { title: t('Cost of each'), align: 'right', render: (_v, r) => f.money(r.costPerCustomer) },
        {
          title: t('Repurchase in 30 days'),
          align: 'right',
          render: (_v, r) => f.share(r.repurchase.find((x) => x.days === 30)?.share),
        },
        { title: t('Profit'), align: 'right', render: (_v, r) => f.money(r.profit) },
      ]}
    />
  );
}
