/** Overview page: segment sizes, live changes and warnings. */
import { Card, Col, Empty, Flex, List, Row, Statistic } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  AlertsDocument,
  MembershipChangedDocument,
  OverviewDocument,
  SegmentGrowthDocument,
  SegmentSizeListDocument,
  SizesDocument,
  type MembershipChangedSubscription,
  type OverviewQuery,
} from '../../../../schema/generated/operations.js';
import { useLive } from '../../data/live.js';
import { useAll } from '../../data/paged-lists.js';
import { useAsk, useAskEach } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { Chart } from '../../components/chart.js';
import { TransitionTag } from '../../components/transition-tag.js';
import { Loaded } from '../../components/loaded.js';

type Change = NonNullable<MembershipChangedSubscription['membershipChanged']['change']>;
/** Style of a link within text. For accessibility, a link must differ from the text by more than its color. */
const IN_TEXT = { textDecoration: 'underline' };
const SHOWN = 15;
const KEPT = 40;

export function Overview(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const asked = useAsk(OverviewDocument, {});
  const segments = useAll(SegmentSizeListDocument, {}, (answer) => answer.segments);
  const nameIn = useNameIn();
  const [raised, setRaised] = useState<readonly AlertRow[]>([]);
  useLive(AlertsDocument, {}, ({ alertRaised: { alert } }) => alert && setRaised((now) => [alert, ...now]));
  return (
    <Loaded of={asked}>
      {({ workspace, profiles, alerts }) => {
        const list = segments.data?.map((s) => ({ ...s, name: nameIn(s.name) })) ?? [];
        const largest = [...list].sort((a, b) => b.size - a.size).slice(0, TRENDS);
        return (
          <Flex vertical gap={16}>
            <h1 style={{ margin: 0 }}>{workspace.name}</h1>
            <Row gutter={[16, 16]}>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic title={t('Customers')} value={f.number(profiles.totalCount)} />
                </Card>
              </Col>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic title={t('Segments')} value={segments.data ? f.number(list.length) : '–'} />
                </Card>
              </Col>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic title={t('Alerts')} value={f.number(alerts.totalCount + raised.length)} />
                </Card>
              </Col>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic
                    title={t('Data time')}
                    value={f.instant(workspace.now)}
                    styles={{ content: { fontSize: 18 } }}
                  />
                </Card>
              </Col>
              <Col xs={24} lg={14}>
                <Card title={t('Largest segments')}>
                  <Sizes segments={list} />
                </Card>
              </Col>
              <Col xs={24} lg={10}>
                <Card title={t('Live changes')}>
                  <LiveChanges />
                </Card>
              </Col>
              <Col xs={24}>
                <Card title={t('Size over 30 days')}>
                  <Trends key={largest.map(({ key }) => key).join(' ')} largest={largest} />
                </Card>
              </Col>
              <Col xs={24}>
                <Card title={t('Alerts')}>
                  <Alerts list={[...raised, ...alerts.edges.map((e) => e.node)]} />
                </Card>
              </Col>
            </Row>
          </Flex>
        );
      }}
    </Loaded>
  );
}

function Sizes({
  segments,
}: {
  readonly segments: readonly { readonly key: string; readonly name: string; readonly size: number }[];
}): ReactNode {
  const t = useWords();
  const largest = [...segments].sort((a, b) => b.size - a.size).slice(0, SHOWN);
  const [sizes, setSizes] = useState<ReadonlyMap<string, number>>(new Map());
  useLive(SizesDocument, largest.length > 0 ? { segments: largest.map((s) => s.key) } : undefined, ({ segmentSizes }) =>
    setSizes((now) => new Map([...now, ...segmentSizes.map((s) => [s.key, s.size] as const)])),
  );
  const rows = largest.map((s) => ({ ...s, size: sizes.get(s.key) ?? s.size })).reverse();
  if (rows.length === 0)
    return (
      <Empty description={t('New segment')}>
        <a href="#/segments/new">{t('New segment')}</a>
      </Empty>
    );
  return (
    <Chart
      label={rows
        .map((r) => `${r.name}: ${r.size}`)
        .reverse()
        .join('; ')}
      height={Math.max(160, rows.length * 28)}
      option={{
        grid: { left: 8, right: 56, top: 4, bottom: 4, containLabel: true },
        tooltip: {},
        xAxis: { type: 'value', show: false },
        yAxis: {
          type: 'category',
          data: rows.map((r) => r.name),
          axisTick: { show: false },
          axisLine: { show: false },
        },
        series: [
          {
            type: 'bar',
            data: rows.map((r) => r.size),
            label: { show: true, position: 'right' },
            itemStyle: { color: '#1d4ed8' },
          },
        ],
      }}
    />
  );
}

const TRENDS = 5;

/**
 * Shows the growth of the largest segments over 30 days. If the list of segments changes, a new instance of the
 * component is needed, because names and figures are matched by position.
 */
function Trends({
  largest,
}: {
  readonly largest: readonly { readonly key: string; readonly name: string }[];
}): ReactNode {
  const asked = useAskEach(
    SegmentGrowthDocument,
    largest.map((s) => ({ key: s.key, days: 30 })),
  );
  if (largest.length === 0) return <Empty />;
  return (
    <Loaded of={asked}>
      {(data) => {
        const lines = data.map(({ segment }, i) => ({ name: largest[i].name, growth: segment?.growth ?? [] }));
        return (
          <Chart
            label={lines.map((l) => `${l.name}: ${l.growth[0]?.size ?? 0} → ${l.growth.at(-1)?.size ?? 0}`).join('; ')}
            height={240}
            option={{
              tooltip: { trigger: 'axis' },
              legend: { bottom: 0 },
              grid: { left: 8, right: 16, top: 16, bottom: 32, containLabel: true },
              xAxis: { type: 'category', data: lines[0].growth.map((d) => d.day) },
              yAxis: { type: 'value' },
              series: lines.map((l) => ({
                name: l.name,
                type: 'line',
                showSymbol: false,
                data: l.growth.map((d) => d.size),
              })),
            }}
          />
        );
      }}
    </Loaded>
  );
}

function LiveChanges(): ReactNode {
  const names = useNames();
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const [changes, setChanges] = useState<readonly Change[]>([]);
  useLive(
    MembershipChangedDocument,
    {},
    ({ membershipChanged: { change } }) => change && setChanges((now) => [change, ...now].slice(0, KEPT)),
  );
  return (
    <div
      aria-live="polite"
      style={{ maxHeight: 420, overflow: 'auto' }}
      tabIndex={0}
      role="region"
      aria-label={t('Live changes')}
    >
      <List
        size="small"
        locale={{ emptyText: t('Nothing has changed since this page was opened') }}
        dataSource={[...changes]}
        rowKey="id"
        renderItem={(c) => (
          <List.Item>
            <span>
              <TransitionTag kind={c.kind} />{' '}
              <a href={`#/segments/${c.segmentKey}`} style={IN_TEXT}>
                {names.segment(c.segmentKey)}
              </a>
            </span>
            <span>
              <a href={`#/customer/${c.profileId}`} style={IN_TEXT}>
                {c.profileId.slice(-6)}
              </a>{' '}
              · {enums('cause', c.cause)} · {f.instant(c.effectiveAt)}
            </span>
          </List.Item>
        )}
      />
    </div>
  );
}

type AlertRow = OverviewQuery['alerts']['edges'][number]['node'];

function AlertText({
  of: a,
  layers,
}: {
  readonly of: AlertRow;
  readonly layers: (model: string | null, keys: readonly string[] | null) => string;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  switch (a.kind) {
    case 'SHARED_IDENTITY':
      return (
        <>
          <b>{names.namespace(a.namespace ?? '')}</b> {t('is shared by too many to name anyone')}
        </>
      );
    case 'METRIC':
      return (
        <>
          <a href={`#/explore/${encodeURIComponent(a.report ?? '')}`}>{a.report}</a> · {a.rule}:{' '}
          {t(a.isRecovered ? 'is within its bound again' : 'has crossed its bound')} ({f.instant(a.unitFrom)}:{' '}
          {f.number(Number(a.value))})
        </>
      );
    case 'MIGRATION':
      return (
        <>
          <b>{names.model(a.model ?? '')}</b>: {layers(a.model, a.from)} → {layers(a.model, a.to)}
          {a.count ? ` (${f.number(a.count)})` : ''}
        </>
      );
  }
}

export function Alerts({ list }: { readonly list: readonly AlertRow[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useNames();
  const layers = (model: string | null, keys: readonly string[] | null): string =>
    (keys ?? []).map((key) => names.layer(model ?? '', key)).join(t(', '));
  return (
    <List
      size="small"
      locale={{ emptyText: t('No alert so far') }}
      dataSource={[...list]}
      pagination={{ pageSize: 20, hideOnSinglePage: true, size: 'small' }}
      rowKey="id"
      renderItem={(a) => (
        <List.Item>
          <span>
            <AlertText of={a} layers={layers} />
          </span>
          <span>
            {a.profile && (
              <>
                <a href={`#/customer/${a.profile}`} style={IN_TEXT}>
                  {a.profile.slice(-6)}
                </a>{' '}
                ·{' '}
              </>
            )}
            {f.instant(a.raisedAt)}
          </span>
        </List.Item>
      )}
    />
  );
}
