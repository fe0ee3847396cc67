/** The strategy library, with the evidence for a layer and a list of all strategies. */
import { Button, Empty, Flex, Table } from 'antd';
import type { ReactNode } from 'react';
import {
  AddArticleStrategiesDocument,
  MeasureStrategiesDocument,
  StrategyListDocument,
  type StrategyListQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask } from '../../data/client.js';
import { useAll } from '../../data/paged-lists.js';
import { askAllAgain } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useLanguage, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { LayerKnowledge } from './layer-knowledge.js';

type Strategy = StrategyListQuery['strategies']['edges'][number]['node'];

/** Shows the library. `layer` is the layer that is chosen at first. */
export function Strategies({ layer }: { readonly layer?: string | undefined }): ReactNode {
  const t = useWords();
  const asked = useAll(StrategyListDocument, {}, (answer) => answer.strategies);
  return (
    <Flex vertical gap={16}>
      <Flex gap={8} align="center" wrap>
        <h1 style={{ margin: 0, flex: 1 }}>{t('Strategies')}</h1>
        <LibraryButtons />
      </Flex>
      <LayerKnowledge layer={layer} />
      <Loaded of={asked}>
        {(strategies) => <StrategyTable strategies={strategies.filter(({ retired }) => !retired)} />}
      </Loaded>
    </Flex>
  );
}

function LibraryButtons(): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const language = useLanguage() === 'zh' ? 'ZH' : 'EN';
  const add = (): void =>
    act(ask(AddArticleStrategiesDocument, { language }), askAllAgain, t('The strategies were added.'));
  const measure = (): void => act(ask(MeasureStrategiesDocument, {}), askAllAgain, t('The records were measured.'));
  return (
    <>
      <Button onClick={add}>{t('Add the strategies of the articles')}</Button>
      <Button type="primary" onClick={measure}>
        {t('Measure now')}
      </Button>
    </>
  );
}

function StrategyTable({ strategies }: { readonly strategies: readonly Strategy[] }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const nameIn = useNameIn();
  const names = useNames();
  const empty = t('There is no strategy yet. Add those of the articles, or define one with defineStrategy.');
  return (
    <Table<Strategy>
      rowKey="key"
      size="small"
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: <Empty description={empty} /> }}
      dataSource={[...strategies]}
      columns={[
        {
          title: t('Name'),
          render: (_v, { key, name }) => <a href={`#/strategies/${encodeURIComponent(key)}`}>{nameIn(name)}</a>,
        },
        { title: t('Objective'), render: (_v, { objective }) => enums('strategyObjective', objective) },
        { title: t('Offer'), render: (_v, { offer }) => enums('strategyOffer', offer) },
        {
          title: t('Layers it is meant for'),
          render: (_v, { layers }) => layers.map((layer) => names.segment(layer)).join(' · ') || t('all layers'),
        },
      ]}
    />
  );
}
