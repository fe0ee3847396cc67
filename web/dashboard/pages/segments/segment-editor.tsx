/**
 * Creates or edits a segment, with fields or as text. Shows a preview of the exact effect before the segment is saved.
 */
import {
  App as AntApp,
  Alert,
  Button,
  Card,
  Col,
  Flex,
  Form,
  Input,
  Row,
  Segmented,
  Select,
  Spin,
  Statistic,
  Table,
  Typography,
} from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import {
  ChangeSegmentDocument,
  SaveSegmentDocument,
  SegmentPageDocument,
  SegmentPreviewDocument,
  type SegmentPreviewQuery,
} from '../../../../schema/generated/operations.js';
import { ask, type ApiError } from '../../data/client.js';
import { useCatalogue, type Catalogue } from '../../data/catalogue.js';
import { askAllAgain, useAsk, type Asked } from '../../data/queries.js';
import { Rows } from '../../components/condition-builder/builder.js';
import { ConditionWarnings } from '../../components/condition-builder/condition-warnings.js';
import { missingOf, readRows, writeRows, type Group } from '../../components/condition-builder/condition-rows.js';
import { useFault } from '../../words/use-faults.js';
import type { Text } from '../../words/zh.js';
import type { Format } from '../../words/format.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { ConditionText } from '../../components/condition-text.js';
import { nameOf } from '../../components/customer-name.js';
import { Loaded } from '../../components/loaded.js';

const WAIT_MS = 400;

export function SegmentEditor({ of }: { readonly of?: string }): ReactNode {
  const there = useAsk(SegmentPageDocument, of ? { key: of } : undefined);
  const catalogue = useCatalogue();
  return (
    <Loaded of={catalogue}>
      {(c) =>
        of ? (
          <Loaded of={there}>{({ segment }) => (segment ? <Editor catalogue={c} start={segment} /> : null)}</Loaded>
        ) : (
          <Editor catalogue={c} />
        )
      }
    </Loaded>
  );
}

function Editor({
  catalogue,
  start,
}: {
  readonly catalogue: Catalogue;
  readonly start?: {
    readonly key: string;
    readonly name: string;
    readonly description?: string | null;
    readonly expression: string;
  };
}): ReactNode {
  const t = useWords();
  const say = useFault();
  const { message } = AntApp.useApp();
  const nameIn = useNameIn();
  const [text, setText] = useState(start?.expression ?? '');
  const [opened, setOpened] = useState(() => readRows(start?.expression ?? ''));
  const [mode, setMode] = useState<'visual' | 'text'>(opened.group ? 'visual' : 'text');
  const [error, setError] = useState<ApiError>();
  const change = (group: Group): void => {
    setOpened({ group });
    setText(writeRows(group));
  };
  const show = (m: 'visual' | 'text'): void => {
    if (m === 'visual') setOpened(readRows(text));
    setMode(m);
  };
  const isHeld = mode === 'visual' && (opened.group?.rows ?? []).some((row) => missingOf(row) !== undefined);
  const save = (v: { key: string; name?: string; description?: string }): void => {
    const input = { ...v, key: start?.key ?? v.key, expression: text };
    void (start ? ask(ChangeSegmentDocument, { input }) : ask(SaveSegmentDocument, { input })).then(
      () => {
        void message.success(t('Saved'));
        askAllAgain();
        location.hash = `#/segments/${input.key}`;
      },
      (e: ApiError) => setError(e),
    );
  };
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{start ? `${t('Edit')}: ${nameIn(start.name)}` : t('New segment')}</h1>
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={14}>
          <Card>
            <Form
              layout="vertical"
              initialValues={
                start ? { key: start.key, name: start.name, description: start.description ?? undefined } : {}
              }
              onFinish={save}
            >
              <Row gutter={12}>
                <Col span={12}>
                  <Form.Item name="name" label={t('Name')} rules={[{ required: true }]}>
                    <Input />
                  </Form.Item>
                </Col>
                <Col span={12}>
                  <Form.Item
                    name="key"
                    label={t('Key')}
                    rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/ }]}
                  >
                    <Input disabled={start !== undefined} />
                  </Form.Item>
                </Col>
              </Row>
              <Form.Item name="description" label={t('Description')}>
                <Input />
              </Form.Item>
              <Flex justify="space-between" style={{ marginBottom: 8 }}>
                <Typography.Text strong>{t('Condition')}</Typography.Text>
                <Segmented
                  aria-label={t('Condition')}
                  value={mode}
                  onChange={show}
                  options={[
                    { label: t('Visual'), value: 'visual' },
                    { label: t('Text'), value: 'text' },
                  ]}
                />
              </Flex>
              {mode === 'visual' ? (
                opened.group ? (
                  <Rows catalogue={catalogue} group={opened.group} change={change} />
                ) : (
                  <Alert
                    type={opened.fault ? 'error' : 'info'}
                    showIcon
                    title={
                      (opened.fault && say(opened.fault)) ??
                      t('This condition is edited as text: it says more than the visual editor shows.')
                    }
                  />
                )
              ) : (
                <Input.TextArea
                  aria-label={t('Condition')}
                  value={text}
                  onChange={(e) => setText(e.target.value)}
                  autoSize={{ minRows: 4 }}
                  spellCheck={false}
                  style={{ fontFamily: 'ui-monospace, monospace' }}
                />
              )}
              {mode === 'visual' && text !== '' && <AsText of={text} />}
              {error && <Alert type="error" showIcon title={say(error)} style={{ marginBlock: 12 }} />}
              <Flex gap={8} style={{ marginTop: 16 }}>
                <Button type="primary" htmlType="submit" disabled={text.trim() === '' || isHeld}>
                  {t('Save')}
                </Button>
                <Button href={start ? `#/segments/${start.key}` : '#/segments'}>{t('Cancel')}</Button>
              </Flex>
            </Form>
          </Card>
        </Col>
        <Col xs={24} xl={10}>
          <Preview text={isHeld ? '' : text} isHeld={isHeld} of={start?.key} segments={catalogue.segments} />
        </Col>
      </Row>
    </Flex>
  );
}

/** Shows the condition as an expression or as a sentence. */
const AsText = ({ of }: { readonly of: string }): ReactNode => (
  <Typography.Paragraph style={{ marginTop: 12 }}>
    <ConditionText of={of} />
  </Typography.Paragraph>
);

/** Returns the number of all customers and the share of the segment as text, e.g. `of 1,500 (6.8%)`. */
function sizeShare(
  { size, customers }: { readonly size: number; readonly customers: number },
  f: Format,
  t: (word: Text) => string,
): string {
  return `${t('of')} ${f.number(customers)}${customers === 0 ? '' : ` (${f.share(size / customers)})`}`;
}

/** Requests a preview of the condition text after it has stayed unchanged for a moment. */
function usePreview(
  text: string,
  of: string | undefined,
  overlap: readonly string[],
): { readonly asked: Asked<SegmentPreviewQuery>; readonly settled: string } {
  const [settled, setSettled] = useState(text);
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
  return { asked, settled };
}

/**
 * Shows the exact size, the customers that would enter or leave, and the overlap, shortly after the text has changed.
 */
function Preview({
  text,
  isHeld,
  of,
  segments,
}: {
  readonly text: string;
  /** Whether a row is incomplete. No preview is then requested. */
  readonly isHeld: boolean;
  readonly of?: string;
  readonly segments: readonly { readonly key: string; readonly name: string }[];
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const say = useFault();
  const names = useNames();
  const nameIn = useNameIn();
  const [overlap, setOverlap] = useState<readonly string[]>([]);
  const { asked, settled } = usePreview(text, of, overlap);
  // While the condition is empty, the preview of an earlier text is hidden.
  const shown = text.trim() !== '' && settled.trim() !== '';
  return (
    <Card
      title={t('Preview')}
      extra={asked.loading ? <Spin size="small" /> : null}
      loading={asked.loading && !asked.data && !asked.error}
    >
      {isHeld && <Alert type="info" showIcon title={t('Complete the rows that are marked.')} />}
      {shown && asked.error && <Alert type="warning" showIcon title={say(asked.error)} style={{ marginBottom: 12 }} />}
      <div aria-live="polite">
        {shown && asked.data && !asked.error && (
          <Flex vertical gap={12}>
            <Statistic
              title={t('Estimated members')}
              value={f.number(asked.data.previewSegment.size)}
              suffix={sizeShare(asked.data.previewSegment, f, t)}
            />
            {of && (
              <Flex gap={32}>
                <Statistic title={t('would enter')} value={asked.data.previewSegment.entering} />
                <Statistic title={t('would leave')} value={asked.data.previewSegment.leaving} />
              </Flex>
            )}
            <ConditionWarnings of={asked.data.previewSegment.conditionWarnings} />
            <div>
              {asked.data.previewSegment.enteringSamples.map((p) => (
                <a key={p.id} href={`#/customer/${p.id}`} style={{ marginRight: 8 }}>
                  {nameOf(p)}
                </a>
              ))}
            </div>
            <Select
              mode="multiple"
              maxCount={5}
              placeholder={t('Overlap')}
              aria-label={t('Overlap')}
              value={[...overlap]}
              onChange={(v: string[]) => setOverlap(v)}
              options={segments.filter((s) => s.key !== of).map((s) => ({ value: s.key, label: nameIn(s.name) }))}
            />
            {asked.data.previewSegment.overlaps.length > 0 && (
              <Table
                rowKey="segment"
                size="small"
                pagination={false}
                dataSource={[...asked.data.previewSegment.overlaps]}
                columns={[
                  { title: t('segment'), dataIndex: 'segment', render: (key: string) => names.segment(key) },
                  { title: t('Size'), dataIndex: 'size', align: 'right' },
                  { title: t('Overlap'), dataIndex: 'both', align: 'right' },
                ]}
              />
            )}
          </Flex>
        )}
      </div>
    </Card>
  );
}
