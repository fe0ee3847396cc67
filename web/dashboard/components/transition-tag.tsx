/** Shows whether a customer entered or left, for lists of changes. */
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { TransitionKind } from '../../../schema/generated/operations.js';
import { useEnums } from '../words/use-enums.js';

export function TransitionTag({ kind }: { readonly kind: TransitionKind }): ReactNode {
  const enums = useEnums();
  return <Tag color={kind === 'ENTERED' ? 'green' : 'volcano'}>{enums('transition', kind)}</Tag>;
}
