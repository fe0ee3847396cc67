/** A form field for a segment or layer, with the number of its members. */
import { Form } from 'antd';
import type { ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import { DefinitionNamesDocument, SegmentSizeListDocument } from '../../../../schema/generated/operations.js';
import { hasNameOrKey } from '../../components/search.js';
import { useAll } from '../../data/paged-lists.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';

interface Group {
  readonly label: string;
  readonly options: { readonly value: string; readonly label: string }[];
}

/** Returns all segments and layers as groups of options. */
function useAudiences(): Group[] {
  const t = useWords();
  const f = useFormat();
  const nameIn = useNameIn();
  const segments = useAll(SegmentSizeListDocument, {}, (answer) => answer.segments);
  const { data } = useAsk(DefinitionNamesDocument, {});
  return [
    {
      label: t('Segments'),
      options: (segments.data ?? []).map(({ key, name, size }) => ({
        value: key,
        label: `${nameIn(name)} · ${f.number(size)}`,
      })),
    },
    ...(data?.layerModels ?? []).map((model) => ({
      label: nameIn(model.name),
      options: model.layers.map((layer) => ({ value: `${model.key}.${layer.key}`, label: nameIn(layer.name) })),
    })),
  ];
}

export function AudienceField({
  name,
  label,
  required = false,
}: {
  readonly name: string | string[];
  readonly label: string;
  readonly required?: boolean;
}): ReactNode {
  const t = useWords();
  const options = useAudiences();
  return (
    <Form.Item name={name} label={label} rules={[{ required, message: t('Choose a segment') }]}>
      <ClearableSelect showSearch allowClear={!required} filterOption={hasNameOrKey} options={options} />
    </Form.Item>
  );
}
