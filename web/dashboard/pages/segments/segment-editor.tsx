/**
 * Creates or edits a segment, with sentences and as text. Shows the exact effect before the segment is saved, or saved
 * as a draft.
 */
import { App as AntApp, Alert, Button, Card, Col, Flex, Form, Input, Row, Typography } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import {
  ChangeSegmentDocument,
  SaveSegmentDocument,
  SegmentPageDocument,
} from '../../../../schema/generated/operations.js';
import { ask, type ApiError } from '../../data/client.js';
import { useCatalogue, type Catalogue } from '../../data/catalogue.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import {
  ConditionEditor,
  useEditedCondition,
  type EditedCondition,
} from '../../components/condition-builder/condition-editor.js';
import { ConditionWarnings } from '../../components/condition-builder/condition-warnings.js';
import { phrasesIn } from '../../components/condition-builder/phrase.js';
import { isAtPath, pathOfRow } from '../../components/condition-builder/row-paths.js';
import { useFault } from '../../words/use-faults.js';
import { useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { Loaded } from '../../components/loaded.js';
import { useKeyOfName } from '../../components/use-new-key.js';
import { SegmentPreview, usePreview } from './segment-preview.js';

interface Start {
  readonly key: string;
  readonly name: string;
  readonly description?: string | null;
  readonly expression: string;
  /** Whether the condition is that of a draft, and not the published one. */
  readonly isDraft: boolean;
}

export function SegmentEditor({ of }: { readonly of?: string }): ReactNode {
  const there = useAsk(SegmentPageDocument, of ? { key: of } : undefined);
  const catalogue = useCatalogue();
  return (
    <Loaded of={catalogue}>
      {(c) =>
        of ? (
          <Loaded of={there}>
            {({ segment }) =>
              segment ? (
                <Editor
                  catalogue={c}
                  start={{ ...segment, ...segment.nextDraft, isDraft: segment.draft || Boolean(segment.nextDraft) }}
                />
              ) : null
            }
          </Loaded>
        ) : (
          <Editor catalogue={c} />
        )
      }
    </Loaded>
  );
}

interface Fields {
  readonly key: string;
  readonly name?: string;
  readonly description?: string;
}

/** Saves a segment, or a draft of it, and opens its page. Returns the error of the server, if there is one. */
function useSave(text: string, start: Start | undefined): [(fields: Fields, isDraft: boolean) => void, ApiError?] {
  const t = useWords();
  const { message } = AntApp.useApp();
  const [error, setError] = useState<ApiError>();
  const save = (fields: Fields, isDraft: boolean): void => {
    const input = { ...fields, key: start?.key ?? fields.key, expression: text, ...(isDraft ? { draft: true } : {}) };
    void (start ? ask(ChangeSegmentDocument, { input }) : ask(SaveSegmentDocument, { input })).then(
      () => {
        void message.success(t('Saved'));
        askAllAgain();
        location.hash = `#/segments/${input.key}`;
      },
      (e: ApiError) => setError(e),
    );
  };
  return [save, error];
}

function Editor({ catalogue, start }: { readonly catalogue: Catalogue; readonly start?: Start }): ReactNode {
  const t = useWords();
  const say = useFault();
  const nameIn = useNameIn();
  const condition = useEditedCondition(start?.expression ?? '');
  const [save, error] = useSave(condition.text, start);
  const [form] = Form.useForm<Fields>();
  const followName = useKeyOfName(form, new Set(catalogue.segments.map(({ key }) => key)), 'segment');
  const isDraft = useRef(false);
  const choose = (chosen: boolean): void => void (isDraft.current = chosen);
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{start ? `${t('Edit')}: ${nameIn(start.name)}` : t('New segment')}</h1>
      {start?.isDraft && (
        <Alert type="info" showIcon title={t('This is the draft, which has no effect on customers.')} />
      )}
      <Card>
        <Form
          form={form}
          layout="vertical"
          onValuesChange={start ? undefined : followName}
          initialValues={start ? { key: start.key, name: start.name, description: start.description ?? undefined } : {}}
          onFinish={(fields: Fields) => save(fields, isDraft.current)}
        >
          <NameFields isNew={start === undefined} />
          <Typography.Paragraph strong style={{ marginBottom: 8 }}>
            {t('Condition')}
          </Typography.Paragraph>
          <PreviewedCondition catalogue={catalogue} condition={condition} of={start?.key} />
          {error && <Alert type="error" showIcon title={say(error)} style={{ marginBlock: 12 }} />}
          <Buttons isReady={condition.isReady} of={start?.key} choose={choose} />
        </Form>
      </Card>
    </Flex>
  );
}

/** Edits the condition, and shows its exact effect. Shows each warning at its row. */
function PreviewedCondition({
  catalogue,
  condition,
  of,
}: {
  readonly catalogue: Catalogue;
  readonly condition: EditedCondition;
  readonly of?: string;
}): ReactNode {
  const { text, isReady, group, fault } = condition;
  const isEmpty = text.trim() === '';
  const preview = usePreview(isReady ? text : '', of);
  const warnings = preview.shown?.conditionWarnings ?? [];
  const ofRow = (row: number): typeof warnings =>
    group ? warnings.filter(({ path }) => isAtPath(path, pathOfRow(group, row))) : [];
  const placed = new Set(phrasesIn(group?.slots.rows).flatMap((_row, i) => ofRow(i)));
  return (
    <ConditionEditor
      catalogue={catalogue}
      condition={condition}
      notes={(row) => <ConditionWarnings of={ofRow(row)} />}
      beside={
        <SegmentPreview
          preview={preview}
          isHeld={!isEmpty && !isReady && !fault}
          isEmpty={isEmpty}
          of={of}
          segments={catalogue.segments}
          warnings={warnings.filter((one) => !placed.has(one))}
        />
      }
    />
  );
}

function Buttons({
  isReady,
  of,
  choose,
}: {
  readonly isReady: boolean;
  readonly of?: string;
  /** Chooses whether a draft is saved. */
  readonly choose: (isDraft: boolean) => void;
}): ReactNode {
  const t = useWords();
  return (
    <Flex gap={8} wrap style={{ marginTop: 16 }}>
      <Button type="primary" htmlType="submit" disabled={!isReady} onClick={() => choose(false)}>
        {t('Save')}
      </Button>
      <Button htmlType="submit" disabled={!isReady} onClick={() => choose(true)}>
        {t('Save as a draft')}
      </Button>
      <Button href={of ? `#/segments/${of}` : '#/segments'}>{t('Cancel')}</Button>
    </Flex>
  );
}

function NameFields({ isNew }: { readonly isNew: boolean }): ReactNode {
  const t = useWords();
  return (
    <Row gutter={12}>
      <Col xs={24} md={8}>
        <Form.Item name="name" label={t('Name')} rules={[{ required: true }]}>
          <Input autoFocus={isNew} />
        </Form.Item>
      </Col>
      <Col xs={24} md={8}>
        <Form.Item name="key" label={t('Key')} rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,63}$/ }]}>
          <Input disabled={!isNew} />
        </Form.Item>
      </Col>
      <Col xs={24} md={8}>
        <Form.Item name="description" label={t('Description')}>
          <Input />
        </Form.Item>
      </Col>
    </Row>
  );
}
