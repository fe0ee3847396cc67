/** Overview: segment sizes, live changes, warnings. */
import { Card, Col, Empty, Flex, List, Row, Statistic } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  AlertsDocument,
  LayerModelNamesDocument,
  MembershipChangedDocument,
  OverviewDocument,
  SegmentGrowthDocument,
  SizesDocument,
  type MembershipChangedSubscription,
  type OverviewQuery,
} from '../../../../schema/generated/operations.js';
import { useLive } from '../../data/live.js';
import { useAsk, useAskEach } from '../../data/queries.js';
import { useEnums } from '../../words/enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { Chart } from '../../components/chart.js';
import { Moved } from '../../components/moved.js';
import { Loaded } from '../../components/loaded.js';

type Change = NonNullable<MembershipChangedSubscription['membershipChanged']['change']>;
/** A link within text must differ by more than its color. */
const IN_TEXT = { textDecoration: 'underline' };
const SHOWN = 15;
const KEPT = 40;

export function Overview(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const asked = useAsk(OverviewDocument, {});
  return (
    <Loaded of={asked}>
      {({ workspace, profiles, segments, alerts }) => {
        const list = segments.edges.map((e) => e.node);
        return (
          <Flex vertical gap={16}>
            <h1 style={{ margin: 0 }}>{workspace.name}</h1>
            <Row gutter={[16, 16]}>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic title={t('Customers')} value={profiles.totalCount} />
                </Card>
              </Col>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic title={t('Segments')} value={list.length} />
                </Card>
              </Col>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic title={t('Alerts')} value={alerts.edges.length} />
                </Card>
              </Col>
              <Col xs={12} lg={6}>
                <Card>
                  <Statistic
                    title={t('Clock')}
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
                  <LiveChanges names={new Map(list.map((s) => [s.key, s.name]))} />
                </Card>
              </Col>
              <Col xs={24}>
                <Card title={t('Size over 30 days')}>
                  <Trends segments={list} />
                </Card>
              </Col>
              <Col xs={24}>
                <Card title={t('Alerts')}>
                  <Alerts first={alerts.edges.map((e) => e.node)} />
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

/** Growth of the largest segments, each relative to its own size 30 days ago. */
function Trends({
  segments,
}: {
  readonly segments: readonly { readonly key: string; readonly name: string; readonly size: number }[];
}): ReactNode {
  const largest = [...segments].sort((a, b) => b.size - a.size).slice(0, TRENDS);
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

function LiveChanges({ names }: { readonly names: ReadonlyMap<string, string> }): ReactNode {
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
              <Moved kind={c.kind} />{' '}
              <a href={`#/segments/${c.segmentKey}`} style={IN_TEXT}>
                {names.get(c.segmentKey) ?? c.segmentKey}
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

/** Names of layer models and layers. Keys are shown while names load and for layers that no longer exist. */
function useLayerNames(): {
  readonly model: (key: string | null) => string;
  readonly layers: (model: string | null, keys: readonly string[] | null) => string;
} {
  const { data } = useAsk(LayerModelNamesDocument, {});
  const find = (key: string | null) => data?.layerModels.find((model) => model.key === key);
  return {
    model: (key) => find(key)?.name ?? key ?? '',
    layers: (model, keys) =>
      (keys ?? []).map((key) => find(model)?.layers.find((layer) => layer.key === key)?.name ?? key).join(', '),
  };
}

type AlertRow = OverviewQuery['alerts']['edges'][number]['node'];

export function Alerts({ first }: { readonly first: readonly AlertRow[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const names = useLayerNames();
  const [more, setMore] = useState<readonly AlertRow[]>([]);
  useLive(AlertsDocument, {}, ({ alertRaised: { alert } }) => alert && setMore((now) => [alert, ...now]));
  return (
    <List
      size="small"
      locale={{ emptyText: t('No alert so far') }}
      dataSource={[...more, ...first]}
      rowKey="id"
      renderItem={(a) => (
        <List.Item>
          <span>
            {a.kind === 'SHARED_IDENTITY' ? (
              <>
                <b>{a.namespace}</b> {t('is shared by too many to name anyone')}
              </>
            ) : (
              <>
                <b>{names.model(a.model)}</b>: {names.layers(a.model, a.from)} → {names.layers(a.model, a.to)}
                {a.count ? ` (${a.count})` : ''}
              </>
            )}
          </span>
          <span>
            <a href={`#/customer/${a.profile}`} style={IN_TEXT}>
              {a.profile.slice(-6)}
            </a>{' '}
            · {f.instant(a.raisedAt)}
          </span>
        </List.Item>
      )}
    />
  );
}
