/** Refusals in the language chosen. */
import { faultInChinese, type Fault } from './fault-words.js';
import { useLanguage } from './language.js';

/** What is shown of a fault: a parser's (`line 1, column 4: ...`), or a refusal of the server. */
export function useFault(): (fault: Fault) => string {
  const language = useLanguage();
  return (fault) => (language === 'zh' ? faultInChinese(fault) : fault.message);
}
