/** Input fields that several kinds of editor rows use, for operators and values. */
import { AutoComplete, Input, Select } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import type { Value } from '../../../../src/engine/types.js';
import { SeenValuesDocument } from '../../../../schema/generated/operations.js';
import type { Catalogue } from '../../data/catalogue.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { COMPARISONS, showValue, type Row } from './condition-rows.js';

const SETTLE_MS = 250;
type Symbol = (typeof COMPARISONS)[number];
const isSymbol = (op: TagOperator): op is Symbol => (COMPARISONS as readonly string[]).includes(op);

export type RowOf<Kind extends Row['kind']> = Extract<Row, { readonly kind: Kind }>;

export interface FieldsProps<Kind extends Row['kind']> {
  readonly row: RowOf<Kind>;
  readonly catalogue: Catalogue;
  readonly set: (row: Row) => void;
}

export type TagOperator = RowOf<'tag'>['op'];

/** Source of suggested values: a tag, or a property of an event type. */
export type ValueSource = { readonly tag: string } | { readonly event: string; readonly property: string };

/** An input field for a typed value or a suggested value. */
export function SeenValueInput({
  of,
  value,
  set,
}: {
  readonly of: ValueSource;
  readonly value: Value | undefined;
  readonly set: (text: string) => void;
}): ReactNode {
  const t = useWords();
  const [draft, setDraft] = useState<string>();
  const [isInUse, setIsInUse] = useState(false);
  const typed = isInUse ? (draft ?? '') : undefined;
  const [prefix, setPrefix] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setPrefix(typed), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // The query runs only while the field is in use. Callers that may not count customers receive no suggestions.
  const seen = useAsk(SeenValuesDocument, prefix === undefined ? undefined : { ...of, prefix });
  return (
    <AutoComplete
      aria-label={t('Value')}
      value={draft ?? showValue(value)}
      style={{ width: 160 }}
      options={(seen.data?.seenValues.values ?? []).map(({ value: one, count }) => ({
        value: String(one),
        label: `${String(one)} (${count})`,
      }))}
      onFocus={() => setIsInUse(true)}
      onChange={(text: string) => {
        setDraft(text);
        set(text);
      }}
      onBlur={() => {
        setIsInUse(false);
        setDraft(undefined);
      }}
    />
  );
}

export function Operators<Operator extends TagOperator>({
  value,
  all,
  set,
}: {
  readonly value: Operator;
  readonly all: readonly Operator[];
  readonly set: (op: Operator) => void;
}): ReactNode {
  const t = useWords();
  return (
    <Select
      aria-label={t('operator')}
      value={value}
      style={{ minWidth: 90 }}
      onChange={set}
      options={all.map((op) => ({ value: op, label: isSymbol(op) ? op : t(op) }))}
    />
  );
}

/** An input field for a typed value. It shows the text as typed until it loses focus. */
export function ValueInput({
  value,
  set,
  numeric = false,
}: {
  readonly value: Value | undefined;
  readonly set: (text: string) => void;
  readonly numeric?: boolean;
}): ReactNode {
  const t = useWords();
  const [draft, setDraft] = useState<string>();
  return (
    <Input
      aria-label={t('Value')}
      inputMode={numeric ? 'decimal' : undefined}
      value={draft ?? showValue(value)}
      style={{ width: numeric ? 110 : 160 }}
      onChange={(e) => {
        setDraft(e.target.value);
        set(e.target.value);
      }}
      onBlur={() => setDraft(undefined)}
    />
  );
}
