/** The effect that a condition would have as a segment: its exact size, who would enter or leave, and its overlap. */
import { Alert, Card, Flex, Select, Spin, Statistic, Table, Typography } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { SegmentPreviewDocument, type SegmentPreviewQuery } from '../../../../schema/generated/operations.js';
import { nameOf } from '../../components/customer-name.js';
import { ConditionWarnings } from '../../components/condition-builder/condition-warnings.js';
import { useAsk, type Asked } from '../../data/queries.js';
import type { Format } from '../../words/format.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { useFault } from '../../words/use-faults.js';
import type { Text } from '../../words/zh.js';

const WAIT_MS = 400;

type Preview = SegmentPreviewQuery['previewSegment'];
type Warning = Preview['conditionWarnings'][number];

export interface AskedPreview {
  readonly asked: Asked<SegmentPreviewQuery>;
  /** The preview of the present condition, or of the previous one until the new one arrives. */
  readonly shown: Preview | undefined;
  readonly overlap: readonly string[];
  readonly setOverlap: (segments: readonly string[]) => void;
}

/** Requests a preview of the condition text after it has stayed unchanged for a moment. An empty text has none. */
export function usePreview(text: string, of: string | undefined): AskedPreview {
  const [settled, setSettled] = useState(text);
  const [overlap, setOverlap] = useState<readonly string[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const asked = useAsk(
    SegmentPreviewDocument,
    settled.trim() === ''
      ? undefined
      : { input: { expression: settled, key: of, overlapWith: [...overlap], samples: 5 } },
  );
  // While the condition is empty, the preview of an earlier text is hidden.
  const isShown = text.trim() !== '' && settled.trim() !== '' && !asked.error;
  return { asked, overlap, setOverlap, shown: isShown ? asked.data?.previewSegment : undefined };
}

/** Returns the number of all customers and the share of the segment as text, e.g. `of 1,500 (6.8%)`. */
function sizeShare(
  { size, customers }: { readonly size: number; readonly customers: number },
  f: Format,
  t: (word: Text) => string,
): string {
  return `${t('of')} ${f.number(customers)}${customers === 0 ? '' : ` (${f.share(size / customers)})`}`;
}

export function SegmentPreview({
  preview,
  isHeld,
  isEmpty,
  of,
  segments,
  warnings,
}: {
  readonly preview: AskedPreview;
  /** Whether a part of the condition is missing or invalid. No preview is then requested. */
  readonly isHeld: boolean;
  readonly isEmpty: boolean;
  readonly of?: string;
  readonly segments: readonly { readonly key: string; readonly name: string }[];
  /** Warnings that belong to no row. */
  readonly warnings: readonly Warning[];
}): ReactNode {
  const t = useWords();
  const say = useFault();
  const { asked, shown } = preview;
  return (
    <Card
      title={t('Preview')}
      size="small"
      style={{ marginTop: 16 }}
      extra={asked.loading ? <Spin size="small" /> : null}
      loading={asked.loading && !asked.data && !asked.error}
    >
      {isHeld && <Alert type="info" showIcon title={t('Complete the rows that are marked.')} />}
      {!isEmpty && asked.error && (
        <Alert type="warning" showIcon title={say(asked.error)} style={{ marginBottom: 12 }} />
      )}
      <div aria-live="polite">
        {shown && (
          <Flex vertical gap={12}>
            <Effect preview={shown} of={of} />
            <ConditionWarnings of={warnings} />
            <Overlap preview={preview} segments={segments.filter(({ key }) => key !== of)} />
          </Flex>
        )}
      </div>
    </Card>
  );
}

function Effect({ preview, of }: { readonly preview: Preview; readonly of?: string }): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <>
      <Statistic title={t('Estimated members')} value={f.number(preview.size)} suffix={sizeShare(preview, f, t)} />
      {of && (
        <Flex gap={32}>
          <Statistic title={t('would enter')} value={preview.entering} />
          <Statistic title={t('would leave')} value={preview.leaving} />
        </Flex>
      )}
      <Customers title={of ? t('would enter') : undefined} list={preview.enteringSamples} />
      <Customers title={t('would leave')} list={preview.leavingSamples} />
    </>
  );
}

function Customers({ title, list }: { readonly title?: string; readonly list: Preview['enteringSamples'] }): ReactNode {
  if (list.length === 0) return null;
  return (
    <div>
      {title && <Typography.Text type="secondary">{title}: </Typography.Text>}
      {list.map((customer) => (
        <a key={customer.id} href={`#/customer/${customer.id}`} style={{ marginInlineEnd: 8 }}>
          {nameOf(customer)}
        </a>
      ))}
    </div>
  );
}

function Overlap({
  preview: { shown, overlap, setOverlap },
  segments,
}: {
  readonly preview: AskedPreview;
  readonly segments: readonly { readonly key: string; readonly name: string }[];
}): ReactNode {
  const t = useWords();
  const names = useNames();
  const nameIn = useNameIn();
  return (
    <>
      <Select
        mode="multiple"
        maxCount={5}
        placeholder={t('Overlap')}
        aria-label={t('Overlap')}
        value={[...overlap]}
        onChange={(keys: string[]) => setOverlap(keys)}
        options={segments.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
      />
      {shown && shown.overlaps.length > 0 && (
        <Table
          rowKey="segment"
          size="small"
          pagination={false}
          dataSource={[...shown.overlaps]}
          columns={[
            { title: t('segment'), dataIndex: 'segment', render: (key: string) => names.segment(key) },
            { title: t('Size'), dataIndex: 'size', align: 'right' },
            { title: t('Overlap'), dataIndex: 'both', align: 'right' },
          ]}
        />
      )}
    </>
  );
}
