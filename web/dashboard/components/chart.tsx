/** A chart with its data as text for screen readers. */
import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { darkened, useThemeName } from './colors.js';

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
  const theme = useThemeName();
  useEffect(() => {
    // React clears the reference while a part of the page is loading, so the element is read before the chart library
    // arrives.
    const element = place.current!;
    let close: (() => void) | undefined;
    let isClosed = false;
    void import('./echarts.js').then(({ init }) => {
      if (isClosed) return;
      const chart = init(element, theme === 'dark' ? 'dark' : undefined);
      // Names come from users. Tooltips are rendered as rich text, so that no name is interpreted as markup.
      const tooltip = option.tooltip && { ...option.tooltip, renderMode: 'richText' };
      chart.setOption({
        animation: false,
        aria: { enabled: true },
        backgroundColor: 'transparent',
        textStyle: { fontFamily: 'inherit' },
        ...(theme === 'dark' ? darkened(option) : option),
        ...(tooltip ? { tooltip } : {}),
      });
      const fit = (): void => chart.resize();
      addEventListener('resize', fit);
      close = () => {
        removeEventListener('resize', fit);
        chart.dispose();
      };
    });
    return () => {
      isClosed = true;
      close?.();
    };
  }, [option, theme]);
  return (
    <div role="img" aria-label={label}>
      <div ref={place} style={{ height }} />
    </div>
  );
}
