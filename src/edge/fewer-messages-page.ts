/**
 * The page on which a customer asks for fewer messages, in Chinese and English. The page has no script and loads
 * nothing.
 */
import { createHash } from 'node:crypto';
import {
  escapeHtml,
  FEWER_CHOICES,
  isFewer,
  type CurrentWish,
  type FewerChoice,
} from '../services/reach/fewer-messages.js';

export type Language = 'zh' | 'en';

interface Words {
  readonly title: string;
  readonly other: string;
  readonly intro: (shop: string) => string;
  readonly choices: Readonly<Record<FewerChoice, (channel: string) => string>>;
  readonly send: string;
  readonly done: string;
  readonly nothingLeft: string;
  readonly more: string;
  readonly limit: (most: number, days: number) => string;
  readonly channelOff: (channel: string) => string;
  readonly allOff: string;
  readonly invalid: string;
  readonly expired: string;
  readonly again: string;
  readonly channels: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Record<Language, Words>> = {
  zh: {
    title: '减少消息',
    other: 'English',
    intro: (shop) => `您希望${shop}怎样给您发营销消息？`,
    choices: {
      WEEKLY: () => '每 7 天最多 1 条',
      MONTHLY: () => '每 30 天最多 1 条',
      CHANNEL: (channel) => `不再通过${channel}接收营销消息`,
      ALL: () => '不再接收任何营销消息',
    },
    send: '确定',
    done: '已按您的选择设置，立即生效。',
    nothingLeft: '您已退订全部营销消息，无需再操作。',
    more: '如需恢复接收，请联系商家。',
    limit: (most, days) => `当前：每 ${days} 天最多 ${most} 条`,
    channelOff: (channel) => `当前：不通过${channel}接收营销消息`,
    allOff: '当前：不接收任何营销消息',
    invalid: '链接无效。请使用最近一条消息中的链接。',
    expired: '链接已过期。请使用最近一条消息中的链接。',
    again: '请求过于频繁，请稍后再试。',
    channels: {
      sms: '短信',
      push: 'App 推送',
      wecom: '企业微信',
      official_account: '公众号',
      email: '邮件',
      mail: '邮件',
    },
  },
  en: {
    title: 'Fewer messages',
    other: '中文',
    intro: (shop) => `How should ${shop} send you offers?`,
    choices: {
      WEEKLY: () => 'At most 1 message in 7 days',
      MONTHLY: () => 'At most 1 message in 30 days',
      CHANNEL: (channel) => `No more offers by ${channel}`,
      ALL: () => 'No more offers at all',
    },
    send: 'Save',
    done: 'Your choice is saved and in effect.',
    nothingLeft: 'You get no offers any more. Nothing is left to do.',
    more: 'To get more messages again, please contact the shop.',
    limit: (most, days) => `Now: at most ${most} in ${days} days`,
    channelOff: (channel) => `Now: no offers by ${channel}`,
    allOff: 'Now: no offers at all',
    invalid: 'This link is not valid. Please use the link in your latest message.',
    expired: 'This link has expired. Please use the link in your latest message.',
    again: 'Too many requests. Please try again in a moment.',
    channels: {
      sms: 'text message',
      push: 'app notification',
      wecom: 'WeCom',
      official_account: 'official account',
      email: 'mail',
      mail: 'mail',
    },
  },
};

const STYLE = [
  'body{font:16px/1.6 system-ui,sans-serif;color:#222;background:#fff;max-width:32rem;margin:0 auto;padding:1.5rem}',
  'h1{font-size:1.4rem}',
  'fieldset{border:0;margin:0;padding:0}',
  'label{display:block;padding:.5rem 0}',
  'button{font:inherit;padding:.6rem 2rem;border:0;border-radius:.3rem;background:#0958d9;color:#fff}',
  'a{color:#0958d9}',
].join('\n');

/**
 * Content security policy of the page. The page loads nothing, runs no script, may not be framed, and may post only to
 * this server.
 */
export const FEWER_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

function document(language: Language, path: string, parts: readonly string[]): string {
  const { title, other } = WORDS[language];
  const another = language === 'zh' ? 'en' : 'zh';
  return [
    `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">',
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>`,
    `<h1>${escapeHtml(title)}</h1>`,
    ...parts,
    `</main><footer><a lang="${another}" href="${escapeHtml(path)}?lang=${another}">${escapeHtml(other)}</a></footer>`,
    '</body></html>',
  ].join('\n');
}

/** The content of the page. */
export interface FewerPage {
  readonly language: Language;
  readonly path: string;
  readonly shop: string;
  readonly channel: string;
  readonly wish: CurrentWish;
  /** Whether a choice has just been saved. */
  readonly isDone: boolean;
}

/** Returns the page with the choices that the customer still has. */
export function fewerPage({ language, path, shop, channel, wish, isDone }: FewerPage): string {
  const words = WORDS[language];
  const name = words.channels[channel] ?? channel;
  const left = FEWER_CHOICES.filter((choice) => isFewer(choice, wish));
  return document(language, path, [
    ...(isDone ? [`<p role="status"><strong>${escapeHtml(words.done)}</strong></p>`] : []),
    ...statesOf(words, name, wish).map(paragraph),
    ...(left.length > 0 ? formOf(words, left, { language, path, shop, name }) : [paragraph(words.nothingLeft)]),
    paragraph(words.more),
  ]);
}

function statesOf({ limit, channelOff, allOff }: Words, name: string, wish: CurrentWish): string[] {
  if (wish.allOff) return [allOff];
  return [
    ...(wish.limit ? [limit(wish.limit.most, wish.limit.days)] : []),
    ...(wish.channelOff ? [channelOff(name)] : []),
  ];
}

function formOf(
  { intro, choices, send }: Words,
  left: readonly FewerChoice[],
  {
    language,
    path,
    shop,
    name,
  }: { readonly language: Language; readonly path: string; readonly shop: string; readonly name: string },
): string[] {
  return [
    `<form method="post" action="${escapeHtml(path)}?lang=${language}"><fieldset><legend>${escapeHtml(intro(shop))}</legend>`,
    ...left.map(
      (choice, index) =>
        `<label><input type="radio" name="choice" value="${choice}" required${index === 0 ? ' checked' : ''}> ` +
        `${escapeHtml(choices[choice](name))}</label>`,
    ),
    `</fieldset><button>${escapeHtml(send)}</button></form>`,
  ];
}

/** Returns the page for a link that is invalid or expired, or that was requested too often (`again`). */
export const failurePage = (language: Language, path: string, failure: 'invalid' | 'expired' | 'again'): string =>
  document(language, path, [paragraph(WORDS[language][failure])]);

/**
 * Returns the language of a request. This is the language in the parameter `lang`, or else the first of the two
 * languages in the Accept-Language header (`accepted`). The default is Chinese.
 */
export function languageOf(url: URL, accepted = ''): Language {
  const named = url.searchParams.get('lang');
  if (named === 'zh' || named === 'en') return named;
  const first = accepted
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .find((part) => part.startsWith('zh') || part.startsWith('en'));
  return first?.startsWith('en') ? 'en' : 'zh';
}
