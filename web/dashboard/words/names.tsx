/** Display names of tags, segments, layers, lists and identity namespaces, for pages and condition sentences. */
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import {
  CouponNamesDocument,
  DefinitionNamesDocument,
  SegmentNamesDocument,
  type DefinitionNamesQuery,
} from '../../../schema/generated/operations.js';
import { useAll } from '../data/paged-lists.js';
import { useAsk } from '../data/queries.js';
import type { ConditionNames } from './condition-words.js';
import { EVENT_NAMES_ZH, FIELD_NAMES_ZH, SHOP_FIELD_NAMES_ZH } from './event-names.js';
import { useLanguage, type Language } from './language.js';
import { NAMESPACES } from './namespace-words.js';

/** Names of definitions by key. If a key has no name, the key itself is returned. */
export interface Names extends ConditionNames {
  model(key: string): string;
  /** Returns the name of a layer without the name of its model. */
  layer(model: string, key: string): string;
  coupon(key: string): string;
  namespace: (name: string) => string;
}

const NamesContext = createContext<Names | undefined>(undefined);

/** Loads the names once for all pages. Until they arrive, keys are shown. */
export function NamesProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const language = useLanguage();
  const { data } = useAsk(DefinitionNamesDocument, {});
  const segments = useAll(SegmentNamesDocument, {}, (answer) => answer.segments);
  const coupons = useAll(CouponNamesDocument, {}, (answer) => answer.coupons);
  const names = useMemo(
    () => namesOf(data, { segments: segments.data, coupons: coupons.data }, language),
    [data, segments.data, coupons.data, language],
  );
  return <NamesContext.Provider value={names}>{children}</NamesContext.Provider>;
}

export function useNames(): Names {
  const names = useContext(NamesContext);
  const language = useLanguage();
  return useMemo(() => names ?? namesOf(undefined, {}, language), [names, language]);
}

/**
 * Returns the part of a name in the given language. A shop can give a name in both languages, such as `Home city /
 * 居住城市`. Any other name is returned unchanged.
 */
function nameIn(language: Language, name: string): string {
  const parts = name.split(' / ');
  if (parts.length !== 2) return name;
  if (parts[0] === parts[1]) return parts[0];
  const isChinese = parts.map((part) => /\p{Script=Han}/u.test(part));
  if (isChinese[0] === isChinese[1]) return name;
  return parts[isChinese[0] === (language === 'zh') ? 0 : 1];
}

/** Returns a function that reduces a name to its part in the chosen language. */
export function useNameIn(): (name: string) => string {
  const language = useLanguage();
  return (name) => nameIn(language, name);
}

interface Named {
  readonly key: string;
  readonly name: string;
}

function namesOf(
  data: DefinitionNamesQuery | undefined,
  { segments = [], coupons = [] }: { readonly segments?: readonly Named[]; readonly coupons?: readonly Named[] },
  language: Language,
): Names {
  const table = (list: readonly Named[] = []): ((key: string) => string) => {
    const known = new Map(list.map(({ key, name }) => [key, nameIn(language, name)]));
    return (key) => known.get(key) ?? key;
  };
  const isChinese = language === 'zh';
  const models = new Map((data?.layerModels ?? []).map((model) => [model.key, model]));
  const segment = table(segments);
  const model = table(data?.layerModels);
  const layer = (key: string, of: string): string => table(models.get(key)?.layers)(of);
  return {
    tag: table(data?.tagDefinitions),
    list: table(data?.lists),
    coupon: table(coupons),
    segment: (key) => {
      const [of, name] = key.split('.');
      return name === undefined ? segment(key) : `${model(of)} · ${layer(of, name)}`;
    },
    model,
    layer,
    event: (name) => (isChinese ? (EVENT_NAMES_ZH[name] ?? name) : name),
    field: (name) => (isChinese ? (FIELD_NAMES_ZH[name] ?? SHOP_FIELD_NAMES_ZH[name] ?? name) : name),
    namespace: (name) => {
      const [kind, part] = name.split(':');
      const known = Object.hasOwn(NAMESPACES, kind) ? NAMESPACES[kind][isChinese ? 1 : 0] : kind;
      return part === undefined ? known : `${known} (${part})`;
    },
  };
}
