/**
 * Writes the log. Each unexpected error is one JSON line with its name, its place in the code and the ids of the
 * request and of its trace. Messages of errors are not logged, because they can contain personal data.
 */

/** Severity of a logged error. `fatal` means that the error ends the process. */
export type Level = 'error' | 'fatal';

/** Logs an error. `requestId` and `traceId` are the ids of the request that failed. */
export function logError(error: unknown, requestId?: string, traceId?: string, level: Level = 'error'): void {
  const { name, stack } = (error ?? {}) as Partial<Error>;
  console.error(
    JSON.stringify({
      level,
      at: new Date().toISOString(),
      kind: name ?? typeof error,
      ...(requestId === undefined ? {} : { requestId }),
      ...(traceId === undefined ? {} : { traceId }),
      stack: placesOf(stack ?? ''),
    }),
  );
}

/** Returns the innermost calls of a stack trace, without the lines of the error message above them. */
function placesOf(stack: string): string[] {
  return stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*(:\d+:\d+\)?|\(native\)|<anonymous>\)?)$/.test(line))
    .slice(0, 3);
}
