/** The field that adds a row to a group. A condition is chosen from a menu, or typed in words and chosen from proposals. */
import { Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { VOCABULARY } from '../../../../src/engine/facts/vocabulary.js';
import { SeenEventsDocument } from '../../../../schema/generated/operations.js';
import { useAsk } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useNames } from '../../words/names.js';
import { hasNameOrKey } from '../search.js';
import { useBuilder } from './builder-setting.js';
import { newRow } from './edits.js';
import { FORMS, formOf, TOPICS } from './forms.js';
import type { Phrase, Sort } from './phrase.js';
import { sentenceOf } from './sentences.js';
import { typedRows, type Nameable } from './typed-conditions.js';

interface Option {
  readonly value: string;
  readonly label: string;
  readonly title: string;
}

/** Prefix of the values of proposals. No form has a name with a space. */
const TYPED = 'typed ';

const isShown = (typed: string, option?: Partial<Option>): boolean =>
  option?.value?.startsWith(TYPED) || hasNameOrKey(typed, { label: option?.label });

export function NewRow({ sort, add }: { readonly sort: Sort; readonly add: (row: Phrase) => void }): ReactNode {
  const t = useWords();
  const names = useNames();
  const { place } = useBuilder();
  const [text, setText] = useState('');
  const [isOpened, setIsOpened] = useState(false);
  const known = useNameable(isOpened);
  const isCondition = sort === 'condition';
  const proposals = isCondition && text.trim() !== '' ? typedRows(text, known) : [];
  const said = proposals.map((row, i): Option => {
    const sentence = sentenceOf(row, { place, names });
    return { value: `${TYPED}${i}`, label: sentence, title: sentence };
  });
  return (
    <Select<string, Option | Topic>
      aria-label={t('Add a condition')}
      placeholder={`+ ${isCondition ? t('Add a condition, or type it in words') : t('Add a condition')}`}
      value={null}
      style={{ width: isCondition ? 320 : 200, maxWidth: '100%' }}
      popupMatchSelectWidth={false}
      showSearch={{ onSearch: setText, filterOption: (typed, option) => isShown(typed, option) }}
      notFoundContent={isCondition ? t('For example: not bought “Shiseido” in the last 7 days') : undefined}
      onOpenChange={(isOpen) => isOpen && setIsOpened(true)}
      onChange={(value) =>
        add(value.startsWith(TYPED) ? proposals[Number(value.slice(TYPED.length))] : newRow(sort, value))
      }
      options={[
        ...(said.length > 0 ? [{ label: t('As typed'), title: t('As typed'), options: said }] : []),
        ...menuOf(sort, place),
      ]}
    />
  );
}

interface Topic {
  readonly label: string;
  readonly title: string;
  readonly options: readonly Option[];
}

/** Returns the forms of conditions by topic. The forms of filters are properties and groups. */
function menuOf(sort: Sort, place: 0 | 1): readonly (Option | Topic)[] {
  const option = (name: string): Option => {
    const { option: described, label } = formOf(sort, name);
    const text = (described ?? label)[place];
    return { value: name, label: text, title: text };
  };
  if (sort !== 'condition') return FORMS[sort].map(({ name }) => option(name)).reverse();
  return TOPICS.map(([topic, names]) => ({ label: topic[place], title: topic[place], options: names.map(option) }));
}

/** Returns the definitions that a typed text can name. Event types that are not built in are known once the menu is open. */
function useNameable(isOpened: boolean): Nameable {
  const { catalogue, place, tagType } = useBuilder();
  const names = useNames();
  const seen = useAsk(SeenEventsDocument, isOpened ? {} : undefined).data?.seenEvents.types ?? [];
  return {
    place,
    names,
    tagType,
    tags: catalogue.tagDefinitions.map(({ key }) => key),
    segments: catalogue.segments.map(({ key }) => key),
    layers: catalogue.layerModels.flatMap(({ key, layers }) => layers.map((layer) => `${key}.${layer.key}`)),
    lists: catalogue.lists.flatMap(({ key, namespace }) => (namespace ? [key] : [])),
    events: [...new Set([...VOCABULARY.map(({ name }) => name), ...seen.map(({ type }) => type)])],
  };
}
