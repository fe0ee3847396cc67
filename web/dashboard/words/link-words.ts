/** Chinese texts that explain why a link between two identities is not applied. */

/**
 * Patterns for the English texts of the engine, with their Chinese translations. `$1` and `$2` are the captured values.
 */
const REASONS: readonly (readonly [says: RegExp, chinese: string])[] = [
  [/^a customer has at most (\d+) identities$/, '一位客户最多有 $1 个身份'],
  [/^a customer has at most (\d+) (\S+)$/, '一位客户最多有 $1 个 $2'],
  [/^a weak identifier does not join two known customers$/, '弱身份不会合并两位已知客户'],
  [/^these customers were parted by hand$/, '这些客户已由人工拆分'],
  [/^this (\S+) is shared by too many to name anyone$/, '这个 $1 被过多的人共用，不能代表某一个人'],
  [/^this (\S+) is a placeholder that names nobody$/, '这个 $1 是占位值，不代表任何人'],
];

/**
 * Translates the reason why a link is not applied into Chinese. A reason that a user entered for a split stays
 * unchanged. `named` returns the display name of an identity namespace.
 */
export function linkReasonInChinese(reason: string, named: (namespace: string) => string): string {
  for (const [says, chinese] of REASONS) {
    const [, ...values] = says.exec(reason) ?? [];
    if (!says.test(reason)) continue;
    return chinese.replace(/\$(\d)/g, (_match, place: string) => named(values[Number(place) - 1]));
  }
  return reason;
}
