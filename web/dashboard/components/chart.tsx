/** ECharts charts, with only the parts of the library that the pages use. */
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
import { useEffect, useRef, type ReactNode } from 'react';

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

/** A chart with its data as text for screen readers. */
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
    // Names come from users. Tooltips are rendered as rich text, so that no name is interpreted as markup.
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
