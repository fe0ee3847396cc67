/** All segments with live sizes. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { SegmentListDocument, SizesDocument } from '../../../../schema/generated/operations.js';
import { useLive } from '../../data/live.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { Loaded } from '../../components/loaded.js';

export function Segments(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const asked = useAsk(SegmentListDocument, {});
  const [search, setSearch] = useState('');
  const [sizes, setSizes] = useState<ReadonlyMap<string, number>>(new Map());
  const keys = asked.data?.segments.edges.map((e) => e.node.key) ?? [];
  useLive(SizesDocument, keys.length > 0 ? { segments: keys } : undefined, ({ segmentSizes }) =>
    setSizes((now) => new Map([...now, ...segmentSizes.map((s) => [s.key, s.size] as const)])),
  );
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="center" wrap gap={8}>
        <h1 style={{ margin: 0 }}>{t('Segments')}</h1>
        <Flex gap={8}>
          <Input.Search
            allowClear
            placeholder={t('Search')}
            aria-label={t('Search')}
            onChange={(e) => setSearch(e.target.value.toLowerCase())}
          />
          <Button type="primary" icon={<PlusOutlined />} href="#/segments/new">
            {t('New segment')}
          </Button>
        </Flex>
      </Flex>
      <Loaded of={asked}>
        {({ segments }) => (
          <Table
            rowKey="key"
            size="middle"
            pagination={false}
            scroll={{ x: true }}
            dataSource={segments.edges
              .map((e) => ({ ...e.node, size: sizes.get(e.node.key) ?? e.node.size }))
              .filter((s) => `${s.key} ${s.name} ${s.expression}`.toLowerCase().includes(search))}
            columns={[
              {
                title: t('Name'),
                dataIndex: 'name',
                sorter: (a, b) => a.name.localeCompare(b.name),
                render: (name: string, s) => <a href={`#/segments/${s.key}`}>{name}</a>,
              },
              {
                title: t('Size'),
                dataIndex: 'size',
                align: 'right',
                sorter: (a, b) => a.size - b.size,
                defaultSortOrder: 'descend',
                render: (n: number) => <span data-size>{f.number(n)}</span>,
              },
              {
                title: t('Condition'),
                dataIndex: 'expression',
                render: (x: string) => (
                  <Typography.Text code style={{ whiteSpace: 'pre-wrap' }}>
                    {x}
                  </Typography.Text>
                ),
              },
              { title: t('Version'), dataIndex: 'version', align: 'right' },
              {
                title: t('State'),
                dataIndex: 'state',
                render: (s: string) => (
                  <Tag color={s === 'LIVE' ? 'green' : 'blue'}>{t(s === 'LIVE' ? 'live' : 'publishing')}</Tag>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </Flex>
  );
}
