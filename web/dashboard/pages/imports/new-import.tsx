/** The import of an uploaded file: a guessed mapping to edit, a look at the first rows, and the start. */
import { Alert, Button, Card, Flex, Segmented, Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  GuessImportMappingDocument,
  PreviewImportDocument,
  StartImportDocument,
  type GuessImportMappingQuery,
  type PreviewImportQuery,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { ask, type ApiError } from '../../data/client.js';
import { askAllAgain, useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { FaultAlert } from './fault-alert.js';
import type { ImportRecord } from './import-record.js';
import { PreviewRows } from './preview-rows.js';
import { MappingFields } from './mapping-fields.js';
import { formOf, mappingOf, type Mapping, type MappingForm } from './mapping-form.js';
import { MappingText } from './mapping-text.js';

type Guess = GuessImportMappingQuery['guessImportMapping'];
type Look = PreviewImportQuery['previewImport'];

export function NewImport({
  record,
  changed,
}: {
  readonly record: ImportRecord;
  readonly changed: () => void;
}): ReactNode {
  const asked = useAsk(GuessImportMappingDocument, { id: record.id });
  const { error } = asked;
  return (
    <Card title={record.name}>
      {error && !asked.data && error.code !== 'UNAVAILABLE' ? (
        <Editing record={record} guess={{ mapping: '', columns: [] }} fault={error} changed={changed} />
      ) : (
        <Loaded of={asked}>
          {({ guessImportMapping }) => <Editing record={record} guess={guessImportMapping} changed={changed} />}
        </Loaded>
      )}
    </Card>
  );
}

/** A mapping while it is edited: the fields of a form, or text. */
interface Draft {
  readonly form?: MappingForm;
  readonly text: string;
}

const draftOf = (text: string, columns: readonly string[]): Draft => {
  const form = text === '' ? undefined : formOfText(text, columns);
  return { text, ...(form ? { form } : {}) };
};

function formOfText(text: string, columns: readonly string[]): MappingForm | undefined {
  try {
    return formOf(JSON.parse(text) as Mapping, columns);
  } catch {
    return undefined;
  }
}

const textOf = ({ form, text }: Draft): string => (form ? JSON.stringify(mappingOf(form), undefined, 2) : text);

function Editing({
  record,
  guess,
  fault,
  changed,
}: {
  readonly record: ImportRecord;
  readonly guess: Guess;
  readonly fault?: ApiError;
  readonly changed: () => void;
}): ReactNode {
  const t = useWords();
  const names = guess.columns.map(({ name }) => name);
  const [draft, setDraft] = useState<Draft>(() => draftOf(guess.mapping, names));
  const [look, setLook] = useState<Look>();
  const [error, setError] = useState(fault);
  const [busy, setBusy] = useState(false);
  const edit = (next: Draft): void => {
    setDraft(next);
    setLook(undefined);
    setError(undefined);
  };
  const run = <Result,>(work: Promise<Result>, accept: (result: Result) => void): void => {
    setError(undefined);
    setBusy(true);
    work.then(accept, setError).finally(() => setBusy(false));
  };
  const variables = { id: record.id, mapping: textOf(draft) };
  const preview = (): void => run(ask(PreviewImportDocument, variables), ({ previewImport }) => setLook(previewImport));
  const start = (): void =>
    run(ask(StartImportDocument, variables), () => {
      changed();
      askAllAgain();
    });
  return (
    <Flex vertical gap={16}>
      <WayOfEditing draft={draft} columns={names} edit={edit} />
      {draft.form ? (
        <MappingFields form={draft.form} columns={guess.columns} edit={(form) => edit({ form, text: '' })} />
      ) : (
        <MappingText text={draft.text} edit={(text) => edit({ text })} />
      )}
      {error && <FaultAlert error={error} />}
      <Flex gap={8} wrap>
        <Button onClick={preview} loading={busy && !look}>
          {t('Look at the first rows')}
        </Button>
        <Button type="primary" onClick={start} disabled={busy || !look || look.problems.length > 0}>
          {t('Import the file')}
        </Button>
      </Flex>
      {busy && !look && <Skeleton active aria-label={t('loading')} />}
      {look && <PreviewRows look={look} />}
    </Flex>
  );
}

/** Switches between the fields and the text. A text that the fields cannot express stays text. */
function WayOfEditing({
  draft,
  columns,
  edit,
}: {
  readonly draft: Draft;
  readonly columns: readonly string[];
  readonly edit: (draft: Draft) => void;
}): ReactNode {
  const t = useWords();
  const [isRefused, refuse] = useState(false);
  const choose = (way: string): void => {
    const text = textOf(draft);
    const next = way === 'text' ? { text } : draftOf(text, columns);
    refuse(way === 'fields' && next.form === undefined);
    edit(next);
  };
  return (
    <Flex vertical gap={8}>
      <Segmented
        aria-label={t('Way of editing')}
        style={{ alignSelf: 'start' }}
        value={draft.form ? 'fields' : 'text'}
        options={[
          { value: 'fields', label: t('Fields') },
          { value: 'text', label: t('Text') },
        ]}
        onChange={choose}
      />
      {isRefused && !draft.form && (
        <Alert type="info" showIcon title={t('This mapping uses more than the fields can show. Edit it as text.')} />
      )}
    </Flex>
  );
}
