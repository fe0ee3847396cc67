/** A strategy: how it is measured, a forest plot for each layer, and the records of its trials. */
import { Card, Descriptions, Empty, Flex, Table, Tag, Typography } from 'antd';
import type { ReactNode } from 'react';
import {
  StrategyPageDocument,
  type StrategyPageQuery,
  type TrialMetric,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { campaignLink } from '../reach/campaign-list.js';
import { ForestPlot } from './forest-plot.js';
import { RecordLayer } from './record-layer.js';
import { useEffectFormat } from './use-effect-format.js';
import { VerdictTag } from './verdict-tag.js';

type Shown = NonNullable<StrategyPageQuery['strategy']>;
type Evidence = Shown['evidence'][number];
type Trial = Evidence['trials'][number];
type StrategyRecord = StrategyPageQuery['strategyRecords']['edges'][number]['node'];

/** Number of records that the page shows. */
const MOST_RECORDS = 100;

export function StrategyDetails({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const asked = useAsk(StrategyPageDocument, { key: of, first: MOST_RECORDS });
  return (
    <Loaded of={asked}>
      {({ strategy, strategyRecords }) =>
        strategy ? (
          <Page
            strategy={strategy}
            records={strategyRecords.edges.map(({ node }) => node)}
            hasMore={strategyRecords.pageInfo.hasNextPage}
          />
        ) : (
          <Empty description={t('There is no strategy with this key.')} />
        )
      }
    </Loaded>
  );
}

function Page({
  strategy,
  records,
  hasMore,
}: {
  readonly strategy: Shown;
  readonly records: readonly StrategyRecord[];
  readonly hasMore: boolean;
}): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const none = t('No record of this strategy so far. Name it in a campaign with a hold-out.');
  return (
    <Flex vertical gap={16}>
      <Flex gap={8} align="center" wrap>
        <h1 style={{ margin: 0, flex: 1 }}>{nameIn(strategy.name)}</h1>
        <a href="#/strategies">{t('Back to the strategies')}</a>
      </Flex>
      {strategy.description && <Typography.Text>{nameIn(strategy.description)}</Typography.Text>}
      <Plan strategy={strategy} />
      {strategy.evidence.length === 0 && <Empty description={none} />}
      {strategy.evidence.map((evidence) => (
        <LayerCard key={evidence.layer ?? ''} evidence={evidence} metric={strategy.metric} />
      ))}
      <Records records={records} />
      {hasMore && <Typography.Text type="secondary">{t('Only the first records are shown.')}</Typography.Text>}
    </Flex>
  );
}

function Plan({ strategy }: { readonly strategy: Shown }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const names = useNames();
  const format = useEffectFormat();
  const { objective, offer, metric, leastEffect, layers } = strategy;
  const items = [
    [t('Objective'), enums('strategyObjective', objective)],
    [t('Offer'), enums('strategyOffer', offer)],
    [t('Measured by'), `${enums('trialMetric', metric)} (${f.duration(strategy.window)})`],
    [t('Smallest effect that matters'), format.effect(leastEffect, metric)],
    [t('Layers it is meant for'), layers.map((layer) => names.segment(layer)).join(' · ') || t('all layers')],
  ];
  return (
    <Descriptions
      size="small"
      bordered
      column={{ xs: 1, md: 2 }}
      items={items.map(([label, children]) => ({ key: label, label, children }))}
    />
  );
}

/** Shows the trials of a layer as a plot, with a table next to it. */
function LayerCard({ evidence, metric }: { readonly evidence: Evidence; readonly metric: TrialMetric }): ReactNode {
  const t = useWords();
  const names = useNames();
  const format = useEffectFormat();
  const { layer, pooled, standing, interval } = evidence;
  const title = layer ? names.segment(layer) : t('All customers');
  const summary =
    pooled && `${t('Combined')}: ${format.effect(pooled.mean, metric)} (${format.range(interval, metric)})`;
  return (
    <Card
      size="small"
      title={
        <>
          {layer ? <a href={`#/strategies/for/${encodeURIComponent(layer)}`}>{title}</a> : title}{' '}
          <VerdictTag of={standing} />
        </>
      }
    >
      <Flex gap={24} wrap align="start">
        <div style={{ flex: '1 1 320px', minWidth: 0 }}>
          <ForestPlot evidence={evidence} metric={metric} />
        </div>
        <div style={{ flex: '1 1 360px', minWidth: 0 }}>
          <TrialTable trials={evidence.trials} metric={metric} />
          {summary && <Typography.Text>{summary}</Typography.Text>}
        </div>
      </Flex>
    </Card>
  );
}

function TrialTable({
  trials,
  metric,
}: {
  readonly trials: readonly Trial[];
  readonly metric: TrialMetric;
}): ReactNode {
  const t = useWords();
  const format = useEffectFormat();
  return (
    <Table<Trial>
      rowKey="key"
      size="small"
      pagination={false}
      scroll={{ x: true }}
      dataSource={[...trials]}
      columns={[
        { title: t('Source'), render: (_v, trial) => <Source of={trial} /> },
        { title: t('Effect'), align: 'right', render: (_v, { figure }) => format.effect(figure?.effect, metric) },
        { title: t('Interval'), align: 'right', render: (_v, { figure }) => format.range(figure?.interval, metric) },
        { title: t('Verdict'), render: (_v, { verdict }) => <VerdictTag of={verdict} /> },
      ]}
    />
  );
}

type Sourced = Pick<StrategyRecord, 'source' | 'sourceVersion' | 'origin'>;

/** Names the trial of a record. The name of a campaign leads to its page. */
function Source({ of: { source, sourceVersion, origin } }: { readonly of: Sourced }): ReactNode {
  const enums = useEnums();
  const nameIn = useNameIn();
  const label = sourceVersion == null ? nameIn(source) : `${source} v${sourceVersion}`;
  return (
    <>
      {origin === 'CAMPAIGN' ? <a href={campaignLink(source)}>{label}</a> : label}{' '}
      {origin !== 'CAMPAIGN' && <Tag>{enums('strategyOrigin', origin)}</Tag>}
    </>
  );
}

function Records({ records }: { readonly records: readonly StrategyRecord[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const format = useEffectFormat();
  return (
    <Table<StrategyRecord>
      rowKey="key"
      size="small"
      title={() => t('Records')}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      dataSource={[...records]}
      columns={[
        { title: t('Source'), render: (_v, record) => <Source of={record} /> },
        { title: t('Layer'), render: (_v, { layer }) => <RecordLayer of={layer} /> },
        { title: t('State'), render: (_v, { state }) => enums('strategyRecordState', state) },
        {
          title: t('Treated / held out'),
          align: 'right',
          render: (_v, { figure }) => (figure ? `${f.number(figure.treated)} / ${f.number(figure.heldOut)}` : '–'),
        },
        {
          title: t('Effect'),
          align: 'right',
          render: (_v, { figure, metric }) => format.effect(figure?.effect, metric),
        },
        {
          title: t('Figure at the close'),
          align: 'right',
          render: (_v, { closing, metric }) => format.effect(closing?.figure.effect, metric),
        },
        {
          title: t('Expected before'),
          align: 'right',
          render: (_v, { expected, metric }) => format.effect(expected, metric),
        },
        {
          title: t('Coupon cost per customer'),
          align: 'right',
          render: (_v, { figure }) => format.effect(figure?.cost, 'REVENUE'),
        },
        { title: t('Verdict'), render: (_v, record) => <Judged record={record} /> },
      ]}
    />
  );
}

function Judged({ record: { verdict, isPlannedBefore, origin } }: { readonly record: StrategyRecord }): ReactNode {
  const t = useWords();
  const isLate = !isPlannedBefore && origin !== 'BY_HAND';
  return (
    <>
      <VerdictTag of={verdict} />
      {isLate && <Tag>{t('The plan was changed after the first assignment')}</Tag>}
    </>
  );
}
