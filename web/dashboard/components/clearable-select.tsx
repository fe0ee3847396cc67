import { Select, type SelectProps } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../words/language.js';

interface ClearableSelectProps<Value> extends Omit<SelectProps<Value>, 'allowClear'> {
  readonly allowClear?: boolean;
}

/**
 * A select whose value can be cleared. The plain select labels its clear button in English in every language.
 */
export function ClearableSelect<Value = unknown>({
  allowClear = true,
  ...props
}: ClearableSelectProps<Value>): ReactNode {
  const t = useWords();
  return <Select<Value> {...props} allowClear={allowClear && { label: t('Clear') }} />;
}
