/** Lists the models of the workspace with their versions and last scores. */
import { Empty, Flex, Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { ModelListDocument, type ModelListQuery } from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAll } from '../../data/paged-lists.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';

type Model = ModelListQuery['models']['edges'][number]['node'];

export function Models(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const f = useFormat();
  const nameIn = useNameIn();
  const asked = useAll(ModelListDocument, {}, (answer) => answer.models);
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{t('Models')}</h1>
      <Loaded of={asked}>
        {(models) => (
          <Table<Model>
            rowKey="key"
            size="small"
            pagination={false}
            scroll={{ x: true }}
            locale={{ emptyText: <Empty description={t('There is no model yet. Define one with defineModel.')} /> }}
            dataSource={models.filter(({ retired }) => !retired)}
            columns={[
              {
                title: t('Name'),
                render: (_v, { key, name }) => <a href={`#/models/${encodeURIComponent(key)}`}>{nameIn(name)}</a>,
              },
              { title: t('Predicts'), render: (_v, { kind }) => enums('modelKind', kind) },
              { title: t('State'), render: (_v, model) => <ModelState model={model} /> },
              {
                title: t('Last scores'),
                render: (_v, { history: { scored } }) =>
                  scored ? `${f.instant(scored.cut)} (${f.number(scored.customers)})` : '–',
              },
              {
                title: t('Next training'),
                render: (_v, { history }) =>
                  history.nextTrainingAt ? f.instant(history.nextTrainingAt) : t('by hand'),
              },
              {
                title: t('Next scoring'),
                render: (_v, { history }) => (history.nextScoringAt ? f.instant(history.nextScoringAt) : t('by hand')),
              },
            ]}
          />
        )}
      </Loaded>
    </Flex>
  );
}

function ModelState({ model }: { readonly model: Model }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const { versions } = model.history;
  const used = versions.find((version) => version.used);
  if (used) return <Tag color="green">{`v${used.version} ${t('in use')}`}</Tag>;
  if (versions.length === 0) return t('No version so far');
  return <Tag color="orange">{`v${versions[0].version} ${enums('modelState', versions[0].state)}`}</Tag>;
}
