/** Price ladder of an experiment: the effect of each face value in comparison with the hold-out group. */
import { Card, Flex, Select, Table, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { PriceLadderDocument } from '../../../../schema/generated/operations.js';
import { Chart } from '../../components/chart.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';

/**
 * Shows the differences from the hold-out group with their intervals. A difference is bold if its interval excludes
 * zero.
 */
export function PriceLadder({
  experiments,
  margin,
}: {
  readonly experiments: readonly { readonly key: string; readonly name: string }[];
  readonly margin: string;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [chosen, choose] = useState(experiments[0].key);
  const asked = useAsk(PriceLadderDocument, { experiment: chosen, margin });
  return (
    <Flex vertical gap={16}>
      <Select
        aria-label={t('Experiment')}
        value={chosen}
        onChange={choose}
        style={{ maxWidth: 360 }}
        options={experiments.map((e) => ({ value: e.key, label: e.name }))}
      />
      <Loaded of={asked}>
        {({ couponPriceLadder: l }) => {
          const of = (r: (typeof l.rungs)[number], metric: string): (typeof r.metrics)[number] | undefined =>
            r.metrics.find((m) => m.metric === metric);
          const cell = (r: (typeof l.rungs)[number], metric: string, show: (n: number) => string): ReactNode => {
            const m = of(r, metric);
            return m ? (
              <Typography.Text
                strong={m.significant}
              >{`${m.difference >= 0 ? '+' : ''}${show(m.difference)} (${show(m.interval.low)} … ${show(m.interval.high)})`}</Typography.Text>
            ) : (
              '–'
            );
          };
          const money = (n: number): string => f.money(n);
          return (
            <Card title={`${t('Cheapest that pays')}: ${l.cheapest ? f.money(l.cheapest) : t('none is sure to pay')}`}>
              <Chart
                label={l.rungs.map((r) => `${r.faceValue}: ${of(r, 'NET_GAIN')?.difference.toFixed(2)}`).join('; ')}
                height={220}
                option={{
                  tooltip: {},
                  grid: { left: 8, right: 8, top: 16, bottom: 8, containLabel: true },
                  xAxis: { type: 'category', data: l.rungs.map((r) => r.faceValue) },
                  yAxis: { type: 'value' },
                  // Each bar is a confidence interval. The line through the bars connects the estimates.
                  series: [
                    {
                      type: 'bar',
                      stack: 'i',
                      data: l.rungs.map((r) => of(r, 'NET_GAIN')?.interval.low ?? 0),
                      itemStyle: { color: 'transparent' },
                      tooltip: { show: false },
                    },
                    {
                      name: '95 %',
                      type: 'bar',
                      stack: 'i',
                      stackStrategy: 'all',
                      barWidth: 24,
                      data: l.rungs.map((r) => {
                        const m = of(r, 'NET_GAIN');
                        return m ? m.interval.high - m.interval.low : 0;
                      }),
                      itemStyle: { color: '#93c5fd' },
                    },
                    {
                      name: t('Net gain per customer'),
                      type: 'line',
                      symbolSize: 10,
                      lineStyle: { width: 0 },
                      data: l.rungs.map((r) => of(r, 'NET_GAIN')?.difference ?? 0),
                      itemStyle: { color: '#1d4ed8' },
                    },
                  ],
                }}
              />
              <Table
                rowKey="variant"
                size="small"
                pagination={false}
                scroll={{ x: true }}
                dataSource={[...l.rungs]}
                columns={[
                  { title: t('Face value'), align: 'right', render: (_v, r) => f.money(r.faceValue) },
                  { title: t('Customers'), dataIndex: 'customers', align: 'right', render: f.number },
                  { title: t('Cost'), align: 'right', render: (_v, r) => f.money(r.cost) },
                  {
                    title: `${t('Conversion')}, ${t('against the hold-out')}`,
                    render: (_v, r) => cell(r, 'CONVERSION', f.share),
                  },
                  { title: t('Average order'), render: (_v, r) => cell(r, 'AVERAGE_ORDER', money) },
                  { title: t('Net gain per customer'), render: (_v, r) => cell(r, 'NET_GAIN', money) },
                ]}
              />
            </Card>
          );
        }}
      </Loaded>
    </Flex>
  );
}
