/** Segment page: live size, members, changes and their causes, versions, and portrait. */
import { Button, Card, Empty, Flex, Popconfirm, Segmented, Statistic, Table, Tabs, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  MembershipChangedDocument,
  RetireSegmentDocument,
  RollBackSegmentDocument,
  SegmentPageDocument,
  SegmentGrowthDocument,
  SegmentTransitionsDocument,
  SizesDocument,
  type SegmentGrowthQuery,
  type SegmentPageQuery,
} from '../../../../schema/generated/operations.js';
import { ask } from '../../data/client.js';
import { useLive } from '../../data/live.js';
import { usePaged } from '../../data/paged-lists.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { ConditionText, useChangeSentences } from '../../components/condition-text.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Chart } from '../../components/chart.js';
import { Pager } from '../../components/pager.js';
import { TransitionTag } from '../../components/transition-tag.js';
import { Loaded } from '../../components/loaded.js';
import { SegmentDraft } from './segment-draft.js';
import { Members } from './segment-members.js';
import { Portrait } from './segment-portrait.js';

export function Segment({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const f = useFormat();
  const nameIn = useNameIn();
  const asked = useAsk(SegmentPageDocument, { key: of });
  // The growth is queried only after the members are shown, because users open the page for the members.
  const [shown, setShown] = useState(false);
  const growth = useAsk(SegmentGrowthDocument, shown ? { key: of, days: 8 } : undefined).data;
  const before = sizeBefore(growth, asked.data?.segment?.versions[0]?.savedAt);
  const [size, setSize] = useState<number>();
  useLive(SizesDocument, { segments: [of] }, ({ segmentSizes }) =>
    setSize(segmentSizes.find((s) => s.key === of)?.size),
  );
  const save = (work: Promise<unknown>, then?: string): void =>
    act(
      work,
      () => {
        askAllAgain();
        if (then) location.hash = then;
      },
      t('Saved'),
    );
  return (
    <Loaded of={asked}>
      {({ segment: s }) =>
        s ? (
          <Flex vertical gap={16}>
            <Flex justify="space-between" align="start" wrap gap={8}>
              <div>
                <h1 style={{ margin: 0 }}>{nameIn(s.name)}</h1>
                {s.description && <Typography.Text type="secondary">{nameIn(s.description)}</Typography.Text>}
              </div>
              <Flex gap={8}>
                <Button href={`#/segments/${s.key}/edit`}>{t('Edit')}</Button>
                <Popconfirm
                  title={`${t('Retire')}?`}
                  onConfirm={() => save(ask(RetireSegmentDocument, { key: s.key }), '#/segments')}
                >
                  <Button danger disabled={s.dependants.length > 0}>
                    {t('Retire')}
                  </Button>
                </Popconfirm>
              </Flex>
            </Flex>
            <SegmentDraft of={s} />
            <Card>
              <Flex gap={48} wrap align="center">
                <Statistic
                  title={t('Members')}
                  value={f.number(size ?? s.size)}
                  suffix={
                    before === undefined ? undefined : (
                      <Typography.Text
                        type="secondary"
                        style={{ fontSize: 14 }}
                      >{`${f.signed((size ?? s.size) - before)} / 7 ${t('days')}`}</Typography.Text>
                    )
                  }
                />
                <ConditionText of={s.expression} style={{ flex: 1 }} />
              </Flex>
            </Card>
            <Tabs
              items={[
                { key: 'members', label: t('Members'), children: <Members of={of} shown={() => setShown(true)} /> },
                { key: 'growth', label: t('Growth'), children: <Growth of={of} /> },
                { key: 'changes', label: t('Changes'), children: <Changes of={of} /> },
                { key: 'portrait', label: t('Portrait'), children: <Portrait of={of} /> },
                {
                  key: 'versions',
                  label: t('Versions'),
                  children: (
                    <Versions
                      of={s}
                      rollBack={(version) => save(ask(RollBackSegmentDocument, { key: s.key, version }))}
                    />
                  ),
                },
              ]}
            />
          </Flex>
        ) : (
          <Empty />
        )
      }
    </Loaded>
  );
}

type Shown = NonNullable<SegmentPageQuery['segment']>;

/** Shows all versions, newest first, with the changes in each. */
function Versions({ of, rollBack }: { readonly of: Shown; readonly rollBack: (version: number) => void }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const changes = useChangeSentences();
  return (
    <Table
      rowKey="version"
      size="small"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      dataSource={[...of.versions].reverse()}
      columns={[
        { title: t('Version'), dataIndex: 'version' },
        { title: t('Condition'), dataIndex: 'expression', render: (x: string) => <ConditionText of={x} /> },
        {
          title: t('What changed'),
          render: (_v, v) => {
            const before = of.versions.find(({ version }) => version === v.version - 1);
            return changes(before?.expression ?? '', v.expression, v.changes).map((x) => <div key={x}>{x}</div>);
          },
        },
        {
          title: t('Saved at'),
          render: (_v, v) => `${f.instant(v.savedAt)} ${v.savedBy ? `${t('by')} ${v.savedBy}` : ''}`,
        },
        {
          title: '',
          render: (_v, v) =>
            v.version < of.version && !v.retired ? (
              <Popconfirm title={`${t('Roll back')}?`} onConfirm={() => rollBack(v.version)}>
                <Button size="small">{t('Roll back')}</Button>
              </Popconfirm>
            ) : null,
        },
      ]}
    />
  );
}

/**
 * Returns the size a week ago. Returns undefined if a changed definition has moved customers since then, because the
 * difference in size is then not growth.
 */
function sizeBefore(growth: SegmentGrowthQuery | undefined, savedAt: string | null | undefined): number | undefined {
  const [first, ...week] = growth?.segment?.growth ?? [];
  // While the job of a new version is running, the growth does not include its changes yet.
  if (!first || (savedAt && savedAt.slice(0, 10) >= first.day)) return undefined;
  return week.some((day) => day.causes.some((c) => c.cause === 'DEFINITION')) ? undefined : first.size;
}

const SPANS = [7, 30, 90, 365];

/** Shows the daily size, and the entries and exits with their causes. */
function Growth({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const [days, setDays] = useState(30);
  const asked = useAsk(SegmentGrowthDocument, { key: of, days });
  return (
    <Flex vertical gap={16}>
      <Segmented
        aria-label={t('days')}
        value={days}
        onChange={setDays}
        options={SPANS.map((n) => ({ value: n, label: `${n} ${t('days')}` }))}
        style={{ alignSelf: 'start' }}
      />
      <Loaded of={asked}>
        {({ segment }) => {
          const list = segment?.growth ?? [];
          const day = list.map((d) => d.day);
          return (
            <>
              <Chart
                label={list
                  .filter((d, i) => d.entered + d.left > 0 || i === list.length - 1)
                  .map((d) => `${d.day}: ${d.size}, +${d.entered}, -${d.left}`)
                  .join('; ')}
                option={{
                  tooltip: { trigger: 'axis' },
                  legend: { bottom: 0 },
                  grid: { left: 8, right: 8, top: 32, bottom: 32, containLabel: true },
                  xAxis: { type: 'category', data: day },
                  yAxis: [
                    { type: 'value', name: t('Members') },
                    { type: 'value', name: t('Changes') },
                  ],
                  series: [
                    {
                      name: t('Members'),
                      type: 'line',
                      showSymbol: false,
                      data: list.map((d) => d.size),
                      itemStyle: { color: '#1d4ed8' },
                    },
                    {
                      name: t('entered'),
                      type: 'bar',
                      stack: 'c',
                      yAxisIndex: 1,
                      data: list.map((d) => d.entered),
                      itemStyle: { color: '#15803d' },
                    },
                    {
                      name: t('left'),
                      type: 'bar',
                      stack: 'c',
                      yAxisIndex: 1,
                      data: list.map((d) => -d.left),
                      itemStyle: { color: '#c2410c' },
                    },
                  ],
                }}
              />
              <Table
                rowKey="day"
                size="small"
                pagination={{ pageSize: 10, hideOnSinglePage: true }}
                dataSource={list.filter((d) => d.entered + d.left > 0).reverse()}
                columns={[
                  { title: t('Day'), dataIndex: 'day' },
                  { title: t('Members'), dataIndex: 'size', align: 'right', render: f.number },
                  { title: t('entered'), dataIndex: 'entered', align: 'right', render: f.number },
                  { title: t('left'), dataIndex: 'left', align: 'right', render: f.number },
                  {
                    title: t('Cause'),
                    render: (_v, d) =>
                      d.causes.map((c) => (
                        <Tag key={c.cause}>{`${enums('cause', c.cause)} +${c.entered} -${c.left}`}</Tag>
                      )),
                  },
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </Flex>
  );
}

/** Shows the latest membership changes, by cause and separately. New changes appear live. */
function Changes({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const paged = usePaged(SegmentTransitionsDocument, { key: of });
  const { asked } = paged;
  useLive(
    MembershipChangedDocument,
    { segments: [of] },
    ({ membershipChanged: { change } }) => change && asked.again(),
  );
  return (
    <Loaded of={asked}>
      {({ segment }) => {
        const list = segment?.transitions.edges.map((e) => e.node) ?? [];
        const causes = [...new Set(list.map((x) => x.cause))].sort();
        const count = (kind: string, cause: string): number =>
          list.filter((x) => x.kind === kind && x.cause === cause).length;
        const spoken = (c: (typeof causes)[number]): string =>
          `${enums('cause', c)}: ${t('entered')} ${count('ENTERED', c)}, ${t('left')} ${count('LEFT', c)}`;
        return (
          <Flex vertical gap={16}>
            {list.length > 0 && (
              <Chart
                label={causes.map(spoken).join('; ')}
                height={180}
                option={{
                  tooltip: {},
                  grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
                  xAxis: { type: 'category', data: causes.map((c) => enums('cause', c)) },
                  yAxis: { type: 'value' },
                  series: [
                    {
                      name: t('entered'),
                      type: 'bar',
                      data: causes.map((c) => count('ENTERED', c)),
                      itemStyle: { color: '#15803d' },
                    },
                    {
                      name: t('left'),
                      type: 'bar',
                      data: causes.map((c) => -count('LEFT', c)),
                      itemStyle: { color: '#c2410c' },
                    },
                  ],
                }}
              />
            )}
            <Table
              rowKey="id"
              size="small"
              virtual
              scroll={{ y: 400 }}
              pagination={false}
              dataSource={list}
              columns={[
                {
                  title: t('Changes'),
                  width: 120,
                  render: (_v, x) => <TransitionTag kind={x.kind} />,
                },
                {
                  title: t('Customer'),
                  render: (_v, x) => <a href={`#/customer/${x.profileId}`}>{x.profileId.slice(-6)}</a>,
                },
                { title: t('Cause'), width: 140, render: (_v, x) => enums('cause', x.cause) },
                { title: t('at'), render: (_v, x) => f.instant(x.effectiveAt) },
              ]}
            />
            {segment && <Pager of={paged} shown={list.length} page={segment.transitions.pageInfo} />}
          </Flex>
        );
      }}
    </Loaded>
  );
}
