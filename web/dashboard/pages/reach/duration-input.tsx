/** An input for a duration, as a number and a unit. Its value is an ISO 8601 duration such as `PT2H`. */
import { InputNumber, Select, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import { DAY, HOUR, MINUTE, parseDuration } from '../../../../src/engine/time/time.js';
import { useWords } from '../../words/language.js';

const UNITS = { M: MINUTE, H: HOUR, D: DAY } as const;
type Unit = keyof typeof UNITS;

/** Returns the number and the largest unit in which a duration is a whole number. */
function splitDuration(iso: string | null | undefined): { readonly number?: number; readonly unit?: Unit } {
  const ms = parseDuration(iso ?? '');
  if (ms === undefined) return {};
  const unit = (['D', 'H', 'M'] as const).find((one) => ms % UNITS[one] === 0) ?? 'M';
  return { number: ms / UNITS[unit], unit };
}

const joinDuration = (number: number, unit: Unit): string => (unit === 'D' ? `P${number}D` : `PT${number}${unit}`);

export function DurationInput({
  id,
  value,
  onChange,
  firstUnit = 'D',
}: {
  readonly id?: string;
  readonly value?: string | null;
  readonly onChange?: (value: string | undefined) => void;
  /** Unit of an empty field. */
  readonly firstUnit?: Unit;
}): ReactNode {
  const t = useWords();
  const given = splitDuration(value);
  const [chosen, setChosen] = useState<Unit>(given.unit ?? firstUnit);
  // The chosen unit stays if it fits, so that 24 hours do not become one day while the user types.
  const ms = parseDuration(value ?? '');
  const unit = ms === undefined || ms % UNITS[chosen] === 0 ? chosen : (given.unit ?? chosen);
  const number = ms === undefined ? undefined : ms / UNITS[unit];
  const units = [
    { value: 'M' as const, label: t('minutes') },
    { value: 'H' as const, label: t('hours') },
    { value: 'D' as const, label: t('days') },
  ];
  return (
    <Space.Compact>
      <InputNumber
        id={id}
        min={0}
        precision={0}
        value={number}
        style={{ width: 90 }}
        onChange={(next) => onChange?.(next === null ? undefined : joinDuration(next, unit))}
      />
      <Select
        aria-label={t('unit of time')}
        value={unit}
        style={{ width: 90 }}
        options={units}
        onChange={(next) => {
          setChosen(next);
          if (number !== undefined) onChange?.(joinDuration(number, next));
        }}
      />
    </Space.Compact>
  );
}
