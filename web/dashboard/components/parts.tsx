/** Parts that several pages share: states of loading, and a chart. */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { Alert, Button, Skeleton } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Asked } from '../data/api.js';
import { useWords } from '../words/language.js';

use([
  BarChart,
  HeatmapChart,
  LineChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
]);

/** What was asked for: its skeleton while it loads, what to do when it failed, and else what is made of it. */
export function Loaded<R>({
  of,
  children,
}: {
  readonly of: Asked<R>;
  readonly children: (data: R) => ReactNode;
}): ReactNode {
  const t = useWords();
  if (of.error && !of.data) {
    return (
      <Alert
        type="error"
        showIcon
        title={of.error.message}
        description={
          of.error.code === 'FORBIDDEN' ? t('This token may not do that. It needs another scope.') : of.error.reason
        }
        action={
          <Button size="small" onClick={of.again}>
            {t('Try again')}
          </Button>
        }
      />
    );
  }
  return of.data ? children(of.data) : <Skeleton active aria-label="loading" />;
}

/** A chart with its data as a text for who does not see it. */
export function Chart({
  option,
  label,
  height = 280,
}: {
  readonly option: EChartsCoreOption;
  readonly label: string;
  readonly height?: number;
}): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const chart = init(place.current!);
    // Names are data: a tooltip is drawn as text, so that none becomes markup.
    const tooltip = option.tooltip && { ...option.tooltip, renderMode: 'richText' };
    chart.setOption({
      animation: false,
      aria: { enabled: true },
      textStyle: { fontFamily: 'inherit' },
      ...option,
      ...(tooltip ? { tooltip } : {}),
    });
    const fit = (): void => chart.resize();
    addEventListener('resize', fit);
    return () => {
      removeEventListener('resize', fit);
      chart.dispose();
    };
  }, [option]);
  return (
    <div role="img" aria-label={label}>
      <div ref={place} style={{ height }} />
    </div>
  );
}

/** What a customer is called: a number of the shop's own rather than a device. */
export function nameOf(p: {
  readonly id: string;
  readonly identities: readonly { readonly namespace: string; readonly value?: string | null }[];
}): string {
  const shown = p.identities.filter((i) => i.value);
  return (
    (
      shown.find((i) => i.namespace === 'member_id') ??
      shown.find((i) => !/device|openid/.test(i.namespace)) ??
      shown[0]
    )?.value ?? p.id.slice(-6)
  );
}
