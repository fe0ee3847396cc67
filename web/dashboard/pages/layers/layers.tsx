/** Layer models: the distribution of customers, the moves between two days, and alerts about moves. */
import { Card, DatePicker, Empty, Flex, Select, Table, Tag } from 'antd';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { useState, type ReactNode } from 'react';
import {
  LayerMatrixDocument,
  LayerPageDocument,
  type LayerPageQuery,
} from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useSetting, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { Chart } from '../../components/chart.js';
import { Loaded } from '../../components/loaded.js';
import { ConditionText } from '../../components/condition-text.js';
import { LayerAlerts } from './layer-alerts.js';
import { QualityCard } from './layer-quality.js';

dayjs.extend(utc);
dayjs.extend(timezone);

type Model = LayerPageQuery['layerModels'][number];

/** Shows the model with the key `of`, or the first one. */
export function Layers({ of }: { readonly of?: string | undefined }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const asked = useAsk(LayerPageDocument, {});
  const nameIn = useNameIn();
  const [chosen, choose] = useState(of);
  return (
    <Loaded of={asked}>
      {({ workspace, layerModels, alerts }) => {
        const model = layerModels.find((m) => m.key === chosen) ?? layerModels[0];
        if (!model)
          return (
            <Empty description={t('There is no layer model yet. Install one under Templates.')}>
              <a href="#/templates">{t('Templates')}</a>
            </Empty>
          );
        const counts = new Map(model.distribution.map((d) => [d.layer, d]));
        return (
          <Flex vertical gap={16}>
            <Flex justify="space-between" wrap gap={8}>
              <h1 style={{ margin: 0 }}>{t('Layers')}</h1>
              <Select
                aria-label={t('Layers')}
                value={model.key}
                onChange={choose}
                style={{ minWidth: 240 }}
                options={layerModels.map((m) => ({ value: m.key, label: nameIn(m.name) }))}
              />
            </Flex>
            <Card title={t('Distribution')}>
              <Chart
                label={model.layers.map((l) => `${nameIn(l.name)}: ${counts.get(l.key)?.count ?? 0}`).join('; ')}
                height={220}
                option={{
                  tooltip: {},
                  grid: { left: 8, right: 8, top: 24, bottom: 8, containLabel: true },
                  xAxis: { type: 'category', data: model.layers.map((l) => nameIn(l.name)) },
                  yAxis: { type: 'value' },
                  series: [
                    {
                      type: 'bar',
                      data: model.layers.map((l) => counts.get(l.key)?.count ?? 0),
                      label: { show: true, position: 'top' },
                      itemStyle: { color: '#1d4ed8' },
                    },
                  ],
                }}
              />
              <Table
                rowKey="key"
                size="small"
                pagination={false}
                scroll={{ x: true }}
                dataSource={[...model.layers]}
                columns={[
                  { title: t('Layer'), render: (_v, l) => nameIn(l.name) },
                  { title: t('Size'), align: 'right', render: (_v, l) => f.number(counts.get(l.key)?.count ?? 0) },
                  { title: t('Share'), align: 'right', render: (_v, l) => f.share(counts.get(l.key)?.share) },
                  { title: t('Objective'), render: (_v, l) => nameIn(l.objective ?? l.advice ?? '') },
                  {
                    title: t('Strategies'),
                    render: (_v, l) => (
                      <a href={`#/strategies/for/${encodeURIComponent(`${model.key}.${l.key}`)}`}>
                        {t('What is known for a layer')}
                      </a>
                    ),
                  },
                  { title: t('Reach'), render: (_v, l) => <Tag>{enums('layerPolicy', l.reach)}</Tag> },
                  { title: t('Coupons'), render: (_v, l) => <Tag>{enums('layerPolicy', l.coupons)}</Tag> },
                  {
                    title: t('Condition'),
                    dataIndex: 'when',
                    render: (x: string | null) => (x ? <ConditionText of={x} /> : t('everyone else')),
                  },
                ]}
              />
            </Card>
            <QualityCard key={model.key} model={model.key} layers={model.layers} hasDraft={Boolean(model.nextDraft)} />
            <Card title={t('Migration')}>
              <Matrix model={model} now={workspace.now} />
            </Card>
            <LayerAlerts
              key={model.key}
              model={model}
              alerts={alerts.edges.map((e) => e.node).filter((a) => a.model === model.key)}
            />
          </Flex>
        );
      }}
    </Loaded>
  );
}

/**
 * Shows the moves between two times as a table. The rows are the layers at the first time, and the columns are the
 * layers at the second time. Customers that stayed in their layer are on the diagonal.
 */
function Matrix({ model, now }: { readonly model: Model; readonly now: string }): ReactNode {
  const t = useWords();
  // `today` is the time of the workspace when the page was opened. The clock of the browser may be wrong, and a sandbox
  // has its own clock.
  const { zone } = useSetting();
  const nameIn = useNameIn();
  const [today] = useState(() => (zone ? dayjs(now).tz(zone) : dayjs(now)));
  const [range, setRange] = useState(() => [today.subtract(30, 'day'), today] as const);
  const asked = useAsk(LayerMatrixDocument, {
    model: model.key,
    from: range[0].toISOString(),
    to: range[1].toISOString(),
  });
  const name = (key: string | null | undefined): string =>
    key ? nameIn(model.layers.find((l) => l.key === key)?.name ?? key) : t('was not there yet');
  return (
    <Flex vertical gap={12}>
      <DatePicker.RangePicker
        aria-label={`${t('from')} ${t('to')}`}
        allowClear={false}
        value={[...range]}
        maxDate={today}
        onChange={(v) =>
          v?.[0] && v[1] && setRange([v[0].startOf('day'), v[1].isSame(today, 'day') ? today : v[1].endOf('day')])
        }
      />
      <Loaded of={asked}>
        {({ layerMigrations: cells }) => {
          const rows = [...(cells.some((c) => !c.from) ? [null] : []), ...model.layers.map((l) => l.key)];
          const moved = cells.filter((c) => c.from !== c.to);
          const most = Math.max(1, ...moved.map((c) => c.count));
          return (
            <>
              <Chart
                label={moved.map((c) => `${name(c.from)} → ${name(c.to)}: ${c.count}`).join('; ') || t('Migration')}
                height={80 + rows.length * 40}
                option={{
                  tooltip: {
                    formatter: (p: { data: [number, number, number] }) =>
                      `${name(rows[p.data[1]])} → ${nameIn(model.layers[p.data[0]].name)}: ${p.data[2]}`,
                  },
                  grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
                  xAxis: {
                    type: 'category',
                    position: 'top',
                    data: model.layers.map((l) => nameIn(l.name)),
                    splitArea: { show: true },
                  },
                  yAxis: { type: 'category', inverse: true, data: rows.map(name), splitArea: { show: true } },
                  visualMap: { show: false, min: 0, max: most, inRange: { color: ['#f8fafc', '#93c5fd', '#1d4ed8'] } },
                  series: [
                    {
                      type: 'heatmap',
                      label: { show: true },
                      data: cells.map((c) => [
                        model.layers.findIndex((l) => l.key === c.to),
                        rows.indexOf(c.from ?? null),
                        c.count,
                      ]),
                    },
                  ],
                }}
              />
            </>
          );
        }}
      </Loaded>
    </Flex>
  );
}
