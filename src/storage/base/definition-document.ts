/** Definitions as stored: JSON text, because their trees are code and not data to be queried. */

export interface DefinitionDoc {
  ws: string;
  key: string;
  version: number;
  body: string;
}

export const definitionToDoc = (ws: string, key: string, definition: { readonly version: number }): DefinitionDoc => ({
  ws,
  key,
  version: definition.version,
  body: toJson(definition),
});

/** The definition as it was saved; the collection says of which type. */
export const definitionFromDoc = <T>({ body }: DefinitionDoc): T => fromJson<T>(body);

/** JSON with bigint kept apart from numbers. */
function toJson(v: unknown): string {
  return JSON.stringify(v, (_k, x: unknown) => (typeof x === 'bigint' ? { $decimal: String(x) } : x));
}
function fromJson<T>(text: string): T {
  return JSON.parse(text, (_k, x: unknown) =>
    x !== null && typeof x === 'object' && '$decimal' in x ? BigInt(x.$decimal as string) : x,
  ) as T;
}
