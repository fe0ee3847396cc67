/** Adds the strategies of the articles, as strategies without evidence. */
import { ARTICLE_STRATEGIES } from '../../engine/strategies/article-strategies.js';
import type { Strategy } from '../../engine/strategies/strategy.js';
import { requireScope, type Principal } from '../base/access.js';
import { refuseTooMany } from '../base/definition-limits.js';
import { oneOf } from '../base/inputs.js';
import { change } from '../base/operator-changes.js';
import type { Tx } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { MAX_STRATEGIES, parseStrategy, STRATEGIES_DEFINE } from './strategies.js';

const LANGUAGES = ['EN', 'ZH', 'BOTH'] as const;

/**
 * Defines the strategies of the articles that the workspace does not have yet. Existing ones stay as they are. BOTH
 * joins the English and the Chinese texts.
 */
export function addArticleStrategies(services: Services, principal: Principal, language: string): Promise<Strategy[]> {
  requireScope(principal, STRATEGIES_DEFINE);
  const chosen = oneOf(language, LANGUAGES, undefined, 'language');
  const textIn = ({ en, zh }: { readonly en: string; readonly zh: string }): string =>
    ({ EN: en, ZH: zh, BOTH: `${en} / ${zh}` })[chosen];
  return change(services, principal, 'addArticleStrategies', async () => {
    const room = await enter(services, principal.workspace);
    const { strategies } = services.stores;
    const save = async (tx: Tx): Promise<Strategy[]> => {
      const keys = ARTICLE_STRATEGIES.map(({ key }) => key);
      const there = new Set((await strategies.find(room.workspace.id, keys, tx)).map(({ key }) => key));
      const added: Strategy[] = [];
      for (const { name, description, ...article } of ARTICLE_STRATEGIES) {
        if (there.has(article.key)) continue;
        const most = { most: MAX_STRATEGIES, what: 'strategies' };
        await refuseTooMany(services.stores, room.workspace.id, strategies, article.key, most, tx);
        const input = { ...article, name: textIn(name), description: textIn(description) };
        const strategy = parseStrategy(input, undefined, room, principal.subject);
        await strategies.save(room.workspace.id, strategy, tx);
        added.push(strategy);
      }
      return added;
    };
    return { target: 'strategies', at: room.now, save };
  });
}
