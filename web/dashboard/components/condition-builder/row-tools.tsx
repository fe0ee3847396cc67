/** The buttons of a row: they move it within its group, put it into a group, and remove it. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, GroupOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../../words/language.js';
import type { Text } from '../../words/zh.js';
import { inGroup } from './edits.js';
import type { Phrase } from './phrase.js';
import { isGroup } from './phrases.js';

/** A step of a row towards the beginning or the end of its group. */
type Step = -1 | 1;

/**
 * Keeps the keyboard focus at a row that was moved, so that it can be moved further. At the end of the group, its button
 * in the other direction has the focus.
 */
export function useFocusOfMovedRow(): {
  /** Receives the element of the group. */
  readonly group: (element: HTMLElement | null) => void;
  readonly follow: (moved: { readonly row: number; readonly by: Step }) => void;
} {
  const element = useRef<HTMLElement | null>(null);
  const [moved, follow] = useState<{ readonly row: number; readonly by: Step }>();
  useEffect(() => {
    if (!moved) return;
    const rows = element.current?.querySelectorAll(':scope > [data-row]') ?? [];
    const button = (by: number): HTMLButtonElement | null | undefined =>
      rows[moved.row]?.querySelector<HTMLButtonElement>(`:scope > [role=group] > [data-move="${by}"]:enabled`);
    (button(moved.by) ?? button(-moved.by))?.focus();
  }, [moved]);
  return { group: (given) => void (element.current = given), follow };
}

export interface RowToolsProps {
  readonly row: Phrase;
  readonly set: (row: Phrase) => void;
  readonly remove: () => void;
  /** Number of the row, from 0, and number of all rows of the group. */
  readonly place: { readonly row: number; readonly of: number };
  readonly move: (by: Step) => void;
}

/** Buttons that move a row, put it into a group, and remove it. */
export function RowTools({ row, set, remove, place, move }: RowToolsProps): ReactNode {
  const t = useWords();
  const steps: readonly (readonly [Step, Text, ReactNode, boolean])[] = [
    [-1, 'Move up', <ArrowUpOutlined key="up" />, place.row === 0],
    [1, 'Move down', <ArrowDownOutlined key="down" />, place.row === place.of - 1],
  ];
  return (
    <>
      {place.of > 1 &&
        steps.map(([by, label, icon, isEnd]) => (
          <Button
            key={by}
            type="text"
            size="small"
            icon={icon}
            aria-label={t(label)}
            title={t(label)}
            data-move={by}
            {...(isEnd ? { disabled: true } : {})}
            onClick={() => move(by)}
          />
        ))}
      {!isGroup(row) && (
        <Button
          type="text"
          size="small"
          icon={<GroupOutlined />}
          aria-label={t('Put into a group')}
          title={t('Put into a group')}
          onClick={() => set(inGroup(row))}
        />
      )}
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t('Remove')}
        title={t('Remove')}
        onClick={remove}
      />
    </>
  );
}
