/** Shows a verdict, or what several records show together, as a colored word. */
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { StrategyStanding } from '../../../../schema/generated/operations.js';
import { useEnums } from '../../words/use-enums.js';

const COLORS: Readonly<Record<StrategyStanding, string | undefined>> = {
  WORKS: 'green',
  HARMS: 'red',
  NO_EFFECT: undefined,
  OPEN: 'blue',
  UNTRUSTED: 'orange',
  NOT_MEASURED: undefined,
  UNTRIED: 'purple',
};

export function VerdictTag({ of }: { readonly of: StrategyStanding }): ReactNode {
  const enums = useEnums();
  const color = COLORS[of];
  return <Tag {...(color === undefined ? {} : { color })}>{enums('strategyStanding', of)}</Tag>;
}
