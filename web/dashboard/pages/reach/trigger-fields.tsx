/** Fields of the campaign editor for when contacts are due: at the start, at an instant, or by a trigger. */
import { Alert, AutoComplete, Checkbox, Form, Input, InputNumber, Select, Typography, type FormInstance } from 'antd';
import type { ReactNode } from 'react';
import { ClearableSelect } from '../../components/clearable-select.js';
import { VOCABULARY } from '../../../../src/engine/facts/vocabulary.js';
import { useCatalogue } from '../../data/catalogue.js';
import { hasNameOrKey } from '../../components/search.js';
import { useSetting, useWords } from '../../words/language.js';
import { useNameIn, useNames } from '../../words/names.js';
import { useEnums } from '../../words/use-enums.js';
import type { Text } from '../../words/zh.js';
import { AudienceField } from './audience-field.js';
import { WHEN, type CampaignForm, type When } from './campaign-form.js';
import { WEEKDAYS } from './campaign-times.js';
import { DurationInput } from './duration-input.js';

const LABELS: Readonly<Record<When, Text>> = {
  START: 'Once, when it starts',
  AT: 'Once, at an instant',
  ENTERED: 'A customer enters a segment',
  LEFT: 'A customer leaves a segment',
  EVENT: 'A customer does something',
  SCHEDULE: 'On a schedule',
  DATE: 'On a date of the customer',
};

/** Filters of events are written in the language of conditions. */
const EXAMPLE = 'order_paid where amount > 100';

export function TriggerFields({
  values: { when },
  form,
  isStarted,
}: {
  readonly values: CampaignForm;
  readonly form: FormInstance<CampaignForm>;
  readonly isStarted: boolean;
}): ReactNode {
  const t = useWords();
  const { zone } = useSetting();
  return (
    <>
      {isStarted && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={t('A campaign that was started keeps its trigger.')}
        />
      )}
      <Form.Item name="when" label={t('Contacts are due')}>
        <Select
          disabled={isStarted}
          options={WHEN.map((value) => ({ value, label: t(LABELS[value]) }))}
          // The usual re-entry differs between the kinds, so a chosen one does not stay.
          onChange={() => form.setFieldsValue({ reEntry: undefined, reEntryAfter: undefined })}
        />
      </Form.Item>
      {when === 'AT' && (
        <Form.Item
          name="at"
          label={`${t('Instant')} (${zone ?? ''})`}
          rules={[{ required: true, message: t('Choose an instant') }]}
        >
          <Input type="datetime-local" style={{ maxWidth: 240 }} />
        </Form.Item>
      )}
      <KindFields when={when} isStarted={isStarted} />
      {when !== 'AT' && when !== 'START' && (
        <Form.Item name="until" label={`${t('Ends at (empty: never)')} (${zone ?? ''})`}>
          <Input type="datetime-local" style={{ maxWidth: 240 }} />
        </Form.Item>
      )}
    </>
  );
}

function KindFields({ when, isStarted }: { readonly when: When; readonly isStarted: boolean }): ReactNode {
  switch (when) {
    case 'ENTERED':
      return <EnteredFields isStarted={isStarted} />;
    case 'LEFT':
      return <LeftFields />;
    case 'EVENT':
      return <EventFields />;
    case 'SCHEDULE':
      return <ScheduleFields />;
    case 'DATE':
      return <DateFields />;
    case 'START':
    case 'AT':
      return null;
  }
}

function After({ of }: { readonly of: 'entered' | 'left' | 'event' }): ReactNode {
  const t = useWords();
  return (
    <Form.Item name={['trigger', of, 'after']} label={t('Time after it (empty: at once)')}>
      <DurationInput />
    </Form.Item>
  );
}

function EnteredFields({ isStarted }: { readonly isStarted: boolean }): ReactNode {
  const t = useWords();
  return (
    <>
      <AudienceField name={['trigger', 'entered', 'segment']} label={t('Entered segment (empty: the audience)')} />
      <After of="entered" />
      <Form.Item name={['trigger', 'entered', 'includePresent']} valuePropName="checked">
        <Checkbox disabled={isStarted}>{t('Members at the start count as entering')}</Checkbox>
      </Form.Item>
    </>
  );
}

function LeftFields(): ReactNode {
  const t = useWords();
  return (
    <>
      <AudienceField name={['trigger', 'left', 'segment']} label={t('Left segment')} required />
      <After of="left" />
    </>
  );
}

function EventFields(): ReactNode {
  const t = useWords();
  const names = useNames();
  const enums = useEnums();
  return (
    <>
      <Form.Item
        name={['trigger', 'event', 'expression']}
        label={t('Event, with a filter if needed')}
        extra={<code>{EXAMPLE}</code>}
        rules={[{ required: true, message: t('Choose an event') }]}
      >
        <AutoComplete
          filterOption={(typed, option) => hasNameOrKey(typed, option)}
          options={VOCABULARY.map(({ name }) => ({ value: name, label: names.event(name) }))}
        />
      </Form.Item>
      <Form.Item name={['trigger', 'event', 'which']} label={t('Which of them')}>
        <ClearableSelect
          placeholder={enums('triggerWhich', 'EVERY')}
          options={(['EVERY', 'FIRST', 'LAST'] as const).map((value) => ({
            value,
            label: enums('triggerWhich', value),
          }))}
        />
      </Form.Item>
      <After of="event" />
    </>
  );
}

function TimeField({ of }: { readonly of: 'schedule' | 'date' }): ReactNode {
  const t = useWords();
  return (
    <Form.Item
      name={['trigger', of, 'time']}
      label={t('Time of day, on the clock of the customer')}
      rules={[{ required: true, message: t('Choose a time of day') }]}
    >
      <Input type="time" style={{ maxWidth: 140 }} />
    </Form.Item>
  );
}

function ScheduleFields(): ReactNode {
  const t = useWords();
  const enums = useEnums();
  return (
    <>
      <TimeField of="schedule" />
      <Form.Item name={['trigger', 'schedule', 'weekdays']} label={t('Only on these weekdays (empty: every day)')}>
        <Select mode="multiple" options={WEEKDAYS.map((value) => ({ value, label: enums('weekday', value) }))} />
      </Form.Item>
      <Form.Item name={['trigger', 'schedule', 'days']} label={t('Only on these days')} extra={<code>2026-11-11</code>}>
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} />
      </Form.Item>
    </>
  );
}

function DateFields(): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const catalogue = useCatalogue();
  const dates = (catalogue.data?.tagDefinitions ?? []).filter(({ type }) => type === 'DATE' || type === 'DATETIME');
  return (
    <>
      <Form.Item
        name={['trigger', 'date', 'tag']}
        label={t('Tag with the date')}
        rules={[{ required: true, message: t('Choose a tag') }]}
      >
        <Select
          showSearch
          filterOption={hasNameOrKey}
          options={dates.map(({ key, name }) => ({ value: key, label: nameIn(name) }))}
        />
      </Form.Item>
      <Form.Item
        name={['trigger', 'date', 'offsetDays']}
        label={t('Days after the date')}
        rules={[{ type: 'integer' }]}
        extra={<Typography.Text type="secondary">{t('A negative number is days before it.')}</Typography.Text>}
      >
        <InputNumber placeholder="0" />
      </Form.Item>
      <Form.Item name={['trigger', 'date', 'yearly']} valuePropName="checked">
        <Checkbox>{t('Every year, as birthdays')}</Checkbox>
      </Form.Item>
      <TimeField of="date" />
    </>
  );
}
