/** Explains in a sentence when a campaign sends, and why a contact ended without a message, in both languages. */
import type { CampaignTimesFragment, ContactFactsFragment } from '../../../schema/generated/operations.js';
import { ENUMS } from './enum-words.js';
import type { Format } from './format.js';
import { channelName, purposeName } from './reach-words.js';

export type EndingFacts = NonNullable<ContactFactsFragment['ending']>;
export type Trigger = NonNullable<CampaignTimesFragment['trigger']>;

/** The language, the formatters and the names of definitions with which sentences are written. */
export interface Wording {
  readonly isChinese: boolean;
  readonly format: Pick<Format, 'instant' | 'duration' | 'number'>;
  readonly segment: (key: string) => string;
  readonly tag: (key: string) => string;
  /** Describes an event type with its filter. */
  readonly event: (expression: string) => string;
}

/** Key of the budget that a customer asked for. */
const WISH = 'wish';

/** Chinese texts of the causes that the server states in English. */
const CAUSES_ZH: Readonly<Record<string, string>> = {
  'the sender released it': '发送方已释放',
  'the assignee did not contact the customer': '顾问未联系客户',
  'the channel is of another kind now': '渠道类型已更改',
  'the campaign no longer uses the channel': '活动已不再使用该渠道',
  'the customer has another contact': '该客户已有另一条触达',
};

/** Returns why a contact ended without a message, as a sentence with the facts behind it. */
export function endingInWords(ending: EndingFacts, wording: Wording): string {
  return wording.isChinese ? endingInChinese(ending, wording) : endingInEnglish(ending, wording);
}

function endingInChinese(e: EndingFacts, w: Wording): string {
  const channel = channelName(e.channel ?? '', true);
  switch (e.reason) {
    case 'CAPPED':
      return e.budget === WISH
        ? `客户要求减少消息，期间最多 ${e.most} 次，已用完。`
        : `频次规则“${e.budget}”已满：期间最多 ${e.most} 次，已用完（渠道：${channel}）。`;
    case 'CONSENT':
      return `客户未授权用途“${purposeName(e.purpose ?? '', true)}”：${consents(e, w)}。`;
    case 'CHANNEL':
      return `客户在这些渠道上没有联系方式：${channels(e.channels, w)}。`;
    case 'LAYER':
      return e.layer
        ? `客户所在的层“${w.segment(e.layer)}”不做营销触达（${policy(e.reach, w)}）。`
        : '客户所在的层不做营销触达。';
    case 'CONTROL':
      return e.group === 'GLOBAL' ? '客户属于全局对照组，不发送营销消息。' : '客户属于本活动的对照组，用于衡量效果。';
    case 'QUIET_EXPIRED':
      return `${channel}的免打扰时段到 ${w.format.instant(e.quietUntil)} 才结束，而消息在 ${w.format.instant(e.expiresAt)} 已过期。`;
    case 'EXPIRED':
      return `在 ${w.format.instant(e.expiresAt)} 过期前没有展示或完成（渠道：${channel}）。`;
    case 'TEMPLATE':
      return `文案用到 ${missing(e, w)}，但客户没有此值，文案也没有默认值。`;
    case 'AUDIENCE':
      return `判定时客户已不在“${w.segment(e.audience ?? '')}”中。`;
    case 'GOAL':
      return `客户已进入目标“${w.segment(e.goal ?? '')}”。`;
    case 'MISSED':
      return `本应于 ${w.format.instant(e.dueAt)} 发送，最迟 ${w.format.instant(e.latestAt)}，得知时已过。`;
    case 'CANCELLED':
      return `已取消${e.cause ? `：${CAUSES_ZH[e.cause] ?? '活动已取消'}` : ''}。`;
  }
}

function endingInEnglish(e: EndingFacts, w: Wording): string {
  const channel = channelName(e.channel ?? '', false);
  switch (e.reason) {
    case 'CAPPED':
      return e.budget === WISH
        ? `The customer asked for fewer messages: at most ${e.most} in the period, which are used.`
        : `The budget “${e.budget}” is full: at most ${e.most} in the period, which are used (channel: ${channel}).`;
    case 'CONSENT':
      return `The customer does not permit the purpose “${purposeName(e.purpose ?? '', false)}”: ${consents(e, w)}.`;
    case 'CHANNEL':
      return `The customer has no address on these channels: ${channels(e.channels, w)}.`;
    case 'LAYER':
      return e.layer
        ? `The layer “${w.segment(e.layer)}” of the customer takes no marketing now (${policy(e.reach, w)}).`
        : 'A layer of the customer takes no marketing now.';
    case 'CONTROL':
      return e.group === 'GLOBAL'
        ? 'The customer is in the global control group, which gets no marketing.'
        : 'The customer is in the hold-out of this campaign, which measures its effect.';
    case 'QUIET_EXPIRED':
      return `Quiet hours (${channel}) end at ${w.format.instant(e.quietUntil)}, after the message expires at ${w.format.instant(e.expiresAt)}.`;
    case 'EXPIRED':
      return `It was neither shown nor done before it expired at ${w.format.instant(e.expiresAt)} (channel: ${channel}).`;
    case 'TEMPLATE':
      return `The text names ${missing(e, w)}, which the customer lacks, and has no default.`;
    case 'AUDIENCE':
      return `The customer was no longer in “${w.segment(e.audience ?? '')}” at the decision.`;
    case 'GOAL':
      return `The customer has reached the goal “${w.segment(e.goal ?? '')}”.`;
    case 'MISSED':
      return `It was due at ${w.format.instant(e.dueAt)} and became known after ${w.format.instant(e.latestAt)}, the latest time.`;
    case 'CANCELLED':
      return `Cancelled${e.cause ? `: ${e.cause}` : ''}.`;
  }
}

const comma = ({ isChinese }: Wording): string => (isChinese ? '、' : ', ');

const channels = (list: readonly string[] | null | undefined, w: Wording): string =>
  (list ?? []).map((key) => channelName(key, w.isChinese)).join(comma(w));

function consents(e: EndingFacts, w: Wording): string {
  const [withdrawn, silent] = w.isChinese ? ['已拒绝', '未表态'] : ['withdrawn', 'no statement'];
  return (e.consents ?? [])
    .map(({ channel, statement }) => `${channelName(channel, w.isChinese)} (${statement ? withdrawn : silent})`)
    .join(comma(w));
}

function policy(reach: string | null | undefined, { isChinese }: Wording): string {
  const table: Readonly<Record<string, readonly [string, string]>> = ENUMS.layerPolicy;
  const words = table[reach ?? ''];
  return words ? words[isChinese ? 1 : 0] : '–';
}

const missing = (e: EndingFacts, w: Wording): string =>
  (e.missing ?? []).map((name) => (name.startsWith('tag.') ? w.tag(name.slice(4)) : name)).join(comma(w));

/** Returns what makes the contacts of a campaign due, as a phrase. */
export function triggerInWords(trigger: Trigger, wording: Wording): string {
  const { entered, left, event, schedule, date } = trigger;
  if (entered)
    return `${phrase(wording, `进入“${wording.segment(entered.segment)}”`, `enters “${wording.segment(entered.segment)}”`)}${later(entered.after, wording)}`;
  if (left)
    return `${phrase(wording, `离开“${wording.segment(left.segment)}”`, `leaves “${wording.segment(left.segment)}”`)}${later(left.after, wording)}`;
  if (event) return `${eventPhrase(event, wording)}${later(event.after, wording)}`;
  if (schedule) return schedulePhrase(schedule, wording);
  return date ? datePhrase(date, wording) : '';
}

const phrase = ({ isChinese }: Wording, chinese: string, english: string): string => (isChinese ? chinese : english);

function later(after: string, w: Wording): string {
  if (/^PT0S$/.test(after)) return '';
  const time = w.format.duration(after);
  return w.isChinese ? `后 ${time}` : `, ${time} later`;
}

function eventPhrase({ expression, which }: NonNullable<Trigger['event']>, w: Wording): string {
  const [english, chinese] = ENUMS.triggerWhich[which];
  return w.isChinese ? `发生${w.event(expression)}（${chinese}）` : `${w.event(expression)} (${english})`;
}

function schedulePhrase({ time, weekdays, days }: NonNullable<Trigger['schedule']>, w: Wording): string {
  const place = w.isChinese ? 1 : 0;
  if (days && days.length > 0) return `${days.join(comma(w))} ${time}`;
  if (weekdays && weekdays.length > 0)
    return `${weekdays.map((day) => ENUMS.weekday[day][place]).join(comma(w))} ${time}`;
  return `${phrase(w, '每天', 'every day')} ${time}`;
}

function datePhrase({ tag, time, offsetDays, yearly }: NonNullable<Trigger['date']>, w: Wording): string {
  const name = w.tag(tag);
  const days = Math.abs(offsetDays);
  const every = yearly ? phrase(w, '每年', 'every year, ') : '';
  if (offsetDays === 0) return w.isChinese ? `${every}“${name}”当天 ${time}` : `${every}on “${name}” at ${time}`;
  const side = offsetDays < 0 ? phrase(w, '前', 'before') : phrase(w, '后', 'after');
  return w.isChinese
    ? `${every}“${name}”${side} ${days} 天 ${time}`
    : `${every}${days} days ${side} “${name}” at ${time}`;
}
