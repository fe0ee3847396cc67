/**
 * Dialogs for a row of a result. One lists the customers of the row. The other saves them as a segment that is updated
 * automatically.
 */
import { Alert, Button, Drawer, Flex, Form, Input, List, Modal, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  RowMembersDocument,
  RowSegmentDocument,
  SaveSegmentDocument,
  SegmentNamesDocument,
  SegmentPreviewDocument,
  type AnalysisInput,
} from '../../../../schema/generated/operations.js';
import { useActionFeedback } from '../../components/action-feedback.js';
import { ConditionText } from '../../components/condition-text.js';
import { nameOf } from '../../components/customer-name.js';
import { Loaded } from '../../components/loaded.js';
import { Pager } from '../../components/pager.js';
import { useKeyOfName } from '../../components/use-new-key.js';
import { ask } from '../../data/client.js';
import { useAll, usePaged } from '../../data/paged-lists.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';

/** A row of a result, and the dialog that is open for it. */
export interface AskedRow {
  readonly row: string;
  readonly name: string;
  readonly as?: 'members' | 'segment';
}

/**
 * Shows a figure. A click on it lists the customers that it counts. With `maySave`, a button saves them as a segment.
 */
export function RowActions({
  row,
  text,
  maySave = false,
  open,
}: {
  readonly row: AskedRow;
  readonly text?: string;
  readonly maySave?: boolean;
  readonly open: (row: AskedRow) => void;
}): ReactNode {
  const t = useWords();
  const shown = text ?? t('show');
  return (
    <Flex gap={4} justify="end" align="center">
      <Button
        type="link"
        size="small"
        aria-label={`${t('Customers')}: ${row.name}: ${shown}`}
        onClick={() => open({ ...row, as: 'members' })}
      >
        {shown}
      </Button>
      {maySave && (
        <Button
          size="small"
          aria-label={`${t('Save as a segment')}: ${row.name}`}
          onClick={() => open({ ...row, as: 'segment' })}
        >
          {t('Save as a segment')}
        </Button>
      )}
    </Flex>
  );
}

export function RowMembers({
  analysis,
  row,
  close,
}: {
  readonly analysis: AnalysisInput;
  readonly row: AskedRow;
  readonly close: () => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const paged = usePaged(RowMembersDocument, { analysis, row: row.row });
  return (
    <Drawer open onClose={close} title={row.name} size={420} closable={{ 'aria-label': t('Close') }}>
      <Loaded of={paged.asked}>
        {({ analysisMembers: { totalCount, edges, pageInfo } }) => (
          <>
            <Typography.Paragraph>
              {f.number(totalCount)} {t('customers')}
            </Typography.Paragraph>
            <List
              size="small"
              locale={{ emptyText: t('No customer') }}
              dataSource={edges.map(({ node }) => node)}
              renderItem={(profile) => (
                <List.Item>
                  <a href={`#/customer/${encodeURIComponent(profile.id)}`}>{nameOf(profile)}</a>
                </List.Item>
              )}
            />
            <Pager of={paged} shown={edges.length} page={pageInfo} total={totalCount} />
          </>
        )}
      </Loaded>
    </Drawer>
  );
}

/** Shows the condition of a row with the exact number of customers that meet it now, and saves it as a segment. */
export function SaveRow({
  analysis,
  row,
  close,
}: {
  readonly analysis: AnalysisInput;
  readonly row: AskedRow;
  readonly close: () => void;
}): ReactNode {
  const t = useWords();
  const asked = useAsk(RowSegmentDocument, { analysis, row: row.row });
  return (
    <Modal
      open
      closable={{ 'aria-label': t('Close') }}
      onCancel={close}
      title={t('Save as a segment')}
      footer={null}
      destroyOnHidden
    >
      <Typography.Paragraph>{row.name}</Typography.Paragraph>
      <Loaded of={asked}>{({ analysisSegment: segment }) => <SaveForm {...segment} close={close} />}</Loaded>
    </Modal>
  );
}

function SaveForm({
  expression,
  isExact,
  close,
}: {
  readonly expression: string;
  readonly isExact: boolean;
  readonly close: () => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const act = useActionFeedback();
  const [saving, setSaving] = useState(false);
  const segments = useAll(SegmentNamesDocument, {}, (answer) => answer.segments);
  const [form] = Form.useForm<{ key: string; name: string }>();
  const followName = useKeyOfName(form, new Set(segments.data?.map(({ key }) => key)), 'segment');
  const preview = useAsk(SegmentPreviewDocument, { input: { expression } });
  const save = (input: { key: string; name: string }): void => {
    setSaving(true);
    const work = ask(SaveSegmentDocument, { input: { ...input, expression } }).finally(() => setSaving(false));
    act(
      work,
      () => {
        askAllAgain();
        close();
        location.hash = `#/segments/${input.key}`;
      },
      t('Saved'),
    );
  };
  return (
    <Form form={form} layout="vertical" onFinish={save} onValuesChange={followName} name="row_segment">
      <Typography.Paragraph>
        <ConditionText of={expression} />
      </Typography.Paragraph>
      <Typography.Paragraph aria-live="polite">
        {preview.data ? `${f.number(preview.data.previewSegment.size)} ${t('customers')}` : t('loading')}
      </Typography.Paragraph>
      {!isExact && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('The segment looks back from now on as long as the period is, so its size differs from the row.')}
        />
      )}
      <Form.Item name="name" label={t('Name')} rules={[{ required: true }]}>
        <Input autoFocus />
      </Form.Item>
      <Form.Item name="key" label={t('Key')} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/ }]}>
        <Input />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={saving}>
        {t('Save')}
      </Button>
    </Form>
  );
}
