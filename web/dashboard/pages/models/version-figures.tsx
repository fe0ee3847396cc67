/** Shows the features and the reliability of a churn model, or the totals of an order forecast. */
import { Card, Flex, Table } from 'antd';
import { useMemo, type ReactNode } from 'react';
import type { ModelPageQuery } from '../../../../schema/generated/operations.js';
import { Chart } from '../../components/chart.js';
import { useEnums } from '../../words/use-enums.js';
import { useFormat, useWords } from '../../words/language.js';

type Version = NonNullable<ModelPageQuery['model']>['history']['versions'][number];
type Reliability = NonNullable<Version['accuracy']>['reliability'];

export function VersionFigures({ version }: { readonly version: Version }): ReactNode {
  const { accuracy, forecast, coefficients, candidates, orderModel } = version;
  return (
    <Flex vertical gap={16}>
      {accuracy && <ReliabilityPlot rows={accuracy.reliability} />}
      {coefficients.length > 0 && <Features coefficients={coefficients} />}
      {forecast && <Totals forecast={forecast} />}
      {candidates.length > 0 && <Candidates candidates={candidates} chosen={orderModel} />}
    </Flex>
  );
}

/**
 * Plots the observed share of each tenth of the customers against its mean prediction. A perfect model is on the
 * diagonal.
 */
function ReliabilityPlot({ rows }: { readonly rows: Reliability }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const title = t('Predicted and observed churn, by tenths');
  const option = useMemo(
    () => ({
      tooltip: { trigger: 'axis' },
      legend: { data: [t('Predicted'), t('Actual')] },
      grid: { left: 48, right: 24, top: 40, bottom: 32 },
      xAxis: { type: 'category', data: rows.map((_row, i) => String(i + 1)) },
      yAxis: { type: 'value', min: 0, max: 1 },
      series: [
        { name: t('Predicted'), type: 'line', data: rows.map(({ predicted }) => Number(predicted.toFixed(4))) },
        { name: t('Actual'), type: 'line', data: rows.map(({ observed }) => Number(observed.toFixed(4))) },
      ],
    }),
    [rows, t],
  );
  const spoken = rows.map(({ predicted, observed }) => `${f.share(predicted)} / ${f.share(observed)}`).join(', ');
  return (
    <Card size="small" title={title}>
      <Chart option={option} label={`${title}: ${spoken}`} />
    </Card>
  );
}

function Features({ coefficients }: { readonly coefficients: Version['coefficients'] }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  return (
    <Table
      rowKey="feature"
      size="small"
      pagination={false}
      dataSource={[...coefficients]}
      columns={[
        { title: t('Feature'), render: (_v, { feature }) => enums('churnFeature', feature) },
        {
          title: t('Weight'),
          render: (_v, { weight, error }) => `${f.signed(weight)}${error == null ? '' : ` ± ${f.number(error)}`}`,
        },
      ]}
    />
  );
}

/** Compares the models of orders by their error in the newest closed window. */
function Candidates({
  candidates,
  chosen,
}: {
  readonly candidates: Version['candidates'];
  readonly chosen: Version['orderModel'];
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const enums = useEnums();
  return (
    <Table
      rowKey="model"
      size="small"
      pagination={false}
      dataSource={[...candidates]}
      columns={[
        {
          title: t('Model of orders'),
          render: (_v, { model }) => `${enums('orderModel', model)}${model === chosen ? ` (${t('chosen')})` : ''}`,
        },
        {
          title: t('Error per customer'),
          render: (_v, { converged, meanAbsoluteError }) =>
            converged ? f.number(meanAbsoluteError) : enums('modelWarning', 'NOT_CONVERGED'),
        },
      ]}
    />
  );
}

function Totals({ forecast }: { readonly forecast: NonNullable<Version['forecast']> }): ReactNode {
  const t = useWords();
  const f = useFormat();
  const period = `${f.instant(forecast.from)} – ${f.instant(forecast.to)}`;
  return (
    <Card size="small" title={`${t('Order-days forecast')}: ${period}`}>
      {`${t('Predicted')} ${f.number(Math.round(forecast.predicted))} · ${t('Actual')} ${f.number(forecast.actual)} · ${t('of the own rates')} ${f.number(Math.round(forecast.naive))}`}
    </Card>
  );
}
