/** Fills the form of a new campaign from a template. */
import { Form, Select, Typography, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { useCatalogue } from '../../data/catalogue.js';
import { useLanguage, useWords } from '../../words/language.js';
import type { CampaignForm } from './campaign-form.js';
import { applyTemplate, CAMPAIGN_TEMPLATES } from './campaign-templates.js';

export function TemplateField({
  form,
  values,
}: {
  readonly form: FormInstance<CampaignForm>;
  readonly values: CampaignForm;
}): ReactNode {
  const t = useWords();
  const place = useLanguage() === 'zh' ? 1 : 0;
  const tags = useCatalogue().data?.tagDefinitions ?? [];
  const dates = tags.flatMap(({ key, type }) => (type === 'DATE' || type === 'DATETIME' ? [key] : []));
  const apply = (key: string): void => {
    const template = CAMPAIGN_TEMPLATES.find((one) => one.key === key);
    if (template) form.setFieldsValue(applyTemplate(values, template, { place, dates }));
  };
  return (
    <Form.Item label={t('Start from a template')} htmlFor="campaign_template">
      <Select<string>
        id="campaign_template"
        placeholder={t('without a template')}
        onChange={apply}
        options={CAMPAIGN_TEMPLATES.map(({ key, name }) => ({ value: key, label: name[place] }))}
        optionRender={({ value, label }) => (
          <>
            {label}
            <Typography.Text type="secondary" style={{ marginInlineStart: 12 }}>
              {CAMPAIGN_TEMPLATES.find(({ key }) => key === value)?.about[place]}
            </Typography.Text>
          </>
        )}
      />
    </Form.Item>
  );
}
