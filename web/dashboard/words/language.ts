/**
 * The languages of the dashboard, English and Chinese. The pages contain English texts, whose Chinese translations are
 * looked up.
 */
import { createContext, useContext, useMemo } from 'react';
import { formatOf, type Format } from './format.js';
import { ZH, type Text } from './zh.js';

export type Language = 'en' | 'zh';

const LanguageContext = createContext<Language>('en');
export const LanguageProvider = LanguageContext.Provider;

/** The time zone and the currency of the workspace. Without a zone, times are shown in the time zone of the browser. */
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

/** Returns the formatters for the chosen language and for the time zone and currency of the workspace. */
export function useFormat(): Format {
  const language = useLanguage();
  const { zone, currency } = useSetting();
  return useMemo(() => formatOf(language === 'zh' ? 'zh-CN' : 'en', { zone, currency }), [language, zone, currency]);
}
