/** English and Chinese: the pages are written in English, and the text is looked up for Chinese. */
import { createContext, useContext, useMemo } from 'react';
import { formatOf, type Format } from './format.js';
import { ZH, type Text } from './zh.js';

export type Language = 'en' | 'zh';

const LanguageContext = createContext<Language>('en');
export const LanguageProvider = LanguageContext.Provider;

/** Time zone and currency of the workspace. Without a zone, instants are in the browser's. */
export interface Setting {
  readonly zone?: string;
  readonly currency?: string;
}

const SettingContext = createContext<Setting>({});
export const SettingProvider = SettingContext.Provider;

/** Returns the translation function for the chosen language. */
export function useWords(): (text: Text) => string {
  const language = useContext(LanguageContext);
  return (text) => (language === 'zh' ? ZH[text] : text);
}

export const useLanguage = (): Language => useContext(LanguageContext);

export const useSetting = (): Setting => useContext(SettingContext);

/** Returns the formatters for the chosen language and the workspace's zone and currency. */
export function useFormat(): Format {
  const language = useLanguage();
  const { zone, currency } = useSetting();
  return useMemo(() => formatOf(language === 'zh' ? 'zh-CN' : 'en', { zone, currency }), [language, zone, currency]);
}
