/** Values that identify nobody in any namespace. Software sends such values when it has no real identifier. */

const WORDS = new Set([
  'null',
  'nil',
  'undefined',
  'none',
  'nan',
  'n/a',
  'unknown',
  'anonymous',
  'guest',
  '未知',
  '未知用户',
  '匿名',
  '匿名用户',
  '游客',
  '访客',
  '未登录',
  'not set',
  'no value',
  'true',
  'false',
  '13800138000',
  'test@test.com',
]);

const PATTERNS = [
  // Zeros, with a sign or separators: 0, -0, 0.0, 0000-000, and the UUID that consists of zeros.
  /^[-+]?0(?:[-_.:/ ]?0)*$/,
  // The number -1, a common value for "not found".
  /^-1(?:\.0+)?$/,
  // A single repeated digit, typed into a form that requires a number.
  /^(\d)\1{7,}$/,
  /^f{8}-(?:f{4}-){3}f{12}$/,
  // A JavaScript object converted to text.
  /^\[object \w+\]$/,
  // A template variable that was not filled in: {{user_id}}, ${user_id}, #{user_id}, <%= id %>, *|EMAIL|*, %%id%%,
  // __OAID__.
  /^\{\{.*\}\}$/s,
  /^[$#]\{.*\}$/s,
  /^<%.*%>$/s,
  /^\*\|.*\|\*$/s,
  /^%%.+%%$/s,
  /^__[a-z\d_]+__$/,
  // Text without any letter or digit, in any script.
  /^[^\p{L}\p{N}]+$/u,
];

/** Brackets and quotes around a value, such as (null), "null" or <none>. */
const WRAPPED = /^(?:\((.*)\)|<(.*)>|\{(.*)\}|"(.*)"|'(.*)')$/s;

/** Whether a value is a built-in placeholder. Case, surrounding brackets and quotes do not matter. */
export function isBuiltInPlaceholder(value: string): boolean {
  const plain = value.trim().toLowerCase();
  const inner = WRAPPED.exec(plain)
    ?.slice(1)
    .find((x) => x !== undefined);
  return [plain, inner ?? plain].some(
    (text) => WORDS.has(text.trim()) || PATTERNS.some((pattern) => pattern.test(text.trim())),
  );
}
