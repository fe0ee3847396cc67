/**
 * Provides the time zone, currency and names of the workspace to all pages. The pages are not shown until the time zone
 * is known.
 */
import { Skeleton, Typography } from 'antd';
import type { ReactNode } from 'react';
import { SettingDocument } from '../../../schema/generated/operations.js';
import { useAsk } from '../data/queries.js';
import { SettingProvider, useSetting, useWords, type Setting } from '../words/language.js';
import { NamesProvider } from '../words/names.js';

const UNKNOWN: Setting = {};

export function WorkspaceSetting({ children }: { readonly children: ReactNode }): ReactNode {
  const t = useWords();
  const { data, error } = useAsk(SettingDocument, {});
  // If the server rejects the token, the pages are shown anyway, because they display the error.
  if (!data && !error) return <Skeleton active aria-label={t('loading')} style={{ padding: 48 }} />;
  return (
    <SettingProvider value={data?.workspace ?? UNKNOWN}>
      <NamesProvider>{children}</NamesProvider>
    </SettingProvider>
  );
}

/** Shows the name of the time zone in which all times are displayed. */
export function ZoneName(): ReactNode {
  const t = useWords();
  const { zone } = useSetting();
  return zone ? (
    <Typography.Text type="secondary" data-zone>
      {t('Times in')} {zone}
    </Typography.Text>
  ) : null;
}
