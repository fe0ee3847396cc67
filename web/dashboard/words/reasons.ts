/** Meanings of reasons in the chosen language, for places where a reason is shown without its message. */
import { REASONS, type Reason } from '../../../src/reasons/index.js';
import { useLanguage } from './language.js';
import { REFUSALS_ZH } from './refusals.js';

export function useReasons(): (reason: Reason) => string {
  const language = useLanguage();
  return (reason) => (language === 'zh' ? REFUSALS_ZH[reason] : REASONS[reason].meaning);
}
