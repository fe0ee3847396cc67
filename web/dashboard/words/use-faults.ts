/** Hooks for error messages and for the reasons of rejected links in the chosen language. */
import { faultInChinese, type Fault } from './fault-words.js';
import { useLanguage } from './language.js';
import { useNames } from './names.js';
import { linkReasonInChinese } from './link-words.js';

/**
 * Returns a function that returns the message of an error in the chosen language. The error comes from the parser
 * (`line 1, column 4: ...`) or from the server.
 */
export function useFault(): (fault: Fault) => string {
  const language = useLanguage();
  return (fault) => (language === 'zh' ? faultInChinese(fault) : fault.message);
}

/** Returns a function that explains why a link between two identities is not applied. */
export function useLinkReason(): (reason: string | null | undefined) => string | undefined {
  const language = useLanguage();
  const names = useNames();
  return (reason) =>
    language === 'zh' && reason ? linkReasonInChinese(reason, names.namespace) : (reason ?? undefined);
}
