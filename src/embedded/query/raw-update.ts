/**
 * Fast path for the most common update, which sets top-level fields and increments integers. Both the update and the
 * document stay encoded.
 */
import { DOCUMENT, type Elements, Fields, INT32, replaceElements, walk } from '../value/raw.js';
import { isSound } from '../value/sound.js';

export interface RawUpdate {
  readonly changes: Fields;
  /** Returns the updated bytes, or undefined for a document with an unsupported value type. */
  readonly onBytes: (raw: Buffer) => Buffer | undefined;
}

/** Compiles an encoded update. Returns undefined if the update is invalid or contains other kinds of changes. */
export function compileRawUpdate(update: Buffer): RawUpdate | undefined {
  const elements = new Map<string, Buffer>();
  const steps = new Map<string, number>();
  let last = 4;
  const sound = walk(update, 0, (begin, value, end) => {
    last = end;
    const operator = update.toString('latin1', begin + 1, value - 1);
    let simple = update[begin] === DOCUMENT && (operator === '$set' || operator === '$inc');
    return (
      simple &&
      isSound(update, value, end, false, (start, at, stop) => {
        const name = update.toString('utf8', start + 1, at - 1);
        simple &&=
          isPlainName(name) &&
          !elements.has(name) &&
          !steps.has(name) &&
          (operator === '$set' || update[start] === INT32);
        if (operator === '$set') elements.set(name, update.subarray(start, stop));
        else if (simple) steps.set(name, update.readInt32LE(at));
      }) &&
      simple
    );
  });
  if (!sound || last !== update.length - 1 || elements.size + steps.size === 0) return undefined;
  // New fields are added in alphabetical order.
  const ordered: Elements = new Map([...elements].sort(([a], [b]) => (a < b ? -1 : 1)));
  const changes = new Fields([...ordered.keys(), ...steps.keys()]);
  return { changes, onBytes: (raw) => replaceElements(raw, changes, ordered, steps) };
}

/** Returns whether a name is a top-level field, and not a path, an operator or an array index. */
function isPlainName(name: string): boolean {
  return name !== '_id' && name !== '' && !name.includes('.') && !/^\d+$/.test(name);
}
