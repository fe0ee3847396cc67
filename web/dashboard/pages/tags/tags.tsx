/** List of all tags, grouped by kind. */
import { Flex, Input, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { CatalogueDocument, type CatalogueQuery } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { ConditionText, MetricText, TermText } from '../../components/condition-text.js';
import { Loaded } from '../../components/loaded.js';

const COLOURS: Readonly<Record<string, string>> = { STATIC: 'default', SEMI_DYNAMIC: 'gold', DYNAMIC: 'blue' };
const KINDS = ['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const;

export function Tags(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const nameIn = useNameIn();
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
            pagination={{ pageSize: 50, hideOnSinglePage: true, showTotal: (total) => f.number(total) }}
            scroll={{ x: true }}
            dataSource={tagDefinitions.filter((d) =>
              `${d.key} ${d.name} ${d.metric ?? ''}`.toLowerCase().includes(search),
            )}
            columns={[
              {
                title: t('Name'),
                render: (_v, d) => (
                  <>
                    {nameIn(d.name)} {d.personal && <Tag color="red">{t('personal')}</Tag>}
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
                    <MetricText of={d.metric} />
                  ) : d.rules ? (
                    d.rules.map((r) => (
                      <div key={r.when}>
                        <ConditionText of={r.when} /> → <span data-given>{f.value(r.value, d)}</span>
                      </div>
                    ))
                  ) : d.score ? (
                    <Score of={d.score} />
                  ) : (
                    nameIn(d.description ?? '')
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </Flex>
  );
}

type Terms = NonNullable<CatalogueQuery['tagDefinitions'][number]['score']>;

/** Shows the score of a tag, which is a weighted sum of terms. A term is a tag, an aggregate or a condition. */
function Score({ of }: { readonly of: Terms }): ReactNode {
  const names = useNames();
  return of.map((term) => (
    <div key={term.of}>
      {term.weight} × {/^tag \w+$/.test(term.of) ? names.tag(term.of.slice(4)) : <TermText of={term.of} />}
    </div>
  ));
}
