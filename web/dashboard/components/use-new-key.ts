/** Fills the field for the key of a new definition from its name, in forms with the fields `name` and `key`. */
import { useRef } from 'react';
import { newKey } from './new-key.js';

interface Named {
  readonly key: string;
  readonly name?: string;
}

/**
 * Returns a handler for changed values of a form. The key follows the name until the user types a key. If the user
 * clears the key, it follows the name again.
 */
export function useKeyOfName(
  form: { readonly setFieldValue: (field: 'key', value: string | undefined) => void },
  taken: ReadonlySet<string>,
  kind: string,
): (changed: Partial<Named>) => void {
  const isTyped = useRef(false);
  return ({ key, name }) => {
    if (key !== undefined) isTyped.current = key !== '';
    if (name === undefined || isTyped.current) return;
    form.setFieldValue('key', name.trim() === '' ? undefined : newKey(name, taken, kind));
  };
}
