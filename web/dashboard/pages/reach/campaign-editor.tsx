/**
 * Creates or edits a campaign. Every change is checked by the server, which also counts every ending over the whole
 * audience before anything is saved.
 */
import { App as AntApp, Alert, Button, Card, Col, Flex, Form, Input, Row } from 'antd';
import { useCallback, useState, type ReactNode } from 'react';
import {
  CampaignListDocument,
  CampaignPageDocument,
  DefineCampaignDocument,
  EndpointListDocument,
  ReachRulesPageDocument,
  StrategyListDocument,
} from '../../../../schema/generated/operations.js';
import { Loaded } from '../../components/loaded.js';
import { newKey } from '../../components/new-key.js';
import { ask, type ApiError } from '../../data/client.js';
import { useAll } from '../../data/paged-lists.js';
import { askAllAgain, useAsk, type Asked } from '../../data/queries.js';
import { useWords } from '../../words/language.js';
import { useNameIn } from '../../words/names.js';
import { useFault } from '../../words/use-faults.js';
import { AudienceField } from './audience-field.js';
import {
  emptyForm,
  fieldOf,
  formOf,
  plannedForm,
  plannedFrom,
  toInput,
  type Campaign,
  type CampaignForm,
  type Planned,
} from './campaign-form.js';
import { campaignLink } from './campaign-list.js';
import { DraftPreview } from './campaign-preview.js';
import { ChannelFields, kindsOf, type Choices } from './channel-fields.js';
import { MoreFields } from './more-fields.js';
import { StartDialog } from './start-dialog.js';
import { StrategyFields } from './strategy-fields.js';
import { TemplateField } from './template-field.js';
import { TriggerFields } from './trigger-fields.js';
import { useNow } from './use-now.js';

/** Edits the campaign `of`, or a new one. `plan` is the part of the address that names the proposal to begin with. */
export function CampaignEditor({
  of,
  plan = [],
}: {
  readonly of?: string;
  readonly plan?: readonly string[];
}): ReactNode {
  const t = useWords();
  const campaign = useAsk(CampaignPageDocument, of ? { key: of } : undefined);
  const choices = useChoices();
  const { now, zone } = useNow();
  return (
    <Loaded of={now === undefined ? { ...choices, data: undefined } : choices}>
      {(known) =>
        of ? (
          <Loaded of={campaign}>
            {(data) =>
              data.campaign ? (
                <Editor choices={known} start={data.campaign} zone={zone} />
              ) : (
                <Alert type="warning" showIcon title={t('There is no campaign with this key.')} />
              )
            }
          </Loaded>
        ) : (
          <Editor choices={known} planned={plannedFrom(plan)} zone={zone} />
        )
      }
    </Loaded>
  );
}

/** Loads the channels, endpoints, taken keys and strategies. A user who may not read strategies has none to choose. */
function useChoices(): Asked<Choices> {
  const rules = useAsk(ReachRulesPageDocument, {});
  const endpoints = useAll(EndpointListDocument, {}, (answer) => answer.webhookEndpoints);
  const campaigns = useAll(CampaignListDocument, {}, (answer) => answer.campaigns);
  const listed = useAll(StrategyListDocument, {}, (answer) => answer.strategies);
  const strategies = listed.error ? [] : listed.data?.filter(({ retired }) => !retired);
  const data = rules.data &&
    endpoints.data &&
    campaigns.data &&
    strategies && {
      strategies,
      rules: rules.data.reachRules,
      endpoints: endpoints.data,
      taken: new Set(campaigns.data.map(({ key }) => key)),
    };
  return { ...rules, data, error: rules.error ?? endpoints.error ?? campaigns.error };
}

interface Fault {
  readonly path?: string;
  readonly reason: string;
  readonly message: string;
}

/** Returns the errors of the server. An error without a list of faults is one fault itself. */
const faultsOf = (error: ApiError): readonly Fault[] => (error.faults.length > 0 ? error.faults : [error]);

function Editor({
  choices,
  start,
  planned,
  zone,
}: {
  readonly choices: Choices;
  readonly start?: Campaign;
  readonly planned?: Planned | undefined;
  readonly zone: string;
}): ReactNode {
  const t = useWords();
  const nameIn = useNameIn();
  const { message } = AntApp.useApp();
  const [form] = Form.useForm<CampaignForm>();
  const [initial] = useState(() => (start ? formOf(start, zone) : newForm(choices, planned, nameIn)));
  // Fields that are not shown, such as the messages of variants, keep their values.
  const watched = Form.useWatch((all: CampaignForm) => all, { form, preserve: true });
  const values = watched?.channels ? watched : initial;
  const { other, show } = useFieldErrors(form);
  const [starting, setStarting] = useState<string>();
  const key = start?.key ?? newKey(values.name, choices.taken, 'campaign');
  const name = values.name?.trim() ? values.name : `${t('Campaign')} ${key.replace(/^\D*/, '')}`;
  const input = toInput(key, { ...values, name }, { zone, kinds: kindsOf(choices) });
  const save = (then: (key: string) => void): void => {
    void form.validateFields().then(
      () => {
        if (!input) return;
        ask(DefineCampaignDocument, { input }).then(() => {
          void message.success(t('Saved'));
          askAllAgain();
          then(key);
        }, show);
      },
      () => undefined,
    );
  };
  return (
    <Flex vertical gap={16}>
      <h1 style={{ margin: 0 }}>{start ? `${t('Edit')}: ${nameIn(start.name)}` : t('New campaign')}</h1>
      <Missing choices={choices} />
      <Row gutter={[16, 16]}>
        <Col xs={24} xl={15}>
          <Form form={form} name="campaign" layout="vertical" initialValues={initial}>
            <Fields form={form} values={values} choices={choices} start={start} />
            {other && <Alert type="error" showIcon title={other} style={{ marginTop: 16 }} />}
            <SaveButtons start={start} isComplete={input !== undefined} save={save} begin={setStarting} />
          </Form>
        </Col>
        <Col xs={24} xl={9}>
          <DraftPreview input={input} purpose={values.purpose} rules={choices.rules} failed={show} />
        </Col>
      </Row>
      {starting && <StartDialog of={starting} close={() => (location.hash = campaignLink(starting))} />}
    </Flex>
  );
}

/** The buttons of the form. A campaign that was started before is only saved. */
function SaveButtons({
  start,
  isComplete,
  save,
  begin,
}: {
  readonly start?: Campaign;
  readonly isComplete: boolean;
  readonly save: (then: (key: string) => void) => void;
  readonly begin: (key: string) => void;
}): ReactNode {
  const t = useWords();
  const isDraft = start === undefined || start.state === 'DRAFT';
  const open = (key: string): void => {
    location.hash = campaignLink(key);
  };
  return (
    <Flex gap={8} wrap style={{ marginTop: 16 }}>
      {isDraft && (
        <Button type="primary" disabled={!isComplete} onClick={() => save(begin)}>
          {t('Save and start')}
        </Button>
      )}
      <Button disabled={!isComplete} onClick={() => save(open)}>
        {t(isDraft ? 'Save as draft' : 'Save')}
      </Button>
      <Button href={start ? campaignLink(start.key) : '#/reach'}>{t('Cancel')}</Button>
    </Flex>
  );
}

/** Returns the values of a new campaign. The name and the channel are those of the strategy, if it tries one. */
function newForm(choices: Choices, planned: Planned | undefined, nameIn: (name: string) => string): CampaignForm {
  if (!planned) return emptyForm(firstChannel(choices));
  const strategy = choices.strategies.find(({ key }) => key === planned.strategy);
  const channel = firstChannel(choices, strategy?.channel ?? undefined);
  return plannedForm(planned, channel, strategy && nameIn(strategy.name));
}

/**
 * Returns the channel of a new campaign: the wanted one if it exists, or the first. If only one endpoint exists, it is
 * chosen.
 */
function firstChannel(
  { rules, endpoints }: Choices,
  wanted?: string,
): { readonly channel?: string; readonly endpoint?: string } {
  const enabled = endpoints.filter(({ disabledBy }) => !disabledBy);
  const sending = rules.channels.filter(({ kind }) => kind === 'SENT');
  const sent = sending.find(({ channel }) => channel === wanted) ?? sending.at(0);
  return { channel: sent?.channel, endpoint: enabled.length === 1 ? enabled[0].key : undefined };
}

/** Names the part that must be set up before a campaign can be defined. */
function Missing({ choices: { rules, endpoints } }: { readonly choices: Choices }): ReactNode {
  const t = useWords();
  if (rules.channels.length > 0 && endpoints.length > 0) return null;
  const isRules = rules.channels.length === 0;
  return (
    <Alert
      type="info"
      showIcon
      title={t(
        isRules
          ? 'No channel is set up. The rules say where the address of a customer on a channel comes from.'
          : 'No endpoint is set up. Messages are handed over to an endpoint.',
      )}
      action={<Button href={isRules ? '#/reach/rules' : '#/reach/endpoints'}>{t('Set up')}</Button>}
    />
  );
}

/** Shows the errors of the server at their fields, and returns those that belong to no field. */
function useFieldErrors(form: ReturnType<typeof Form.useForm<CampaignForm>>[0]): {
  readonly other?: string;
  readonly show: (error?: ApiError) => void;
} {
  const say = useFault();
  const [other, setOther] = useState<string>();
  const [shown, setShown] = useState<readonly (string | number)[][]>([]);
  const show = useCallback(
    (error?: ApiError) => {
      const clear = shown.map((name) => ({ name: name as never, errors: [] as string[] }));
      const faults = error ? faultsOf(error) : [];
      const placed = faults.map((fault) => ({ fault, name: fieldIn(form, fault.path) }));
      const errors = placed.flatMap(({ fault, name }) => (name ? [{ name: name as never, errors: [say(fault)] }] : []));
      form.setFields([...clear, ...errors]);
      setShown(placed.flatMap(({ name }) => (name ? [name] : [])));
      setOther(placed.find(({ name }) => name === undefined) && say(placed.find(({ name }) => !name)!.fault));
    },
    [form, say, shown],
  );
  return { other, show };
}

/** Returns the name of the rendered field to which the path of a fault belongs. */
function fieldIn(
  form: ReturnType<typeof Form.useForm<CampaignForm>>[0],
  path: string | undefined,
): (string | number)[] | undefined {
  const name = fieldOf(path);
  const text = JSON.stringify(name);
  return form.getFieldsError().some((field) => JSON.stringify(field.name) === text) ? name : undefined;
}

function Fields({
  form,
  values,
  choices,
  start,
}: {
  readonly form: ReturnType<typeof Form.useForm<CampaignForm>>[0];
  readonly values: CampaignForm;
  readonly choices: Choices;
  readonly start?: Campaign;
}): ReactNode {
  const t = useWords();
  return (
    <Flex vertical gap={16}>
      {!start && <TemplateField form={form} values={values} />}
      <Card size="small" title={t('Who')}>
        <Form.Item name="name" label={t('Name')}>
          <Input placeholder={t('for example “Spring offers”')} maxLength={128} />
        </Form.Item>
        <AudienceField name="audience" label={t('Audience')} required />
        <AudienceField name="goal" label={t('Goal: its members get no message')} />
      </Card>
      <StrategyFields strategies={choices.strategies} values={values} />
      <Card size="small" title={t('When')}>
        <TriggerFields values={values} form={form} isStarted={Boolean(start?.startedAt)} />
      </Card>
      <Card size="small" title={t('What')}>
        <ChannelFields choices={choices} form={form} />
      </Card>
      <MoreFields values={values} form={form} />
    </Flex>
  );
}
