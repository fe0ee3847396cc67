/** Shows the problems that rows of files and bodies of webhooks have with a mapping. */
import { useLanguage } from './language.js';
import { rowProblemInChinese } from './row-problem-words.js';

/** Returns a function that shows a problem in the chosen language. */
export function useRowProblem(): (problem: string) => string {
  const language = useLanguage();
  return (problem) => (language === 'zh' ? rowProblemInChinese(problem) : problem);
}
