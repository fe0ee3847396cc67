/** All tags, grouped by kind. */
import { Flex, Input, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { CatalogueDocument } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/enums.js';
import { useWords } from '../../words/language.js';
import { Loaded } from '../../components/loaded.js';

const COLOURS: Readonly<Record<string, string>> = { STATIC: 'default', SEMI_DYNAMIC: 'gold', DYNAMIC: 'blue' };
const KINDS = ['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const;

export function Tags(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const asked = useAsk(CatalogueDocument, {});
  const [search, setSearch] = useState('');
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" wrap gap={8}>
        <h1 style={{ margin: 0 }}>{t('Tags')}</h1>
        <Input.Search
          allowClear
          style={{ maxWidth: 280 }}
          placeholder={t('Search')}
          aria-label={t('Search')}
          onChange={(e) => setSearch(e.target.value.toLowerCase())}
        />
      </Flex>
      <Loaded of={asked}>
        {({ tagDefinitions }) => (
          <Table
            rowKey="key"
            size="small"
            pagination={{ pageSize: 50, hideOnSinglePage: true }}
            scroll={{ x: true }}
            dataSource={tagDefinitions.filter((d) =>
              `${d.key} ${d.name} ${d.metric ?? ''}`.toLowerCase().includes(search),
            )}
            columns={[
              {
                title: t('Name'),
                render: (_v, d) => (
                  <>
                    {d.name} {d.personal && <Tag color="red">{t('personal')}</Tag>}
                  </>
                ),
              },
              { title: t('Key'), dataIndex: 'key', render: (k: string) => <code>{k}</code> },
              {
                title: t('Kind'),
                render: (_v, d) => <Tag color={COLOURS[d.kind]}>{enums('tagKind', d.kind)}</Tag>,
                filters: KINDS.map((value) => ({ text: enums('tagKind', value), value })),
                onFilter: (v, d) => d.kind === v,
              },
              { title: t('Type'), render: (_v, d) => enums('valueType', d.type) },
              { title: t('Group'), render: (_v, d) => d.group && enums('tagGroup', d.group) },
              { title: t('Owner'), dataIndex: 'namespace' },
              {
                title: t('Definition'),
                render: (_v, d) =>
                  d.metric ? (
                    <code>{d.metric}</code>
                  ) : d.rules ? (
                    d.rules.map((r) => (
                      <div key={r.when}>
                        <code>{`${r.when} → ${String(r.value)}`}</code>
                      </div>
                    ))
                  ) : d.score ? (
                    <code>{d.score.map((x) => `${x.weight} × ${x.of}`).join(' + ')}</code>
                  ) : (
                    (d.description ?? '')
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Flex>
  );
}
