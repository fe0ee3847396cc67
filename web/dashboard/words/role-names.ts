/** Chinese names of the built-in roles. A role that the workspace defines keeps the name that its author chose. */
import { useLanguage } from './language.js';

const ROLES_ZH: Readonly<Record<string, string>> = {
  admin: '管理员',
  marketer: '营销人员',
  analyst: '分析师',
  service: '客服',
};

/** Returns a function that returns the name of a role by its key. `name` is the name from the API, if it is known. */
export function useRoleName(): (key: string, name?: string) => string {
  const language = useLanguage();
  return (key, name = key) => (language === 'zh' && Object.hasOwn(ROLES_ZH, key) ? ROLES_ZH[key] : name);
}
