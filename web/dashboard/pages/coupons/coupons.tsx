/** Coupon reports: popularity, acquisition, and comparison of face values. */
import { Alert, Card, Empty, Flex, InputNumber, Select, Table, Tabs, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  CouponListDocument,
  CouponPageDocument,
  CouponUpliftDocument,
  ExperimentListDocument,
} from '../../../../schema/generated/operations.js';
import { useAll } from '../../data/paged-lists.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { Loaded } from '../../components/loaded.js';
import { CouponAcquisition } from './coupon-acquisition.js';
import { CouponList } from './coupon-list.js';
import { CouponPopularity } from './coupon-popularity.js';
import { Packs } from './packs.js';
import { PriceLadder } from './price-ladder.js';

export function Coupons(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [margin, setMargin] = useState('0.3');
  const nameIn = useNameIn();
  const asked = useAsk(CouponPageDocument, { margin });
  const coupons = useAll(CouponListDocument, {}, (answer) => answer.coupons);
  const experiments = useAll(ExperimentListDocument, {}, (answer) => answer.experiments);
  const all = {
    ...asked,
    data: asked.data && coupons.data && experiments.data && asked.data,
    error: asked.error ?? coupons.error ?? experiments.error,
  };
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" wrap gap={8}>
        <h1 style={{ margin: 0 }}>{t('Coupons')}</h1>
        <label>
          {t('Margin')}{' '}
          <InputNumber min={0} max={1} step={0.05} value={Number(margin)} onChange={(v) => setMargin(String(v ?? 1))} />
        </label>
      </Flex>
      <Loaded of={all}>
        {({ couponPopularity, couponAcquisition, couponPreference }) => {
          const names = new Map((coupons.data ?? []).map((c) => [c.key, { ...c, name: nameIn(c.name) }]));
          const tests = (experiments.data ?? []).map((e) => ({ ...e, name: nameIn(e.name) }));
          const name = (key: string | null | undefined): string => names.get(key ?? '')?.name ?? key ?? '–';
          return (
            <Tabs
              items={[
                {
                  key: 'popularity',
                  label: t('Popularity'),
                  children: <CouponPopularity rows={couponPopularity.rows} named={(key) => names.get(key ?? '')} />,
                },
                {
                  key: 'list',
                  label: t('All coupons'),
                  children: <CouponList coupons={[...names.values()]} changed={coupons.again} />,
                },
                { key: 'packs', label: t('Packs'), children: <Packs coupons={[...names.values()]} /> },
                {
                  key: 'preference',
                  label: t('Preference'),
                  children: (
                    <Table
                      rowKey={(r) => `${r.customers}${r.group}`}
                      size="small"
                      pagination={false}
                      dataSource={[...couponPreference.rows]}
                      columns={[
                        { title: t('Customers'), render: (_v, r) => t(r.customers === 'new' ? 'new' : 'old') },
                        { title: t('Coupon'), render: (_v, r) => name(r.group) },
                        { title: t('Uses'), dataIndex: 'uses', align: 'right', render: f.number },
                        { title: t('Share'), align: 'right', render: (_v, r) => f.share(r.share) },
                        {
                          title: t('TGI'),
                          align: 'right',
                          render: (_v, r) => (
                            <Typography.Text strong={r.tgi >= 120}>{Math.round(r.tgi)}</Typography.Text>
                          ),
                        },
                      ]}
                    />
                  ),
                },
                {
                  key: 'uplift',
                  label: t('Uplift'),
                  children:
                    names.size === 0 ? (
                      <Empty />
                    ) : (
                      <Uplift coupons={[...names.values()]} experiments={tests} margin={margin} />
                    ),
                },
                {
                  key: 'ladder',
                  label: t('Price ladder'),
                  children:
                    tests.length === 0 ? (
                      <Empty description={t('There is no experiment yet.')} />
                    ) : (
                      <PriceLadder experiments={tests} margin={margin} />
                    ),
                },
                {
                  key: 'acquisition',
                  label: t('Acquisition'),
                  children: <CouponAcquisition rows={couponAcquisition.rows} name={name} />,
                },
              ]}
            />
          );
        }}
      </Loaded>
    </Flex>
  );
}

interface Named {
  readonly key: string;
  readonly name: string;
}

/** Shows the uplift of a coupon: outcomes with and without it, their difference, and the confidence interval. */
function Uplift({
  coupons,
  experiments,
  margin,
}: {
  readonly coupons: readonly Named[];
  readonly experiments: readonly Named[];
  readonly margin: string;
}): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const options = [
    { label: t('Experiment'), options: experiments.map((e) => ({ value: `e:${e.key}`, label: e.name })) },
    { label: t('Coupon'), options: coupons.map((c) => ({ value: `c:${c.key}`, label: c.name })) },
  ].filter((g) => g.options.length > 0);
  const [chosen, choose] = useState(options[0].options[0].value);
  const key = chosen.slice(2);
  const asked = useAsk(
    CouponUpliftDocument,
    chosen.startsWith('e:') ? { experiment: key, margin } : { coupon: key, margin },
  );
  const figure = (metric: string, n: number): string => {
    if (['CONVERSION', 'REPURCHASE', 'RETENTION'].includes(metric)) return f.share(n);
    return ['GMV', 'AVERAGE_ORDER', 'NET_GAIN'].includes(metric) ? f.money(n) : n.toFixed(2);
  };
  return (
    <Flex vertical gap={16}>
      <Select
        aria-label={t('Experiment')}
        value={chosen}
        onChange={choose}
        style={{ maxWidth: 360 }}
        options={options}
      />
      <Loaded of={asked}>
        {({ couponUplift: u }) => (
          <>
            <Typography.Text type="secondary">
              {u.method === 'HOLD_OUT'
                ? t('against the hold-out')
                : t('without a hold-out: against customers who match in prior orders, average order and layer')}
              {' · '}
              {f.duration(u.window)}
            </Typography.Text>
            {u.sampleRatio && !u.sampleRatio.trusted && (
              <Alert
                type="warning"
                showIcon
                title={t('The groups are more uneven than chance explains: do not read the rest.')}
                description={`p = ${u.sampleRatio.p.toExponential(1)}`}
              />
            )}
            <Table
              rowKey="variant"
              size="small"
              pagination={false}
              dataSource={[...u.groups]}
              columns={[
                {
                  title: t('Group'),
                  render: (_v, g) => (
                    <>
                      <span data-given>{g.variant}</span> {g.holdOut && <Tag>{t('hold-out')}</Tag>}
                    </>
                  ),
                },
                { title: t('Customers'), dataIndex: 'customers', align: 'right', render: f.number },
                { title: t('Orders'), dataIndex: 'orders', align: 'right', render: f.number },
                { title: t('Order value'), align: 'right', render: (_v, g) => f.money(g.gmv) },
                { title: t('Cost'), align: 'right', render: (_v, g) => f.money(g.cost) },
              ]}
            />
            {u.comparisons.map((c) => (
              <Card key={c.variant} size="small" title={<span data-given>{c.variant}</span>}>
                <Table
                  rowKey="metric"
                  size="small"
                  pagination={false}
                  scroll={{ x: true }}
                  dataSource={[...c.metrics]}
                  columns={[
                    { title: t('Metric'), render: (_v, m) => enums('outcome', m.metric) },
                    { title: t('with'), align: 'right', render: (_v, m) => figure(m.metric, m.treated) },
                    { title: t('without'), align: 'right', render: (_v, m) => figure(m.metric, m.control) },
                    {
                      title: t('Difference'),
                      align: 'right',
                      render: (_v, m) => (
                        <Typography.Text
                          strong={m.significant}
                        >{`${m.difference >= 0 ? '+' : ''}${figure(m.metric, m.difference)}`}</Typography.Text>
                      ),
                    },
                    {
                      title: '95 %',
                      align: 'right',
                      render: (_v, m) => `${figure(m.metric, m.interval.low)} … ${figure(m.metric, m.interval.high)}`,
                    },
                    {
                      title: t('good at any time'),
                      align: 'right',
                      render: (_v, m) =>
                        m.alwaysValid
                          ? `${figure(m.metric, m.alwaysValid.low)} … ${figure(m.metric, m.alwaysValid.high)}`
                          : '–',
                    },
                  ]}
                />
              </Card>
            ))}
          </>
        )}
      </Loaded>
    </Flex>
  );
}
