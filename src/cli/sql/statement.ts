/**
 * Decides whether a text of SQL may run. Only a single SELECT may. It is judged by the syntax tree that DuckDB itself
 * makes of the text, because a locked configuration does not prevent `COPY ... TO` from writing to the folder that
 * queries may read.
 */

/** Table functions that a query may use. Others read files, run SQL from texts, or show settings. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['unnest', 'range', 'generate_series']);

export const LONGEST_SQL = 100_000;

interface Serialized {
  readonly error: boolean;
  readonly error_message?: string;
  readonly error_type?: string;
  readonly statements?: readonly object[];
}

/**
 * Returns why a statement is refused, or undefined if it may run. `serialized` is the result of DuckDB's
 * `json_serialize_sql` for the text.
 *
 * @example
 * refusalOf('{"error":false,"statements":[]}'); // 'Give a SELECT statement.'
 */
export function refusalOf(serialized: string): string | undefined {
  const { error, error_message, error_type, statements = [] } = JSON.parse(serialized) as Serialized;
  if (error)
    return error_type === 'parser'
      ? `This is not valid SQL: ${error_message ?? 'it cannot be parsed'}`
      : 'Only SELECT statements are run. Statements that change, copy, attach, load or configure something are not.';
  if (statements.length === 0) return 'Give a SELECT statement.';
  if (statements.length > 1) return `Give a single SELECT statement. This text has ${statements.length} statements.`;
  const strange = tableFunctions(statements[0]).find((name) => !TABLE_FUNCTIONS.has(name.toLowerCase()));
  return strange === undefined
    ? undefined
    : `The table function ${strange} is not available. A query reads only the tables of the export.`;
}

/** Returns the names of all table functions in a syntax tree, wherever they are. */
function tableFunctions(tree: object): readonly string[] {
  const names: string[] = [];
  // The tree of a hostile statement may be too deep for recursion.
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (node === null || typeof node !== 'object') continue;
    const { type, function: called } = node as { readonly type?: unknown; readonly function?: unknown };
    if (type === 'TABLE_FUNCTION') names.push((called as { readonly function_name?: string })?.function_name ?? '?');
    open.push(...Object.values(node));
  }
  return names;
}
