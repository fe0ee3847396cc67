/** Shows a model with its versions and figures. Users can start trainings and scorings. */
import { Button, Descriptions, Empty, Flex, Table, Tag, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  ModelPageDocument,
  ScoreModelDocument,
  TrainModelDocument,
  type ModelPageQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask } from '../../data/client.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { VersionFigures } from './version-figures.js';

type Shown = NonNullable<ModelPageQuery['model']>;
type Version = Shown['history']['versions'][number];

export function Model({ of }: { readonly of: string }): ReactNode {
  const t = useWords();
  const asked = useAsk(ModelPageDocument, { key: of });
  return (
    <Loaded of={asked}>
      {({ model }) =>
        !model || model.retired ? (
          <Empty description={t('There is no model with this key.')} />
        ) : (
          <ModelDetails model={model} />
        )
      }
    </Loaded>
  );
}

function ModelDetails({ model }: { readonly model: Shown }): ReactNode {
  const nameIn = useNameIn();
  const { versions } = model.history;
  const [chosen, setChosen] = useState<number>();
  const shown = versions.find(({ version }) => version === chosen) ?? versions.find(({ used }) => used) ?? versions[0];
  return (
    <Flex vertical gap={16}>
      <Flex gap={8} align="center" wrap>
        <h1 style={{ margin: 0, flex: 1 }}>{nameIn(model.name)}</h1>
        <RunButtons model={model} />
      </Flex>
      {model.description && <Typography.Text>{nameIn(model.description)}</Typography.Text>}
      <Definition model={model} />
      <Versions versions={versions} shown={shown?.version} choose={setChosen} />
      {shown && <VersionFigures version={shown} />}
    </Flex>
  );
}

function RunButtons({ model }: { readonly model: Shown }): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  return (
    <>
      <Button
        onClick={() => act(ask(TrainModelDocument, { key: model.key }), askAllAgain, t('The training has started.'))}
      >
        {t('Train now')}
      </Button>
      <Button
        type="primary"
        disabled={!model.history.versions.some(({ used }) => used)}
        onClick={() => act(ask(ScoreModelDocument, { key: model.key }), askAllAgain, t('The scoring has started.'))}
      >
        {t('Score now')}
      </Button>
    </>
  );
}

function Definition({ model }: { readonly model: Shown }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const names = useNames();
  const { scored, nextTrainingAt, nextScoringAt } = model.history;
  const items = [
    [t('Predicts'), enums('modelKind', model.kind) + (model.horizon ? ` (${f.duration(model.horizon)})` : '')],
    [t('Score tags'), model.tags.map(({ tag }) => names.tag(tag)).join(' · ')],
    [t('Valid for'), f.duration(model.validity)],
    [t('Last scores'), scored ? `${f.instant(scored.cut)} · v${scored.version} · ${f.number(scored.customers)}` : '–'],
    [t('Next training'), nextTrainingAt ? f.instant(nextTrainingAt) : t('by hand')],
    [t('Next scoring'), nextScoringAt ? f.instant(nextScoringAt) : t('by hand')],
  ];
  return (
    <Descriptions
      size="small"
      bordered
      column={{ xs: 1, md: 2 }}
      items={items.map(([label, children]) => ({ key: label, label, children }))}
    />
  );
}

function Versions({
  versions,
  shown,
  choose,
}: {
  readonly versions: readonly Version[];
  readonly shown: number | undefined;
  readonly choose: (version: number) => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  return (
    <Table<Version>
      rowKey="version"
      size="small"
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: t('No version so far') }}
      dataSource={[...versions]}
      columns={[
        {
          title: t('Version'),
          render: (_v, { version }) => (
            <Button type="link" size="small" aria-current={version === shown} onClick={() => choose(version)}>
              {`v${version}`}
            </Button>
          ),
        },
        {
          title: t('State'),
          render: (_v, { state, used }) => (
            <>
              <Tag color={state === 'TRAINED' ? 'green' : 'orange'}>{enums('modelState', state)}</Tag>
              {used && <Tag color="blue">{t('in use')}</Tag>}
            </>
          ),
        },
        { title: t('Trained'), render: (_v, { trainedAt }) => f.instant(trainedAt) },
        { title: t('Learned from'), render: (_v, { customers }) => f.number(customers) },
        { title: t('Figures'), render: (_v, version) => <Summary version={version} /> },
        {
          title: t('Doubts'),
          render: (_v, { warnings }) => warnings.map((warning) => enums('modelWarning', warning)).join(' · '),
        },
      ]}
    />
  );
}

/** Shows the figures of a version in one line, or the reason for its refusal. */
function Summary({ version }: { readonly version: Version }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  const { refusal, accuracy, forecast } = version;
  if (refusal) {
    const missing = refusal.needed != null && ` (${t('needed / found')}: ${refusal.needed} / ${refusal.found ?? 0})`;
    return (
      <>
        {enums('modelWarning', refusal.reason)}
        {missing}
      </>
    );
  }
  if (accuracy)
    return `AUC ${accuracy.auc == null ? '–' : f.number(accuracy.auc)} · ${t('Brier score')} ${f.number(accuracy.brier)} (${t('of the base rate')} ${f.number(accuracy.baseBrier)})`;
  if (!forecast) return null;
  return `${t('Mean error')} ${f.number(forecast.meanAbsoluteError)} (${t('of the own rates')} ${f.number(forecast.naiveMeanAbsoluteError)})`;
}
