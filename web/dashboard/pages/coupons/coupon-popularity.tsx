/** Popularity report: a bar chart and a table. */
import { Empty, Flex, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import type { CouponPageQuery } from '../../../../schema/generated/operations.js';
import { Chart } from '../../components/chart.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import type { ListedCoupon } from './coupon-list.js';

interface Props {
  readonly rows: CouponPageQuery['couponPopularity']['rows'];
  /** Returns the coupon with this key, or undefined if the workspace does not define it. */
  readonly named: (key: string | null | undefined) => ListedCoupon | undefined;
}

export function CouponPopularity(props: Props): ReactNode {
  if (props.rows.length === 0) return <Empty />;
  return (
    <Flex vertical gap={16}>
      <Bars {...props} />
      <Figures {...props} />
    </Flex>
  );
}

const nameIn = ({ named }: Props, key: string | null | undefined): string => named(key)?.name ?? key ?? '–';

function Bars(props: Props): ReactNode {
  const t = useWords();
  const { rows } = props;
  const name = (key: string | null | undefined): string => nameIn(props, key);
  return (
    <Chart
      label={rows.map((r) => `${name(r.group)}: ${r.claimed} ${t('Claimed')}, ${r.used} ${t('Used')}`).join('; ')}
      option={{
        tooltip: { trigger: 'axis' },
        legend: { top: 0 },
        grid: { left: 8, right: 8, top: 32, bottom: 8, containLabel: true },
        xAxis: { type: 'category', data: rows.map((r) => name(r.group)) },
        yAxis: { type: 'value' },
        series: [
          {
            name: t('Claimed'),
            type: 'bar',
            data: rows.map((r) => r.claimed),
            itemStyle: { color: '#93c5fd' },
          },
          {
            name: t('Used'),
            type: 'bar',
            data: rows.map((r) => r.used),
            itemStyle: { color: '#1d4ed8' },
          },
        ],
      }}
    />
  );
}

function Figures(props: Props): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const { rows, named } = props;
  const name = (key: string | null | undefined): string => nameIn(props, key);
  return (
    <Table
      rowKey={(r) => r.group ?? ''}
      size="small"
      pagination={false}
      scroll={{ x: true }}
      dataSource={[...rows]}
      columns={[
        {
          title: t('Coupon'),
          render: (_v, r) => (
            <>
              {name(r.group)} {named(r.group)?.code && <code>{named(r.group)!.code}</code>}{' '}
              {named(r.group) && <Tag>{enums('couponKind', named(r.group)!.kind)}</Tag>}
            </>
          ),
        },
        { title: t('Issued'), dataIndex: 'issued', align: 'right', render: f.number },
        { title: t('Claimed'), dataIndex: 'claimed', align: 'right', render: f.number },
        {
          title: t('Used'),
          dataIndex: 'used',
          align: 'right',
          render: f.number,
          sorter: (a, b) => a.used - b.used,
        },
        { title: t('Without a customer'), dataIndex: 'unattributed', align: 'right', render: f.number },
        { title: t('Expired'), dataIndex: 'expired', align: 'right', render: f.number },
        { title: t('Claim rate'), align: 'right', render: (_v, r) => f.share(r.claimRate) },
        { title: t('Use rate'), align: 'right', render: (_v, r) => f.share(r.useRate) },
        { title: t('New customers'), align: 'right', render: (_v, r) => f.share(r.newShare) },
        {
          title: t('Median days'),
          align: 'right',
          render: (_v, r) => r.medianDays?.toFixed(1) ?? '–',
        },
        { title: t('Cost'), align: 'right', render: (_v, r) => f.money(r.discount) },
      ]}
    />
  );
}
