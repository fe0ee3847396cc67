/** Portrait of a segment: the shares of tag values among its members, compared with all customers. */
import { Card, Flex, Select, Table, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  CatalogueDocument,
  SegmentPortraitDocument,
  type SegmentPortraitQuery,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';

export function Portrait({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const catalogue = useAsk(CatalogueDocument, {});
  const usable = (catalogue.data?.tagDefinitions ?? []).filter((d) =>
    ['STRING', 'BOOLEAN', 'INTEGER', 'STRING_LIST'].includes(d.type),
  );
  const nameIn = useNameIn();
  const [chosen, setChosen] = useState<readonly string[]>();
  const keys = chosen ?? usable.slice(0, 3).map((d) => d.key);
  const asked = useAsk(
    SegmentPortraitDocument,
    keys.length > 0 ? { segment: of, tags: keys.map((key) => ({ key })) } : undefined,
  );
  return (
    <Flex vertical gap={16}>
      <Select
        mode="multiple"
        aria-label={t('Tags')}
        value={[...keys]}
        onChange={(v: string[]) => setChosen(v)}
        maxCount={8}
        options={usable.map((d) => ({ value: d.key, label: nameIn(d.name) }))}
        style={{ minWidth: 280 }}
      />
      <Loaded of={asked}>
        {({ segmentPortrait: p }) =>
          p.tags.map((tag) => (
            <Card
              key={tag.definition.key}
              size="small"
              title={`${nameIn(tag.definition.name)}: ${t('against everyone')}`}
            >
              <TagShares rows={tag.rows} />
            </Card>
          ))
        }
      </Loaded>
    </Flex>
  );
}

type Rows = SegmentPortraitQuery['segmentPortrait']['tags'][number]['rows'];

/** Shows the most frequent values of one tag. */
function TagShares({ rows }: { readonly rows: Rows }): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <Table
      rowKey={(r) => JSON.stringify([r.value, r.from, r.to])}
      size="small"
      pagination={false}
      dataSource={[...rows].sort((a, b) => b.count - a.count).slice(0, 12)}
      columns={[
        {
          title: t('Value'),
          onCell: () => ({ 'data-given': true }) as object,
          render: (_v, r) =>
            r.value !== null && r.value !== undefined
              ? f.value(r.value)
              : rangeOf(r.from, f.value, t('without a value')),
        },
        { title: t('Members'), dataIndex: 'count', align: 'right', render: f.number },
        { title: t('Share in segment'), align: 'right', render: (_v, r) => f.share(r.share) },
        { title: t('Share of all'), align: 'right', render: (_v, r) => f.share(r.baseShare) },
        {
          title: t('TGI'),
          align: 'right',
          render: (_v, r) => (
            <Typography.Text strong={(r.tgi ?? 100) >= 120}>
              {r.tgi === null || r.tgi === undefined ? '–' : Math.round(r.tgi)}
            </Typography.Text>
          ),
        },
      ]}
    />
  );
}

const rangeOf = (from: unknown, say: (value: unknown) => string, none: string): string =>
  from === null || from === undefined ? none : `${say(from)} …`;
