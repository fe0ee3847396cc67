/** Shows the evidence about the strategies of an objective in a layer, and proposals for the next campaign. */
import { Button, Card, Empty, Flex, Select, Table } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  LayerChoicesDocument,
  StrategyProposalsDocument,
  type StrategyObjective,
  type StrategyProposalsQuery,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { planLink } from '../reach/campaign-form.js';
import { layerLink } from './record-layer.js';
import { useEffectFormat } from './use-effect-format.js';
import { VerdictTag } from './verdict-tag.js';

type Known = StrategyProposalsQuery['strategyKnowledge'][number];
type Proposal = StrategyProposalsQuery['strategyProposals'][number];

const OBJECTIVES: readonly StrategyObjective[] = ['REVENUE', 'ORDERS', 'RETAIN', 'ORDER_VALUE', 'ACTIVATE'];

export function LayerKnowledge({ layer: given }: { readonly layer?: string | undefined }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const asked = useAsk(LayerChoicesDocument, {});
  const nameIn = useNameIn();
  const names = useNames();
  const [chosen, choose] = useState(given);
  const [objective, setObjective] = useState<StrategyObjective>('REVENUE');
  return (
    <Card title={t('What is known for a layer')}>
      <Loaded of={asked}>
        {({ layerModels }) => {
          const options = layerModels.flatMap((model) =>
            model.layers.map(({ key, name }) => ({
              value: `${model.key}.${key}`,
              label: `${names.model(model.key)}: ${nameIn(name)}`,
            })),
          );
          const layer = options.some(({ value }) => value === chosen) ? chosen : options[0]?.value;
          if (layer === undefined)
            return <Empty description={t('There is no layer model yet. Install one under Templates.')} />;
          return (
            <Flex vertical gap={16}>
              <Flex gap={8} wrap>
                <Select
                  aria-label={t('Choose a layer')}
                  value={layer}
                  onChange={choose}
                  style={{ minWidth: 260 }}
                  options={options}
                />
                <Select
                  aria-label={t('Objective')}
                  value={objective}
                  onChange={setObjective}
                  style={{ minWidth: 160 }}
                  options={OBJECTIVES.map((value) => ({ value, label: enums('strategyObjective', value) }))}
                />
                <a href={layerLink(layer)}>{t('Layers')}</a>
              </Flex>
              <Answers layer={layer} objective={objective} />
            </Flex>
          );
        }}
      </Loaded>
    </Card>
  );
}

function Answers({ layer, objective }: { readonly layer: string; readonly objective: StrategyObjective }): ReactNode {
  const asked = useAsk(StrategyProposalsDocument, { input: { layer, objective } });
  return (
    <Loaded of={asked}>
      {({ strategyKnowledge, strategyProposals }) => (
        <Flex vertical gap={16}>
          <KnownTable rows={strategyKnowledge} />
          <ProposalTable rows={strategyProposals} layer={layer} />
        </Flex>
      )}
    </Loaded>
  );
}

function KnownTable({ rows }: { readonly rows: readonly Known[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const format = useEffectFormat();
  return (
    <Table<Known>
      rowKey={({ strategy }) => strategy.key}
      size="small"
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: t('No strategy of this objective is meant for the layer.') }}
      dataSource={[...rows]}
      columns={[
        { title: t('Name'), render: (_v, { strategy }) => <StrategyLink of={strategy} /> },
        { title: t('Standing'), render: (_v, { evidence }) => <VerdictTag of={evidence.standing} /> },
        {
          title: t('Number of campaigns'),
          align: 'right',
          render: (_v, { evidence }) => f.number(evidence.pooled?.studies ?? 0),
        },
        {
          title: t('Effect'),
          align: 'right',
          render: (_v, { strategy, evidence }) => format.effect(evidence.pooled?.mean, strategy.metric),
        },
        {
          title: t('Interval'),
          align: 'right',
          render: (_v, { strategy, evidence }) => format.range(evidence.interval, strategy.metric),
        },
      ]}
    />
  );
}

function ProposalTable({ rows, layer }: { readonly rows: readonly Proposal[]; readonly layer: string }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const format = useEffectFormat();
  return (
    <Table<Proposal>
      rowKey={({ strategy }) => strategy.key}
      size="small"
      title={() => t('Proposals for the next campaign')}
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: t('No strategy can be proposed.') }}
      dataSource={[...rows]}
      columns={[
        { title: t('Advice'), render: (_v, { advice }) => enums('strategyAdvice', advice) },
        { title: t('Name'), render: (_v, { strategy }) => <StrategyLink of={strategy} /> },
        {
          title: t('Effect of the next campaign'),
          align: 'right',
          render: (_v, { strategy, expected }) =>
            `${format.effect(expected?.mean, strategy.metric)} (${format.range(expected?.prediction, strategy.metric)})`,
        },
        {
          title: t('Campaign'),
          render: (_v, { strategy, expected }) => (
            <Button
              size="small"
              href={planLink({ strategy: strategy.key, audience: layer, expectedEffect: expected?.mean })}
            >
              {t('Plan a campaign')}
            </Button>
          ),
        },
      ]}
    />
  );
}

function StrategyLink({
  of: { key, name },
}: {
  readonly of: { readonly key: string; readonly name: string };
}): ReactNode {
  const nameIn = useNameIn();
  return <a href={`#/strategies/${encodeURIComponent(key)}`}>{nameIn(name)}</a>;
}
