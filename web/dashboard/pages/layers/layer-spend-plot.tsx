/**
 * Shows the mean spend of each layer as a square with its interval as a line. A dashed line shows the mean of all
 * customers. The table next to it has the same figures as text.
 */
import { theme } from 'antd';
import type { ReactNode } from 'react';
import type { LayerQualityShownFragment } from '../../../../schema/generated/operations.js';
import { useFormat } from '../../words/language.js';

const HEIGHT = 30;
const WIDTH = 360;
const MARGIN = 12;
/** Height of the name above each line. */
const NAME = 12;

interface Row {
  readonly name: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export function LayerSpendPlot({
  quality: { layers, meanSpend },
  nameOf,
}: {
  readonly quality: Pick<LayerQualityShownFragment, 'layers' | 'meanSpend'>;
  readonly nameOf: (layer: string) => string;
}): ReactNode {
  const f = useFormat();
  const { token } = theme.useToken();
  const rows = layers.flatMap(({ layer, meanSpend: mean, interval }): Row[] =>
    mean == null ? [] : [{ name: nameOf(layer), mean, low: interval?.low ?? mean, high: interval?.high ?? mean }],
  );
  if (rows.length === 0) return null;
  const place = scaleOf(rows);
  const money = (amount: number): string => f.money(amount.toFixed(2));
  const spoken = rows
    .map(({ name, mean, low, high }) => `${name}: ${money(mean)} (${money(low)} … ${money(high)})`)
    .join('; ');
  const height = rows.length * HEIGHT + MARGIN;
  const middle = place(meanSpend ?? 0);
  return (
    <svg role="img" aria-label={spoken} viewBox={`0 0 ${WIDTH} ${height}`} width="100%" style={{ maxWidth: 480 }}>
      <line x1={middle} x2={middle} y1={0} y2={height} stroke={token.colorTextTertiary} strokeDasharray="3 3" />
      {rows.map(({ name, mean, low, high }, i) => {
        const y = i * HEIGHT + HEIGHT - 4;
        return (
          <g key={name}>
            <text x={MARGIN} y={y - NAME} fontSize={11} fill={token.colorText}>
              {name}
            </text>
            <line x1={place(low)} x2={place(high)} y1={y} y2={y} stroke={token.colorText} strokeWidth={1.5} />
            <rect x={place(mean) - 4} y={y - 4} width={8} height={8} fill={token.colorPrimary} />
          </g>
        );
      })}
    </svg>
  );
}

/** Returns the horizontal place of an amount. The plot contains all intervals and 0. */
function scaleOf(rows: readonly Row[]): (value: number) => number {
  const least = Math.min(0, ...rows.map(({ low }) => low));
  const most = Math.max(0, ...rows.map(({ high }) => high));
  const length = most - least || 1;
  return (value) => MARGIN + ((value - least) / length) * (WIDTH - 2 * MARGIN);
}
