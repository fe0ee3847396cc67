/** The preview of a campaign that is edited. It counts every ending over the audience shortly after each change. */
import { Card, Empty, Flex, Select, Spin, Statistic, Typography } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import {
  PreviewCampaignDraftDocument,
  type CampaignInput,
  type PreviewCampaignDraftQuery,
  type ReachRulesPageQuery,
} from '../../../../schema/generated/operations.js';
import { ConditionWarnings } from '../../components/condition-builder/condition-warnings.js';
import type { ApiError } from '../../data/client.js';
import { useAsk } from '../../data/queries.js';
import { useFormat, useLanguage, useWords } from '../../words/language.js';
import { purposeName } from '../../words/reach-words.js';
import { useEnums } from '../../words/use-enums.js';
import { EndingCounts, sentOf } from './ending-counts.js';

const WAIT_MS = 500;
const DAYS = [1, 7, 30, 90];

type Rules = ReachRulesPageQuery['reachRules'];

export function DraftPreview({
  input,
  purpose,
  rules,
  failed,
}: {
  /** The campaign as it is edited. Undefined while a required field is empty. */
  readonly input: CampaignInput | undefined;
  readonly purpose: string | null | undefined;
  readonly rules: Rules;
  /** Shows the errors of the server at their fields, or removes them. */
  readonly failed: (error?: ApiError) => void;
}): ReactNode {
  const t = useWords();
  const [days, setDays] = useState(7);
  const settled = useSettled(input);
  const asked = useAsk(PreviewCampaignDraftDocument, input && settled ? { input: settled, days } : undefined);
  const show = useRef(failed);
  useEffect(() => {
    show.current = failed;
  });
  useEffect(() => {
    if (!asked.loading) show.current(asked.error);
  }, [asked.loading, asked.error]);
  const isShown = input !== undefined && asked.data !== undefined && !asked.error;
  return (
    <Card
      title={t('Preview')}
      data-preview={asked.loading ? 'loading' : 'settled'}
      extra={asked.loading ? <Spin size="small" /> : null}
      style={{ position: 'sticky', top: 16 }}
    >
      <Flex vertical gap={12} aria-live="polite">
        {!isShown && (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={t(
              input ? 'The preview follows when the errors are corrected.' : 'Choose an audience and write a message.',
            )}
          />
        )}
        {isShown && <Figures of={asked.data.previewCampaignDraft} days={days} setDays={setDays} />}
        <Consent purpose={purpose ?? 'marketing'} rules={rules} />
      </Flex>
    </Card>
  );
}

/** Returns the input after it has stayed unchanged for a moment. */
function useSettled(input: CampaignInput | undefined): CampaignInput | undefined {
  const [settled, setSettled] = useState(input);
  const text = JSON.stringify(input);
  useEffect(() => {
    const timer = setTimeout(
      () => setSettled(text === undefined ? undefined : (JSON.parse(text) as CampaignInput)),
      WAIT_MS,
    );
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function Figures({
  of: { audience, counts, since, conditionWarnings },
  days,
  setDays,
}: {
  readonly of: PreviewCampaignDraftQuery['previewCampaignDraft'];
  readonly days: number;
  readonly setDays: (days: number) => void;
}): ReactNode {
  const t = useWords();
  const f = useFormat();
  const share = audience === 0 ? '' : ` (${f.share(sentOf(counts) / audience)})`;
  return (
    <>
      {since && (
        <label>
          {t('If the last days came again:')}{' '}
          <Select
            size="small"
            aria-label={t('days')}
            value={days}
            onChange={setDays}
            options={DAYS.map((value) => ({ value, label: `${value} ${t('days')}` }))}
          />
        </label>
      )}
      <Flex gap={32} wrap>
        <Statistic
          title={t(since ? 'Customers with a due contact' : 'Customers in the audience')}
          value={f.number(audience)}
        />
        <Statistic title={t('would get a message')} value={f.number(sentOf(counts))} suffix={share} />
      </Flex>
      {!since && (
        <Typography.Text type="secondary">
          {t('As if the campaign were due now, under the rules of now.')}
        </Typography.Text>
      )}
      <EndingCounts counts={counts} isPreview />
      <ConditionWarnings of={conditionWarnings} />
    </>
  );
}

/** Says whether customers without a statement permit the purpose, because it decides how many may be contacted. */
function Consent({ purpose, rules }: { readonly purpose: string; readonly rules: Rules }): ReactNode {
  const t = useWords();
  const enums = useEnums();
  const isChinese = useLanguage() === 'zh';
  const permission = rules.consentDefaults.find((rule) => rule.purpose === purpose)?.permission ?? 'REQUIRED';
  return (
    <Typography.Text type="secondary">
      {`${t('Consent for')} “${purposeName(purpose, isChinese)}”: ${enums('consentDefault', permission)}`}
    </Typography.Text>
  );
}
