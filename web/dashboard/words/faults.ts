/** Refusals, and why links do not count, in the language chosen. */
import { faultInChinese, type Fault } from './fault-words.js';
import { useLanguage } from './language.js';
import { linkReasonInChinese } from './link-words.js';

/** What is shown of a fault: a parser's (`line 1, column 4: ...`), or a refusal of the server. */
export function useFault(): (fault: Fault) => string {
  const language = useLanguage();
  return (fault) => (language === 'zh' ? faultInChinese(fault) : fault.message);
}

/** Why a link of two identities does not count. */
export function useLinkReason(): (reason: string | null | undefined) => string | undefined {
  const language = useLanguage();
  return (reason) => (language === 'zh' && reason ? linkReasonInChinese(reason) : (reason ?? undefined));
}
