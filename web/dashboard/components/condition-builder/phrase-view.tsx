/**
 * Shows phrases as sentences whose slots are input fields. Groups of conditions are boxes with one row for each
 * condition. Everything is derived from the table of forms.
 */
import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Select, theme, Typography } from 'antd';
import type { CSSProperties, ReactNode } from 'react';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import type { Text } from '../../words/zh.js';
import { useBuilder } from './builder-setting.js';
import { missingOf } from './condition-rows.js';
import { asLookup, choicesFor, isOffered, withMovedRow, withoutParts, withPart, withSlot, withVerb } from './edits.js';
import { formOf } from './forms.js';
import { LeafField } from './leaf-field.js';
import { NewRow } from './new-row.js';
import { isPhrase, phrasesIn, type Filling, type Phrase, type Sort } from './phrase.js';
import { isGroup, newPhrase, withForm } from './phrases.js';
import { RowTools, useFocusOfMovedRow, type RowToolsProps } from './row-tools.js';
import { piecesOf, sentenceOf, textIn, verbsOf, type Piece } from './sentences.js';
import { aboutParts, type About } from './subjects.js';

export interface PhraseProps {
  readonly phrase: Phrase;
  readonly about: About;
  readonly set: (phrase: Phrase) => void;
}

const MAX_STEPS = 10;

/** Shows the sentence of a phrase, with its fields and with buttons for the parts that can be added. */
function PhraseView({ phrase, about, set }: PhraseProps): ReactNode {
  const { place, tagType } = useBuilder();
  const form = formOf(phrase.sort, phrase.form);
  const parts = aboutParts(phrase, about, tagType);
  return (
    <>
      {piecesOf(form.say[place]).map((piece, i) => (
        <PieceView key={`${i} ${phrase.form}`} piece={piece} phrase={phrase} about={about} set={set} />
      ))}
      {Object.keys(form.slots)
        .filter((name) => isOffered(phrase, name, parts))
        .map((name) => (
          <Button
            key={name}
            type="dashed"
            size="small"
            icon={<PlusOutlined />}
            onClick={() => set(withPart(phrase, name))}
          >
            {form.slots[name].add![place]}
          </Button>
        ))}
    </>
  );
}

function PieceView({ piece, ...props }: PhraseProps & { readonly piece: Piece }): ReactNode {
  const { phrase, set } = props;
  if ('text' in piece) return piece.text.trim() === '' ? null : <span>{piece.text.trim()}</span>;
  if ('choice' in piece) return piece.choice === 'form' ? <FormChoice {...props} /> : <VerbChoice {...props} />;
  if ('slot' in piece) return <SlotView name={piece.slot} {...props} />;
  const slots = piece.some.flatMap((one) => ('slot' in one ? [one.slot] : []));
  if (!slots.every((name) => phrase.slots[name] !== undefined)) return null;
  return (
    <>
      {piece.some.map((one, i) => (
        <PieceView key={i} piece={one} {...props} />
      ))}
      <RemovePart names={slots} remove={() => set(withoutParts(phrase, slots))} phrase={phrase} />
    </>
  );
}

function RemovePart({
  names,
  remove,
  phrase,
}: {
  readonly names: readonly string[];
  readonly remove: () => void;
  readonly phrase: Phrase;
}): ReactNode {
  const t = useWords();
  const { place } = useBuilder();
  const { slots } = formOf(phrase.sort, phrase.form);
  const what = names.map((name) => slots[name].add?.[place] ?? '').join(' ');
  return (
    <Button type="text" size="small" icon={<CloseOutlined />} aria-label={`${t('Remove')}: ${what}`} onClick={remove} />
  );
}

/** Chooses the form of a phrase. The menu describes each form, and the sentence shows its word. */
function FormChoice({ phrase, about, set }: PhraseProps): ReactNode {
  const t = useWords();
  const { place } = useBuilder();
  const labels: Partial<Record<Sort, Text>> = {
    test: 'operator',
    window: 'period',
    anchored: 'period',
    metric: 'figure',
  };
  return (
    <Select
      aria-label={t(labels[phrase.sort] ?? 'Condition')}
      value={phrase.form}
      popupMatchSelectWidth={false}
      onChange={(name) => set(withForm(phrase, name))}
      options={choicesFor(phrase, about).map((form) => ({
        value: form.name,
        label: form.label[place],
        title: (form.option ?? form.label)[place],
      }))}
      optionRender={({ data }) => data.title}
    />
  );
}

/** Chooses whether the condition or its opposite is required. */
function VerbChoice({ phrase, set }: PhraseProps): ReactNode {
  const t = useWords();
  const { place } = useBuilder();
  const [is, isNot] = verbsOf(formOf(phrase.sort, phrase.form));
  return (
    <Select
      aria-label={t('true or not')}
      value={phrase.not ? 'isNot' : 'is'}
      popupMatchSelectWidth={false}
      onChange={(verb) => set(withVerb(phrase, verb === 'isNot'))}
      options={[
        { value: 'is', label: is[place] },
        { value: 'isNot', label: isNot[place] },
      ]}
    />
  );
}

function SlotView({ name, phrase, about, set }: PhraseProps & { readonly name: string }): ReactNode {
  const { place, tagType } = useBuilder();
  const { fill } = formOf(phrase.sort, phrase.form).slots[name];
  const filling = phrase.slots[name];
  const parts = aboutParts(phrase, about, tagType);
  const fillSlot = (next: Filling): void => set(withSlot(phrase, name, next, { tagType, around: about }));
  if ('mark' in fill) return <span>{fill.mark[place]}</span>;
  if ('choice' in fill)
    return (
      <Select
        aria-label={Object.values(fill.choice)
          .map((words) => words[place])
          .join(' / ')}
        value={textIn(filling)}
        popupMatchSelectWidth={false}
        onChange={fillSlot}
        options={Object.entries(fill.choice).map(([value, words]) => ({ value, label: words[place] }))}
      />
    );
  if ('list' in fill) return <Steps steps={phrasesIn(filling)} about={parts} set={fillSlot} />;
  if ('leaf' in fill)
    return <LeafField leaf={fill.leaf} filling={filling} set={fillSlot} about={parts} phrase={phrase} />;
  if (!isPhrase(filling)) return null;
  if ('group' in fill) return <GroupView phrase={filling} about={parts} set={fillSlot} />;
  if (fill.sort === 'field') return <FieldView phrase={filling} about={parts} set={fillSlot} />;
  return <PhraseView phrase={filling} about={parts} set={fillSlot} />;
}

/** Shows a field. A property can be replaced by a field of the catalogue entry that it is the key of, and back. */
function FieldView({ phrase, about, set }: PhraseProps): ReactNode {
  const t = useWords();
  const { catalogue } = useBuilder();
  const lookup = catalogue.catalogues.some(({ kind }) => kind !== 'PRODUCTS') ? () => set(asLookup(phrase)) : undefined;
  if (phrase.form === 'property')
    return (
      <LeafField
        leaf="property"
        filling={phrase.slots.key}
        set={(key) => set({ ...phrase, slots: { key } })}
        about={about}
        phrase={phrase}
        lookup={lookup}
      />
    );
  return (
    <>
      <PhraseView phrase={phrase} about={about} set={set} />
      <Button
        type="text"
        size="small"
        icon={<CloseOutlined />}
        aria-label={`${t('Remove')}: ${t('catalogue')}`}
        onClick={() => set(withForm(phrase, 'property'))}
      />
    </>
  );
}

/** Shows the steps of a sequence in their order. */
function Steps({
  steps,
  about,
  set,
}: {
  readonly steps: readonly Phrase[];
  readonly about: About;
  readonly set: (steps: readonly Phrase[]) => void;
}): ReactNode {
  const t = useWords();
  return (
    <>
      {steps.map((step, i) => (
        <Flex key={i} gap={6} wrap align="center">
          {i > 0 && <span aria-hidden>→</span>}
          <PhraseView
            phrase={step}
            about={about}
            set={(next) => set(steps.map((before, k) => (k === i ? next : before)))}
          />
          {steps.length > 2 && (
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined />}
              aria-label={`${t('Remove')}: ${i + 1}`}
              onClick={() => set(steps.filter((_step, k) => k !== i))}
            />
          )}
        </Flex>
      ))}
      {steps.length < MAX_STEPS && (
        <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => set([...steps, newPhrase('events')])}>
          {t('Add a step')}
        </Button>
      )}
    </>
  );
}

/** Shows a group: how its rows are joined, a row for each condition, and a field that adds a row. */
export function GroupView({
  phrase,
  about,
  set,
  notes,
}: PhraseProps & {
  /** Returns the notes below a row, such as warnings. */
  readonly notes?: (row: number) => ReactNode;
}): ReactNode {
  const { token } = theme.useToken();
  const rows = phrasesIn(phrase.slots.rows);
  const setRows = (next: readonly Phrase[]): void => set({ ...phrase, slots: { rows: next } });
  const { group, follow } = useFocusOfMovedRow();
  const box: CSSProperties = notes
    ? {}
    : { borderInlineStart: `2px solid ${token.colorBorder}`, paddingInlineStart: 10, flexBasis: '100%' };
  return (
    <Flex vertical gap={8} style={{ minWidth: 0, ...box }} data-group={phrase.form} ref={group}>
      {(rows.length > 1 || phrase.not) && (
        <Flex gap={6} wrap align="center">
          <VerbChoice phrase={phrase} about={about} set={set} />
          <FormChoice phrase={phrase} about={about} set={set} />
        </Flex>
      )}
      {rows.map((row, i) => (
        <Row
          key={`${i} ${row.form}`}
          row={row}
          about={about}
          set={(next) => setRows(rows.map((before, k) => (k === i ? next : before)))}
          remove={() => setRows(rows.filter((_row, k) => k !== i))}
          place={{ row: i, of: rows.length }}
          move={(by) => {
            setRows(withMovedRow(rows, i, by));
            follow({ row: i + by, by });
          }}
          note={notes?.(i)}
        />
      ))}
      <NewRow sort={phrase.sort} add={(row) => setRows([...rows, row])} />
    </Flex>
  );
}

interface RowProps extends RowToolsProps {
  readonly about: About;
  readonly note: ReactNode;
}

function Row({ row, about, set, note, ...tools }: RowProps): ReactNode {
  const t = useWords();
  const names = useNames();
  const { place } = useBuilder();
  const missing = isGroup(row) && phrasesIn(row.slots.rows).length > 0 ? undefined : missingOf(row);
  return (
    <Flex vertical gap={4} data-row={row.form}>
      <Flex gap={6} wrap align="center" role="group" aria-label={sentenceOf(row, { place, names }, about)}>
        {isGroup(row) ? (
          <GroupView phrase={row} about={about} set={set} />
        ) : (
          <PhraseView phrase={row} about={about} set={set} />
        )}
        <RowTools row={row} set={set} {...tools} />
      </Flex>
      {missing && (
        <Typography.Text type="danger" data-missing>
          {t(missing)}
        </Typography.Text>
      )}
      {note}
    </Flex>
  );
}
