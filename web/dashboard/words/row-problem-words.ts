/** Chinese sentences for the problems that rows of files and bodies of webhooks can have with a mapping. */
import { faultInChinese } from './fault-words.js';
import { REASONS_ZH } from './reason-words.js';

/** Messages with their Chinese sentences. The groups of a pattern are inserted for $1 and $2. */
const PROBLEMS: readonly (readonly [message: RegExp, sentence: string])[] = [
  [/^no identity in this row$/, '此行没有身份'],
  [/^the group of this row is empty$/, '此行的分组列为空'],
  [/^a row without a customer has no tags.*$/, '没有客户的行不能写标签，请留空或给出客户'],
  [/^the type is empty or no name of a type$/, '事件类型为空或不合规'],
  [/^every column of it is empty$/, '所用的列全部为空'],
  [/^empty$/, '为空'],
  [/^not a plain decimal with at most 4 digits after the point$/, '不是最多 4 位小数的数字'],
  [/^a product is made of two decimal numbers$/, '乘积需要两个数字'],
  [/^column (.+) holds a value the mapping does not know$/, '列 $1 的值不在映射的对照表中'],
  [/^column (.+) is compared as a number and is none$/, '列 $1 要按数字比较，但不是数字'],
  [/^the number is not written as the mapping says$/, '数字的写法与映射不符'],
  [/^an identity has a character that an earlier conversion lost$/, '身份含有转码时丢失的字符'],
  [/^expected a number$/, '应为数字'],
  [/^the text has more digits than a number keeps; use the type string$/, '位数超过数字的精度，请改用文本类型'],
  [/^expected yes or no, .*$/, '应为是或否'],
  [/^expected a JSON array of texts; .*$/, '应为 JSON 文本数组；其他列表请填写分隔符'],
  [/^the time is not a valid (\w+)$/, '时间不是有效的 $1'],
  [/^the time does not fit (.+)$/, '时间与格式 $1 不符'],
  [/^not a list$/, '不是列表'],
  [/^the row has (\d+) fields and the header (\d+)$/, '此行有 $1 个字段，而表头有 $2 个'],
  [/^the row has cells after the last column$/, '此行在最后一列之后还有单元格'],
  [/^a quoted field is not closed$/, '引号没有闭合'],
  [/^a quote stands inside an unquoted field$/, '未加引号的字段中出现引号'],
  [/^text follows a closing quote$/, '右引号之后还有文字'],
  [/^this line is not JSON$/, '此行不是 JSON'],
  [/^this line is not a JSON object$/, '此行不是 JSON 对象'],
  [/^the key (.+) stands twice$/, '键 $1 出现两次'],
  [/^a cell holds the error (.+)$/, '单元格中是错误值 $1'],
  [/^column (.+) does not exist \("(.+)" is meant\?\)$/, '没有列 $1（是否为 $2？）'],
  [/^column (.+) does not exist$/, '没有列 $1'],
  [/^.+ has ((?:.+, )*.+)$/, '文件中有：$1'],
  [/^columns that the first rows lack are named under "optional"$/, '前面的行没有的列请写在 optional 下'],
  [/^the workspace has no identity namespace (\S+) .*$/, '工作区没有身份类型 $1'],
  [/^the workspace has no tag (\S+) .*$/, '工作区没有标签 $1'],
  [/^tag (\S+) is dynamic; .*$/, '标签 $1 是动态标签，其值请写在 points 下'],
  [/^tag (\S+) is not dynamic; .*$/, '标签 $1 不是动态标签，其值请写在 tags 下'],
  [/^\S+ is empty\.$/, '文件为空'],
  [
    /^.+ is not (\S+) text: the first fault is near line ([\d,]+)\..*$/,
    '文件不是 $1 编码的文本：第 $2 行附近首次出错，请选择编码',
  ],
];

/**
 * Returns a problem as a Chinese sentence. It may begin with a reason (`EVENT_IN_FUTURE: ...`) or with a place in the
 * mapping (`event.occurredAt: ...`). The place is kept. A problem without a known sentence is returned unchanged.
 */
export function rowProblemInChinese(problem: string): string {
  const [, reason, message] = /^([A-Z][A-Z_]+): (.*)$/s.exec(problem) ?? [];
  if (reason !== undefined && Object.hasOwn(REASONS_ZH, reason)) return faultInChinese({ reason, message });
  const [, place = '', rest = problem] =
    /^((?:rules\[\d+\][.:]? ?)?(?:[\w.[\]\u0080-\uffff]+: )?)(.*)$/s.exec(problem) ?? [];
  for (const [pattern, sentence] of PROBLEMS)
    for (const [kept, text] of [
      ['', problem],
      [place, rest],
    ] as const)
      if (pattern.test(text)) return `${kept.replace(/: $/, '：')}${text.replace(pattern, sentence)}`;
  return problem;
}
