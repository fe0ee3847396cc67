/** The tags of a customer by group, with a search over all tags. */
import { Button, Card, Collapse, Drawer, Flex, Input, List, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  CustomerTagHistoryDocument,
  type CustomerPageQuery,
  type TagGroup,
} from '../../../../schema/generated/operations.js';
import { Chart } from '../../components/chart.js';
import { MetricText } from '../../components/condition-text.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';

export type CustomerTag = NonNullable<CustomerPageQuery['profile']>['tags'][number];

const GROUPS: readonly TagGroup[] = ['BASIC', 'MEMBERSHIP', 'CONSUMPTION', 'ACTIVITY', 'TEMPORARY'];
const FIRST_GROUPS: readonly TagGroup[] = ['BASIC', 'MEMBERSHIP'];
const SHOWN_AT_ONCE = 30;
const COLOURS = { STATIC: 'default', SEMI_DYNAMIC: 'gold', DYNAMIC: 'blue' } as const;

export function CustomerTags({ id, tags }: { readonly id: string; readonly tags: readonly CustomerTag[] }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const nameIn = useNameIn();
  const [search, setSearch] = useState('');
  // With at most `SHOWN_AT_ONCE` tags, all groups are open at first. With more, only `FIRST_GROUPS` are open.
  const [open, setOpen] = useState<readonly string[]>(tags.length <= SHOWN_AT_ONCE ? GROUPS : FIRST_GROUPS);
  const [history, setHistory] = useState<CustomerTag>();
  const wanted = search.trim().toLowerCase();
  const found = tags.filter((tag) =>
    `${tag.key} ${tag.definition.name} ${String(tag.value)}`.toLowerCase().includes(wanted),
  );
  const groups = GROUPS.map((group) => [group, found.filter((tag) => tag.definition.group === group)] as const).filter(
    ([, list]) => list.length > 0,
  );
  return (
    <Card
      size="small"
      title={`${t('Tags')} (${tags.length})`}
      data-tags
      extra={
        <Input
          allowClear
          size="small"
          style={{ width: 180 }}
          placeholder={t('Search tags')}
          aria-label={t('Search tags')}
          onChange={(e) => setSearch(e.target.value)}
        />
      }
    >
      <Collapse
        size="small"
        activeKey={wanted === '' ? [...open] : groups.map(([group]) => group)}
        onChange={(keys) => setOpen([keys].flat())}
        items={groups.map(([group, list]) => ({
          key: group,
          label: `${enums('tagGroup', group)} (${list.length})`,
          children: <TagTable tags={list} show={setHistory} />,
        }))}
      />
      <Drawer
        open={history !== undefined}
        onClose={() => setHistory(undefined)}
        title={`${t('History')}: ${history ? nameIn(history.definition.name) : ''}`}
        size={640}
      >
        {history && <TagHistory id={id} of={history} />}
      </Drawer>
    </Card>
  );
}

function TagTable({
  tags,
  show,
}: {
  readonly tags: readonly CustomerTag[];
  readonly show: (tag: CustomerTag) => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const nameIn = useNameIn();
  return (
    <Table
      rowKey="key"
      size="small"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      scroll={{ x: true }}
      dataSource={[...tags]}
      columns={[
        { title: t('tag'), render: (_v, tag) => nameIn(tag.definition.name) },
        { title: t('Value'), render: (_v, tag) => <b data-given>{f.value(tag.value, tag.definition)}</b> },
        {
          title: t('Kind'),
          render: (_v, { definition: { kind } }) => <Tag color={COLOURS[kind]}>{enums('tagKind', kind)}</Tag>,
        },
        { title: t('Source'), render: (_v, tag) => <Origin of={tag} /> },
        {
          title: '',
          render: (_v, tag) =>
            tag.definition.kind === 'DYNAMIC' ? (
              <Button size="small" onClick={() => show(tag)}>
                {t('History')}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}

/**
 * Shows the origin of a tag value, which is its aggregate or the system that wrote it. Also shows rejected values from
 * other systems.
 */
function Origin({ of: tag }: { readonly of: CustomerTag }): ReactNode {
  const f = useFormat();
  if (tag.definition.metric) return <MetricText of={tag.definition.metric} />;
  return (
    <Flex gap={4} wrap>
      <span data-given>{tag.source}</span> {tag.observedAt && f.instant(tag.observedAt)}
      {tag.conflicts.map((c) => (
        <Tag key={c.source + c.observedAt} color="orange">
          <span data-given>{`${c.source}: ${f.value(c.value, tag.definition)}`}</span>
        </Tag>
      ))}
    </Flex>
  );
}

const LISTED = 50;

function TagHistory({ id, of: tag }: { readonly id: string; readonly of: CustomerTag }): ReactNode {
  const f = useFormat();
  const nameIn = useNameIn();
  const asked = useAsk(CustomerTagHistoryDocument, { id, key: tag.key });
  return (
    <Loaded of={asked}>
      {({ profile }) => {
        const points = profile?.tagHistory ?? [];
        const isNumeric = points.every(
          (x) => x.value === null || x.value === undefined || !Number.isNaN(Number(x.value)),
        );
        return (
          <>
            {isNumeric && points.length > 0 && (
              <Chart
                label={`${nameIn(tag.definition.name)}: ${points.length}`}
                option={{
                  tooltip: { trigger: 'axis' },
                  grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
                  xAxis: { type: 'time' },
                  yAxis: { type: 'value' },
                  series: [
                    {
                      type: 'line',
                      step: 'end',
                      data: points.map((x) => [
                        x.at,
                        x.value === null || x.value === undefined ? null : Number(x.value),
                      ]),
                      itemStyle: { color: '#1d4ed8' },
                    },
                  ],
                }}
              />
            )}
            <List
              size="small"
              pagination={{ pageSize: LISTED, hideOnSinglePage: true, size: 'small' }}
              dataSource={[...points].reverse()}
              renderItem={(x) => (
                <List.Item>
                  <span data-given>{f.value(x.value, tag.definition)}</span>
                  <span>
                    {f.instant(x.at)} {x.source ?? ''}
                  </span>
                </List.Item>
              )}
            />
          </>
        );
      }}
    </Loaded>
  );
}
