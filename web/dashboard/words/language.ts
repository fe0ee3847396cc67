/** English and Chinese: the pages are written in English, and the text is looked up for Chinese. */
import { createContext, useContext } from 'react';
import { durationInWords } from './duration.js';
import { ZH } from './zh.js';

export type Language = 'en' | 'zh';

const LanguageContext = createContext<Language>('en');
export const LanguageProvider = LanguageContext.Provider;

/** Returns the translation function for the chosen language. */
export function useWords(): (text: string) => string {
  const language = useContext(LanguageContext);
  return (text) => (language === 'zh' ? (ZH[text] ?? text) : text);
}

export const useLanguage = (): Language => useContext(LanguageContext);

export function useFormat(): {
  readonly number: (n: number) => string;
  readonly share: (n: number | null | undefined) => string;
  readonly instant: (s: string | null | undefined) => string;
  readonly duration: (iso: string) => string;
} {
  const locale = useContext(LanguageContext) === 'zh' ? 'zh-CN' : 'en';
  return {
    number: (n) => n.toLocaleString(locale),
    share: (n) =>
      n === null || n === undefined ? '–' : n.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 }),
    instant: (s) => (s ? new Date(s).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' }) : '–'),
    duration: (iso) => durationInWords(iso, locale),
  };
}
