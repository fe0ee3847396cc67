/**
 * The log: one JSON line per unexpected error, with its kind, its place and the id of its request. Messages can contain
 * personal data, so they are not logged.
 */

/** `fatal`: the process ends because of it. */
export type Level = 'error' | 'fatal';

/** Logs an error. `requestId` is the id of the request in which it occurred. */
export function logError(error: unknown, requestId?: string, level: Level = 'error'): void {
  const { name, stack } = (error ?? {}) as Partial<Error>;
  console.error(
    JSON.stringify({
      level,
      at: new Date().toISOString(),
      kind: name ?? typeof error,
      ...(requestId === undefined ? {} : { requestId }),
      stack: placesOf(stack ?? ''),
    }),
  );
}

/** The innermost places of a stack; the message above them may have lines of its own. */
function placesOf(stack: string): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/.test(line))
    .slice(0, 3);
}
