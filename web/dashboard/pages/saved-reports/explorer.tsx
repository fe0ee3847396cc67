/** The explorer: users define a trend, funnel or retention analysis, see its result, and can save it as a report. */
import { Alert, Button, Card, Empty, Flex, Form, Input, Modal, Segmented, Spin, Typography } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import {
  DefineReportDocument,
  ExploreFunnelDocument,
  ExploreRetentionDocument,
  ExplorerCatalogueDocument,
  ExploreTrendDocument,
  ReportDefinitionDocument,
  SegmentNamesDocument,
  type AnalysisInput,
  type ExplorerCatalogueQuery,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { Loaded } from '../../components/loaded.js';
import { ask } from '../../data/client.js';
import { useAll } from '../../data/paged-lists.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import {
  BreakdownField,
  FunnelFields,
  layersIn,
  PeriodField,
  RetentionFields,
  SegmentField,
  TrendFields,
} from './question-fields.js';
import { analysisOf, FIRST_QUESTION, questionOf, type Question, type QuestionKind } from './question.js';
import { FunnelResult, RetentionResult, TrendResult } from './results.js';
import { RowMembers, SaveRow, type AskedRow } from './row-actions.js';

/** Delay in ms before a query is sent. Further changes within this time are included in the same query. */
const WAIT_MS = 300;

interface Saved {
  readonly key: string;
  readonly name: string;
}

/** Shows the explorer. If `of` is given, it starts with the saved report that has this key. */
export function Explorer({ of }: { readonly of?: string }): ReactNode {
  const t = useWords();
  const catalogue = useAsk(ExplorerCatalogueDocument, {});
  const report = useAsk(ReportDefinitionDocument, of === undefined ? undefined : { key: of });
  return (
    <Loaded of={catalogue}>
      {(definitions) =>
        of === undefined ? (
          <Asking catalogue={definitions} start={FIRST_QUESTION} />
        ) : (
          <Loaded of={report}>
            {({ report: found }) => {
              if (!found) return <Empty description={t('There is no report with this key.')} />;
              const start = found.analysis ? questionOf(JSON.parse(found.analysis) as AnalysisInput) : undefined;
              if (!start)
                return <Alert type="info" showIcon title={t('The explorer has no fields for this report.')} />;
              return <Asking catalogue={definitions} start={start} saved={found} />;
            }}
          </Loaded>
        )
      }
    </Loaded>
  );
}

const KINDS: readonly QuestionKind[] = ['trend', 'funnel', 'retention'];

function Asking({
  catalogue,
  start,
  saved,
}: {
  readonly catalogue: ExplorerCatalogueQuery;
  readonly start: Question;
  readonly saved?: Saved;
}): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const [question, setQuestion] = useState(start);
  const [row, setRow] = useState<AskedRow>();
  const [isSaving, setSaving] = useState(false);
  const asked = useSettled(question);
  const analysis = analysisOf(asked);
  const close = (): void => setRow(undefined);
  return (
    <Flex vertical gap={16}>
      <Flex justify="space-between" align="center" wrap gap={8}>
        <h1 style={{ margin: 0 }}>{saved ? nameIn(saved.name) : t('Explore')}</h1>
        <Button type="primary" disabled={analysisOf(question) === undefined} onClick={() => setSaving(true)}>
          {t('Save as a report')}
        </Button>
      </Flex>
      <QuestionCard question={question} set={setQuestion} catalogue={catalogue} />
      {analysis ? (
        <Result question={asked} analysis={analysis} open={setRow} />
      ) : (
        <Empty description={t('Choose an event')} />
      )}
      {analysis && row?.as === 'members' && <RowMembers key={row.row} analysis={analysis} row={row} close={close} />}
      {analysis && row?.as === 'segment' && <SaveRow analysis={analysis} row={row} close={close} />}
      {analysis && isSaving && <SaveReport analysis={analysis} saved={saved} close={() => setSaving(false)} />}
    </Flex>
  );
}

function QuestionCard({
  question,
  set,
  catalogue,
}: {
  readonly question: Question;
  readonly set: (question: Question) => void;
  readonly catalogue: ExplorerCatalogueQuery;
}): ReactNode {
  const t = useWords();
  const segments = useAll(SegmentNamesDocument, {}, (answer) => answer.segments);
  const keys = [...(segments.data ?? []).map(({ key }) => key), ...layersIn(catalogue)];
  const fields = { question, set };
  const labels = { trend: t('Trend'), funnel: t('Funnel'), retention: t('Customers who return') };
  return (
    <Card size="small">
      <Flex vertical gap={12}>
        <Segmented
          aria-label={t('Kind of analysis')}
          value={question.kind}
          onChange={(kind) => set({ ...question, kind })}
          options={KINDS.map((kind) => ({ value: kind, label: labels[kind] }))}
        />
        <Flex gap={8} wrap align="center">
          {question.kind === 'trend' && <TrendFields {...fields} />}
          {question.kind === 'funnel' && <FunnelFields {...fields} />}
          {question.kind === 'retention' && <RetentionFields {...fields} />}
        </Flex>
        <Flex gap={8} wrap align="center">
          <PeriodField value={question.period} set={(period) => period && set({ ...question, period })} />
          <SegmentField value={question.segment} segments={keys} set={(segment) => set({ ...question, segment })} />
          {question.kind !== 'retention' && <BreakdownField {...fields} catalogue={catalogue} />}
        </Flex>
      </Flex>
    </Card>
  );
}

/** Returns the question once it has stayed unchanged for `WAIT_MS`. */
function useSettled(question: Question): Question {
  const [settled, setSettled] = useState(question);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(question), WAIT_MS);
    return () => clearTimeout(timer);
  }, [question]);
  return settled;
}

function Result({
  question,
  analysis: { trend, funnel, retention },
  open,
}: {
  readonly question: Question;
  readonly analysis: AnalysisInput;
  readonly open: (row: AskedRow) => void;
}): ReactNode {
  const trends = useAsk(ExploreTrendDocument, trend ? { input: trend } : undefined);
  const funnels = useAsk(ExploreFunnelDocument, funnel ? { input: funnel } : undefined);
  const retentions = useAsk(ExploreRetentionDocument, retention ? { input: retention } : undefined);
  const props = { question, open };
  const { loading } = { trend: trends, funnel: funnels, retention: retentions }[question.kind];
  return (
    <Card>
      <Spin spinning={loading}>
        {trend && (
          <Loaded of={trends}>
            {({ trendReport }) => (
              <>
                <AsOf at={trendReport.asOf} />
                <TrendResult {...props} of={trendReport} />
              </>
            )}
          </Loaded>
        )}
        {funnel && (
          <Loaded of={funnels}>
            {({ funnelReport }) => (
              <>
                <AsOf at={funnelReport.asOf} />
                <FunnelResult {...props} of={funnelReport} />
              </>
            )}
          </Loaded>
        )}
        {retention && (
          <Loaded of={retentions}>
            {({ retentionReport }) => (
              <>
                <AsOf at={retentionReport.asOf} />
                <RetentionResult {...props} of={retentionReport} />
              </>
            )}
          </Loaded>
        )}
      </Spin>
    </Card>
  );
}

function AsOf({ at }: { readonly at: string }): ReactNode {
  const t = useWords();
  const f = useFormat();
  return (
    <Typography.Text type="secondary">
      {t('Exact as of')} {f.instant(at)}
    </Typography.Text>
  );
}

function SaveReport({
  analysis,
  saved,
  close,
}: {
  readonly analysis: AnalysisInput;
  readonly saved: Saved | undefined;
  readonly close: () => void;
}): ReactNode {
  const t = useWords();
  const act = useActionFeedback();
  const save = ({ key, name }: Saved): void =>
    act(
      ask(DefineReportDocument, { input: { key: saved?.key ?? key, name, analysis } }),
      () => {
        askAllAgain();
        close();
        location.hash = '#/boards';
      },
      t('Saved'),
    );
  return (
    <Modal
      open
      closable={{ 'aria-label': t('Close') }}
      onCancel={close}
      title={t('Save as a report')}
      footer={null}
      destroyOnHidden
    >
      <Form layout="vertical" name="report" initialValues={saved} onFinish={save}>
        <Form.Item name="name" label={t('Name')} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="key" label={t('Key')} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/ }]}>
          <Input disabled={saved !== undefined} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('Save')}
        </Button>
      </Form>
    </Modal>
  );
}
