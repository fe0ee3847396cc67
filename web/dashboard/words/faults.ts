/** Refusals in the language chosen: by their reason, with the place in a condition. */
import type { ExpressionError, ExpressionReason } from '../../../src/engine/segment/parse.js';
import type { ApiError } from '../data/client.js';
import { useLanguage } from './language.js';

/**
 * A condition that is no condition; the reason is one of the parser, so that a new one does not compile without a word.
 */
const EXPRESSION: Readonly<Record<ExpressionReason, string>> = {
  EXPRESSION_SYNTAX: '条件的写法不正确',
  EXPRESSION_FIELD_MISPLACED: '该属性不能用在这里',
  EXPRESSION_CLAUSE_REPEATED: '同一子句重复出现',
  EXPRESSION_TOO_LONG: '条件过长，请拆成多个分群',
  EXPRESSION_TOO_DEEP: '条件嵌套过深，请拆成多个分群',
};

const OTHERS: Readonly<Partial<Record<ApiError['reason'], string>>> = {
  SERVER_UNREACHABLE: '无法连接服务器，请稍后重试',
  SERVER_BUSY: '服务器繁忙，请稍后重试',
  TOKEN_EXPIRED: '令牌已过期，请更换令牌',
  TOKEN_INVALID: '令牌无效，请更换令牌',
};

const CHINESE: Readonly<Record<string, string | undefined>> = { ...OTHERS, ...EXPRESSION };

/** What is shown of a fault: a parser's (`line 1, column 4: ...`), or a refusal of the server. */
export function useFault(): (fault: Pick<ExpressionError | ApiError, 'reason' | 'message'>) => string {
  const language = useLanguage();
  return ({ reason, message }) => {
    const known = language === 'zh' ? CHINESE[reason] : undefined;
    if (known === undefined) return message;
    const [, line, column, found] = /line (\d+), column (\d+): (.*)/.exec(message) ?? [];
    // What the parser quotes is the reader's own text.
    const quoted = /"[^"]*"|'[^']*'|`[^`]*`/.exec(found ?? '')?.[0];
    return line ? `第 ${line} 行第 ${column} 列：${known}${quoted ? `（${quoted}）` : ''}` : known;
  };
}
