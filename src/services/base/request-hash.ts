/**
 * Computes the hash of a request, by which a repeated request is recognized. A large request is hashed piece by piece.
 */
import { createHash } from 'node:crypto';

/** Number of characters that are hashed in one step. */
const PIECE = 32 * 1024;

/**
 * Returns the hash that identifies equal requests. It covers the document, the operation name and the variables. The
 * order of names in an object does not matter. `turn` is awaited after each piece, so that other work can run. An error
 * of `turn` is passed on.
 */
export async function requestHash(
  query: string,
  operationName: unknown,
  variables: unknown,
  turn: () => Promise<void>,
): Promise<string> {
  const request = new RequestText(turn);
  await request.add([query, operationName ?? null, variables ?? null]);
  return request.digest();
}

/** Builds the JSON text of a value with sorted names, and hashes it piece by piece. */
class RequestText {
  private readonly hash = createHash('sha256');
  private text = '';

  constructor(private readonly turn: () => Promise<void>) {}

  digest(): string {
    return this.hash.update(this.text).digest('base64url');
  }

  /** Adds the JSON text of a list or an object. */
  async add(value: object): Promise<void> {
    const isList = Array.isArray(value);
    this.text += isList ? '[' : '{';
    if (isList) for (const [index, element] of value.entries()) await this.addMember(index === 0 ? '' : ',', element);
    else {
      const members = value as Readonly<Record<string, unknown>>;
      for (const [index, name] of Object.keys(value).sort().entries())
        await this.addMember(`${index === 0 ? '' : ','}${JSON.stringify(name)}:`, members[name]);
    }
    this.text += isList ? ']' : '}';
    if (this.text.length > PIECE) await this.next();
  }

  private addMember(before: string, value: unknown): Promise<void> | undefined {
    this.text += before;
    if (typeof value === 'object' && value !== null) return this.add(value);
    this.text += JSON.stringify(value) ?? 'null';
    return this.text.length > PIECE ? this.next() : undefined;
  }

  private async next(): Promise<void> {
    this.hash.update(this.text);
    this.text = '';
    await this.turn();
  }
}
