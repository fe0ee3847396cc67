/** List of all segments with live sizes. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { SegmentListDocument, SizesDocument } from '../../../../schema/generated/operations.js';
import { useLive } from '../../data/live.js';
import { useAll } from '../../data/paged-lists.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { ConditionText, useConditionSentence } from '../../components/condition-text.js';
import { Loaded } from '../../components/loaded.js';

/** Number of segments whose sizes are updated live. It is the maximum that the server permits for one subscription. */
const LIVE_SIZES = 200;

export function Segments(): ReactNode {
  const t = useWords();
  const f = useFormat();
  const asked = useAll(SegmentListDocument, {}, (answer) => answer.segments);
  const nameIn = useNameIn();
  const sentence = useConditionSentence();
  const [search, setSearch] = useState('');
  const [sizes, setSizes] = useState<ReadonlyMap<string, number>>(new Map());
  const keys = asked.data?.map((segment) => segment.key) ?? [];
  useLive(SizesDocument, keys.length > 0 ? { segments: keys.slice(0, LIVE_SIZES) } : undefined, ({ segmentSizes }) =>
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
        {(segments) => (
          <Table
            rowKey="key"
            size="middle"
            pagination={{ pageSize: 50, hideOnSinglePage: true, showTotal: (total) => `${f.number(total)}` }}
            scroll={{ x: true }}
            dataSource={segments
              .map((s) => ({ ...s, size: sizes.get(s.key) ?? s.size }))
              .filter((s) =>
                `${s.key} ${s.name} ${s.expression} ${sentence(s.expression)}`.toLowerCase().includes(search),
              )}
            columns={[
              {
                title: t('Name'),
                dataIndex: 'name',
                sorter: (a, b) => a.name.localeCompare(b.name),
                render: (name: string, s) => <a href={`#/segments/${encodeURIComponent(s.key)}`}>{nameIn(name)}</a>,
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
                render: (x: string) => <ConditionText of={x} />,
              },
              { title: t('Version'), dataIndex: 'version', align: 'right' },
              {
                title: t('State'),
                dataIndex: 'state',
                render: (s: string, { draft }) =>
                  draft ? (
                    <Tag>{t('draft')}</Tag>
                  ) : (
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
