/** The quality of a layer model: what its layers spend, how they respond, how stable they are, and what to change. */
import { Alert, Card, Flex, Segmented, Select, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  LayerQualityDocument,
  type LayerFinding,
  type LayerLikeness,
  type LayerQualityShownFragment,
  type LayerSoundness,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';
import type { Text } from '../../words/zh.js';
import { useEffectFormat } from '../strategies/use-effect-format.js';
import { LayerSpendPlot } from './layer-spend-plot.js';

type Quality = LayerQualityShownFragment;
type Spend = Quality['layers'][number];
type Pair = Quality['pairs'][number];
type Response = NonNullable<Quality['response']>['strategies'][number];

interface Named {
  readonly key: string;
  readonly name: string;
}

const WINDOWS = ['P30D', 'P60D', 'P90D', 'P180D'] as const;

const SENTENCES: Readonly<Record<LayerSoundness, readonly ['success' | 'warning' | 'info', Text]>> = {
  SOUND: ['success', 'The layering is sound: its layers differ, and customers stay in them.'],
  UNSOUND: ['warning', 'The layering is not sound.'],
  UNKNOWN: ['info', 'There is too little data to judge the layering.'],
};

const REMEDIES: Readonly<Record<LayerFinding, Text>> = {
  TOO_FEW:
    'Fewer than two layers have 10 customers, or all customers spent the same. Choose a longer window, or define fewer layers.',
  NO_SEPARATION:
    'The layers hardly differ in spend, and not in their response. Divide by recency, number or amount of the orders.',
  ALIKE_LAYERS: 'Neighbouring layers spend alike. Merge them, or move the bound between them.',
  UNSTABLE:
    'Customers are soon in other layers. Use longer windows in the conditions, or bounds that are further apart.',
  SMALL_LAYERS:
    'Layers with fewer than 10 customers cannot be compared. Merge them with others, or widen their conditions.',
  SAME_RESPONSE:
    'The campaigns do not show that layers respond differently. Give more of them a hold-out, or treat the layers alike.',
};

const COLORS: Readonly<Record<LayerLikeness, string | undefined>> = {
  DIFFERENT: 'green',
  ALIKE: 'orange',
  OPEN: undefined,
};

export function QualityCard({
  model,
  layers,
  hasDraft,
}: {
  readonly model: string;
  readonly layers: readonly Named[];
  readonly hasDraft: boolean;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const [window, setWindow] = useState<string>('P30D');
  const [chosen, setDraft] = useState(false);
  const draft = hasDraft && chosen;
  const asked = useAsk(LayerQualityDocument, { model, input: { window }, draft });
  return (
    <Card
      title={t('Quality of the layers')}
      extra={
        <Flex gap={8} wrap>
          {hasDraft && (
            <Segmented
              value={draft ? 'draft' : 'published'}
              onChange={(value) => setDraft(value === 'draft')}
              options={[
                { value: 'published', label: t('published') },
                { value: 'draft', label: t('draft') },
              ]}
            />
          )}
          <Select
            aria-label={t('Window')}
            value={window}
            onChange={setWindow}
            style={{ minWidth: 120 }}
            options={WINDOWS.map((value) => ({ value, label: f.duration(value) }))}
          />
        </Flex>
      }
    >
      <Loaded of={asked}>
        {({ layerModel }) => {
          const quality = draft ? layerModel?.nextDraft?.quality : layerModel?.quality;
          return quality && <Shown quality={quality} layers={(draft && layerModel?.nextDraft?.layers) || layers} />;
        }}
      </Loaded>
    </Card>
  );
}

function Shown({ quality, layers }: { readonly quality: Quality; readonly layers: readonly Named[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const nameIn = useNameIn();
  const names = new Map(layers.map(({ key, name }) => [key, nameIn(name)]));
  const nameOf = (key: string): string => names.get(key) ?? key;
  return (
    <Flex vertical gap={16}>
      <Judgement quality={quality} nameOf={nameOf} />
      <Flex gap={24} wrap align="start">
        <div style={{ flex: '1 1 280px', minWidth: 0 }}>
          <LayerSpendPlot quality={quality} nameOf={nameOf} />
        </div>
        <div style={{ flex: '2 1 420px', minWidth: 0 }}>
          <SpendTable rows={quality.layers} nameOf={nameOf} />
        </div>
      </Flex>
      <Figures quality={quality} />
      <PairTable rows={quality.pairs} nameOf={nameOf} />
      {quality.response && <ResponseTable rows={quality.response.strategies} nameOf={nameOf} />}
      <Typography.Text type="secondary">
        {`${t('Layers at')} ${f.instant(quality.from)}. ${t('Orders until')} ${f.instant(quality.to)}.`}
      </Typography.Text>
    </Flex>
  );
}

interface NamesLayers {
  readonly nameOf: (layer: string) => string;
}

/** Says whether the model is sound, and what to do if it is not. */
function Judgement({ quality, nameOf }: NamesLayers & { readonly quality: Quality }): ReactNode {
  const t = useWords();
  const [type, sentence] = SENTENCES[quality.soundness];
  const alike = quality.pairs.filter(({ likeness }) => likeness === 'ALIKE');
  const named = alike.map(({ higher, lower }) => `${nameOf(higher)} / ${nameOf(lower)}`).join(', ');
  const remedy = (finding: LayerFinding): string =>
    finding === 'ALIKE_LAYERS' ? `${t(REMEDIES[finding])} (${named})` : t(REMEDIES[finding]);
  return (
    <Alert
      type={type}
      showIcon
      title={t(sentence)}
      description={
        quality.findings.length > 0 && (
          <ul style={{ margin: 0, paddingInlineStart: 20 }}>
            {quality.findings.map((finding) => (
              <li key={finding}>{remedy(finding)}</li>
            ))}
          </ul>
        )
      }
    />
  );
}

function SpendTable({ rows, nameOf }: NamesLayers & { readonly rows: readonly Spend[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const money = (amount: number | null | undefined): string => f.money(amount?.toFixed(2));
  return (
    <Table<Spend>
      rowKey="layer"
      size="small"
      pagination={false}
      scroll={{ x: true }}
      dataSource={[...rows]}
      columns={[
        { title: t('Layer'), render: (_v, { layer }) => nameOf(layer) },
        { title: t('Customers at the start'), align: 'right', render: (_v, { customers }) => f.number(customers) },
        { title: t('Buyers'), align: 'right', render: (_v, { buyers }) => f.number(buyers) },
        {
          title: t('Orders per customer'),
          align: 'right',
          render: (_v, { meanOrders }) => (meanOrders == null ? '–' : f.number(Number(meanOrders.toFixed(3)))),
        },
        { title: t('Spend per customer'), align: 'right', render: (_v, { meanSpend }) => money(meanSpend) },
        {
          title: t('Interval'),
          align: 'right',
          render: (_v, { interval }) => (interval ? `${money(interval.low)} … ${money(interval.high)}` : '–'),
        },
        { title: t('Still in the layer'), align: 'right', render: (_v, { stayed }) => f.share(stayed) },
      ]}
    />
  );
}

/** Shows the separation and the stability, each with the value that chance alone would give. */
function Figures({ quality: { separation, stability, complete } }: { readonly quality: Quality }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const chance = (value: number): string => `(${t('by chance')}: ${f.share(value)})`;
  return (
    <Flex vertical>
      {separation && (
        <Typography.Text>
          {`${t('Variance of spend between the layers')}: ${f.share(separation.etaSquared)}; ${t('of the ranks')}: ${f.share(separation.rankEpsilonSquared)} ${chance(separation.byChance)}`}
        </Typography.Text>
      )}
      {stability && (
        <Typography.Text>
          {`${t('In the same layer at the end')}: ${f.share(stability.same)} ${chance(stability.sameByChance)}; ${t('kappa')} ${stability.kappa == null ? '–' : f.number(Number(stability.kappa.toFixed(2)))}`}
        </Typography.Text>
      )}
      {!complete && <Typography.Text type="secondary">{t('The window is not over yet.')}</Typography.Text>}
    </Flex>
  );
}

function PairTable({ rows, nameOf }: NamesLayers & { readonly rows: readonly Pair[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const format = useEffectFormat();
  return (
    <Table<Pair>
      rowKey={({ higher, lower }) => `${higher} ${lower}`}
      size="small"
      title={() => t('Neighbours by spend per customer')}
      pagination={false}
      scroll={{ x: true }}
      dataSource={[...rows]}
      columns={[
        { title: t('Layers'), render: (_v, { higher, lower }) => `${nameOf(higher)} / ${nameOf(lower)}` },
        { title: t('Difference'), align: 'right', render: (_v, pair) => format.effect(pair.difference, 'REVENUE') },
        { title: t('Interval'), align: 'right', render: (_v, { interval }) => format.range(interval, 'REVENUE') },
        {
          title: t('Spend'),
          render: (_v, { likeness }) => {
            const color = COLORS[likeness];
            return <Tag {...(color === undefined ? {} : { color })}>{enums('layerLikeness', likeness)}</Tag>;
          },
        },
        {
          title: t('Probability of an equal response'),
          align: 'right',
          render: (_v, { responseProbability }) => f.share(responseProbability),
        },
      ]}
    />
  );
}

function ResponseTable({ rows, nameOf }: NamesLayers & { readonly rows: readonly Response[] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const nameIn = useNameIn();
  const format = useEffectFormat();
  return (
    <Table<Response>
      rowKey={({ strategy }) => strategy.key}
      size="small"
      title={() => t('Response of the layers to strategies')}
      pagination={false}
      scroll={{ x: true }}
      dataSource={[...rows]}
      columns={[
        {
          title: t('Name'),
          render: (_v, { strategy }) => (
            <a href={`#/strategies/${encodeURIComponent(strategy.key)}`}>{nameIn(strategy.name)}</a>
          ),
        },
        {
          title: t('Effect'),
          render: (_v, { strategy, effects }) =>
            effects
              .map(({ layer, effect }) => `${nameOf(layer)}: ${format.effect(effect, strategy.metric)}`)
              .join('; '),
        },
        {
          title: t('Probability of an equal response'),
          align: 'right',
          render: (_v, { probability }) => f.share(probability),
        },
      ]}
    />
  );
}
