/** Shows how many contacts were sent on each channel, and how many ended for each reason, as bars. */
import { Button, Flex, Typography, theme } from 'antd';
import type { ReactNode } from 'react';
import type {
  CampaignContactsQuery,
  ContactEndingReason,
  ContactState,
} from '../../../../schema/generated/operations.js';
import { useFormat, useLanguage, useWords } from '../../words/language.js';
import { channelName } from '../../words/reach-words.js';
import { useEnums } from '../../words/use-enums.js';

export type Count = CampaignContactsQuery['campaignContacts'][number] & { readonly channel?: string | null };

/** Contacts with the same state, reason and channel. The groups of variants are added up. */
export interface Kind {
  readonly state: ContactState;
  readonly reason?: ContactEndingReason | null;
  readonly channel?: string | null;
}

interface Row extends Kind {
  readonly count: number;
}

/** States in the order in which they are shown. Contacts that were not sent are last. */
const ORDER: readonly ContactState[] = [
  'DELIVERED',
  'HANDED_OVER',
  'ASSIGNED',
  'RESERVED',
  'WAITING',
  'PLANNED',
  'FAILED',
  'DEAD',
  'ENDED',
] satisfies ContactState[];

/** Adds up the counts of all groups. Sent contacts come first, and then the most frequent reasons. */
export function rowsOf(counts: readonly Count[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { state, reason, channel, count } of counts) {
    const name = [state, reason, channel].join('|');
    rows.set(name, { state, reason, channel, count: (rows.get(name)?.count ?? 0) + count });
  }
  return [...rows.values()].sort(
    (left, right) => ORDER.indexOf(left.state) - ORDER.indexOf(right.state) || right.count - left.count,
  );
}

/** Returns the number of contacts that ended with a message, or will. */
export const sentOf = (counts: readonly Count[]): number =>
  counts.filter(({ state }) => SENT.has(state)).reduce((sum, { count }) => sum + count, 0);

const SENT: ReadonlySet<ContactState> = new Set<ContactState>([
  'RESERVED',
  'WAITING',
  'ASSIGNED',
  'HANDED_OVER',
  'DELIVERED',
]);

/** Returns whether contacts of this kind have a message, or may still get one. */
export const isSent = ({ state }: Kind): boolean => state !== 'ENDED' && state !== 'FAILED' && state !== 'DEAD';

/** Returns a function that names a kind of contacts. */
export function useKindName(isPreview = false): (kind: Kind) => string {
  const t = useWords();
  const enums = useEnums();
  const isChinese = useLanguage() === 'zh';
  return ({ state, reason, channel }) => {
    if (reason && state === 'ENDED') return enums('contactEnding', reason);
    const isToCome = isPreview && (state === 'RESERVED' || state === 'WAITING');
    const name = isToCome ? t('would get a message') : enums('contactState', state);
    return channel ? `${name} (${channelName(channel, isChinese)})` : name;
  };
}

export function EndingCounts({
  counts,
  isPreview = false,
  choose,
}: {
  readonly counts: readonly Count[];
  /** In a preview, a reserved contact is one that would be sent. */
  readonly isPreview?: boolean;
  /** Makes each row a button. */
  readonly choose?: (kind: Kind) => void;
}): ReactNode {
  const f = useFormat();
  const name = useKindName(isPreview);
  const rows = rowsOf(counts);
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  return (
    <Flex vertical gap={8} data-endings>
      {rows.map((row) => {
        const label = name(row);
        return (
          <div key={[row.state, row.reason, row.channel].join('|')} data-ending={row.reason ?? row.state}>
            <Flex justify="space-between" gap={8}>
              {choose ? (
                <Button type="link" size="small" style={{ padding: 0, height: 'auto' }} onClick={() => choose(row)}>
                  {label}
                </Button>
              ) : (
                <span>{label}</span>
              )}
              <Typography.Text>
                <strong>{f.number(row.count)}</strong>{' '}
                <Typography.Text type="secondary">{f.share(total === 0 ? 0 : row.count / total)}</Typography.Text>
              </Typography.Text>
            </Flex>
            <Bar share={total === 0 ? 0 : row.count / total} isSent={isSent(row)} />
          </div>
        );
      })}
    </Flex>
  );
}

function Bar({ share, isSent: isGood }: { readonly share: number; readonly isSent: boolean }): ReactNode {
  const { token } = theme.useToken();
  return (
    <div aria-hidden style={{ height: 6, borderRadius: 3, background: token.colorFillSecondary }}>
      <div
        style={{
          height: '100%',
          width: `${Math.max(share * 100, 1)}%`,
          borderRadius: 3,
          background: isGood ? token.colorPrimary : token.colorTextTertiary,
        }}
      />
    </div>
  );
}
