/**
 * A forest plot: the effect of each trial with its interval, and the combined effect with its interval and prediction
 * interval below them. The table next to it has the same figures as text.
 */
import { theme } from 'antd';
import type { ReactNode } from 'react';
import type { StrategyPageQuery, TrialMetric } from '../../../../schema/generated/operations.js';
import { useWords } from '../../words/language.js';
import { useEffectFormat } from './use-effect-format.js';

type Evidence = NonNullable<StrategyPageQuery['strategy']>['evidence'][number];

interface Row {
  readonly label: string;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
  readonly isCombined: boolean;
  readonly prediction?: { readonly low: number; readonly high: number };
}

const HEIGHT = 26;
const WIDTH = 360;
const MARGIN = 12;

export function ForestPlot({
  evidence,
  metric,
}: {
  readonly evidence: Evidence;
  readonly metric: TrialMetric;
}): ReactNode {
  const t = useWords();
  const format = useEffectFormat();
  const { token } = theme.useToken();
  const rows = rowsOf(evidence, t('Combined'));
  if (rows.length === 0) return null;
  const place = scaleOf(rows);
  const spoken = rows
    .map(({ label, effect, ...range }) => `${label}: ${format.effect(effect, metric)} (${format.range(range, metric)})`)
    .join('; ');
  const height = rows.length * HEIGHT + 2 * MARGIN;
  return (
    <svg role="img" aria-label={spoken} viewBox={`0 0 ${WIDTH} ${height}`} width="100%" style={{ maxWidth: 480 }}>
      <line x1={place(0)} x2={place(0)} y1={0} y2={height} stroke={token.colorTextTertiary} strokeDasharray="3 3" />
      {rows.map((row, i) => (
        <Effect key={`${i} ${row.label}`} row={row} place={place} y={MARGIN + (i + 0.5) * HEIGHT} />
      ))}
    </svg>
  );
}

function Effect({
  row,
  place,
  y,
}: {
  readonly row: Row;
  readonly place: (value: number) => number;
  readonly y: number;
}): ReactNode {
  const { token } = theme.useToken();
  const { effect, low, high, isCombined, prediction } = row;
  const color = isCombined ? token.colorPrimary : token.colorText;
  const [x, left, right] = [place(effect), place(low), place(high)];
  return (
    <g>
      <title>{row.label}</title>
      {prediction && (
        <line
          x1={place(prediction.low)}
          x2={place(prediction.high)}
          y1={y}
          y2={y}
          stroke={color}
          strokeWidth={1}
          strokeDasharray="2 3"
        />
      )}
      {isCombined ? (
        <polygon points={`${left},${y} ${x},${y - 7} ${right},${y} ${x},${y + 7}`} fill={color} />
      ) : (
        <>
          <line x1={left} x2={right} y1={y} y2={y} stroke={color} strokeWidth={1.5} />
          <rect x={x - 4} y={y - 4} width={8} height={8} fill={color} />
        </>
      )}
    </g>
  );
}

function rowsOf({ trials, pooled, interval }: Evidence, combined: string): Row[] {
  const rows = trials.flatMap(({ source, figure }): Row[] =>
    figure?.effect != null && figure.interval
      ? [{ label: source, effect: figure.effect, ...figure.interval, isCombined: false }]
      : [],
  );
  if (!pooled || !interval || rows.length < 2) return rows;
  const prediction = pooled.prediction ? { prediction: pooled.prediction } : {};
  return [...rows, { label: combined, effect: pooled.mean, ...interval, isCombined: true, ...prediction }];
}

/** Returns the horizontal place of a value. The plot contains all intervals and 0. */
function scaleOf(rows: readonly Row[]): (value: number) => number {
  const ends = rows.flatMap(({ low, high, prediction }) => [
    low,
    high,
    prediction?.low ?? low,
    prediction?.high ?? high,
  ]);
  const [least, most] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const length = most - least || 1;
  return (value) => MARGIN + ((value - least) / length) * (WIDTH - 2 * MARGIN);
}
