/** Meanings of reasons in the chosen language, for places where a reason is shown without its message. */
import { REASONS, type Reason } from '../../../src/reasons/index.js';
import { useLanguage } from './language.js';
import { REASONS_ZH } from './reason-words.js';

export function useReasons(): (reason: Reason) => string {
  const language = useLanguage();
  return (reason) => (language === 'zh' ? REASONS_ZH[reason] : REASONS[reason].meaning);
}
