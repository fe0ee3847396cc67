/** Names of events and their fields in the chosen language. */
import { EVENT_NAMES_ZH, FIELD_NAMES_ZH } from './event-names.js';
import { useLanguage } from './language.js';

/**
 * Names of event types and their fields (`line.brand`). English shows the technical name, Chinese shows the Chinese
 * name followed by the technical one.
 */
export function useFactNames(): { readonly event: (name: string) => string; readonly field: (name: string) => string } {
  const isChinese = useLanguage() === 'zh';
  const named = (known: string | undefined, name: string): string => (isChinese && known ? `${known} (${name})` : name);
  return {
    event: (name) => named(EVENT_NAMES_ZH[name], name),
    field: (name) => named(FIELD_NAMES_ZH[name.replace(/^line\./, '')], name),
  };
}
