/** Returns the labels of the API's enum values in the chosen language. */
import { ENUMS, type Words } from './enum-words.js';
import { useLanguage } from './language.js';

type Enums = typeof ENUMS;

export function useEnums(): <Name extends keyof Enums>(name: Name, value: keyof Enums[Name]) => string {
  const place = useLanguage() === 'zh' ? 1 : 0;
  return (name, value) => (ENUMS[name][value] as Words)[place];
}
