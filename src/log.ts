/**
 * Writes the log. Each unexpected error is one JSON line with its kind, its place in the code and the id of its
 * request. Messages can contain personal data, so they are not logged.
 */

/** Severity of a logged error. `fatal` means that the error ends the process. */
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

/** Returns the innermost calls of a stack trace. The lines of the error message above them are left out. */
function placesOf(stack: string): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/.test(line))
    .slice(0, 3);
}
